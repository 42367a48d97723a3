"""English stems: Snowball's, with possessives and irregular plurals off first.

Names that end in s keep it: Hamas isn't the plural of Hama, nor Emirates that of emir.
"""

from functools import cache
from typing import TYPE_CHECKING

from indexer.language.english_plurals import singular, stems_apart
from indexer.language.folding import fold
from indexer.language.gazetteer import names

if TYPE_CHECKING:
    import Stemmer


ARTICLES = frozenset({"al", "el"})
"""How the Arabic article is written before a name in Latin letters: Al-Sisi, El Sisi."""


@cache
def _stemmer() -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer("english", 0)  # no cache of its own: the analyzer has one


def possessive_length(word: str) -> int:
    """Return how many letters at the end of a folded word are its possessive: iran's → 2."""
    if word.endswith("'s") and len(word) > 2:
        return 2
    return 1 if word.endswith("'") and len(word) > 1 else 0


def stem(word: str) -> str:
    """Return the stem of a folded Latin word: drones → drone, iran's → iran.

    Words that hold digits are names (F-16, MiG-29, COVID-19) and lose only a plural s: f16s → f16.
    """
    word = word[: len(word) - possessive_length(word)].replace("'", "") or word
    if any(map(str.isdigit, word)):
        return word[:-1] if word.endswith("s") and word[-2:-1].isdigit() else word
    if word in _names_in_s():
        return word
    apart = stems_apart().get(word)
    if apart:
        return apart
    stemmed: str = _stemmer().stemWord(singular(word))
    return stemmed or word


@cache
def _names_in_s() -> frozenset[str]:
    every = (fold(written) for name in names() for written in name.latin)
    return frozenset(word for word in every if word.endswith("s") and word.isalpha())
