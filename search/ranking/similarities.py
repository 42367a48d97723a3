"""The vectors of all candidates: similarities are computed here, not by the storage."""

import numpy as np
from numpy.typing import NDArray

from indexer.storage.backend import IndexReader
from indexer.storage.records import PassageVector
from search.ranking.fusion import Docs, Floats


class Candidates:
    """The passage vectors of some articles, and how near they are to the query and each other.

    Args:
        reader: of the index; called once.
        docs: the candidates, int64 (n,), ascending.
        vector: the query's.
    """

    def __init__(self, reader: IndexReader, docs: Docs, vector: NDArray[np.float32]) -> None:
        self._docs = docs
        self._passages = reader.passage_vectors(docs)
        counts = np.array([len(one) for one in self._passages], np.int64)
        self._has = counts > 0
        self._starts = (np.cumsum(counts) - counts)[self._has]
        vectors = [passage.vector for one in self._passages for passage in one]
        self._vector = vector
        self._vectors = np.stack(vectors) if vectors else np.zeros((0, len(vector)), np.float32)
        self._similarities = self._nearness(vector)

    def _nearness(self, vector: NDArray[np.float32]) -> Floats:
        found: Floats = np.full(len(self._docs), np.nan, np.float32)
        if len(self._vectors):
            found[self._has] = np.maximum.reduceat(self._vectors @ vector, self._starts)
        return found

    def similarities(self, docs: Docs) -> Floats:
        """Return documents' similarity to the query, that of the nearest passage; NaN without."""
        found: Floats = self._similarities[np.searchsorted(self._docs, docs)]
        return found

    def similarities_to(self, doc: int, docs: Docs) -> Floats:
        """Return how near documents are to one of them, the passage of it that is nearest to the
        query; NaN without vectors.
        """
        place = int(np.searchsorted(self._docs, doc))
        best = max(self._passages[place], key=self._to_query, default=None)
        if best is None:
            return np.full(len(docs), np.nan, np.float32)
        found: Floats = self._nearness(best.vector)[np.searchsorted(self._docs, docs)]
        return found

    def nearest_passage(self, doc: int) -> tuple[int, int] | None:
        """Return where the document's nearest passage is in its body; None without vectors."""
        place = int(np.searchsorted(self._docs, doc))
        if place >= len(self._docs) or self._docs[place] != doc or not self._passages[place]:
            return None
        best = max(self._passages[place], key=self._to_query)
        return best.start, best.end

    def _to_query(self, passage: PassageVector) -> float:
        return float(passage.vector @ self._vector)
