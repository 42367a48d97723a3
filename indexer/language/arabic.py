"""Arabic stems: from a folded word to what it shares with its inflected forms.

Nothing is taken off on its looks alone. A clitic or an ending goes only when what is left is a
known word, and frequent enough against the whole: وزير isn't و + زير, as it is the more frequent
of the two by far, while وكتاب is و + كتاب. Each clitic and ending has its own margin, in the
steps of `Lexicon.frequency` (25 are a factor of ten); the margins were set by hand over words of
Arabic news. What is left is looked at again, so that all forms of a paradigm meet in its most
frequent short one. Names, places with their nisbas, function words and broken plurals are known
one by one (`indexer.language.paradigms`).
"""

from functools import cache, lru_cache
from typing import NamedTuple

from indexer.language.lexicon import Lexicon, lexicon
from indexer.language.paradigms import attached_allah, function_words, known_names, singulars


class Stem(NamedTuple):
    """A stem, and how many letters of the folded word before it are clitics."""

    text: str
    clitics: int


class _Clitic(NamedTuple):
    """A proclitic or a cluster of them.

    Attributes:
        text: its letters.
        margin: how much more frequent than the whole the rest must be.
        shortest: how many letters must be left.
        sure: whether it may go where neither the whole nor the rest is known.
    """

    text: str
    margin: int
    shortest: int
    sure: bool = False


class _Ending(NamedTuple):
    """An ending, and what may stand in its place in the word that it was put on.

    Attributes: as of `_Clitic`; instead: the first that fits best by frequency is taken.
    """

    text: str
    instead: tuple[str, ...]
    margin: int
    shortest: int = 3


_ARTICLES = ("ال", "لل")
# The verbs التقى and التزم aren't تقى and تزم, and take no article that would tell.
_ARTICLE = (_Clitic("الت", -60, 2), _Clitic("ال", -80, 3, sure=True), _Clitic("ال", -5, 2))


def _clitics() -> dict[str, tuple[_Clitic, ...]]:
    """Return the clitics by their first letter."""
    joined = [_Clitic(c + "ال", -25, 3, sure=True) for c in ("و", "ف", "ب", "ك", "وب", "وك", "فب")]
    joined += [_Clitic(c + "لل", -15, 3, sure=True) for c in ("", "و", "ف")]
    single = [_Clitic("و", 10, 3), _Clitic("ف", 20, 3), _Clitic("ب", 8, 3), _Clitic("ل", 8, 3),
              _Clitic("ك", 20, 3)]  # fmt: skip
    double = [_Clitic(c, 10, 3) for c in ("وب", "ول", "وك", "فب", "فل")]
    future = [_Clitic(c, 5, 4) for c in ("س", "وس", "فس")]
    listed = (*_ARTICLE, *joined, *single, *double, *future)
    return {first: tuple(c for c in listed if c.text[0] == first) for first in "وفبلكسا"}


_CLITICS = _clitics()
_VERB_LETTERS = "يتنا"  # what may follow the س of the future
_PRONOUNS = ("هما", "ها", "هم", "نا", "كم", "هن")
_ENDINGS = (
    # Pronouns; ت before them is the ة of what they were put on.
    *(_Ending("ت" + pronoun, ("ه", "ت"), -10) for pronoun in (*_PRONOUNS, "ه", "ي")),
    *(_Ending(pronoun, ("",), 5) for pronoun in _PRONOUNS),
    # Number
    _Ending("يات", ("ي", "يه"), -20),
    _Ending("ات", ("ه", ""), -25),
    _Ending("تين", ("ه",), 0),
    _Ending("تان", ("ه",), 0),
    _Ending("ون", ("",), -15),
    _Ending("ين", ("",), -15),
    _Ending("ان", ("",), 30, shortest=4),
    _Ending("وا", ("", "و"), 0),
    # Gender, or the pronoun ه
    _Ending("يه", ("ي",), -20),
    _Ending("ه", ("",), -5),
    # Tanwin; short words in يا are nouns (عليا، دنيا)
    _Ending("ءا", ("ء",), 10),
    _Ending("يا", ("ي",), 5, shortest=5),
    _Ending("ا", ("",), 15),
    # Nisba: of long bases only; رسمي isn't of رسم, nor رئيسي of رئيس
    _Ending("ي", ("",), 0, shortest=5),
)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> Stem:
    """Return the stem of a folded Arabic word: والطائرات, as والطاءرات, gives طاءره behind 3.

    Raises:
        SettingsError: the lexicon can't be compiled (see `indexer.language.lexicon`).
    """
    allah = attached_allah(word)
    if allah is not None:
        return Stem("الله", allah)
    known = _known(word)
    if known or len(word) < 3:
        return Stem(known or word, 0)
    clitics = _proclitics(word, lexicon())
    rest = word[clitics:]
    return Stem(_known(rest) or _base(rest, lexicon()), clitics)


def _known(word: str) -> str:
    if word in function_words():
        return word
    return known_names().get(word, "") or _singular_stems().get(word, "")


@cache
def _singular_stems() -> dict[str, str]:
    stems = {}
    for plural, singular in singulars().items():
        stems[plural] = known_names().get(singular) or _base(singular, lexicon(), {})
    return stems


def _proclitics(word: str, known: Lexicon) -> int:
    """Return how many letters at the beginning are clitics."""
    clitics = _cluster(word, _CLITICS.get(word[0], ()), known)
    if clitics and not word[:clitics].endswith(_ARTICLES):
        clitics += _cluster(word[clitics:], _ARTICLE, known)
    return clitics


def _cluster(word: str, clitics: tuple[_Clitic, ...], known: Lexicon) -> int:
    """Return the length of the cluster that leaves the most frequent word; 0 if none may go."""
    if not clitics:
        return 0
    whole = known.frequency(word)
    best = best_frequency = sure = 0
    for text, margin, shortest, is_sure in clitics:
        length = len(text)
        if len(word) - length < shortest or not word.startswith(text):
            continue
        if text.endswith("س") and word[length] not in _VERB_LETTERS:
            continue
        rest = word[length:]
        if is_sure and rest in known_names():
            return length
        frequency = known.frequency(rest)
        if frequency and frequency >= whole + margin and frequency > best_frequency:
            best, best_frequency = length, frequency
        elif is_sure and not frequency and not whole:
            sure = max(sure, length)
    return best or sure


def _base(word: str, known: Lexicon, singulars: dict[str, str] | None = None) -> str:
    """Take endings off until none goes, or a known name or plural is reached."""
    plurals = _singular_stems() if singulars is None else singulars
    for _ in range(4):
        shorter = _without_ending(word, known)
        if shorter == word:
            break
        word = shorter
        base = known_names().get(word) or plurals.get(word)
        if base:
            return base
    return word


def _without_ending(word: str, known: Lexicon) -> str:
    whole = known.frequency(word)
    for text, instead, margin, shortest in _endings_of(word):
        body = word[: -len(text)]
        if text == "ا" and body.endswith("ي"):
            continue
        options = [body + put for put in instead if len(body + put) >= shortest]
        frequency, option = max([(known.frequency(o), o) for o in options], default=(0, word))
        if frequency and frequency >= whole + margin:
            return option
    return word


def _endings_of(word: str) -> tuple[_Ending, ...]:
    """Return the endings that a word may have, by its last letter."""
    return tuple(ending for ending in _endings().get(word[-1], ()) if word.endswith(ending.text))


@cache
def _endings() -> dict[str, tuple[_Ending, ...]]:
    last: dict[str, tuple[_Ending, ...]] = {}
    for ending in _ENDINGS:
        last[ending.text[-1]] = (*last.get(ending.text[-1], ()), ending)
    return last
