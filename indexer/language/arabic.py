"""Arabic stems: from a folded word to what it shares with its inflected forms.

Nothing is taken off on its looks alone. A clitic or an ending goes only when what is left is a
known word, and frequent enough against the whole: وزير isn't و + زير, as it is the more frequent
of the two by far, while وكتاب is و + كتاب. Each clitic and ending has its own margin, learned from
unlabelled news (`indexer.language.clitics`). What is left is looked at again, so that all forms of
a paradigm meet in its most frequent short one. Names, places with their nisbas, function words and
broken plurals are known one by one (`indexer.language.paradigms`).
"""

from functools import cache, lru_cache
from typing import NamedTuple

from indexer.language.clitics import (
    ARTICLE,
    ENDINGS,
    PROCLITICS,
    VERB_LETTERS,
    Ending,
    Proclitic,
    article_rule,
    margins,
)
from indexer.language.lexicon import Lexicon, lexicon
from indexer.language.paradigms import attached_allah, function_words, known_names, singulars


class Stem(NamedTuple):
    """A stem, and how many letters of the folded word before it are clitics."""

    text: str
    clitics: int


_NAME = 256  # outweighs every frequency
_WITH_ARTICLE = 10  # steps of `Lexicon.frequency` by which a noun may be rarer with the article


@lru_cache(maxsize=1 << 14)  # whole chunks are remembered by the analyzer
def stem(word: str) -> Stem:
    """Return the stem of a folded Arabic word: والطائرات, as والطاءرات, gives طاءره behind 3.

    Raises:
        SettingsError: the lexicon can't be compiled (see `indexer.language.lexicon`).
    """
    allah = attached_allah(word)
    if allah is not None:
        return Stem("الله", allah)
    stems = known_stems()
    known = stems.get(word)
    if known or len(word) < 3:
        return Stem(known or word, 0)
    clitics = _proclitics(word, lexicon())
    rest = word[clitics:]
    return Stem(stems.get(rest) or _base(rest, lexicon(), stems), clitics)


@cache
def known_stems() -> dict[str, str]:
    """Return the words whose stems are known one by one."""
    stems = dict(known_names())
    nouns = {}
    for plural, singular in singulars().items():
        # Both are nouns as they stand: وادي is no و + ادي.
        nouns[singular] = stems.get(singular) or _base(singular, lexicon(), stems)
        nouns[plural] = nouns[singular]
    return nouns | stems | {word: word for word in function_words()}


def _proclitics(word: str, known: Lexicon) -> int:
    """Return how many letters at the beginning are clitics."""
    if word.startswith(ARTICLE):
        return _article(word, known)
    whole = known.frequency(word)
    if whole and known.frequency(ARTICLE + word) >= whole - _WITH_ARTICLE:
        return 0  # البلدية: behind the article no particle stands, so the ب is a letter of the word
    best = sure = 0
    best_frequency = -1
    for particle, margin in _proclitics_by_letter().get(word[0], ()):
        if not word.startswith(particle.text):
            continue
        rest = word[len(particle.text) :]
        if len(rest) < particle.shortest:
            continue
        if particle.text.endswith("س") and rest[0] not in VERB_LETTERS:
            continue
        article, frequency = _attested(rest, whole + margin, whole, known)
        if frequency > best_frequency:
            best, best_frequency = len(particle.text) + article, frequency
        elif not whole and (article or particle.sure):
            sure = max(sure, len(particle.text) + article)
    return best or sure


def _attested(rest: str, least: int, whole: int, known: Lexicon) -> tuple[int, int]:
    """Return the length of the article on what a particle leaves, and how frequent that is.

    The frequency is -1 where it is below `least`. A name outweighs all other readings.
    """
    frequency = known.frequency(rest)
    if rest in known_names() and frequency >= whole:
        return 0, frequency + _NAME
    article = _article(rest, known) if rest.startswith(ARTICLE) and len(rest) > 4 else 0
    if article:
        bare = known.frequency(rest[article:])
        if bare and bare >= whole + _article_margins()["joined"]:
            return article, max(bare, frequency)
    return article, frequency if frequency and frequency >= least else -1


def _article(word: str, known: Lexicon) -> int:
    """Return 2 where the ال that a word begins with is the article, else 0."""
    rest = word[2:]
    if len(rest) < 2 or word in known_names():
        return 0
    if rest in known_names():
        return 2
    if not known.begins_with_article(word):
        return 0
    whole, frequency = known.frequency(word), known.frequency(rest)
    if len(rest) > 2 and not (whole or frequency):
        return 2
    margin = _article_margins()[article_rule(rest)]
    return 2 if frequency and frequency >= whole + margin else 0


@cache
def _proclitics_by_letter() -> dict[str, tuple[tuple[Proclitic, int], ...]]:
    """Return the proclitics by their first letter, each with its margin."""
    first: dict[str, tuple[tuple[Proclitic, int], ...]] = {}
    for particle in PROCLITICS:
        margin = margins()["proclitic", particle.text]
        first[particle.text[0]] = (*first.get(particle.text[0], ()), (particle, margin))
    return first


@cache
def _article_margins() -> dict[str, int]:
    return {rule: margin for (kind, rule), margin in margins().items() if kind == "article"}


def _base(word: str, known: Lexicon, stems: dict[str, str]) -> str:
    """Take endings off until none goes, or a word is reached whose stem is known."""
    for _ in range(4):
        shorter = _without_ending(word, known)
        if shorter == word:
            break
        word = shorter
        if word in stems:
            return stems[word]
    return word


def _without_ending(word: str, known: Lexicon) -> str:
    whole = -1
    for (text, instead, shortest), margin in _endings().get(word[-1], ()):
        if not word.endswith(text):
            continue
        body = word[: -len(text)]
        if text == "ا" and body.endswith("ي"):
            continue
        if whole < 0:
            whole = known.frequency(word)
        frequency, option = _most_frequent(body, instead, shortest, known)
        if frequency and frequency >= whole + margin:
            return option
    return word


def _most_frequent(
    body: str, instead: tuple[str, ...], shortest: int, known: Lexicon
) -> tuple[int, str]:
    best, option = 0, body
    for put in instead:
        word = body + put
        if len(word) >= shortest:
            frequency = known.frequency(word)
            if frequency > best:
                best, option = frequency, word
    return best, option


@cache
def _endings() -> dict[str, tuple[tuple[Ending, int], ...]]:
    """Return the endings by their last letter, each with its margin."""
    last: dict[str, tuple[tuple[Ending, int], ...]] = {}
    for ending in ENDINGS:
        margin = margins()["ending", ending.text]
        last[ending.text[-1]] = (*last.get(ending.text[-1], ()), (ending, margin))
    return last
