"""Reads a plain text file: one page."""

from collections.abc import Iterator

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.readers.decoding import decode
from indexer.readers.opening import whole
from indexer.readers.walk import Found


def read_text(found: Found, settings: Settings) -> Iterator[RawPage | PageError]:
    """Give the page that a text file holds.

    Raises:
        PageError: it is too large, empty, binary, or in an unknown encoding.
    """
    yield RawPage(found.where, found.path, page_text(found, settings))


def page_text(found: Found, settings: Settings, *, markup: bool = False) -> str:
    """Return the text of a file that is one page.

    Raises:
        PageError: as above.
    """
    data = whole(found, settings.max_page_bytes)
    text = decode(data, found.where, markup=markup)
    if not text or text.isspace():
        raise PageError("the file is empty", found.where, "Fetch it again or remove it")
    return text
