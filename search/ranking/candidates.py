"""What a query is to the two retrievers, and what each retriever says of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.storage.backend import ArchiveSnapshot
from indexer.storage.query import Filters, QueryNode, ScoredDocs
from indexer.storage.records import Neighbours
from search.ranking.fusion import Floats, Rows, candidates
from search.request import RetrieverScore

Vector = NDArray[np.float32]

THRESHOLD_DEVIATIONS = 1.5  # above unrelated articles: where an answer by meaning alone begins


@dataclass(frozen=True, slots=True)
class RetrievalQuery:
    """A query as the retrievers need it.

    Attributes:
        node: what must match for the lexical retriever; None without a word to look for.
        required: what every answer must match, by whatever retriever it was found; None for nothing.
        vector: centred and of unit length; None where the dense retriever is off.
        language: of the query.
        filters: what narrows the answers.
        needed: how many answers are to be ranked at least.
        dense_limit: how many answers by meaning alone count at most.
        title: what matches titles that hold the whole query; None where that says nothing.
        language_boost: deviations that articles of other languages get on top, or are held back by.
    """

    node: QueryNode | None
    required: QueryNode | None
    vector: Vector | None
    language: str
    filters: Filters
    needed: int
    dense_limit: int
    title: QueryNode | None = None
    language_boost: float = 0.0


def keywords(
    snapshot: ArchiveSnapshot, node: QueryNode | None, filters: Filters, limit: int
) -> ScoredDocs:
    """Return what the words find; nothing where there is no word."""
    if node is None:
        return ScoredDocs(np.empty(0, np.int64), np.empty(0, np.float32), 0)
    return snapshot.keyword.search(node, filters, limit)


@dataclass(frozen=True, slots=True)
class Pool:
    """What both retrievers propose in one language.

    Attributes:
        near: the nearest articles, filters apart, and the spread of the language's similarities.
        words: what the words find, filters apart; None where only what is left counts.
        near_left: the nearest articles that the filters leave.
        words_left: what the words find of those.
    """

    near: Neighbours
    words: ScoredDocs | None
    near_left: ScoredDocs
    words_left: ScoredDocs

    @classmethod
    def of(
        cls, snapshot: ArchiveSnapshot, query: RetrievalQuery, language: str, near: int, words: int
    ) -> "Pool":
        """Ask both retrievers for so many articles of a language.

        The articles that the words find, filters apart, are asked for in the query's own
        language alone: it is there that they set the scale.
        """
        assert query.vector is not None
        filters = replace(query.filters, languages=(language,))
        nearest = snapshot.nearest(query.vector, near, {language})
        left = nearest.hits
        narrowed = filters != Filters(languages=(language,)) or query.required is not None
        if narrowed:
            left = snapshot.nearest(
                query.vector, near, {language}, filters=filters, required=query.required
            ).hits
        found = keywords(snapshot, query.node, filters, words)
        whole = found if language == query.language else None
        if narrowed and whole is not None:
            whole = keywords(snapshot, query.node, Filters(languages=(language,)), words)
        return cls(nearest, whole, left, found)

    @property
    def matched(self) -> list[ScoredDocs]:
        """What the lexical retriever has scored."""
        return [self.words_left, *([self.words] if self.words else [])]

    @property
    def rows(self) -> Rows:
        """All articles that are proposed."""
        return candidates(self.near.hits, self.near_left, *self.matched)


class Scored:
    """What each retriever says of all candidates, asked for once."""

    def __init__(
        self,
        snapshot: ArchiveSnapshot,
        query: RetrievalQuery,
        rows: Rows,
        words: Sequence[ScoredDocs],
    ) -> None:
        """Look the candidates up; `words` are those that the lexical retriever has scored already."""
        assert query.vector is not None
        self._rows = np.unique(rows)
        self._similarities = snapshot.similarities(query.vector[None, :], self._rows)[0]
        self._matched = np.zeros(len(self._rows), np.float32)
        for hits in words:
            self._matched[np.searchsorted(self._rows, hits.rows)] = hits.scores
        unknown = self._matched == 0
        if query.node is not None and unknown.any():
            self._matched[unknown] = snapshot.keyword.scores(query.node, self._rows[unknown])

    def matched(self, rows: Rows) -> Floats:
        """Return the keyword scores of these articles; 0 where the words don't match."""
        found: Floats = self._matched[np.searchsorted(self._rows, rows)]
        return found

    def similarities(self, rows: Rows) -> Floats:
        """Return these articles' similarity to the query; NaN without a vector."""
        found: Floats = self._similarities[np.searchsorted(self._rows, rows)]
        return found


def floor(snapshot: ArchiveSnapshot, *, alone: bool = False) -> float:
    """Return the similarity from which on an article answers by its meaning alone.

    Args:
        snapshot: whose calibration counts.
        alone: whether no word of the query is found anywhere in the archive: then an article
            must be nearer than gibberish comes to the nearest one.
    """
    assert snapshot.manifest.vectors is not None
    calibration = snapshot.manifest.vectors.calibration
    usual = calibration.mean + THRESHOLD_DEVIATIONS * calibration.deviation
    return max(usual, calibration.gibberish) if alone else usual


class Places(Mapping[int, RetrieverScore]):
    """Each article's rank, from 1, and score over several lists of one retriever together.

    They are worked out for the articles that are asked for: a page shows ten of hundreds.
    """

    def __init__(self, *retrievers: ScoredDocs) -> None:
        scores = np.concatenate([retriever.scores for retriever in retrievers])
        order = np.argsort(-scores, kind="stable")
        self._rows = np.concatenate([retriever.rows for retriever in retrievers])[order]
        self._scores = scores[order]

    def __getitem__(self, row: int) -> RetrieverScore:
        places = np.flatnonzero(self._rows == row)
        if not len(places):
            raise KeyError(row)
        return RetrieverScore(int(places[0]) + 1, float(self._scores[places[0]]))

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows.tolist())

    def __len__(self) -> int:
        return len(self._rows)
