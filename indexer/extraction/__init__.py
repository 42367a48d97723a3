"""Extraction: from a page or record as it was found to an Article, without the site's chrome."""

from indexer.article import Article, RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction.bounds import check
from indexer.extraction.extracted_fields import ExtractedFields, finish
from indexer.extraction.page import PageReader
from indexer.extraction.record import RecordReader, document
from indexer.extraction.timestamps import DateContext
from indexer.extraction.webpage import WebpageReader
from indexer.extraction.whitespace import paragraphs

__all__ = ["Extractor"]


class Extractor:
    """Makes articles of an archive's pages.

    Args:
        settings: the archive's time zone and order of day and month.
    """

    def __init__(self, settings: Settings) -> None:
        dates = DateContext.of(settings)
        self._records = RecordReader(dates)
        self._pages = PageReader(dates)
        self._webpages = WebpageReader(dates)

    def extract(self, page: RawPage) -> Article:
        """Make an article of a page.

        Title, byline, source, dates, counters and teasers become fields of it; the body is free
        of them. What the page's fields state wins over what its text says; what they don't state
        is taken from the text.

        Args:
            page: plain text, HTML, fields, or a text with fields.

        Raises:
            PageError: there is neither a title nor a text, or more than an article has.
        """
        extracted = self._records.read(page)
        text, markup = document(page)
        if text or not page.fields:
            try:
                extracted.fill(self._read(text, page, markup=markup))
            except PageError:
                if not extracted.title and not extracted.paragraphs:
                    raise
        article = finish(extracted, page)
        check(article, page.where)
        return article

    def _read(self, text: str, page: RawPage, *, markup: bool) -> ExtractedFields:
        if markup:
            return self._webpages.read(text, page)
        lines = paragraphs(text)
        if not lines:
            raise PageError("the page holds no text", page.where, "Fetch it again or remove it")
        return self._pages.read(lines)
