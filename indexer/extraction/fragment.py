"""Turns the HTML that records carry in their fields into text."""

import html
import re

from indexer.extraction.markup import paragraphs_of, parse
from indexer.extraction.whitespace import clean

_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|h[1-6]|[uo]l|li|img|table|t[rdh]|font|section|article"
    r"|blockquote|figure|script|style|iframe|center|hr|sup|sub|small|strike)\b[^<>]*>|<!--",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});", re.IGNORECASE)
_DOCUMENT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*+<(?:!doctype\s+html|html)\b",
                       re.IGNORECASE | re.DOTALL)  # fmt: skip


def is_document(text: str) -> bool:
    """Whether a text is the source of a whole HTML page."""
    return _DOCUMENT.match(text) is not None


def has_markup(text: str) -> bool:
    """Whether a text holds HTML tags or entities."""
    return ("<" in text and _TAG.search(text) is not None) or (
        "&" in text and _ENTITY.search(text) is not None
    )


def text_of_fragment(text: str) -> str:
    """Return the text of a field that holds HTML: paragraphs apart by line breaks.

    Exports escape entities twice (`&amp;nbsp;`) and tags once (`&lt;p&gt;`); both are undone.
    """
    if _TAG.search(text) is None:
        text = _without_entities(text)
        if "<" not in text or _TAG.search(text) is None:
            return clean(text)
    root = parse(f"<body>{text.replace(chr(10), '<br>') if _is_loose(text) else text}</body>")
    if root is None:
        return ""
    return "\n".join(clean(_without_entities(line)) for line in paragraphs_of(root))


def _is_loose(text: str) -> bool:
    """Whether line breaks, not tags, part the paragraphs: inline tags only."""
    return re.search(r"<(?:p|br|div|h[1-6]|li|tr|blockquote)\b", text, re.IGNORECASE) is None


def _without_entities(text: str) -> str:
    for _ in range(2):
        if "&" not in text or _ENTITY.search(text) is None:
            break
        text = html.unescape(text)
    return text
