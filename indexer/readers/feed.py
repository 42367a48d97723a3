"""Reads RSS and Atom: one record an item or entry, as files or as they were fetched."""

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.readers.decoding import BYTE_ORDER_MARKS, declared_charset
from indexer.readers.opening import BROKEN, Source, broken, opened, too_large
from indexer.readers.reader import Pages, Reader, ReadOptions, beginning_with
from indexer.readers.walk import Found

_ITEMS = frozenset({"item", "entry"})
_FIELDS = {
    "title": ("title",),
    "url": ("link", "origLink"),
    "id": ("guid", "id", "identifier"),
    "published": ("pubDate", "published", "date", "issued", "created", "updated"),
    "author": ("creator", "author"),
    "body": ("encoded", "content"),
    "summary": ("description", "summary", "subtitle"),
    "category": ("category", "subject"),
}
"""By Kashshaf's field, the elements that state it, without their namespaces, the best first."""
_HEADER = {"source": ("title",), "language": ("language",)}
_CHUNK = 1 << 16
_LOST = 0.05  # of an item's characters that are none of the encoding


def read_feed(found: Found, options: ReadOptions) -> Pages:
    """Give the items of a feed, one after another; memory holds one at a time.

    Raises:
        PageError: the file as a whole can't be read.
    """
    number = 0
    try:
        with opened(found) as stream:
            for number, item in enumerate(_items(stream, options.max_page_bytes), 1):
                where, place = f"{found.where}#{number}", f"#{number}"
                if item is None:
                    yield too_large(where, options.max_page_bytes)
                    return
                if not item.keys() - _HEADER.keys():
                    yield PageError("the item states nothing", where, "Look at the feed")
                    continue
                if _is_lost(item):
                    yield PageError(
                        "its letters are not in the encoding of the feed",
                        where,
                        "State the encoding in the first line of the feed, or convert it to UTF-8",
                    )
                    continue
                yield RawPage(where, found.path + place, fields=item, origin=found.origin + place)
    except etree.XMLSyntaxError as error:
        yield PageError(
            f"not well-formed XML after item {number}: {error}", found.where, "Fetch it again"
        )
    except BROKEN as error:
        yield broken(error, found.where, f"item {number}")
    else:
        if not number:
            yield PageError("there is no item in it", found.where, "Check that it is a feed")


def _is_lost(item: dict[str, str]) -> bool:
    """Whether an item is in another encoding: a byte here and there may be damaged, not all."""
    text = "".join(item.values())
    return text.count("\ufffd") > _LOST * len(text)


def _items(stream: Source, limit: int) -> Iterator[dict[str, str] | None]:
    """Give the fields of each item; None, and nothing more, for one beyond the limit."""
    parser = etree.XMLPullParser(
        ("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        encoding="utf-8",
    )
    header: dict[str, str] = {}
    size = depth = 0
    for chunk in _chunks(stream):
        size += len(chunk)
        if chunk:
            parser.feed(chunk)
        else:
            parser.close()
        for event, element in parser.read_events():
            name = _name(element)
            if event == "start":
                depth += name in _ITEMS
                continue
            if name in _ITEMS:
                depth -= 1
                yield header | _fields(element)
                size = 0
            elif not depth:
                _note_header(header, name, element)
            if not depth:
                element.clear()
                _forget_before(element)
        if size > limit + _CHUNK:
            yield None
            return


def _chunks(stream: Source) -> Iterator[bytes]:
    """Give a file in UTF-8, and at its end nothing; of an empty one nothing at all.

    A byte that is none of the encoding costs its own item a letter, which is told.
    """
    chunk = stream.read(_CHUNK)
    decoder = codecs.getincrementaldecoder(_encoding(chunk))("replace")
    while chunk:
        text = decoder.decode(chunk).removeprefix("\ufeff")
        if text:
            yield text.encode("utf-8", "replace")
        chunk = stream.read(_CHUNK)
        if not chunk:
            yield decoder.decode(b"", final=True).encode("utf-8", "replace") or b" "
            yield b""


def _encoding(beginning: bytes) -> str:
    """Return what a feed is in: what its mark says; UTF-8 where it is valid; what it declares."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if beginning.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return declared_charset(beginning) or "utf-8"
    return "utf-8"


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _forget_before(element: etree._Element) -> None:
    """Drop the items before this one, which the parser would keep."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _note_header(header: dict[str, str], name: str, element: etree._Element) -> None:
    for field, names in _HEADER.items():
        text = (element.text or "").strip()
        if name in names and text:
            header.setdefault(field, text)


def _fields(item: etree._Element) -> dict[str, str]:
    stated: dict[str, list[str]] = {}
    for child in item:
        text = _text(child)
        if text:
            stated.setdefault(_name(child), []).append(text)
    fields: dict[str, str] = {}
    for field, names in _FIELDS.items():
        found = next((stated[name] for name in names if name in stated), [])
        if found:
            fields[field] = ", ".join(found) if field in ("author", "category") else found[0]
    if not fields.get("url") and fields.get("id", "").startswith(("http://", "https://")):
        fields["url"] = fields["id"]
    return fields


def _text(element: etree._Element) -> str:
    """Return what a child of an item states: its text, its address, or its name."""
    name = _name(element)
    if name == "link" and element.get("href"):
        is_page = element.get("rel", "alternate") == "alternate"
        return str(element.get("href")) if is_page else ""
    if name == "category" and (term := element.get("label") or element.get("term")):
        return str(term)
    if name == "author" and len(element):
        return next((one.text or "" for one in element if _name(one) == "name"), "").strip()
    if element.get("type") == "xhtml":
        inner = (etree.tostring(one, encoding="unicode") for one in element)
        return re.sub(r"\sxmlns(:\w+)?=\"[^\"]*\"", "", "".join(inner))
    return "".join(map(str, element.itertext())).strip()


FEED = Reader(
    name="RSS and Atom",
    suffixes=frozenset({".rss", ".atom", ".xml"}),
    sniff=beginning_with(
        rb"(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*|<\?(?>[^>]*>)\s*)*+<(?:rss|feed|rdf:RDF)\b"
    ),
    read=read_feed,
    loose=True,
)
