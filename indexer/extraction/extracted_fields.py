"""What extraction has found of an article so far, and how it becomes an Article."""

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache

from indexer.article import Article, RawPage, Relation, Timestamp, iso
from indexer.base.errors import PageError
from indexer.language.detection import detect_language

_CODE = re.compile(r"([a-z]{2,3})(?:[-_].*)?")
_NAMES = {"arabic": "ar", "العربية": "ar", "عربي": "ar", "عربية": "ar", "english": "en"}
_LANGUAGE_SAMPLE = 3000  # characters that are enough to tell a language


@dataclass(slots=True)
class ExtractedFields:
    """An article in the making; the attributes are those of Article."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    id: str = ""
    url: str = ""
    language: str = ""
    published: Timestamp | None = None
    added: Timestamp | None = None
    source: str = ""
    author: str = ""
    category: str = ""
    visits: int | None = None
    comments: int | None = None
    relations: list[Relation] = field(default_factory=list)

    def fill(self, other: "ExtractedFields") -> None:
        """Take from another extracted what this one has not found."""
        for name in self.__dataclass_fields__:
            if getattr(self, name) in ("", None, []):
                setattr(self, name, getattr(other, name))


def finish(extracted: ExtractedFields, page: RawPage) -> Article:
    """Turn what was found into an article.

    Raises:
        PageError: it has neither title nor body.
    """
    body = "\n\n".join(extracted.paragraphs)
    if not body and not extracted.title:
        raise PageError(
            "neither a title nor a text was found",
            page.where,
            "Check the names of its fields (setting field_names)" if page.fields else "",
        )
    own = language_code(extracted.language)
    language = own or detect_language((body or extracted.title)[:_LANGUAGE_SAMPLE])
    title_language = detect_language(extracted.title) if extracted.title else language
    return Article(
        id=extracted.id
        or extracted.url
        or page.path
        or _digest(extracted.title, body, iso(extracted.published)),
        title=extracted.title,
        body=body,
        language=language,
        title_language=language if title_language == "und" else title_language,
        url=extracted.url,
        published=extracted.published,
        added=extracted.added,
        source=extracted.source,
        author=extracted.author,
        category=extracted.category,
        visits=extracted.visits,
        comments=extracted.comments,
        relations=tuple(extracted.relations),
        origin=page.origin,
    )


@lru_cache(maxsize=1024)
def language_code(stated: str) -> str:
    """Return the ISO 639-1 (else 639-2) code of a stated language; empty where it is none.

    `ar-EG`, `ara`, `Arabic` and `العربية` all give `ar`.
    """
    text = stated.strip().lower()
    if text in _NAMES:
        return _NAMES[text]
    match = _CODE.fullmatch(text)
    if match is None:
        return ""
    from babel import Locale
    from babel.core import get_global

    code = str(get_global("language_aliases").get(match[1], match[1]))
    return code if code in Locale("en").languages and code not in {"und", "mul", "zxx"} else ""


def _digest(*parts: str) -> str:
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=12).hexdigest()
