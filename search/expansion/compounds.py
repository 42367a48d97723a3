"""Words that some write together and others apart: عبد الله, خانيونس, cease-fire, Zeineddine.

Two words of a query that stand side by side are looked for as one where the archive has that word;
a long word is looked for as two where both are words, or where an article shows inside a name.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from indexer.language.analyzer import Token, layers
from indexer.language.bilingual import bilingual_lexicon
from indexer.language.lexicon import lexicon
from indexer.storage.query import Phrase

MOST_JOINED = 12
"""Pairs of a query's words that are looked for as one."""
_SHORTEST_PART = 3
_SHORTEST_WHOLE = 6
_LONGEST_WHOLE = 30  # letters; what is longer is no compound, and has as many parts as letters
_ATTESTED = 60  # of `Lexicon.frequency`: both parts of an Arabic word must be as frequent
_MOST_SPLITS = 2
# Zein-ed-Dine, Nasr-al-Lah: the article, its l or the letter that it is said as, inside a name.
_WITH_ARTICLE = re.compile(r"([a-z]{3,}?)([aeiu](?:l|([drnszt])(?=\3)))([a-z]{3,})")
_ARTICLES = ("al", "el")
_ARTICLES_APART = frozenset(vowel + letter for vowel in "aeu" for letter in "ldrnszt") - {
    "an",
    "at",
    "as",
    "us",
}


def joined(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Yield the place of a token, how many from there on are joined, and the word that they make.

    Args:
        tokens: of the query.
    """
    for place, (first, second) in enumerate(pairwise(tokens)):
        if place >= MOST_JOINED:
            return
        together = first.folded + second.folded
        same_script = first.folded.isascii() == second.folded.isascii()
        if same_script and together.isalpha() and len(together) >= _SHORTEST_WHOLE:
            yield place, 2, together
        if second.folded in _ARTICLES_APART and place + 2 < len(tokens):
            last = tokens[place + 2].folded
            if last.isascii() and last.isalpha():
                for said in (second.folded, f"e{last[0]}", f"a{last[0]}"):
                    yield from ((place, 3, first.folded + said + end) for end in _endings(last))


def split(word: str) -> tuple[Phrase, ...]:
    """Return the phrases that a word may be written as.

    Args:
        word: folded.
    """
    if not word.isalpha() or not _SHORTEST_WHOLE <= len(word) <= _LONGEST_WHOLE:
        return ()
    if not word.isascii():
        return tuple(Phrase(parts, "folded") for parts in _arabic_parts(word))
    parts: list[tuple[str, ...]] = [*_english_parts(word)] or [*_parts_around_article(word)]
    return tuple(Phrase(one, "folded") for one in dict.fromkeys(parts))


def _arabic_parts(word: str) -> list[tuple[str, str]]:
    """Return both parts, those first whose rarer part is most frequent; none of inflected words."""
    frequency = lexicon().frequency
    if layers(word).stem != word and frequency(word) >= _ATTESTED:
        return []
    found = []
    for first, second in _cuts(word):
        least = min(frequency(first), frequency(second))
        if least >= _ATTESTED:
            found.append((least, (first, second)))
    return [parts for _, parts in sorted(found, reverse=True)[:_MOST_SPLITS]]


def _english_parts(word: str) -> Iterator[tuple[str, str]]:
    for first, second in _cuts(word):
        if _is_english(first) and _is_english(second):
            yield first, second


def _parts_around_article(word: str) -> Iterator[tuple[str, ...]]:
    met = _WITH_ARTICLE.fullmatch(word)
    if not met or _is_english(word):
        return
    first, article, _, second = met.groups()
    for ending in _endings(second):
        yield from ((first, written, ending) for written in (*_ARTICLES, article))
        yield first, article + ending


def _endings(name: str) -> tuple[str, str]:
    """Return a name with the e that French spelling puts at its end, and without: Dine, Din."""
    return name, name[:-1] if name.endswith("e") else f"{name}e"


def _cuts(word: str) -> Iterator[tuple[str, str]]:
    for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        yield word[:place], word[place:]


@lru_cache(maxsize=1 << 14)
def _is_english(word: str) -> bool:
    return bool(bilingual_lexicon().senses((layers(word).stem,)))
