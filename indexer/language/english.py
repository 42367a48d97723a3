"""English stems: Snowball's, with possessives off first."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import Stemmer


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
    stemmed: str = _stemmer().stemWord(word)
    return stemmed or word
