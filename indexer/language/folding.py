"""Folding: one spelling for all ways to write a word, with the way back to the original.

    fold("إيـــران")  == fold("ايران") == fold("ﺇﻳﺮﺍﻥ") == "ايران"
    fold("مُسَيَّرَات") == "مسيرات"

Both functions read the table in `indexer.language.characters`. Letters of other scripts than Arabic
and Latin are only case-folded: Cyrillic й keeps its breve.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from indexer.language.characters import ARABIC, DROPPED, GROUPS, LATIN

_FOLDED = {character: group.folded for group in GROUPS for character in group.members}
_EXACT = {
    character: group.exact
    for group in GROUPS
    if group.exact is not None
    for character in group.members
}
_DECORATION = dict.fromkeys(map(ord, "".join(group.members for group in DROPPED)))

# What one look at each character can fold: no letters but Latin and Arabic ones, and no combining
# madda or hamza, which belongs to the letter before it.
_SIMPLE = re.compile(
    r"[\x00-\xb4\xb6-\u036f\u0600-\u0652\u0656-\u06ff\u0750-\u077f\u0870-\u08ff\u1e00-\u1eff"
    r"\u2000-\u20ff\ufb50-\ufdff\ufe70-\ufeff]"
)
_SIMPLE_TEXT = re.compile(f"{_SIMPLE.pattern}*")
_SHORT = 100  # where one pass over the text beats a look at its alphabet
_FOREIGN_LETTER = rf"(?![{LATIN}{ARABIC}])[^\W\d_]"
# ASCII, and the letters and marks of plain Arabic prose: one character becomes one.
_ONE_TO_ONE = re.compile(r"[\x00-\x7f«»،؛؟\u0621-\u063a\u0641-\u064a٠-٩“”‘’–—]*")
# Above this many different characters to replace, one pass over the text is faster.
_MANY = 48


@cache
def _marks() -> str:
    """Return the combining marks of the basic plane, for the inside of a character class."""
    blocks = (*range(0x300, 0x370), *range(0x483, 0x1E00), *range(0x20D0, 0x2100),
              *range(0x2DE0, 0x2E00), *range(0x302A, 0x3030), 0x3099, 0x309A,
              *range(0xA66F, 0xABF0), 0xFB1E, *range(0xFE20, 0xFE30))  # fmt: skip
    return "".join(chr(c) for c in blocks if unicodedata.category(chr(c)) in {"Mn", "Mc", "Me"})


def mark_class() -> str:
    """Return all combining marks, escaped for the inside of a character class."""
    return re.escape(_marks())


@cache
def _foreign_run() -> re.Pattern[str]:
    return re.compile(rf"{_FOREIGN_LETTER}(?:{_FOREIGN_LETTER}|[{mark_class()}])*")


@cache
def _is_simple(character: str) -> bool:
    return _SIMPLE.match(character) is not None


@cache
def _fold_character(character: str) -> str:
    """Fold one character that isn't a foreign letter."""
    folded = []
    for part in unicodedata.normalize("NFKC", character):
        if part in _FOLDED:
            folded.append(_FOLDED[part])
            continue
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", part).casefold())
        for letter in plain:
            digit = unicodedata.decimal(letter, None)
            if digit is not None:
                folded.append(str(digit))
            elif letter in _FOLDED:
                folded.append(_FOLDED[letter])
            elif unicodedata.category(letter) not in {"Mn", "Me"}:
                folded.append(letter)
    return "".join(folded)


class _Table(dict[int, str]):
    """What `str.translate` reads; filled as characters are met, at most once each."""

    def __missing__(self, code_point: int) -> str:
        folded = _fold_character(chr(code_point))
        self[code_point] = folded
        return folded


@cache
def _table() -> _Table:
    return _Table()


def _compose(text: str) -> str:
    """Join marks to their letters, and take out what only decorates."""
    composed = unicodedata.normalize("NFKC", text).translate(_DECORATION)
    return unicodedata.normalize("NFKC", composed)


def _fold_foreign(run: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", run).casefold())
    return unicodedata.normalize("NFC", decomposed)


def _fold_mixed(text: str) -> str:
    """Fold a text that holds foreign letters or decomposed Arabic ones."""
    composed = _compose(text)
    folded, position = [], 0
    for run in _foreign_run().finditer(composed):
        folded.append(composed[position : run.start()].translate(_table()))
        folded.append(_fold_foreign(run[0]))
        position = run.end()
    folded.append(composed[position:].translate(_table()))
    return "".join(folded)


def fold(text: str) -> str:
    """Return the text with all spelling variants made one.

    Letters lose case and accents; alefs, hamza seats, ة/ه, ى/ي, Persian letters, presentation
    forms and digits of all systems become one each; harakat, tatweel, bidi controls and joiners
    go. White space stays, so what was two words stays two. Idempotent; the same for NFC, NFD and
    NFKC input.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    if len(text) <= _SHORT and _SIMPLE_TEXT.fullmatch(text):
        return text.translate(_table())
    alphabet = set(text)
    if not all(map(_is_simple, alphabet)):
        return _fold_mixed(text)
    changing = [character for character in alphabet if _fold_character(character) != character]
    if len(changing) > _MANY:
        return text.translate(_table())
    for character in changing:
        text = text.replace(character, _fold_character(character))
    return text


def exact(text: str) -> str:
    """Return the text as written, but for case and what only decorates.

    Harakat, tatweel, joiners and bidi controls go, presentation forms become letters, curly
    quotation marks straight ones; hamzas, ة, ى, Persian letters, digits and Latin accents stay.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    written = _compose(text).translate(_exact_table()).casefold()
    return unicodedata.normalize("NFC", written)


@cache
def _exact_table() -> dict[int, str]:
    return str.maketrans(_EXACT)


def fold_with_offsets(text: str) -> tuple[str, NDArray[np.int32]]:
    """Fold a text and tell where each folded character is.

    Returns:
        The folded text, equal to ``fold(text)``, and an int32 array of its length + 1:
        ``text[offsets[i]:offsets[j]]`` is what became ``folded[i:j]``. It never decreases.
    """
    return _with_offsets(text, fold)


def exact_with_offsets(text: str) -> tuple[str, NDArray[np.int32]]:
    """Do for `exact` what `fold_with_offsets` does for `fold`."""
    return _with_offsets(text, exact)


@cache
def _cluster() -> re.Pattern[str]:
    """Match a character with the marks after it, or a whole run of foreign letters."""
    return re.compile(rf"{_foreign_run().pattern}|.[{mark_class()}]*", re.DOTALL)


def _with_offsets(text: str, change: Callable[[str], str]) -> tuple[str, NDArray[np.int32]]:
    whole = change(text)
    if _ONE_TO_ONE.fullmatch(text):
        return whole, np.arange(len(text) + 1, dtype=np.int32)
    parts: list[str] = []
    starts: list[int] = []
    for cluster in _cluster().finditer(text):
        folded = change(cluster[0])
        parts.append(folded)
        if len(folded) == len(cluster[0]) > 1:
            starts.extend(range(cluster.start(), cluster.end()))
        else:
            starts.extend([cluster.start()] * len(folded))
    if "".join(parts) != whole:  # letters that join over a dropped sign, as Hangul syllables can
        starts = [0] * len(whole)
    return whole, np.array([*starts, len(text)], dtype=np.int32)
