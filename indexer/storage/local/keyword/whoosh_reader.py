"""Searches one committed state of a Whoosh index."""

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from indexer.storage.local.keyword.answered import Answered, AnsweredNodes
from indexer.storage.local.keyword.limits import check_compared
from indexer.storage.local.keyword.nodes import (
    most_frequent,
    prepared,
    searched_fields,
    word_fields,
)
from indexer.storage.local.keyword.port import Rows, RowScores, value_name
from indexer.storage.local.keyword.whoosh_query import CollectionStatistics, Evaluator
from indexer.storage.local.keyword.whoosh_segment import WhooshSegment
from indexer.storage.query import Filters, KeywordField, PrefixQuery, QueryNode, Sort, Term

_EPOCH = 719_163
"""Proleptic ordinal of 1 January 1970."""

Kind = TypeVar("Kind", bound=np.generic)
Scores = NDArray[np.float32]


class WhooshReader:
    """A `KeywordReader` over Whoosh's files, which it holds mapped until it is closed.

    Whoosh's readers aren't made for several threads, so searches wait for each other.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        leaves = [leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
        self._segments = [WhooshSegment(leaf) for leaf in leaves]
        statistics = CollectionStatistics(self._segments)
        self._evaluators = [Evaluator(segment, statistics) for segment in self._segments]
        self._lock = Lock()
        self._answered = AnsweredNodes()
        self.documents = Documents(self._segments, self._lock)

    @property
    def count(self) -> int:
        """How many documents there are."""
        return int(self.documents.alive.sum())

    def select(self, node: QueryNode, filters: Filters, added: Rows | None = None) -> "WhooshSet":
        """See `KeywordReader.select`."""
        simple = prepared(node)
        check_compared(simple, lambda one: [name for name, _ in word_fields(one)], self._held)
        found = self._answered.get(simple, lambda: self._answer(simple))
        with self._lock:
            masks = [one.allowed(filters) for one in self._evaluators]
        chosen = _joined(masks, np.bool_)
        scores = np.zeros(chosen.size, np.float32)
        scores[found.rows] = found.scores
        matched = np.zeros(chosen.size, np.bool_)
        matched[found.rows] = True
        chosen &= matched
        if added is not None:
            chosen |= self.documents.alive & np.isin(self.documents.rows, added)
        numbers = np.flatnonzero(chosen)
        return WhooshSet(self.documents, numbers, scores[numbers])

    def _answer(self, simple: QueryNode) -> Answered:
        """Return the numbers of the documents that a tree matches, with their scores."""
        with self._lock:
            parts = [one.evaluate(simple) for one in self._evaluators]
        numbers = np.flatnonzero(_joined([part.matched for part in parts], np.bool_))
        return Answered(numbers, _joined([part.scores for part in parts], np.float32)[numbers])

    def _held(self, field: str, word: str) -> int:
        return sum(segment.frequency(field, word) for segment in self._segments)

    def score(self, nodes: Sequence[QueryNode], rows: Rows) -> NDArray[np.float32]:
        """See `KeywordReader.score`."""
        scores = np.zeros((len(nodes), len(rows)), np.float32)
        order = np.argsort(rows)
        for row, node in zip(scores, nodes, strict=True):
            found = self.select(node, Filters()).within(rows).top(len(rows))
            row[order[np.searchsorted(rows[order], found.rows)]] = found.scores
        return scores

    def document_frequencies(self, terms: Sequence[Term]) -> list[int]:
        """See `KeywordReader.document_frequencies`."""
        return [self.select(term, Filters()).count() for term in terms]

    def complete(self, prefixes: Sequence[PrefixQuery]) -> list[list[tuple[str, int]]]:
        """See `KeywordReader.complete`."""
        return [self._complete(one) for one in prefixes]

    def close(self) -> None:
        """Unmap the files; a second call does nothing."""
        with self._lock:
            self._reader.close()

    def _complete(self, asked: PrefixQuery) -> list[tuple[str, int]]:
        with self._lock:
            listed = list(self._listed(asked))
        return most_frequent(listed, asked.limit)

    def _listed(self, asked: PrefixQuery) -> Iterator[list[tuple[str, int]]]:
        """Yield words and their frequencies, of each field in each segment."""
        for segment in self._segments:
            for name, _ in searched_fields(asked.field, asked.layer):
                words = segment.vocabulary(name, asked.prefix)
                yield [(word, segment.frequency(name, word)) for word in words]


class Documents:
    """What is known of the documents of all segments, which are numbered from 0.

    Attributes:
        rows, days: int64, shape (n,); day 0 where there is no date.
        grouped, alive: bool, shape (n,).
    """

    def __init__(self, segments: Sequence[WhooshSegment], lock: Lock) -> None:
        self._segments = segments
        self._lock = lock
        self._values: dict[KeywordField, tuple[list[str], NDArray[np.int64]]] = {}
        self.rows = _joined([segment.rows for segment in segments], np.int64)
        self.days = _joined([segment.days for segment in segments], np.int64)
        self.grouped = _joined([segment.grouped for segment in segments], np.bool_)
        self.alive = _joined([segment.alive for segment in segments], np.bool_)

    def values(self, field: KeywordField) -> tuple[list[str], NDArray[np.int64]]:
        """Return the field's values, and for each document which it has; -1 for none."""
        with self._lock:
            if field not in self._values:
                self._values[field] = self._read(value_name(field))
            return self._values[field]

    def _read(self, name: str) -> tuple[list[str], NDArray[np.int64]]:
        numbers: dict[str, int] = {}
        held = np.full(self.rows.size, -1, np.int64)
        first = 0
        for segment in self._segments:
            for value in segment.vocabulary(name):
                number = numbers.setdefault(value, len(numbers))
                held[first + segment.postings(name, value)[0]] = number
            first += segment.size
        return list(numbers), held


class WhooshSet:
    """A `MatchSet` that is found already.

    Args:
        documents: those of the index.
        numbers: the numbers of those that match.
        scores: float32, their scores.
    """

    def __init__(self, documents: Documents, numbers: NDArray[np.int64], scores: Scores) -> None:
        self._documents = documents
        self._numbers = numbers
        self._scores = scores

    def top(self, limit: int, offset: int = 0, sort: Sort = "relevance") -> RowScores:
        """See `MatchSet.top`."""
        rows, days = self._documents.rows[self._numbers], self._documents.days[self._numbers]
        orders: dict[Sort, tuple[NDArray[Any], ...]] = {
            "relevance": (-rows, -self._scores),
            "newest": (-rows, -days),
            "oldest": (-rows, days, days == 0),
        }
        order = np.lexsort(orders[sort])[offset : offset + max(limit, 0)]
        scores = self._scores if sort == "relevance" else np.zeros(rows.size, np.float32)
        return RowScores(rows[order], scores[order], rows.size)

    def count(self) -> int:
        """See `MatchSet.count`."""
        return self._numbers.size

    def rows(self) -> Rows:
        """See `MatchSet.rows`."""
        return np.sort(self._documents.rows[self._numbers])

    def within(self, rows: Rows) -> "WhooshSet":
        """See `MatchSet.within`."""
        return self._narrowed(np.isin(self._documents.rows[self._numbers], rows))

    def grouped(self) -> "WhooshSet":
        """See `MatchSet.grouped`."""
        return self._narrowed(self._documents.grouped[self._numbers])

    def count_values(self, field: KeywordField) -> dict[str, int]:
        """See `MatchSet.count_values`."""
        values, held = self._documents.values(field)
        mine = held[self._numbers]
        counts = np.bincount(mine[mine >= 0], minlength=len(values)).tolist()
        return {value: count for value, count in zip(values, counts, strict=True) if count}

    def count_dates(self, unit: Literal["day", "month"]) -> dict[int, int]:
        """See `MatchSet.count_dates`."""
        days = self._documents.days[self._numbers]
        dates = days[days > 0]
        if unit == "month":
            months = (dates - _EPOCH).astype("M8[D]").astype("M8[M]")
            dates = months.astype(np.int64) + 12 * 1970
        found, counts = np.unique(dates, return_counts=True)
        return dict(zip(found.tolist(), counts.tolist(), strict=True))

    def _narrowed(self, kept: NDArray[np.bool_]) -> "WhooshSet":
        return WhooshSet(self._documents, self._numbers[kept], self._scores[kept])


def _joined(parts: Sequence[NDArray[Kind]], kind: type[Kind]) -> NDArray[Kind]:
    return np.concatenate(parts) if parts else np.empty(0, kind)
