"""Turns HTML elements into clean paragraphs."""

import re
from collections.abc import Iterator

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from indexer.extraction.whitespace import clean_line

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "canvas",
        "audio",
        "video",
        "map",
        "meta",
        "link",
        "title",
    ]
)
_CELLS = ("td", "th")
_EMPTY_LINE = re.compile(r"\x01\s*\x01")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parse(source: str) -> HtmlElement | None:
    """Parse a page; None where it has no element at all."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except ParserError:
        return None


def unfold_tables(root: HtmlElement) -> None:
    """Turn the tables that lay out a page (as old ones do) into plain blocks; data tables stay."""
    for table in list(root.iter("table")):
        if any(map(_is_column, table.iter(*_CELLS))):
            for part in list(table.iter("table", "tbody", "thead", "tr", *_CELLS)):
                part.tag = "div"


def _is_column(cell: HtmlElement) -> bool:
    """Whether a cell holds a part of a page, not a datum."""
    return cell.find(".//br") is not None or any(
        part.tag in BLOCKS for part in cell.iterdescendants()
    )


def paragraphs_of(element: HtmlElement) -> list[str]:
    r"""Return the text of an element, a paragraph for each block.

    A ``<br>`` stays a ``\n`` inside its paragraph; two of them part paragraphs.
    """
    found: list[str] = []
    text = _EMPTY_LINE.sub("\x00", "".join(_pieces(element)))
    for raw in text.split("\x00"):
        lines = (clean_line(line) for line in raw.split("\x01"))
        paragraph = "\n".join(filter(None, lines))
        if paragraph:
            found.append(paragraph)
    return found


def inline_text(element: HtmlElement) -> str:
    """Return the text of an element in one line."""
    return " ".join(paragraphs_of(element)).replace("\n", " ")


def is_hidden(element: HtmlElement) -> bool:
    """Whether readers of the page don't see an element."""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _pieces(element: HtmlElement) -> Iterator[str]:
    r"""Give the text pieces of an element; ``\0`` parts blocks, ``\1`` stands for ``<br>``.

    Iterative: damaged pages nest elements thousands deep.
    """
    stack: list[HtmlElement | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        tail = node.tail if node is not element else None
        if tail:
            stack.append(_plain(tail))
        if not isinstance(node.tag, str) or node.tag in UNSEEN or is_hidden(node):
            continue
        if node.tag == "br":
            yield "\x01"
            continue
        edge = "  " if node.tag in _CELLS else "\x00" if node.tag in BLOCKS else ""
        stack.append(edge)
        stack.extend(reversed(node))
        yield edge + _plain(node.text or "")


def _plain(text: str) -> str:
    return text.replace("\x00", "").replace("\x01", "")
