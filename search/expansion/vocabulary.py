"""What the terms of an archive tell of names: which begin so, and how articles write them.

Everything is fetched in batches and remembered for as long as the index's version is searched,
so that a query costs few calls to the storage.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.article import Article
from indexer.language.analyzer import analyze
from indexer.language.name_matching import LISTED
from indexer.storage.backend import IndexReader
from indexer.storage.query import Field, PrefixQuery, ResultSet, ScoredDocs, Term, TextQuery

_SAMPLED = 4  # articles that are looked at for a word
_SEEN = 20_000  # characters of each
_LOWER_SHARE = 0.2  # of a name's places where it may be in small letters: addresses, slips
_MOST_PREFIXES = 20_000
_MOST_SAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Sample:
    """What a few articles tell of a folded word.

    Attributes:
        total: how many articles hold it.
        capitalised: whether it nearly always has a capital; so it has if unseen.
        written: as an article writes it, without its clitics: رئيسي for رءيسي.
    """

    total: int
    capitalised: bool
    written: str


@dataclass(slots=True)
class Remembered:
    """What is known of one version's terms."""

    version: str = ""
    listed: dict[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    samples: dict[str, Sample] = field(default_factory=dict)


class ArchiveVocabulary:
    """The terms of one reader, as `indexer.language.name_matching.Vocabulary` wants them.

    Args:
        reader: whose terms.
        remembered: what is known of its version already; filled.
    """

    def __init__(self, reader: IndexReader, remembered: Remembered) -> None:
        self._reader = reader
        self._known = remembered

    @property
    def languages(self) -> Collection[str]:
        """The codes of the languages that the archive holds."""
        return self._reader.manifest.languages

    def fetch_beginnings(self, prefixes: Iterable[str]) -> None:
        """Look up how words begin, in one call, those that aren't known yet."""
        missing = [one for one in dict.fromkeys(prefixes) if one not in self._known.listed]
        if not missing:
            return
        if len(self._known.listed) > _MOST_PREFIXES:
            self._known.listed.clear()
        asked = [PrefixQuery(prefix, "folded", Field.BODY, LISTED) for prefix in missing]
        found = self._reader.complete(asked)
        self._known.listed.update(zip(missing, found, strict=True))

    def fetch_samples(self, words: Iterable[str]) -> None:
        """Look at some articles that hold these words, in two calls at most."""
        missing = self.unsampled(words)
        if not missing:
            return
        found = self._reader.search_text(sample_queries(missing))
        docs = list(dict.fromkeys(doc for one in found for doc in one.docs.tolist()))
        stored = self._reader.documents(docs) if docs else []
        self.learn(missing, found, {one.doc: one.article for one in stored})

    def unsampled(self, words: Iterable[str]) -> list[str]:
        """Return those of these words of which nothing is known yet."""
        return [word for word in dict.fromkeys(words) if word not in self._known.samples]

    def learn(
        self, words: Sequence[str], found: Sequence[ScoredDocs], articles: Mapping[int, Article]
    ) -> None:
        """Take what `sample_queries` found for these words, and the articles."""
        if len(self._known.samples) > _MOST_SAMPLES:
            self._known.samples.clear()
        for word, one in zip(words, found, strict=True):
            bodies = [articles[doc].body[:_SEEN] for doc in one.docs.tolist()]
            written = word if word.isascii() else _as_written(word, bodies)
            capitalised = word.isascii() and _is_capitalised(word, bodies)
            self._known.samples[word] = Sample(one.total, capitalised, written)

    def beginning_with(self, letters: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return folded words that begin so, the most frequent first, with article counts."""
        self.fetch_beginnings((letters,))
        return self._known.listed[letters][:limit]

    def lists(self, word: str) -> bool:
        """Tell whether a folded word was among those that begin as it does, when looked up."""
        return any(one == word for one, _ in self._known.listed.get(word, ()))

    def is_capitalised(self, word: str) -> bool:
        """Tell whether a folded Latin word nearly always has a capital; so it has if unseen."""
        self.fetch_samples((word,))
        return self._known.samples[word].capitalised

    def as_written(self, word: str) -> str:
        """Return a folded word as an article writes it, the word itself where that isn't known."""
        sample = self._known.samples.get(word)
        return sample.written if sample else word

    def holds(self, word: str) -> bool:
        """Tell whether any article holds a folded word."""
        sample = self._known.samples.get(word)
        if sample is not None:
            return sample.total > 0
        return bool(self._reader.document_frequencies([Term(word, "folded")])[0])

    def unheld(self, words: Iterable[str]) -> list[str]:
        """Return those of some folded words that no article holds: one call at most."""
        every = list(dict.fromkeys(words))
        unknown = self.unsampled(every)
        terms = [Term(word, "folded") for word in unknown]
        counts = self._reader.document_frequencies(terms) if terms else []
        found = dict(zip(unknown, counts, strict=True))
        return [word for word in every if not (found[word] if word in found else self.holds(word))]


def sample_queries(words: Sequence[str]) -> list[TextQuery]:
    """Return the queries for articles that hold these folded words."""
    return [
        TextQuery(ResultSet(Term(word, "folded", Field.BODY)), limit=_SAMPLED) for word in words
    ]


def _is_capitalised(word: str, bodies: Iterable[str]) -> bool:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    places = [place[0] for body in bodies for place in pattern.finditer(body)]
    lower = sum(place[0].islower() for place in places)
    return lower <= _LOWER_SHARE * len(places)


def _as_written(word: str, bodies: Iterable[str]) -> str:
    for body in bodies:
        for token in analyze(body, lambda _, folded, __: word in folded.split()):
            if token.folded == word:
                return body[token.mark_start : token.mark_end]
    return word
