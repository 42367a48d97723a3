"""Extraction: from a page or record as it was found to an Article, without the site's chrome."""

from indexer.article import Article, RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction.extracted_fields import ExtractedFields, finish
from indexer.extraction.page import read_page
from indexer.extraction.record import read_record
from indexer.extraction.webpage import read_webpage
from indexer.extraction.whitespace import paragraphs

__all__ = ["extract"]


def extract(page: RawPage, settings: Settings) -> Article:
    """Make an article of a page.

    Title, byline, source, dates, counters and teasers become fields; the body is free of them.

    Args:
        page: plain text, HTML, or a record's fields.
        settings: the archive's time zone and order of day and month.

    Raises:
        PageError: there is neither a title nor a text.
    """
    return finish(_extracted(page, settings), page)


def _extracted(page: RawPage, settings: Settings) -> ExtractedFields:
    if page.fields and not page.text:
        return read_record(page, settings)
    if page.markup:
        return read_webpage(page, settings)
    lines = paragraphs(page.text)
    if not lines:
        raise PageError("the page holds no text", page.where, "Fetch it again or remove it")
    return read_page(lines, settings)
