"""Reads a plain text file: one page."""

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.readers.decoding import decode
from indexer.readers.opening import whole
from indexer.readers.reader import Pages, Reader, ReadOptions
from indexer.readers.walk import Found


def read_text(found: Found, options: ReadOptions) -> Pages:
    """Give the page that a text file holds.

    Raises:
        PageError: it is too large, empty, binary, or in an unknown encoding.
    """
    yield RawPage(found.where, found.path, page_text(found, options), origin=found.origin)


def page_text(found: Found, options: ReadOptions, *, markup: bool = False) -> str:
    """Return the text of a file that is one page.

    Raises:
        PageError: as above.
    """
    data = whole(found, options.max_page_bytes)
    text = decode(data, found.where, markup=markup)
    if not text or text.isspace():
        raise PageError("the file is empty", found.where, "Fetch it again or remove it")
    return text


TEXT = Reader(
    name="plain text",
    suffixes=frozenset({".txt", ".text"}),
    sniff=lambda _: False,  # text is what is nothing else, and only where the suffix says so
    read=read_text,
    loose=True,
)
