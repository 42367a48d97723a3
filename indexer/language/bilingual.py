"""The bilingual lexicon: words and expressions of news, English and Arabic, and what each means.

`data/english_arabic.tsv` has a line an English lemma and part of speech, with its Arabic senses,
those first that news means most often. A sense names the forms that no stemmer brings together:
the broken plural of a noun, the masdar of a verb. Both directions are looked up by stems, single
words like whole expressions, so that أسعار الفائدة is found in every inflection.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple, Self

import msgspec

from indexer.language.analyzer import analyzer_version, layers
from indexer.language.compiled import cache_folder, write_whole
from indexer.language.conjugation import conjugated, other_persons
from indexer.language.english_forms import comparatives, other_spellings
from indexer.language.nominal_forms import accusative_and_construct, feminine, whole
from indexer.language.options import FinalLetters, final_letters
from indexer.language.paradigms import function_words

logger = logging.getLogger(__name__)

Stems = tuple[str, ...]

MOST_SENSES = 6
"""Of a word; further ones are rare, and what they add is chance."""
BETWEEN_SENSES = " | "
BETWEEN_FORMS = " ~ "
_DIGEST = 32  # bytes at the beginning of a compiled file that its table is checked by
_FORMAT = "6"  # changes with the forms that are derived
_GOVERNED = frozenset(("ب", "ل", "من", "على", "إلى", "في", "عن", "مع", "ك"))
"""Particles that a verb is entered with; they are written on the next word, or apart from it."""
_PROCLITICS = frozenset("بلو")
_SHORTEST_WITH_PROCLITIC = 4


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
        rank: how many more usual meanings the words have that other lines tell.
    """

    english: tuple[str, ...]
    part_of_speech: str
    arabic: tuple[tuple[str, ...], ...]
    rank: int = 0


# What a word means is decoded when it is asked: most of a hundred thousand words never are.
_TABLE = msgspec.msgpack.Decoder(dict[str, msgspec.Raw])
_SENSES = msgspec.msgpack.Decoder(tuple[Sense, ...])


class BilingualLexicon:
    """Looks up what words mean in the other language, by their stems.

    Args:
        table: as `to_bytes` returned it.

    Raises:
        msgspec.MsgspecError: it isn't whole.
    """

    def __init__(self, table: bytes) -> None:
        self._table = table
        self._senses = _TABLE.decode(table)
        self.longest = max((key.count(" ") + 1 for key in self._senses), default=0)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Compile a lexicon.

        Args:
            entries: those of frequent words first.
        """
        found: dict[Stems, dict[Stems, tuple[int, Sense]]] = {}
        rarer: dict[Stems, dict[Stems, tuple[int, Sense]]] = {}  # تقدم is rather advance than offer
        for entry in entries:
            english = Sense(entry.english[0], _all_stems(entry.english))
            for rank, forms in enumerate(entry.arabic, entry.rank):
                arabic = Sense(forms[0], _all_stems(_arabic_forms(entry, forms)))
                for one, other in ((english, arabic), (arabic, english)):
                    for key in one.forms if other.forms else ():
                        _keep_best(found.setdefault(key, {}), rank, other)
                for key in _all_stems(_rarer_forms(entry, forms)) if english.forms else ():
                    _keep_best(rarer.setdefault(key, {}), rank, english)
                for key in _all_stems(_rarer_english(entry)) if arabic.forms else ():
                    _keep_best(rarer.setdefault(key, {}), rank, arabic)
        found = rarer | found
        table = {" ".join(key): _ordered(senses.values()) for key, senses in found.items()}
        return cls(msgspec.msgpack.encode(table))

    def to_bytes(self) -> bytes:
        """Return it compiled."""
        return self._table

    def senses(self, stems: Stems) -> tuple[Sense, ...]:
        """Return what a word or expression means in the other language, the usual sense first."""
        found = self._senses.get(" ".join(stems))
        return _SENSES.decode(found) if found else ()

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
        senses = self._behind_proclitic(stems[position])
        return (1, senses) if senses else (0, ())

    def _behind_proclitic(self, stem: str) -> tuple[Sense, ...]:
        """Return what a word means whose stem kept a preposition: بنسبة."""
        if stem[0] not in _PROCLITICS or len(stem) < _SHORTEST_WITH_PROCLITIC:
            return ()
        rest = layers(stem[1:]).stem
        return self.senses((rest,)) if rest[:1] == stem[1] else ()  # of بوتين no fig is left


def bilingual_lexicon() -> BilingualLexicon:
    """Return the lexicon, for the analysis that is chosen."""
    return _lexicon(final_letters())


@cache
def _lexicon(_: FinalLetters) -> BilingualLexicon:
    return compiled_lexicon("bilingual", _table(), entries)


def compiled_lexicon(
    name: str, source: bytes, read: Callable[[], Iterable[Entry]]
) -> BilingualLexicon:
    """Return a lexicon, compiling it first where this machine has none of this state.

    Args:
        name: what its file in the cache begins with.
        source: what it is compiled of, or what tells one state of that from another.
        read: returns its entries.
    """
    state = sha256(f"{_FORMAT} {analyzer_version()}\n".encode() + source).hexdigest()[:16]
    path = cache_folder() / f"{name}-{state}.lexicon"
    try:
        kept = path.read_bytes()
        digest, table = kept[:_DIGEST], kept[_DIGEST:]
        if sha256(table).digest() == digest:
            return BilingualLexicon(table)
    except OSError:
        pass
    compiled = BilingualLexicon.of(read())
    table = compiled.to_bytes()
    try:
        write_whole(path, sha256(table).digest() + table)
    except OSError as error:
        logger.warning("the %s lexicon can't be kept in %s (%s)", name, path.parent, error)
    return compiled


def _table() -> bytes:
    return (files("indexer.language") / "data" / "english_arabic.tsv").read_bytes()


def entries() -> Iterator[Entry]:
    """Read the lexicon's lines."""
    for line in _table().decode("utf-8").splitlines():
        if not line.startswith("#"):
            english, part_of_speech, arabic = line.split("\t")
            senses = (tuple(sense.split(BETWEEN_FORMS)) for sense in arabic.split(BETWEEN_SENSES))
            yield Entry(tuple(english.split(BETWEEN_FORMS)), part_of_speech, tuple(senses))


def _arabic_forms(entry: Entry, forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the forms of a sense that are searched, and that lead to it."""
    if entry.part_of_speech == "adj":
        return (*forms, *_read_whole(forms[0], feminine(forms[0])))
    if entry.part_of_speech != "v":
        return forms
    bare = tuple(_without_particle(form) for form in forms)
    return (*bare, *conjugated(bare[0]))


def _rarer_forms(entry: Entry, forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return forms that lead to a sense where they are no other word's."""
    if entry.part_of_speech == "v":
        return other_persons(_without_particle(forms[0]))
    if entry.part_of_speech in ("n", "adj"):
        return _read_whole(forms[0], accusative_and_construct(forms[0]))
    return ()


def _rarer_english(entry: Entry) -> tuple[str, ...]:
    spelled = tuple(form for word in entry.english for form in other_spellings(word))
    compared = comparatives(entry.english[0]) if entry.part_of_speech == "adj" else ()
    return (*spelled, *compared)


def _read_whole(lemma: str, derived: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(form for form in derived if whole(layers(form).stem, layers(lemma).folded))


def _without_particle(form: str) -> str:
    """Return a verb without the particle that it governs: احتفظ ب gives احتفظ."""
    first, _, last = form.rpartition(" ")
    return first if first and last in _GOVERNED else form


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
