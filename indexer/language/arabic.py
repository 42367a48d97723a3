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


class _Proclitic(NamedTuple):
    """A particle written at the beginning of a word, or several of them.

    Attributes:
        text: its letters.
        margin: how much more frequent than the whole the rest must be.
        shortest: how many letters must be left.
        sure: whether it may go where neither the whole nor the rest is known.
    """

    text: str
    margin: int
    shortest: int = 3
    sure: bool = False


class _Ending(NamedTuple):
    """An ending, and what may stand in its place in the word that it was put on.

    Attributes: as of `_Proclitic`; of what may stand instead the most frequent word is taken.
    """

    text: str
    instead: tuple[str, ...]
    margin: int
    shortest: int = 3


_PROCLITICS = (
    _Proclitic("و", 10),
    _Proclitic("ف", 20),
    _Proclitic("ب", 8),
    _Proclitic("ل", 8),
    _Proclitic("ك", 20),
    *(_Proclitic(cluster, 10) for cluster in ("وب", "ول", "وك", "فب", "فل")),
    *(_Proclitic(cluster, -15, sure=True) for cluster in ("لل", "ولل", "فلل")),
    *(_Proclitic(cluster, 5, shortest=4) for cluster in ("س", "وس", "فس")),
)
_ARTICLE = "ال"
_ARTICLE_MARGIN = -80  # many words are hardly seen without it: القاهرة
_VERB_MARGIN = -60  # for الت: the verbs التقى and التزم aren't تقى and تزم
_TWO_LETTERS_MARGIN = -5  # الفن is فن, but ألم isn't م
_NAME = 256
_JOINED_MARGIN = -25  # of what follows وال, بال and the like
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


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> Stem:
    """Return the stem of a folded Arabic word: والطائرات, as والطاءرات, gives طاءره behind 3.

    Raises:
        SettingsError: the lexicon can't be compiled (see `indexer.language.lexicon`).
    """
    allah = attached_allah(word)
    if allah is not None:
        return Stem("الله", allah)
    stems = _stems()
    known = stems.get(word)
    if known or len(word) < 3:
        return Stem(known or word, 0)
    clitics = _proclitics(word, lexicon())
    rest = word[clitics:]
    return Stem(stems.get(rest) or _base(rest, lexicon(), stems), clitics)


@cache
def _stems() -> dict[str, str]:
    """Return the words whose stems are known one by one."""
    stems = dict(known_names())
    plurals = {
        plural: stems.get(singular) or _base(singular, lexicon(), stems)
        for plural, singular in singulars().items()
    }
    return plurals | stems | {word: word for word in function_words()}


def _proclitics(word: str, known: Lexicon) -> int:
    """Return how many letters at the beginning are clitics."""
    if word.startswith(_ARTICLE):
        return _article(word, known)
    whole = known.frequency(word)
    best = sure = 0
    best_frequency = -1
    for particle in _proclitics_by_letter().get(word[0], ()):
        if not word.startswith(particle.text):
            continue
        rest = word[len(particle.text) :]
        if len(rest) < particle.shortest:
            continue
        if particle.text.endswith("س") and rest[0] not in _VERB_LETTERS:
            continue
        article, frequency = _attested(rest, whole, particle, known)
        if frequency > best_frequency:
            best, best_frequency = len(particle.text) + article, frequency
        elif not whole and (article or particle.sure):
            sure = max(sure, len(particle.text) + article)
    return best or sure


def _attested(rest: str, whole: int, particle: _Proclitic, known: Lexicon) -> tuple[int, int]:
    """Return the length of the article on what a particle leaves, and how frequent that is.

    The frequency is -1 where it doesn't outweigh the whole. A name outweighs all other readings.
    """
    frequency = known.frequency(rest)
    if rest in known_names() and frequency >= whole:
        return 0, frequency + _NAME
    article = _article(rest, known) if rest.startswith(_ARTICLE) and len(rest) > 4 else 0
    if article:
        bare = known.frequency(rest[article:])
        if bare and bare >= whole + _JOINED_MARGIN:
            return article, max(bare, frequency)
    return article, frequency if frequency and frequency >= whole + particle.margin else -1


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
    if len(rest) == 2:
        margin = _TWO_LETTERS_MARGIN
    else:
        margin = _VERB_MARGIN if rest[0] == "ت" else _ARTICLE_MARGIN
        if not (whole or frequency):
            return 2
    return 2 if frequency and frequency >= whole + margin else 0


@cache
def _proclitics_by_letter() -> dict[str, tuple[_Proclitic, ...]]:
    return {
        letter: tuple(particle for particle in _PROCLITICS if particle.text[0] == letter)
        for letter in "وفبلكس"
    }


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
    for text, instead, margin, shortest in _endings().get(word[-1], ()):
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
def _endings() -> dict[str, tuple[_Ending, ...]]:
    """Return the endings by their last letter."""
    last: dict[str, tuple[_Ending, ...]] = {}
    for ending in _ENDINGS:
        last[ending.text[-1]] = (*last.get(ending.text[-1], ()), ending)
    return last
