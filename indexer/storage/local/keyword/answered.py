"""Costly query trees are answered once: a search asks for the same one some ten times.

Totals, languages, filters, pages and parts of one search are all cut out of the same match set.
What a costly tree matches is kept while its reader is open, until others take its place.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from indexer.storage.local.keyword.port import Rows
from indexer.storage.query import QueryNode

MOST_KEPT = 2_000_000
"""Documents of all trees together, of 12 bytes each."""


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """All that a tree matches.

    Attributes:
        rows: int64, shape (n,), ascending; of Whoosh the numbers of its documents instead.
        scores: float32, shape (n,).
    """

    rows: Rows
    scores: NDArray[np.float32]

    @classmethod
    def of(cls, rows: Rows, scores: NDArray[np.float32]) -> "Answered":
        """Take rows in any order."""
        order = np.argsort(rows)
        return cls(rows[order], scores[order])

    def among(self, rows: Rows) -> "Answered":
        """Return those that are among some rows."""
        kept = np.isin(self.rows, rows, assume_unique=True)
        return Answered(self.rows[kept], self.scores[kept])

    def scores_of(self, rows: Rows) -> NDArray[np.float32]:
        """Return the scores of rows, 0 where one doesn't match."""
        if not len(self.rows):
            return np.zeros(len(rows), np.float32)
        places = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        found: NDArray[np.float32] = np.where(
            self.rows[places] == rows, self.scores[places], np.float32(0)
        )
        return found


class AnsweredNodes:
    """The trees that were answered last. Threads may share it."""

    def __init__(self) -> None:
        self._known: OrderedDict[QueryNode, Answered] = OrderedDict()
        self._lock = Lock()

    def get(self, node: QueryNode, answer: Callable[[], Answered]) -> Answered:
        """Return what a prepared tree matches, by `answer` where that isn't known."""
        with self._lock:
            found = self._known.get(node)
            if found is not None:
                self._known.move_to_end(node)
                return found
        found = answer()
        with self._lock:
            self._known[node] = found
            while sum(len(one.rows) for one in self._known.values()) > MOST_KEPT:
                self._known.popitem(last=False)
        return found
