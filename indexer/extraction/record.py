"""Extracts the article of what is stated in fields: records of JSON and SGML, a crawler's notes."""

import logging
import re

from indexer.article import RawPage, Timestamp
from indexer.extraction.extracted_fields import ExtractedFields
from indexer.extraction.fragment import has_markup, is_document, text_of_fragment
from indexer.extraction.timestamps import DateContext, read_counter
from indexer.extraction.whitespace import clean_line, paragraphs

_END = re.compile(r"[\s.…]+$")

logger = logging.getLogger(__name__)


class RecordReader:
    """Reads the fields of records; `dates` reads the dates in them."""

    def __init__(self, dates: DateContext) -> None:
        self._dates = dates

    def read(self, page: RawPage) -> ExtractedFields:
        """Read a page's fields.

        The summary leads the body, unless the body begins with it. HTML in a field becomes text.
        A body that is a whole HTML page is left out: see `document`.
        """
        fields = page.fields
        if not fields:
            return ExtractedFields()
        return ExtractedFields(
            title=_line(fields.get("title", "")),
            id=fields.get("id", "").strip(),
            url=fields.get("url", "").strip(),
            language=fields.get("language", ""),
            published=self._timestamp(page, "published"),
            added=self._timestamp(page, "added"),
            source=_line(fields.get("source", "")),
            author=_line(fields.get("author", "")),
            category=_line(fields.get("category", "")),
            visits=read_counter(fields.get("visits", "")),
            comments=read_counter(fields.get("comments", "")),
            paragraphs=_body(page),
        )

    def _timestamp(self, page: RawPage, name: str) -> Timestamp | None:
        text = page.fields.get(name, "")
        if not text:
            return None
        timestamp = self._dates.timestamp(text)
        if timestamp is None:
            logger.info("%s: no date can be read from %r (%s)", page.where, text[:80], name)
        return timestamp


def document(page: RawPage) -> tuple[str, bool]:
    """Return the text to read as a page beside the fields, and whether it is HTML.

    It is the body, where a record's body is a whole HTML page, else the page's own text.
    """
    body = page.fields.get("body", "")
    if "<" in body and is_document(body):
        return body, True
    return page.text, page.markup


def _body(page: RawPage) -> list[str]:
    body, (text, _) = page.fields.get("body", ""), document(page)
    if text and body in ("", text):
        return []  # the text has the body
    return _led(_paragraphs(page.fields.get("summary", "")), _paragraphs(body))


def _paragraphs(text: str) -> list[str]:
    if not text:
        return []
    return paragraphs(text_of_fragment(text) if has_markup(text) else text)


def _line(text: str) -> str:
    if not text:
        return ""
    return clean_line(text_of_fragment(text) if has_markup(text) else text)


def _led(summary: list[str], body: list[str]) -> list[str]:
    """Put a summary before a body that doesn't begin with it."""
    if not summary:
        return body
    lead = _END.sub("", " ".join(summary))
    beginning = " ".join(body)[: len(lead) + 1]
    return body if beginning.startswith(lead) else summary + body
