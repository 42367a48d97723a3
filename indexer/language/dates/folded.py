"""Folded copies of the stretches of a text that may hold a date, with the way back to it.

Patterns then need no harakat, tatweel, bidi marks, digit systems or letter variants.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Code points on each side of an anchor that are read with it: the longest phrase around a year
# ("الساعة 12:05 صباحا من يوم الاثنين الموافق 27 من شهر …", vocalised) stays within them.
BEFORE, AFTER = 160, 96

# Whatever is a date holds one of these: a year of four digits, or two digits of one in a setting
# that leaves no doubt (27/5/24, 27-May-24, 27 May 87 15:01), or a basic ISO 8601 time stamp.
_ANCHOR = re.compile(
    r"\d(?:(?<=[12١٢۱۲１２])\d{3}(?!\d)"
    r"|/\d{1,2}/\d\d(?!\d)"
    r"|-[A-Za-z]{3,9}-\d\d(?!\d)"
    r"|\d ?\s\d{1,2}:\d\d"
    r"|\d{7}[Tt]\d{4})"
)

# Dropped wherever they occurs: tatweel, and the apostrophes of transliteration (Sha'ban).
_DROPPED = "\u0640'`\u2018\u2019\u02bb\u02bc\u02be\u02bf"
# Letters that are written one for another, and the marks that stand between numbers.
_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیېئ", "ي"),
        **dict.fromkeys("کگ", "ك"),
        **dict.fromkeys("ةۃہھە", "ه"),
        "ؤ": "و",
        **dict.fromkeys("،٬؛", ","),
        "٫": ".",
        **dict.fromkeys("\\⁄∕", "/"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)


@dataclass(frozen=True, slots=True)
class Folded:
    r"""A folded stretch: ``offsets[i]`` is where ``text[i]`` stands in the original.

    ``offsets`` has one entry more than ``text``, so that an exclusive end maps back too.
    A run of white space is one space, one line break (\n) or, over empty lines, \f.
    """

    text: str
    offsets: list[int]


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isspace():
        return "\n" if character in "\n\u2028\u2029\x85" else " "
    if character in _DROPPED or unicodedata.category(character) in {"Mn", "Cf"}:
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if "\ufb50" <= character <= "\uff5e":  # Arabic presentation forms, full-width forms
        character = unicodedata.normalize("NFKC", character).replace("\u0640", "")
    return character.translate(_VARIANTS).lower()


def fold(text: str, start: int = 0, end: int | None = None) -> Folded:
    """Fold ``text[start:end]``; offsets count from the beginning of ``text``."""
    letters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text[start:end], start):
        for folded in _fold_character(character):
            if folded in " \n" and letters and letters[-1] in " \n\f":
                if folded == "\n":
                    letters[-1] = "\n" if letters[-1] == " " else "\f"
                continue
            letters.append(folded)
            offsets.append(offset)
    offsets.append(len(text) if end is None else end)
    return Folded("".join(letters), offsets)


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Give the (start, end) of every stretch that may hold a date, in order and apart."""
    begin = stop = -1
    for anchor in _ANCHOR.finditer(text):
        start = max(anchor.start() - BEFORE, 0)
        if start > stop:
            if stop >= 0:
                yield begin, _word_end(text, stop)
            begin = start
        stop = min(anchor.end() + AFTER, len(text))
    if stop >= 0:
        yield begin, _word_end(text, stop)


def _word_end(text: str, position: int) -> int:
    """Move ``position`` past the word that it would cut (a few letters at most)."""
    for end in range(position, min(position + 24, len(text))):
        if not text[end].isalnum():
            return end
    return min(position + 24, len(text))
