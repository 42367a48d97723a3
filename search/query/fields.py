"""The fields of the query language, with their names in English and Arabic."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

from indexer.language.folding import fold


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field: its name, its other names (Arabic ones also with the article), what it takes."""

    name: str
    aliases: tuple[str, ...]
    takes: Literal["words", "choice", "date"]


FIELDS = (
    FieldName("title", ("عنوان",), "words"),
    FieldName("body", ("نص",), "words"),
    FieldName("vocalised", ("vocalized", "مشكول"), "words"),
    FieldName("source", ("مصدر",), "words"),
    FieldName("author", ("كاتب",), "words"),
    FieldName("language", ("lang", "لغة"), "choice"),
    FieldName("category", ("قسم", "تصنيف"), "choice"),
    FieldName("published", ("date", "نشر", "تاريخ"), "date"),
    FieldName("after", ("بعد",), "date"),
    FieldName("since", ("منذ",), "date"),
    FieldName("before", ("قبل",), "date"),
    FieldName("until", ("حتى",), "date"),
)

VOCALISED = "vocalised"
"""The field that stands for title and body, in their words as vocalised."""

ATTRIBUTES = frozenset({"source", "author"})
"""Fields whose words say where an article comes from, not what it is about."""


FREE_DATES = frozenset({"after", "since", "before", "until"})
"""Fields whose names need no colon before a full date: `بعد 20 أيار 2024`."""


@cache
def _by_name() -> dict[str, FieldName]:
    return {fold(name): field for field in FIELDS for name in (field.name, *field.aliases)}


def find_field(name: str) -> FieldName | None:
    """Return the field of that name in either language, None for an unknown one."""
    key = fold(name)
    return _by_name().get(key) or _by_name().get(key.removeprefix("ال"))


def find_keyword(word: str) -> FieldName | None:
    """Return the date field that a word names by itself, before a full date."""
    field = _by_name().get(fold(word))
    return field if field and field.name in FREE_DATES else None


def is_name(text: str) -> bool:
    """Tell whether a text could name a field: letters, with `-` and `_` between them."""
    letters = fold(text).replace("-", "").replace("_", "")
    return letters.isalpha() and text[0] not in "-_"


def likely_field(name: str) -> str:
    """Return the field's name, in the language typed, that an unknown name is nearest to."""
    nearest = get_close_matches(fold(name), _by_name(), n=1, cutoff=0.6)
    return nearest[0] if nearest else ""


def known_fields() -> str:
    """Return all fields in both languages, for a message."""
    return ", ".join(f"{field.name}: ({field.aliases[-1]}:)" for field in FIELDS)
