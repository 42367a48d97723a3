"""Evaluates query trees over Whoosh's postings, a segment at a time."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from indexer.storage.local.keyword.limits import LeafNode
from indexer.storage.local.keyword.nodes import (
    WordPattern,
    attribute_filters,
    ordinals,
    word_fields,
)
from indexer.storage.local.keyword.whoosh_segment import WhooshSegment
from indexer.storage.query import (
    And,
    Boolean,
    DateRange,
    DisjunctionMax,
    Filters,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryNode,
    Term,
    Vocalised,
    Wildcard,
)

_K1, _B = 1.2, 0.75
"""BM25's usual parameters, which Tantivy has as well."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Which of a segment's documents match a node.

    Attributes:
        matched: bool, shape (size,).
        scores: float32, shape (size,): 0 where a document doesn't match.
    """

    matched: NDArray[np.bool_]
    scores: NDArray[np.float32]


class CollectionStatistics:
    """What BM25 has to know of the whole index."""

    def __init__(self, segments: Sequence[WhooshSegment]) -> None:
        self._segments = segments
        self._documents = sum(segment.size for segment in segments)

    def rarity(self, field: str, word: str) -> float:
        """Return the word's inverse document frequency."""
        holding = sum(segment.frequency(field, word) for segment in self._segments)
        return float(np.log1p((self._documents - holding + 0.5) / (holding + 0.5)))

    def mean_length(self, field: str) -> float:
        """Return how many words a document has in the field."""
        words = sum(segment.word_count(field) for segment in self._segments)
        return max(words / max(self._documents, 1), 1.0)


class Evaluator:
    """Answers nodes for one segment."""

    def __init__(self, segment: WhooshSegment, statistics: CollectionStatistics) -> None:
        self._segment = segment
        self._statistics = statistics

    def evaluate(self, node: QueryNode) -> Scored:
        """Return what a prepared tree matches among living documents."""
        found = self._node(node)
        matched = found.matched & self._segment.alive
        return Scored(matched, np.where(matched, found.scores, np.float32(0)))

    def allowed(self, filters: Filters) -> NDArray[np.bool_]:
        """Return which documents pass the filters, deleted ones included."""
        return reduce(np.logical_and, self._conditions(filters), self._all(True))

    def _node(self, node: QueryNode) -> Scored:
        match node:
            case And(nodes):
                parts = [self._node(one) for one in nodes]
                matched = reduce(np.logical_and, (one.matched for one in parts), self._all(True))
                return Scored(matched, sum((one.scores for one in parts), self._zeros()) * matched)
            case Or(nodes):
                return self._union(self._node(one) for one in nodes)
            case DisjunctionMax(nodes):
                parts = [self._node(one) for one in nodes]
                matched = reduce(np.logical_or, (one.matched for one in parts), self._all(False))
                best = reduce(np.maximum, (one.scores for one in parts), self._zeros())
                return Scored(matched, best)
            case Not(inner):
                return Scored(~self._node(inner).matched, self._zeros())
            case Boolean(must, should):
                required = self._node(must)
                extra = self._node(should).scores * required.matched
                return Scored(required.matched, required.scores + extra)
            case DateRange():
                return Scored(self._dated(node), self._zeros())
            case _:
                return self._in_fields(node)

    def _in_fields(self, node: LeafNode) -> Scored:
        """Return the sum over the fields that the node names, boosted."""
        parts = []
        for name, weight in word_fields(node):
            found = self._in_field(node, name)
            parts.append(Scored(found.matched, found.scores * np.float32(node.boost * weight)))
        return self._union(parts)

    def _in_field(self, node: LeafNode, field: str) -> Scored:
        match node:
            case Term(text):
                return self._words(field, (text,), 0)
            case Phrase(words, slop=slop):
                return self._words(field, words, slop)
            case Prefix() | Wildcard() | Vocalised():
                pattern = WordPattern.of(node)
                vocabulary = self._segment.vocabulary(field, pattern.prefix)
                return self._one_of(field, filter(pattern.fits, vocabulary))
            case Fuzzy(text, distance):
                return self._one_of(field, self._segment.near(field, text, distance))

    def _words(self, field: str, words: tuple[str, ...], slop: int) -> Scored:
        """BM25 of a word, or of a phrase as if it were one."""
        matched, scores = self._all(False), self._zeros()
        documents, counts = self._occurrences(field, words, slop)
        rarity = sum(self._statistics.rarity(field, word) for word in words)
        lengths = self._segment.lengths(field)[documents]
        norms = _K1 * (1 - _B + _B * lengths / self._statistics.mean_length(field))
        matched[documents] = True
        scores[documents] = rarity * (_K1 + 1) * counts / (counts + norms)
        return Scored(matched, scores)

    def _occurrences(
        self, field: str, words: tuple[str, ...], slop: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the documents that hold the phrase, and how often."""
        lists = [self._segment.postings(field, word) for word in words]
        if len(lists) == 1:
            return lists[0]
        shared = reduce(np.intersect1d, [one for one, _ in lists] or [np.zeros(0, np.int64)])
        places = [self._segment.positions(field, word, shared.tolist()) for word in words]
        counts = np.array([_phrases(one, slop) for one in zip(*places, strict=True)], np.float32)
        return shared[counts > 0], counts[counts > 0]

    def _one_of(self, field: str, words: Iterable[str]) -> Scored:
        """Documents that hold one of the words, all scored 1."""
        matched = self._all(False)
        for word in words:
            matched[self._segment.postings(field, word)[0]] = True
        return Scored(matched, matched.astype(np.float32))

    def _dated(self, dates: DateRange | Filters) -> NDArray[np.bool_]:
        first, last = ordinals(dates)
        days = self._segment.days
        return (days >= (first or 1)) & (days <= (last or np.inf))

    def _conditions(self, filters: Filters) -> Iterator[NDArray[np.bool_]]:
        """Yield the documents that each restricted attribute allows."""
        for name, values in attribute_filters(filters):
            yield self._one_of(name, values).matched
        if filters.first is not None or filters.last is not None:
            yield self._dated(filters)

    def _union(self, parts: Iterable[Scored]) -> Scored:
        matched, scores = self._all(False), self._zeros()
        for part in parts:
            matched |= part.matched
            scores += part.scores
        return Scored(matched, scores)

    def _all(self, value: bool) -> NDArray[np.bool_]:
        return np.full(self._segment.size, value)

    def _zeros(self) -> NDArray[np.float32]:
        return np.zeros(self._segment.size, np.float32)


def _phrases(places: Sequence[list[int]], slop: int) -> int:
    """How often words stand in order with up to `slop` others between them.

    Args:
        places: where each word is, in the phrase's order.
        slop: how many other words may be between the first and the last.
    """
    found = 0
    for start in places[0]:
        place = start
        for further in places[1:]:
            later = bisect_right(further, place)  # the nearest place leaves the most slop
            if later == len(further):
                return found
            place = further[later]
        found += place - start - (len(places) - 1) <= slop
    return found
