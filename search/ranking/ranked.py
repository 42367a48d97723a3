"""What goes into the ranking and comes out of it: RetrievalQuery, Ranking."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.storage.query import NOTHING, Filters, QueryNode, ResultSet, ScoredDocs
from search.expansion.units import QueryUnit
from search.request import RetrieverScore

Vector = NDArray[np.float32]
Relation = Literal["eq", "gte"]


@dataclass(frozen=True, slots=True, eq=False)
class RetrievalQuery:
    """A query as the retrievers need it, and the page of the ranking that is wanted.

    Attributes:
        node: what must match for the lexical retriever; None without a word to look for.
        must: what every answer must match, by whatever retriever it was found; None for nothing.
        vector: centred and of unit length; None where the dense retriever is off.
        language: of the query.
        foreign: whether the archive holds no article in the language that the query is in; then
            `language` is the nearest that it holds.
        filters: what narrows the answers.
        offset, limit: the page: ranks to skip, and ranks to return at most.
        dense_limit: how many dense-only articles belong to the result set at most.
        collapse: whether a duplicate group counts as one answer.
        title: what matches titles that hold the whole query; None where that says nothing.
        language_boost: log-odds that articles of other languages get on top, or lose.
        units: the query word by word.
        paged: whether a page and its total are wanted, or only which articles answer.
    """

    node: QueryNode | None
    must: QueryNode | None
    vector: Vector | None
    language: str
    filters: Filters
    offset: int
    limit: int
    dense_limit: int
    collapse: bool = True
    title: QueryNode | None = None
    language_boost: float = 0.0
    units: tuple[QueryUnit, ...] = ()
    foreign: bool = False
    paged: bool = True

    @property
    def end(self) -> int:
        """The rank after the page's last one."""
        return self.offset + self.limit

    def words_for(self, language: str) -> tuple[QueryNode, ...]:
        """Return the words that a language's articles are compared with, one by one."""
        if language == self.language:
            return tuple(word for unit in self.units for word in unit.words)
        return tuple(unit.other for unit in self.units)

    def matches(self, filters: Filters | None = None) -> ResultSet:
        """Return the match set: within the query's filters, or within others."""
        filters = self.filters if filters is None else filters
        return ResultSet(NOTHING if self.node is None else self.node, filters)


@dataclass(frozen=True, slots=True)
class Ranking:
    """One page of a ranked list.

    Attributes:
        docs: document numbers, best first.
        scores: falling, one a document.
        members: for each document the other members of its duplicate group in the result set.
        retrievers: by retriever, then by document: rank and score there.
        total: answers in all (groups, where the query collapses).
        relation: `gte` where the dense-only articles were cut at their limit.
        parts: by document, what its score is made of; it adds up.
        passages: by document, start and end in the body of the passage nearest to the query.
        relevance: by document, the probability that it answers; empty where that isn't known.
        best: the highest probability of all that were ranked; None where that isn't known.
        matched: whether the lexical retriever found anything at all.
        results: the result set that was ranked.
    """

    docs: Sequence[int] = ()
    scores: Sequence[float] = ()
    members: Sequence[tuple[int, ...]] = ()
    retrievers: Mapping[str, Mapping[int, RetrieverScore]] = field(default_factory=dict)
    total: int = 0
    relation: Relation = "eq"
    parts: Mapping[int, dict[str, float]] = field(default_factory=dict)
    passages: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    relevance: Mapping[int, float] = field(default_factory=dict)
    best: float | None = None
    matched: bool = False
    results: ResultSet = field(default_factory=lambda: ResultSet(NOTHING))

    def wanted(self) -> list[int]:
        """Return the documents that a page shows something of: hits and members."""
        found = dict.fromkeys(self.docs)
        found |= dict.fromkeys(doc for members in self.members for doc in members)
        return list(found)


class Ranks(Mapping[int, RetrieverScore]):
    """Each document's rank and score over several lists of one retriever together.

    They are worked out for the documents that are asked for: a page shows ten of hundreds.

    Args:
        retrieved: the lists.
        first: rank of the best document.
    """

    def __init__(self, *retrieved: ScoredDocs, first: int = 1) -> None:
        scores = np.concatenate([found.scores for found in retrieved])
        order = np.argsort(-scores, kind="stable")
        self._docs = np.concatenate([found.docs for found in retrieved])[order]
        self._scores = scores[order]
        self._first = first

    def __getitem__(self, doc: int) -> RetrieverScore:
        places = np.flatnonzero(self._docs == doc)
        if not len(places):
            raise KeyError(doc)
        place = int(places[0])
        return RetrieverScore(place + self._first, float(self._scores[place]))

    def __iter__(self) -> Iterator[int]:
        return iter(self._docs.tolist())

    def __len__(self) -> int:
        return len(self._docs)
