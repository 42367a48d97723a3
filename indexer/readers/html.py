"""Reads an HTML file: one page."""

from indexer.article import RawPage
from indexer.readers.reader import Pages, Reader, ReadOptions, beginning_with
from indexer.readers.text import page_text
from indexer.readers.walk import Found


def read_html(found: Found, options: ReadOptions) -> Pages:
    """Give the page that an HTML file holds.

    Raises:
        PageError: it is too large, empty, binary, or in an encoding that it doesn't declare.
    """
    text = page_text(found, options, markup=True)
    yield RawPage(found.where, found.path, text, markup=True, origin=found.origin)


HTML = Reader(
    name="HTML",
    suffixes=frozenset({".html", ".htm", ".xhtml"}),
    sniff=beginning_with(
        rb"(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*+<(?:!doctype\s+html|html)\b"
    ),
    read=read_html,
    loose=True,
)
