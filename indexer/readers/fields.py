"""Maps the field names of a file's records to Kashshaf's."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from indexer.base.errors import SettingsError

GUESSES: dict[str, tuple[str, ...]] = {
    "id": ("id", "docno", "docid", "guid", "uuid", "articleid", "nid", "identifier", "recordid"),
    "url": ("url", "link", "permalink", "href", "canonicalurl", "weburl", "sourceurl", "uri",
            "articleurl", "رابط", "الرابط"),
    "title": ("title", "headline", "head", "heading", "hl", "articletitle", "عنوان", "العنوان"),
    "body": ("body", "content", "text", "articlebody", "fulltext", "maintext", "articletext",
             "bodytext", "contenttext", "article", "html", "rawhtml", "contenthtml", "bodyhtml",
             "story", "نص", "النص", "المحتوى", "محتوى"),
    "language": ("language", "lang", "langcode", "languagecode", "inlanguage", "اللغة"),
    "published": ("published", "publishedat", "publishedon", "publisheddate", "publishdate",
                  "pubdate", "pubtime", "datepublished", "publicationdate", "dateline",
                  "firstpublished", "issued", "date", "datetime", "time", "timestamp", "created",
                  "createdat", "datecreated", "تاريخ", "التاريخ", "تاريخ_النشر", "تاريخالنشر"),
    "added": ("added", "addedat", "dateadded", "dateextracted", "extracted", "extractedat",
              "crawled", "crawledat", "crawldate", "datecrawled", "scraped", "scrapedat",
              "scrapedate", "datescraped", "fetched", "fetchedat", "retrieved", "retrievedat",
              "downloaded", "downloadedat", "datedownload", "datedownloaded", "indexedat",
              "collected", "collectedat", "archived", "archivedat", "accessed", "تاريخالإضافة"),
    "source": ("source", "src", "publisher", "site", "sitename", "newspaper", "outlet", "media",
               "sourcename", "sourcedomain", "domain", "feed", "agency", "المصدر", "مصدر"),
    "author": ("author", "authors", "byline", "creator", "dccreator", "writer", "by", "الكاتب",
               "كاتب"),
    "category": ("category", "cat", "section", "categories", "topic", "topics", "newsdesk",
                 "desk", "التصنيف", "تصنيف", "القسم"),
    "summary": ("summary", "abstract", "description", "excerpt", "lead", "lede", "standfirst",
                "deck", "snippet", "ملخص", "الملخص"),
    "visits": ("visits", "views", "hits", "reads", "pageviews", "viewcount"),
    "comments": ("commentcount", "commentscount", "numcomments"),
}  # fmt: skip
"""For each of Kashshaf's fields, the names that files use, likeliest first, without signs."""

_PATH = "."
_DEEPEST = 16
_REMEMBERED_KEYS = 200  # of a record whose shape is kept
_SIGNS = re.compile(r"[\s_.:-]+")
_PARTS_OF_NAMES = (
    "rendered",  # of WordPress
    "$date",  # of MongoDB, as the two after it
    "$numberLong",
    "$numberInt",
    "name",
    "title",
    "label",
    "fullName",
    "full_name",
    "text",
    "#text",
    "value",
    "$oid",
)


class FieldNames:
    """Picks Kashshaf's fields out of records; remembers the shapes of records that it has seen.

    Args:
        stated: from the settings: Kashshaf's name to the file's names, those of nested fields with
            a dot (`title.rendered`, `authors.0.name`). They come before guesses, and a name that
            they give away isn't guessed for another field.

    Raises:
        SettingsError: a name on the left isn't one of Kashshaf's.
    """

    def __init__(self, stated: Mapping[str, Iterable[str]]) -> None:
        unknown = sorted(set(stated) - set(GUESSES))
        if unknown:
            raise SettingsError(
                f"{unknown[0]!r} is no field of Kashshaf",
                "setting field_names",
                f"Its fields are {', '.join(GUESSES)}",
            )
        self._stated = {name: tuple(map(_plain, names)) for name, names in stated.items()}
        self._paths = {
            name: [one for one in names if _PATH in one.strip(_PATH)]
            for name, names in stated.items()
        }
        self._shapes: dict[tuple[str, ...], list[tuple[str, list[str]]]] = {}

    def pick(self, record: Mapping[str, Any]) -> dict[str, str]:
        """Return the fields of a record that have a value, as text."""
        shape = tuple(record)
        plan = self._shapes.get(shape)
        if plan is None:
            plan = self._plan(shape)
            if len(shape) <= _REMEMBERED_KEYS and len(self._shapes) < 10_000:
                self._shapes[shape] = plan
        fields: dict[str, str] = {}
        for name, keys in plan:
            for key in keys:
                value = record[key] if key in record else _nested(record, key)
                text = value if type(value) is str else as_text(value)
                if text and not text.isspace():
                    fields[name] = text
                    break
        return fields

    def knows(self, record: Mapping[str, Any]) -> bool:
        """Whether a record looks like an article: it has a title or a body."""
        return any(name in {"title", "body"} for name, _ in self._plan(tuple(record)))

    def _plan(self, shape: tuple[str, ...]) -> list[tuple[str, list[str]]]:
        """Return for each field the record's keys to look into, the best first."""
        keys = {_plain(key): key for key in reversed(shape)}
        taken = {name for names in self._stated.values() for name in names}
        plan = []
        for field, guesses in GUESSES.items():
            stated = self._stated.get(field, ())
            names = [*stated, *(g for g in guesses if g not in taken)]
            present = [keys[name] for name in dict.fromkeys(names) if name in keys]
            present = [*self._paths.get(field, ()), *present]
            if present:
                plan.append((field, present))
        return plan


def _nested(record: Any, path: str) -> Any:
    """Return what a record holds at a path; None where it ends on the way."""
    for part in path.split(_PATH):
        if isinstance(record, list) and part.isdecimal() and int(part) < len(record):
            record = record[int(part)]
        elif isinstance(record, Mapping):
            record = record.get(part)
        else:
            return None
    return record


def as_text(value: Any, depth: int = 0) -> str:
    """Return a field's value as text: lists joined by commas, named objects by their name.

    What is nested deeper than any export nests a name says nothing.
    """
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return "" if value != value else str(value)  # NaN is how tables write a missing value
    if depth > _DEEPEST:
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, (as_text(one, depth + 1) for one in value)))
    if isinstance(value, dict):
        return next(
            (as_text(value[part], depth + 1) for part in _PARTS_OF_NAMES if value.get(part)), ""
        )
    return ""


def _plain(name: str) -> str:
    return _SIGNS.sub("", name).lower()
