"""Searches one committed state of a Whoosh index."""

from collections import Counter
from collections.abc import Iterator
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from indexer.storage.local.keyword.nodes import most_frequent, searched_fields
from indexer.storage.local.keyword.whoosh_query import CollectionStatistics, Evaluator
from indexer.storage.local.keyword.whoosh_segment import Segment
from indexer.storage.query import Field, Filters, Layer, QueryNode, ScoredDocs, Term


class WhooshReader:
    """A `KeywordReader` over Whoosh's files, which it holds mapped until it is closed.

    Whoosh's readers aren't made for several threads, so searches wait for each other.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        leaves = [leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
        self._segments = [Segment(leaf) for leaf in leaves]
        statistics = CollectionStatistics(self._segments)
        self._evaluators = [Evaluator(segment, statistics) for segment in self._segments]
        self._lock = Lock()

    @property
    def count(self) -> int:
        """How many documents there are."""
        return sum(int(segment.alive.sum()) for segment in self._segments)

    def search(self, node: QueryNode, filters: Filters, limit: int) -> ScoredDocs:
        """See `KeywordReader.search`."""
        rows, scores, _ = self._matches(node, filters)
        best = np.lexsort((-rows, -scores))[: max(limit, 0)]
        return ScoredDocs(rows[best], scores[best], rows.size)

    def newest(self, node: QueryNode, filters: Filters, limit: int, offset: int = 0) -> ScoredDocs:
        """See `KeywordReader.newest`."""
        rows, _, days = self._matches(node, filters)
        found = rows[np.lexsort((-rows, -days))[offset : offset + max(limit, 0)]]
        return ScoredDocs(found, np.zeros(found.size, np.float32), rows.size)

    def matching(self, node: QueryNode, filters: Filters, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """See `KeywordReader.matching`."""
        return np.isin(rows, self._matches(node, filters)[0])

    def scores(self, node: QueryNode, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """See `KeywordReader.scores`."""
        found, scores, _ = self._matches(node, Filters())
        known = dict(zip(found.tolist(), scores.tolist(), strict=True))
        return np.array([known.get(row, 0.0) for row in rows.tolist()], np.float32)

    def all_rows(self, node: QueryNode, filters: Filters) -> NDArray[np.int64]:
        """See `KeywordReader.all_rows`."""
        return np.sort(self._matches(node, filters)[0])

    def document_frequency(self, text: str, layer: Layer, field: Field = Field.ANY) -> int:
        """See `KeywordReader.document_frequency`."""
        return self._matches(Term(text, layer, field), Filters())[0].size

    def terms_with_prefix(
        self, prefix: str, layer: Layer, field: Field = Field.ANY, limit: int = 10
    ) -> list[tuple[str, int]]:
        """See `KeywordReader.terms_with_prefix`."""
        with self._lock:
            listed = list(self._listed(prefix, layer, field))
        return most_frequent(
            listed, limit, lambda word: self.document_frequency(word, layer, field)
        )

    def listed_words(
        self, prefix: str, layer: Layer, field: Field, limit: int
    ) -> list[tuple[str, int]]:
        """See `KeywordReader.listed_words`."""
        counts: Counter[str] = Counter()
        with self._lock:
            for words in self._listed(prefix, layer, field):
                counts.update(dict(words))
        return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:limit]

    def close(self) -> None:
        """Unmaps the files."""
        with self._lock:
            self._reader.close()

    def _listed(self, prefix: str, layer: Layer, field: Field) -> Iterator[list[tuple[str, int]]]:
        """Words and their frequencies, of each field in each segment."""
        for segment in self._segments:
            for name, _ in searched_fields(field, layer):
                words = segment.vocabulary(name, prefix)
                yield [(word, segment.frequency(name, word)) for word in words]

    def _matches(
        self, node: QueryNode, filters: Filters
    ) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64]]:
        """Rows, scores and days of all that match, in no order."""
        rows, scores, days = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)], []
        days.append(rows[0])
        with self._lock:
            for segment, evaluator in zip(self._segments, self._evaluators, strict=True):
                found = evaluator.evaluate(node, filters)
                rows.append(segment.rows[found.matched])
                scores.append(found.scores[found.matched])
                days.append(segment.days[found.matched])
        return np.concatenate(rows), np.concatenate(scores), np.concatenate(days)
