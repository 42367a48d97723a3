"""Reads TREC-style SGML: `<DOC>` … `</DOC>`, many documents a file, as data sets ship them.

<DOC><DOCNO>BB-1</DOCNO><TITLE>…</TITLE><TIME>…</TIME><ABSTRACT>…</ABSTRACT><TEXT>…</TEXT></DOC>
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.readers.decoding import decode
from indexer.readers.fields import FieldNames
from indexer.readers.opening import BROKEN, Source, broken, opened, too_large
from indexer.readers.reader import Pages, Reader, ReadOptions, beginning_with
from indexer.readers.walk import Found

_OPENING = re.compile(rb"<doc(?:\s[^>]*)?>", re.IGNORECASE)
_CLOSING = re.compile(rb"</doc\s*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\bid\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_START_TAG = re.compile(r"<([A-Za-z][\w.-]*+)(?:\s[^<>]*+)?>")
_END_TAG = re.compile(r"</([A-Za-z][\w.-]*+)\s*+>")
_BOUNDARY = re.compile(rb"(?=<doc[\s>])|(?<=</doc>)", re.IGNORECASE)
_LONGEST_LINE = 1 << 20  # bytes read at once


def read_trec(found: Found, options: ReadOptions) -> Pages:
    """Give the documents of a file, one after another; memory holds one at a time."""
    number = 0
    for number, (line, piece) in enumerate(_documents(found, options.max_page_bytes), 1):
        where = f"{found.where}:{line}"
        if isinstance(piece, PageError):
            yield piece
            continue
        try:
            fields = _fields(decode(piece, where), options.names)
        except PageError as error:
            yield error
            continue
        place = f"#{number}"
        yield RawPage(where, found.path + place, fields=fields, origin=found.origin + place)
    if not number:
        yield PageError("no <DOC> was found in it", found.where, "Check that it is TREC-style SGML")


def _fields(text: str, names: FieldNames) -> dict[str, str]:
    """Return the elements of a document; those that come twice are joined by an empty line."""
    start = text.index(">") + 1
    record: dict[str, str] = {}
    attribute = _ATTRIBUTE.search(text[:start])
    if attribute:
        record["id"] = attribute[1]
    contents: dict[str, list[str]] = {}
    for tag, content in _elements(text[start:]):
        contents.setdefault(tag.lower(), []).append(content)
    return names.pick(record | {key: "\n\n".join(parts) for key, parts in contents.items()})


def _elements(text: str) -> Iterator[tuple[str, str]]:
    """Give name and content of each outermost element that is closed; linear in the text."""
    closings: dict[str, list[re.Match[str]]] = {}
    for closing in _END_TAG.finditer(text):
        closings.setdefault(closing[1], []).append(closing)
    end = 0
    for opening in _START_TAG.finditer(text):
        ends = closings.get(opening[1], ())
        at = bisect_left(ends, opening.end(), key=re.Match.start)
        if opening.start() >= end and at < len(ends):
            yield opening[1], text[opening.end() : ends[at].start()]
            end = ends[at].end()


def _documents(found: Found, limit: int) -> Iterator[tuple[int, bytes | PageError]]:
    """Give the line where each document begins, and its bytes from `<DOC>` to `</DOC>`."""
    parts: list[bytes] = []
    line, began, size = 1, 0, 0  # began: the line of the open document's `<DOC>`; 0: none is open
    with opened(found) as stream:
        for piece in _pieces(stream, found.where):
            if isinstance(piece, PageError):
                yield line, piece
                return
            if _OPENING.match(piece):
                if began:
                    yield began, _cut_off(found.where, began)
                parts, began, size = [], line, 0
            line += piece.count(b"\n")
            size += len(piece)
            if began and size > limit:
                yield began, too_large(f"{found.where}:{began}", limit)
                began = 0
            elif began:
                parts.append(piece)
                if _CLOSING.search(piece):
                    yield began, b"".join(parts)
                    began = 0
    if began:
        yield began, _cut_off(found.where, began)


def _pieces(stream: Source, where: str) -> Iterator[bytes | PageError]:
    """Give the lines of a file, cut before each `<DOC>` and behind each `</DOC>`."""
    try:
        while line := stream.readline(_LONGEST_LINE):
            yield from filter(None, _BOUNDARY.split(line) if b"<" in line else (line,))
    except BROKEN as error:
        yield broken(error, where)


def _cut_off(where: str, line: int) -> PageError:
    return PageError(
        "the document has no </DOC>; it is cut off", f"{where}:{line}", "Fetch the file again"
    )


TREC = Reader(
    name="TREC-style SGML",
    suffixes=frozenset({".sgml", ".sgm", ".trec"}),
    sniff=beginning_with(_OPENING.pattern),
    read=read_trec,
)
