"""Which words of a vocabulary spell a given name in the other script: Putin, given بوتين.

Every word of an archive is a possible answer, so the bar is high: both spellings must be as long
as a name's, align well (`indexer.language.transliteration`), and neither may be a common word.
Latin names show by their capitals; Arabic common words are those that the bilingual lexicon
translates.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

import numpy as np
from babel import Locale

from indexer.language.analyzer import layers
from indexer.language.bilingual import bilingual_lexicon
from indexer.language.clitics import ARTICLE
from indexer.language.gazetteer import personal_names
from indexer.language.lexicon import lexicon
from indexer.language.paradigms import function_words, without_article
from indexer.language.transliteration import beginnings, letters, likeness

_BEGINNING = 3  # letters by which candidates are looked up
BEGINNINGS = 96
_COMPARED = 10  # candidates a beginning at most, all together; of the likeliest first
SURE_BEGINNINGS = 64  # two spellings that are surely one name begin as names mostly do
LISTED = 300  # of one beginning, the most frequent ones
_SHORTEST_LATIN, _SHORTEST_ARABIC = 4, 3  # letters of a name; shorter ones meet by chance
# From what on two spellings are taken for one name: nats a letter, and a tenth of the nats in all.
# `benchmarks/name_precision.py` measures what it finds, and what it costs.
_ALIKE = 2.1
_ALIKE_ARABIC = 2.2  # no capital tells that an Arabic word is a name
_ARTICLE_ALONE = 0.5  # more where the Arabic word has the article, and the Latin one hasn't
_IN_ALL = 0.1
_SURE = 3.0  # two in a hundred words that are no spelling of a name come so near
_BEHIND = 3.0  # nats behind the best within which further spellings are taken
_SPELLINGS = 4  # that are taken at most
# Of `Lexicon.frequency`, of which 25 are a factor of ten.
_ATTESTED = 50
_FREQUENT = 115  # any inflected form may be met of a word as frequent as this
_LATIN_ARTICLES = ("al", "el", "ul")
_VOWEL = re.compile("[aeiou]")


class Match(NamedTuple):
    """A word of the vocabulary that spells a name in the other script.

    Attributes:
        stem: by which all its inflected forms are found.
        word: its most frequent form, folded.
        frequency: articles that hold one of its forms, roughly.
        likeness: in nats, see `indexer.language.transliteration.likeness`.
    """

    stem: str
    word: str
    frequency: int
    likeness: float


class Vocabulary(Protocol):
    """The words of an archive."""

    def is_capitalised(self, word: str) -> bool:
        """Tell whether a folded Latin word is always written with a capital, or not there."""

    def beginning_with(self, letters: str, limit: int) -> Sequence[tuple[str, int]]:
        """Folded words that begin so, the most frequent first, with their article counts."""


def spellings(name: str, vocabulary: Vocabulary) -> list[Match]:
    """Return the words that surely spell a name in the other script, the likeliest first.

    Args:
        name: one folded word, without clitics; any word may be given, and few are names.
        vocabulary: where to look.

    Returns:
        At most four; empty where the word is none that could be a name.
    """
    if not may_be_name(name) or (name.isascii() and not vocabulary.is_capitalised(name)):
        return []
    return [
        match
        for match in near_spellings(name, vocabulary)
        if _bare(match.word) in _personal() or not _is_common(match.word, vocabulary)
    ][:_SPELLINGS]


def near_spellings(name: str, vocabulary: Vocabulary) -> list[Match]:
    """Return the words that are near enough to a name, be they names or common words.

    Args:
        name: one folded word, without clitics.
        vocabulary: where to look; only `beginning_with` is asked.
    """
    found = matches(name, vocabulary, ways=SURE_BEGINNINGS)
    best = max((match.likeness for match in found), default=0.0)
    return [
        match
        for match in found
        if match.likeness >= best - _BEHIND and _is_near(_bare(name), match)
    ]


def certainty(name: str, match: Match) -> float:
    """Tell how sure a match of `spellings` is: from 0 where it is just near enough, to 1.

    Args:
        name: that was asked.
        match: that was found.
    """
    over = _evidence(_bare(name), _bare(match.word), match.likeness) - _ALIKE
    return min(max(over, 0.0) / (_SURE - _ALIKE), 1.0)


def prefixes(name: str, ways: int) -> list[str]:
    """Return how words that spell a name may begin, the likeliest first.

    Args:
        name: one folded word, without clitics.
        ways: in how many ways it may begin in the other script.
    """
    ours = _bare(name)
    articles = ("", "ال") if ours.isascii() else ("",)
    return [
        article + beginning
        for beginning in beginnings(ours, _BEGINNING, ways)
        for article in articles
    ]


def may_be_name(name: str) -> bool:
    """Tell whether a folded word could be a name, so far as can be told without an archive."""
    bare = _bare(name)
    if not _may_be_name(bare):
        return False
    return name.isascii() or bare in _personal() or not _is_common_arabic(bare)


def matches(
    name: str, vocabulary: Vocabulary, count: int = 10, ways: int = BEGINNINGS
) -> list[Match]:
    """Return the words that look most like a name written in the other script, best first.

    Args:
        name: one folded word, without clitics.
        vocabulary: where to look.
        count: how many to return at most.
        ways: in how many ways the name may begin in the other script.
    """
    ours = _bare(name)
    candidates = _candidates(ours, vocabulary, ways)
    likenesses = likeness(ours, [bare for _, bare, _ in candidates])
    found: dict[str, Match] = {}
    for number in np.argsort(-likenesses, kind="stable")[: 3 * count].tolist():
        word, _, frequency = candidates[number]
        stem = layers(word).stem
        known = found.get(stem)
        if known is None:
            found[stem] = Match(stem, word, frequency, float(likenesses[number]))
        else:
            shown = word if frequency > known.frequency else known.word
            found[stem] = known._replace(word=shown, frequency=known.frequency + frequency)
    return list(found.values())[:count]


def _bare(word: str) -> str:
    return without_article(letters(word))


def _candidates(name: str, vocabulary: Vocabulary, ways: int) -> list[tuple[str, str, int]]:
    """Return the words that begin as the name may, their bare letters and their frequencies."""
    found: dict[str, tuple[str, str, int]] = {}
    articles = ("", "ال") if name.isascii() else ("",)
    for beginning in beginnings(name, _BEGINNING, ways):
        for article in articles:
            for word, frequency in vocabulary.beginning_with(article + beginning, LISTED):
                bare = _bare(word)
                if _fits(len(name), len(bare)):
                    found[word] = (word, bare, frequency)
        if len(found) >= _COMPARED * ways:
            break
    return list(found.values())[: _COMPARED * ways]


def _fits(ours: int, theirs: int) -> bool:
    """Tell whether words of so many letters can be one name in two scripts."""
    return theirs >= 2 and theirs <= 2 * ours + 1 and ours <= 2 * theirs + 1


def _may_be_name(name: str) -> bool:
    if not name.isascii():
        rare = name not in function_words() and layers(name).stem not in function_words()
        return len(name) >= _SHORTEST_ARABIC and rare
    return (
        len(name) >= _SHORTEST_LATIN
        and _VOWEL.search(name) is not None  # not the letters of a share or a department
        and name not in _calendar()
    )


def _is_near(name: str, match: Match) -> bool:
    theirs = _bare(match.word)
    bar = _ALIKE if theirs.isascii() else _ALIKE_ARABIC
    if match.word.startswith(ARTICLE) and not name.startswith(_LATIN_ARTICLES):
        bar += _ARTICLE_ALONE
    return _may_be_name(theirs) and _evidence(name, theirs, match.likeness) >= bar


def _evidence(name: str, other: str, likeness: float) -> float:
    """Return a measure that serves short and long names alike: nats a letter, and in all."""
    return 2 * likeness / (len(name) + len(other)) + _IN_ALL * likeness


def _is_common(word: str, vocabulary: Vocabulary) -> bool:
    if word.isascii():
        return not vocabulary.is_capitalised(word)
    return _is_common_arabic(without_article(word))


@lru_cache(maxsize=1 << 14)
def _is_common_arabic(word: str) -> bool:
    """Tell by the bilingual lexicon whether a word, in any inflection, is a common one.

    What is hardly ever written isn't an inflected form only because it can be read as one.
    """
    root = layers(word).stem
    translated = bool(bilingual_lexicon().senses((root,)))
    frequency = lexicon().frequency
    attested = frequency(word) >= _ATTESTED or frequency(root) >= _FREQUENT
    return translated and (root == word or attested)


@cache
def _personal() -> frozenset[str]:
    """Return the personal names that are common words as well."""
    return frozenset(_bare(written) for name in personal_names() for written in name.arabic)


@cache
def _calendar() -> frozenset[str]:
    """Return the English months and weekdays, which have capitals and are no names."""
    english = Locale("en")
    tables = (english.months["format"]["wide"], english.days["format"]["wide"])
    return frozenset(letters(name) for table in tables for name in table.values())
