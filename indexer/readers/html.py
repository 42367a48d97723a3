"""Reads an HTML file: one page."""

from collections.abc import Iterator

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.readers.text import page_text
from indexer.readers.walk import Found


def read_html(found: Found, settings: Settings) -> Iterator[RawPage | PageError]:
    """Give the page that an HTML file holds.

    Raises:
        PageError: it is too large, empty, binary, or in an encoding that it doesn't declare.
    """
    text = page_text(found, settings, markup=True)
    yield RawPage(found.where, found.path, text, markup=True)
