"""Tells the names of a byline from a sentence, and takes from it what is no name."""

import re

_LONGEST = 12  # words: two or three authors with their titles
_SENTENCE = re.compile(r"[!?؟؛;]|\w{4,}\.(?:\s|$)|\d{3,}")
_PARTICLES = frozenset({
    "and", "with", "in", "at", "of", "for", "from", "the", "our", "et", "und", "y", "e",
    "de", "del", "della", "di", "da", "du", "la", "le", "van", "von", "der", "den", "ter",
    "bin", "ben", "ibn", "bint", "al", "el", "abu", "umm",
    "staff", "desk", "agency", "agencies", "correspondent", "correspondents", "editor", "editors",
    "writer", "writers", "health", "science", "sports", "business", "foreign",
})  # fmt: skip
_TIMES = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "then", "now",
    "tomorrow", "yesterday", "night", "noon", "midnight", "this", "that", "when", "what", "all",
    "some", "far", "contrast", "comparison",
})  # fmt: skip
_MONTHS = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
})  # fmt: skip
_PLACE = re.compile(r"\s+(?:in|at|from)\s+[^\W\d_a-z].*$")
_FUNCTION = re.compile(r"\s+[-–—|/]\s+.*$|\s*\([^)]*\)$")
_ONE_WORD_PLACE = re.compile(r"((?:\S+ ){1,4}\S+)[,،] [^\s,،]+")
_SEVERAL = re.compile(r"[,،]|\band\b")
_LATIN = re.compile(r"[A-Za-z]")


def is_name(text: str) -> bool:
    """Whether a text can be what follows `By` or `بقلم`: one or more names, no sentence."""
    words = text.split()
    if not words or len(words) > _LONGEST or _SENTENCE.search(text):
        return False
    first = words[0].strip(",،.").lower()
    if first in _TIMES or not any(map(str.isalpha, first)):
        return False
    if first in _MONTHS and (len(words) == 1 or not words[1][0].isalpha()):
        return False
    return all(map(_may_belong, words))


def author_name(text: str) -> str:
    """Return the names of a byline without place, function and surrounding signs.

    `Gaspard Nohra in Lusail` gives `Gaspard Nohra`, `Elias Brandauer, Doha` gives
    `Elias Brandauer`, `إيمان الشاذلي - موفدة الجريدة` gives `إيمان الشاذلي`.
    """
    name = _FUNCTION.sub("", text.strip(" :-–—|،,"))
    if _LATIN.search(name):
        name = _PLACE.sub("", name)
    placed = _ONE_WORD_PLACE.fullmatch(name)
    if placed and not _SEVERAL.search(placed[1]):
        name = placed[1]
    return name.strip(" ,،")


def _may_belong(word: str) -> bool:
    """Whether a word may stand in a byline: capitalised, without case (Arabic), or a particle."""
    bare = word.strip("«»\"'“”()[],،.:-–—&|/")
    if not bare or not bare[0].islower():
        return True
    return bare in _PARTICLES or bare.startswith(("al-", "el-", "d’", "d'", "l’"))
