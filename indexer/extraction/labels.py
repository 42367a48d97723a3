"""Tells the labelled lines of a page (`تاريخ الإضافة … عدد الزيارات 340`) from its sentences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from indexer.extraction.names import is_name
from indexer.extraction.timestamps import DateContext, read_counter
from indexer.extraction.vocabulary import COUNTERS, DATES, NEEDS_COLON, PHRASES, Label
from indexer.language.folding import fold

_COLON = re.compile(r"\s*(?<!\d)[:：](?!//)\s*|\s*[:：](?!\d|//)\s*")
_DIVIDERS = frozenset("|·•¦/-–—*") | {"||", "::"}
_LONGEST_LINE = 300  # characters; a longer line is prose
_SOURCE_WORDS = 9
_STOPS = tuple(".!?؟…؛;")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One label of a line with what comes after it, and whether a colon parts them."""

    label: Label
    value: str
    colon: bool
    phrase: str

    @property
    def firm(self) -> bool:
        """Whether the label says enough by itself, wherever on the page it stands."""
        return self.colon or self.phrase not in _weak()


@dataclass(frozen=True, slots=True)
class LabelReader:
    """Reads labelled lines; `dates` tells whether a value is a date."""

    dates: DateContext

    def read(self, line: str) -> list[Labelled]:
        """Split a line into labels and values; empty where the line isn't made of these alone.

        Each label must be followed by what it announces (a date, a number, a name): so a sentence
        that happens to begin like a label stays a sentence.
        """
        if not starts_like_label(line):
            return []
        found = list(_parts(_COLON.sub(" : ", line).split()))
        return found if found and all(map(self._fits, found)) else []

    def _fits(self, part: Labelled) -> bool:
        if part.label in DATES:
            return self.dates.whole(part.value) is not None
        if part.label in COUNTERS:
            return read_counter(part.value) is not None
        if part.label is Label.AUTHOR:
            return is_name(self.dates.trailing(part.value)[0])
        return 0 < len(part.value.split()) <= _SOURCE_WORDS and not part.value.endswith(_STOPS)


def starts_like_label(line: str) -> bool:
    """Whether the line's first words are a label's (a quick test)."""
    if len(line) > _LONGEST_LINE:
        return False
    words = line.lstrip("([|*-•· ").split(maxsplit=2)
    if words and words[0][0].isdigit() and len(words) > 1:
        del words[0]  # `3 Comments`
    return bool(words) and key(words[0]).split(":")[0] in _first_words()


def key(text: str) -> str:
    """Return what labels are compared by: folded, without the signs around them."""
    return fold(text).strip(" .:،,()[]{}«»\"'“”…")


def phrase_keys(phrases: Iterable[str]) -> frozenset[str]:
    """Return the keys of several phrases."""
    return frozenset(map(key, phrases))


@cache
def _labels() -> dict[tuple[str, ...], Label]:
    return {tuple(key(phrase).split()): label for label, all_ in PHRASES.items() for phrase in all_}


@cache
def _first_words() -> frozenset[str]:
    return frozenset(words[0] for words in _labels())


@cache
def _weak() -> frozenset[str]:
    return phrase_keys(NEEDS_COLON)


def _parts(words: list[str]) -> Iterator[Labelled]:
    """Give each label with the words up to the next label; nothing if the first word is none."""
    keys = [key(word) for word in words]
    starts = list(_starts(words, keys))
    if starts and starts[0][:2] == (1, len(words) - 1) and starts[0][2] in COUNTERS:
        yield Labelled(starts[0][2], words[0], colon=False, phrase=" ".join(keys[1:]))
        return
    opening = next((at for at, word in enumerate(words) if word not in _DIVIDERS), 0)
    if not starts or starts[0][0] != opening:
        return
    ends = [at for at, _, _ in starts[1:]] + [len(words)]
    for (at, size, label), end in zip(starts, ends, strict=True):
        value = words[at + size : end]
        while value and value[-1] in _DIVIDERS:
            value.pop()
        colon = bool(value) and value[0] == ":"
        text = " ".join(value[colon:]).replace(" : ", ": ")
        yield Labelled(label, text, colon, " ".join(keys[at : at + size]))


def _starts(words: list[str], keys: list[str]) -> Iterator[tuple[int, int, Label]]:
    """Give position, size in words and kind of the labels of a line, which don't overlap."""
    covered = 0
    for at in range(len(words)):
        match = _label_at(keys, words, at) if at >= covered else None
        if match is not None:
            covered = at + match[0]
            yield at, *match


def _label_at(keys: list[str], words: list[str], at: int) -> tuple[int, Label] | None:
    """Return the size in words and the kind of the longest label that begins at `at`."""
    if keys[at] not in _first_words():
        return None
    for size in range(min(4, len(keys) - at), 0, -1):
        label = _labels().get(tuple(keys[at : at + size]))
        if label and (at == 0 or label is not Label.AUTHOR or words[at + size :][:1] == [":"]):
            return size, label
    return None
