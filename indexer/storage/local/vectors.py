"""Searches the vectors of one space, exactly: every passage is compared with the query."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.storage.local.moments import MOMENTS, MomentsTable
from indexer.storage.local.segments import BLOCK, Floats, Mask, Rows, damaged
from indexer.storage.local.vector_files import (
    count_articles,
    read_dead,
    read_segments,
    run_starts,
)
from indexer.storage.records import PassageVector

RESIDENT_VECTORS = 400_000
"""Up to so many passages a search reads floats of 32 bits from memory; beyond, it decodes anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The articles nearest to a query, best first.

    Attributes:
        rows: int64, shape (n,).
        scores: float32, shape (n,): cosines of the nearest passages.
        total: how many articles were eligible.
    """

    rows: Rows
    scores: Floats
    total: int


class VectorReader:
    """One version of a vector space. Threads may share it. An article is as near as its nearest
    passage.

    Attributes:
        rows: int64, shape (n,): the articles with vectors, dead ones included; positions in it are
            what masks and similarities are about.
        languages: by language, how many living articles there are.
        moments: by language, over the passages of living articles.

    Raises:
        IndexFormatError: a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._segments = read_segments(folder)
        dead = read_dead(folder)
        places = [one.places for one in self._segments]
        self._places = np.concatenate(places) if places else np.empty(0, [("row", "<i8")])
        self._firsts = run_starts(self._places["row"])
        self._bounds = np.append(self._firsts, len(self._places))
        self.rows: Rows = self._places["row"][self._firsts]
        self._alive: Mask = ~np.isin(self.rows, dead)
        self._by_row = np.argsort(self.rows, kind="stable")
        if (np.diff(self.rows[self._by_row]) == 0).any():
            raise damaged(folder, "an article is in it twice")
        self._language = self._places["language"][self._firsts] if places else np.empty(0, "S8")
        self.languages = count_articles(self._segments, dead)
        self.moments = self._checked(folder, dead).similarity_moments()
        self._resident: Floats | None = None
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of the vectors; 0 while there are none."""
        return self._segments[0].codes.shape[1] if self._segments else 0

    def search(
        self, vectors: Floats, limits: Sequence[int], masks: Sequence[Mask]
    ) -> list[Nearest]:
        """Return the nearest articles of each query; of equals the higher row comes first.

        Args:
            vectors: shape (queries, dimension), centred and of unit length.
            limits: how many articles at most.
            masks: each of shape (n,): which articles of `rows` are eligible.
        """
        if not len(self.rows):
            return [Nearest(self.rows, np.empty(0, np.float32), 0) for _ in limits]
        # A search asks for its one vector in several languages: it is compared once.
        different, which = np.unique(vectors, axis=0, return_inverse=True)
        scores = self.similarities(different)
        masks = [mask & self._alive for mask in masks]
        return [
            _top(self.rows[mask], scores[number][mask], limit)
            for number, limit, mask in zip(which.ravel().tolist(), limits, masks, strict=True)
        ]

    def similarities(self, vectors: Floats) -> Floats:
        """Return each article's similarity to each query: shape (queries, n)."""
        floats = self._floats()
        if floats is not None:
            passages = vectors @ floats.T
        else:
            passages = np.empty((len(vectors), len(self._places)), np.float32)
            offset = 0
            for segment in self._segments:
                for first in range(0, len(segment), BLOCK):
                    block = segment.decoded(first, first + BLOCK)
                    start = offset + first
                    passages[:, start : start + len(block)] = vectors @ block.T
                offset += len(segment)
        if len(self.rows) == len(self._places):
            return passages
        best: Floats = np.maximum.reduceat(passages, self._firsts, axis=1)
        return best

    def all(self) -> Mask:
        """Return a mask of everything."""
        return np.ones(len(self.rows), np.bool_)

    def of_languages(self, languages: Collection[str]) -> Mask:
        """Return which articles are in one of these languages."""
        codes = [one.encode("ascii", "replace")[:8] for one in languages]
        return np.isin(self._language, np.array(codes, "S8"))

    def among(self, rows: Rows) -> Mask:
        """Return which articles are among these rows."""
        mask = np.zeros(len(self.rows), np.bool_)
        found = self._positions(rows)
        mask[found[found >= 0]] = True
        return mask

    def passages(self, rows: Rows) -> list[tuple[PassageVector, ...]]:
        """Return the passages of each article; none for one without vectors."""
        found: list[tuple[PassageVector, ...]] = []
        for position in self._positions(rows).tolist():
            if position < 0 or not self._alive[position]:
                found.append(())
                continue
            first, last = int(self._bounds[position]), int(self._bounds[position + 1])
            places = self._places[first:last]
            spans = zip(places["start"].tolist(), places["end"].tolist(), strict=True)
            vectors = self._decoded(first, last)
            found.append(
                tuple(
                    PassageVector(start, end, vector)
                    for (start, end), vector in zip(spans, vectors, strict=True)
                )
            )
        return found

    def _positions(self, rows: Rows) -> NDArray[np.int64]:
        """Return where each of these rows is in `rows`; -1 for one that isn't."""
        if not len(self.rows):
            return np.full(len(rows), -1)
        slots = np.searchsorted(self.rows, rows, sorter=self._by_row)
        places = self._by_row[np.minimum(slots, len(self.rows) - 1)]
        return np.where(self.rows[places] == rows, places, -1)

    def _floats(self) -> Floats | None:
        """Return all vectors, decoded by the first thread that needs them; None where too many."""
        if len(self._places) > RESIDENT_VECTORS:
            return None
        with self._lock:
            if self._resident is None:
                parts = [one.decoded(0, len(one)) for one in self._segments]
                resident = parts[0] if len(parts) == 1 else np.concatenate(parts)
                resident.setflags(write=False)
                self._resident = resident
            return self._resident

    def _decoded(self, first: int, last: int) -> Floats:
        """Return the vectors of the passages first … last-1, all of one article."""
        if self._resident is not None:
            return self._resident[first:last]
        offset = 0
        for segment in self._segments:
            if first < offset + len(segment):
                return segment.decoded(first - offset, last - offset)
            offset += len(segment)
        raise IndexError(first)

    def _checked(self, folder: Path, dead: Rows) -> MomentsTable:
        """Read the moments, and hold them against the passages."""
        table = MomentsTable.read(folder)
        counts: dict[str, int] = {}
        for segment in self._segments:
            languages = segment.places["language"][~np.isin(segment.rows, dead)]
            for language, count in zip(*np.unique(languages, return_counts=True), strict=True):
                counts[language.decode()] = counts.get(language.decode(), 0) + int(count)
        if counts != table.counts() or table.dimension not in (0, self.dimension):
            raise damaged(folder / MOMENTS, "they are not of the vectors beside them")
        return table


def _top(rows: Rows, scores: Floats, limit: int) -> Nearest:
    """Return the best of these articles, of equals the higher rows."""
    kept = np.arange(len(scores))
    if 0 < limit < len(scores):
        last = np.partition(scores, -limit)[-limit]
        kept = np.flatnonzero(scores >= last)  # all that tie with the last
    order = kept[np.lexsort((-rows[kept], -scores[kept]))][: max(limit, 0)]
    return Nearest(rows[order], scores[order], len(rows))
