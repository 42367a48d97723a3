"""Extracts the article of a structured record (JSON, SGML)."""

import logging
import re

from indexer.article import RawPage, Timestamp
from indexer.base.settings import Settings
from indexer.extraction.extracted_fields import ExtractedFields
from indexer.extraction.fragment import has_markup, is_document, text_of_fragment
from indexer.extraction.timestamps import read_counter, read_timestamp
from indexer.extraction.webpage import read_webpage
from indexer.extraction.whitespace import clean_line, paragraphs

_END = re.compile(r"[\s.…]+$")

logger = logging.getLogger(__name__)


def read_record(page: RawPage, settings: Settings) -> ExtractedFields:
    """Read a record's fields.

    The summary leads the body, unless the body begins with it. HTML in a field becomes text;
    a field that holds a whole HTML page is read as one, and the other fields win over it.
    """
    fields = page.fields
    body = fields.get("body", "")
    extracted = ExtractedFields(
        title=_line(fields.get("title", "")),
        id=fields.get("id", "").strip(),
        url=fields.get("url", "").strip(),
        language=fields.get("language", ""),
        published=_timestamp(page, "published", settings),
        added=_timestamp(page, "added", settings),
        source=_line(fields.get("source", "")),
        author=_line(fields.get("author", "")),
        category=_line(fields.get("category", "")),
        visits=read_counter(fields.get("visits", "")),
        comments=read_counter(fields.get("comments", "")),
    )
    if "<" in body and is_document(body):
        extracted.fill(read_webpage(RawPage(page.where, page.path, body, markup=True), settings))
    else:
        extracted.paragraphs = _led(_paragraphs(fields.get("summary", "")), _paragraphs(body))
    return extracted


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


def _timestamp(page: RawPage, name: str, settings: Settings) -> Timestamp | None:
    text = page.fields.get(name, "")
    if not text:
        return None
    timestamp = read_timestamp(text, settings)
    if timestamp is None:
        logger.info("%s: no date can be read from %r (%s)", page.where, text[:80], name)
    return timestamp
