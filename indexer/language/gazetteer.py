"""Names known in both scripts: CLDR's territories and cities, and a gazetteer of our own."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Name(NamedTuple):
    """One place, person or organisation.

    Attributes:
        arabic: its Arabic names, the usual one first.
        latin: its Latin names, the usual one first.
        adjectives: Latin words that stand for it too (Iranian); Arabic ones follow by rule.
        is_place: whether an Arabic nisba (إيراني) is made of it.
    """

    arabic: tuple[str, ...]
    latin: tuple[str, ...]
    adjectives: tuple[str, ...]
    is_place: bool


@cache
def names() -> tuple[Name, ...]:
    """Return all names; those of our own come first."""
    return (*_read("gazetteer.tsv"), *_read("territories.tsv"), *_read("cities.tsv"))


@cache
def personal_names() -> tuple[Name, ...]:
    """Return given and family names of Arabic. Most are common words too: not to be bridged by."""
    return tuple(name._replace(is_place=False) for name in _read("personal_names.tsv"))


def _read(table: str) -> Iterator[Name]:
    # The headings of the gazetteer tell what are places.
    text = (files("indexer.language") / "data" / table).read_text(encoding="utf-8")
    is_place = True
    for line in text.splitlines():
        if line.startswith("#"):
            is_place = not line.startswith(("# People", "# Organisations"))
            continue
        arabic, latin, adjectives = (*line.split("\t"), "")[:3]
        yield Name(_variants(arabic), _variants(latin), _variants(adjectives), is_place)


def _variants(column: str) -> tuple[str, ...]:
    return tuple(column.split("|")) if column else ()
