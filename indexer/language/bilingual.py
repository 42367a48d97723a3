"""The bilingual lexicon: words and expressions of news, English and Arabic, and what each means.

`data/english_arabic.tsv` has a line an English lemma and part of speech, with its Arabic senses,
those first that news means most often. A sense names the forms that no stemmer brings together:
the broken plural of a noun, the masdar of a verb. Both directions are looked up by stems, single
words like whole expressions, so that أسعار الفائدة is found in every inflection.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from indexer.language.analyzer import layers
from indexer.language.options import FinalLetters, final_letters
from indexer.language.paradigms import function_words

Stems = tuple[str, ...]

MOST_SENSES = 6
"""Of a word; further ones are rare, and what they add is chance."""
BETWEEN_SENSES = " | "
BETWEEN_FORMS = " ~ "
_GOVERNED = frozenset(("ب", "ل", "من", "على", "إلى", "في", "عن", "مع", "ك"))
"""Particles that a verb is entered with; they are written on the next word, or apart from it."""


class Sense(NamedTuple):
    """One meaning of a word or expression.

    Attributes:
        written: the lemma in the other language, for a searcher to read.
        forms: the stems of every form that a text may have it in, the lemma's first.
    """

    written: str
    forms: tuple[Stems, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the lexicon.

    Attributes:
        english: the lemma, and forms that its stem isn't that of (woman, women).
        part_of_speech: `n`, `v`, `adj`, `adv`, `prep` or `phrase`.
        arabic: by sense, the lemma and its further forms.
    """

    english: tuple[str, ...]
    part_of_speech: str
    arabic: tuple[tuple[str, ...], ...]


class BilingualLexicon:
    """Looks up what words mean in the other language, by their stems.

    Args:
        entries: of the lexicon, those of frequent words first.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        found: dict[Stems, dict[Stems, tuple[int, Sense]]] = {}
        for entry in entries:
            english = Sense(entry.english[0], _all_stems(entry.english))
            for rank, forms in enumerate(entry.arabic):
                arabic = Sense(forms[0], _all_stems(_arabic_forms(entry, forms)))
                for one, other in ((english, arabic), (arabic, english)):
                    for key in one.forms if other.forms else ():
                        _keep_best(found.setdefault(key, {}), rank, other)
        self._senses = {key: _ordered(senses.values()) for key, senses in found.items()}
        self.longest = max(map(len, found), default=0)

    def senses(self, stems: Stems) -> tuple[Sense, ...]:
        """Return what a word or expression means in the other language, the usual sense first."""
        return self._senses.get(stems, ())

    def longest_at(self, stems: Sequence[str], position: int) -> tuple[int, tuple[Sense, ...]]:
        """Return the length of the longest expression that begins there, and what it means.

        Args:
            stems: of a text's words.
            position: of the first word.
        """
        for length in range(min(self.longest, len(stems) - position), 0, -1):
            senses = self.senses(tuple(stems[position : position + length]))
            if senses:
                return length, senses
        return 0, ()


def bilingual_lexicon() -> BilingualLexicon:
    """Return the lexicon, for the analysis that is chosen."""
    return _lexicon(final_letters())


@cache
def _lexicon(_: FinalLetters) -> BilingualLexicon:
    return BilingualLexicon(entries())


def entries() -> Iterator[Entry]:
    """Read the lexicon's lines."""
    table = files("indexer.language") / "data" / "english_arabic.tsv"
    for line in table.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            english, part_of_speech, arabic = line.split("\t")
            senses = (tuple(sense.split(BETWEEN_FORMS)) for sense in arabic.split(BETWEEN_SENSES))
            yield Entry(tuple(english.split(BETWEEN_FORMS)), part_of_speech, tuple(senses))


def _arabic_forms(entry: Entry, forms: tuple[str, ...]) -> tuple[str, ...]:
    if entry.part_of_speech != "v":
        return forms
    bare = tuple(_without_particle(form) for form in forms)
    return (*bare, *_present(bare[0]))


def _without_particle(form: str) -> str:
    """Return a verb without the particle that it governs: احتفظ ب gives احتفظ."""
    first, _, last = form.rpartition(" ")
    return first if first and last in _GOVERNED else form


def _present(past: str) -> tuple[str, ...]:
    """Return the unvocalised present of a sound verb: استخدم gives يستخدم; none of expressions.

    Of hollow and defective verbs it is a word that doesn't exist, which finds nothing.
    """
    if " " in past or len(past) < 3:
        return ()
    augmented = past[0] in "اأ" and len(past) > 3  # forms IV and VII to X lose it
    return ("ي" + past[1:] if augmented else "ي" + past,)


def _all_stems(forms: Iterable[str]) -> tuple[Stems, ...]:
    found = dict.fromkeys(tuple(layers(form).stem.split()) for form in forms)
    return tuple(stems for stems in found if stems and not _says_nothing(stems))


def _says_nothing(stems: Stems) -> bool:
    return len(stems) == 1 and stems[0] in function_words()


def _keep_best(senses: dict[Stems, tuple[int, Sense]], rank: int, sense: Sense) -> None:
    """Keep each meaning once, at its best rank, with all forms that any entry names."""
    for key in sense.forms:
        if key in senses:
            before, known = senses[key]
            forms = tuple(dict.fromkeys((*known.forms, *sense.forms)))
            senses[key] = (min(before, rank), known._replace(forms=forms))
            return
    senses[sense.forms[0]] = (rank, sense)


def _ordered(senses: Iterable[tuple[int, Sense]]) -> tuple[Sense, ...]:
    """Return senses by rank, of equals that of the more frequent word first."""
    by_rank = sorted(senses, key=lambda one: one[0])
    return tuple(sense for _, sense in by_rank[:MOST_SENSES])
