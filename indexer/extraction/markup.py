"""Turns HTML into clean paragraphs: whole elements, or fragments inside a record's field."""

import html
import re
from collections.abc import Iterator

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from indexer.extraction.whitespace import clean, clean_line

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
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|h[1-6]|[uo]l|li|img|table|t[rdh]|font|section|article"
    r"|blockquote|figure|script|style|iframe|center|hr|sup|sub|small|strike)\b[^<>]*>|<!--",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});", re.IGNORECASE)
_DOCUMENT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*+<(?:!doctype\s+html|html)\b",
                       re.IGNORECASE | re.DOTALL)  # fmt: skip
_EMPTY_LINE = re.compile(r"\x01\s*\x01")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parse(source: str) -> HtmlElement | None:
    """Parse a page; None where it has no element at all."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except ParserError:
        return None


def is_document(text: str) -> bool:
    """Whether a text is the source of a whole HTML page."""
    return _DOCUMENT.match(text) is not None


def has_markup(text: str) -> bool:
    """Whether a text holds HTML tags or entities."""
    return ("<" in text and _TAG.search(text) is not None) or (
        "&" in text and _ENTITY.search(text) is not None
    )


def text_of_fragment(text: str) -> str:
    """Return the text of a record's field that holds HTML: paragraphs apart by line breaks."""
    if _TAG.search(text) is None:
        return _without_entities(text)
    root = parse(f"<body>{text.replace(chr(10), '<br>') if _is_loose(text) else text}</body>")
    if root is None:
        return ""
    lines = [_without_entities(line) for line in paragraphs_of(root)]
    return "\n".join(lines)


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
        cell = node.tag in {"td", "th"} and not _is_column(node)
        edge = "  " if cell else "\x00" if node.tag in BLOCKS else ""
        stack.append(edge)
        stack.extend(reversed(node))
        yield edge + _plain(node.text or "")


def _is_column(cell: HtmlElement) -> bool:
    """Whether a table's cell holds a part of the page (old pages are laid out so), not a datum."""
    return cell.find(".//br") is not None or any(
        part.tag in BLOCKS for part in cell.iterdescendants()
    )


def _plain(text: str) -> str:
    return text.replace("\x00", "").replace("\x01", "")


def _is_loose(text: str) -> bool:
    """Whether line breaks, not tags, part the paragraphs: inline tags only."""
    return re.search(r"<(?:p|br|div|h[1-6]|li|tr|blockquote)\b", text, re.IGNORECASE) is None


def _without_entities(text: str) -> str:
    """Resolve entities; twice, because exports escape them twice (`&amp;nbsp;`)."""
    for _ in range(2):
        if "&" not in text or _ENTITY.search(text) is None:
            break
        text = html.unescape(text)
    return clean(text)
