"""The vectors on disk and in memory: immutable segments of 8-bit codes, scanned exactly.

A segment is a folder of plain NumPy files, one row a passage; the passages of one article
stand together. Vectors are centred and of unit length before they are coded, each with a scale
of its own (largest component / 127), which keeps a cosine within about .003 of the original.
"""

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.storage.query import ScoredDocs
from indexer.storage.records import EmbeddedArticle

DEAD = "dead.npy"
RESIDENT_VECTORS = 400_000  # up to here the scan reads 32-bit floats from memory
BLOCK = 16_384  # passages decoded at once where they don't

MERGE_RATIO = 4  # a segment less than so many times its successor is merged with it
PLACE = np.dtype(
    [("row", "<i8"), ("language", "S8"), ("number", "<i4"), ("start", "<i4"), ("end", "<i4")]
)
PARTS = ("codes", "scales", "places")

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


def write_segment(folder: Path, articles: Sequence[EmbeddedArticle]) -> None:
    """Write the vectors of these articles as a new segment. Every article has a passage."""
    vectors = np.concatenate([article.vectors for article in articles]).astype(np.float32)
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127
    places = [
        (a.row, a.language.encode("ascii", "replace")[:8], p.number, p.start, p.end)
        for a in articles
        for p in a.passages
    ]
    folder.mkdir(parents=True)
    np.save(folder / "codes.npy", np.rint(vectors / scales[:, None]).astype(np.int8))
    np.save(folder / "scales.npy", scales.astype(np.float32))
    np.save(folder / "places.npy", np.array(places, dtype=PLACE))


def merge_small(folder: Path) -> None:
    """Merge the youngest segments until each is several times as large as the next.

    So an index has few segments however often it was committed, and each vector is copied
    only a logarithmic number of times. Vectors of dead rows are left behind.
    """
    dead = dead_rows(folder)
    while len(parts := segments(folder)) > 1:
        older, younger = parts[-2:]
        sizes = [len(np.load(path / "scales.npy", mmap_mode="r")) for path in (older, younger)]
        if sizes[0] >= MERGE_RATIO * sizes[1]:
            return
        merged = folder / "merged"
        merged.mkdir()
        alive = [~np.isin(np.load(path / "places.npy")["row"], dead) for path in (older, younger)]
        for part in PARTS:
            arrays = [np.load(path / f"{part}.npy") for path in (older, younger)]
            kept = [array[mask] for array, mask in zip(arrays, alive, strict=True)]
            np.save(merged / f"{part}.npy", np.concatenate(kept))
        shutil.rmtree(older)
        shutil.rmtree(younger)
        merged.rename(younger)


def segments(folder: Path) -> list[Path]:
    """Return the segments of a generation, oldest first."""
    return sorted(path for path in folder.glob("segment-*") if path.is_dir())


def dead_rows(folder: Path) -> Rows:
    """Return the rows whose vectors no longer count."""
    path = folder / DEAD
    return np.load(path) if path.exists() else np.empty(0, np.int64)


def embedded_rows(folder: Path) -> Rows:
    """Return the rows of the living articles that have vectors, ascending."""
    rows = [np.load(path / "places.npy")["row"] for path in segments(folder)]
    return np.setdiff1d(np.concatenate(rows), dead_rows(folder)) if rows else dead_rows(folder)[:0]


class VectorReader:
    """The vectors of one generation. An article is as near as its nearest passage."""

    def __init__(self, folder: Path) -> None:
        parts = segments(folder)
        self._codes = [np.load(path / "codes.npy", mmap_mode="r") for path in parts]
        self._scales = [np.load(path / "scales.npy") for path in parts]
        places = [np.load(path / "places.npy") for path in parts]
        self._places = np.concatenate(places) if places else np.empty(0, PLACE)
        self._alive = ~np.isin(self._places["row"], dead_rows(folder))
        self._resident: Floats | None = None
        self._last: tuple[bytes, Floats] | None = None
        self._firsts = _run_starts(self._places["row"])
        self._bounds = np.append(self._firsts, len(self._places))
        self.rows: Rows = self._places["row"][self._firsts]
        languages = self._places["language"][self._firsts]
        self._languages: list[bytes] = sorted(set(languages.tolist()))
        self._language = np.searchsorted(np.array(self._languages or [b""]), languages)
        self._article_alive = self._alive[self._firsts] if len(self._firsts) else self._alive
        self._by_row = np.argsort(self.rows, kind="stable")
        counts = np.bincount(self._language[self._article_alive], minlength=len(self._languages))
        found = zip(self._languages, counts.tolist(), strict=False)
        self._counts = {code.decode(): count for code, count in found}

    def __len__(self) -> int:
        return int(self._article_alive.sum())

    def languages(self) -> dict[str, int]:
        """Return how many articles of each language have vectors."""
        return dict(self._counts)

    def similarities(self, query: Floats) -> Floats:
        """Return each article's similarity to the query, in the order of `rows`.

        Args:
            query: unit length, centred, shape (dimension,).

        Returns:
            float32, shape (articles,): cosines; -inf for articles that no longer count.
        """
        if not len(self._places):
            return np.empty(0, np.float32)
        key = query.tobytes()
        known = self._last
        if known is not None and known[0] == key:
            return known[1]
        best = np.maximum.reduceat(self._passage_similarities(query), self._firsts)
        best[~self._article_alive] = -np.inf
        best.setflags(write=False)
        self._last = (key, best)  # one query is asked of several languages
        return best

    def similarities_at(self, queries: Floats, positions: NDArray[np.int64]) -> Floats:
        """Return the similarities of the articles at these positions only, in their order.

        Args:
            queries: shape (queries, dimension).
            positions: shape (articles,).

        Returns:
            Shape (queries, articles).
        """
        bounds = [(int(self._bounds[p]), int(self._bounds[p + 1])) for p in positions]
        passages = np.concatenate([self._decoded(first, last) for first, last in bounds])
        starts = np.cumsum([0] + [last - first for first, last in bounds[:-1]])
        return np.maximum.reduceat(queries @ passages.T, starts, axis=1)

    def of_languages(self, languages: Collection[str]) -> NDArray[np.bool_]:
        """Return which articles are in one of these languages, in the order of `rows`."""
        wanted = [i for i, code in enumerate(self._languages) if code.decode() in languages]
        return np.isin(self._language, wanted)

    def among(self, rows: Rows) -> NDArray[np.bool_]:
        """Return which articles are among these rows, in the order of `rows`."""
        return np.isin(self.rows, rows)

    def positions(self, rows: Rows) -> NDArray[np.int64]:
        """Return where each of these articles stands in `rows`; -1 for one without vectors."""
        if not len(self.rows):
            return np.full(len(rows), -1)
        slots = np.searchsorted(self.rows, rows, sorter=self._by_row)
        places = self._by_row[np.minimum(slots, len(self.rows) - 1)]
        found = (self.rows[places] == rows) & self._article_alive[places]
        return np.where(found, places, -1)

    def best_passage(self, row: int, query: Floats | None) -> tuple[Floats, int, int] | None:
        """Return the vector of an article's nearest passage and where that lies in the body.

        Args:
            row: the article's row.
            query: unit length, centred; None for the first passage.

        Returns:
            The passage's vector (dimension,), its start and end; None without vectors.
        """
        position = int(self.positions(np.array([row]))[0])
        if position < 0:
            return None
        first = int(self._firsts[position])
        last = int(self._bounds[position + 1])
        vectors = self._decoded(first, last)
        best = int(np.argmax(vectors @ query)) if query is not None else 0
        place = self._places[first + best]
        return vectors[best], int(place["start"]), int(place["end"])

    def _passage_similarities(self, query: Floats) -> Floats:
        if self._resident is None and len(self._places) <= RESIDENT_VECTORS:
            self._resident = self._decoded(0, len(self._places))
        if self._resident is not None:
            return self._resident @ query
        blocks = range(0, len(self._places), BLOCK)
        return np.concatenate(
            [self._decoded(b, min(b + BLOCK, len(self._places))) @ query for b in blocks]
        )

    def _decoded(self, first: int, last: int) -> Floats:
        """Return the vectors of the passages first … last-1 as floats of unit length, about."""
        if self._resident is not None:
            return self._resident[first:last]
        found, offset = [], 0
        for codes, scales in zip(self._codes, self._scales, strict=True):
            low, high = max(first - offset, 0), min(last - offset, len(codes))
            if low < high:
                found.append(codes[low:high].astype(np.float32) * scales[low:high, None])
            offset += len(codes)
        return found[0] if len(found) == 1 else np.concatenate(found)


def top(rows: Rows, scores: Floats, limit: int) -> ScoredDocs:
    """Return the `limit` best of these articles; ties go to the newer row."""
    finite = np.isfinite(scores)
    rows, scores = rows[finite], scores[finite]
    if len(scores) > limit:
        kept = np.argpartition(-scores, limit - 1)[:limit]
    else:
        kept = np.arange(len(scores))
    order = kept[np.lexsort((-rows[kept], -scores[kept]))]
    return ScoredDocs(rows[order], scores[order], len(rows))


def _run_starts(values: Rows) -> NDArray[np.int64]:
    """Return where each run of equal values begins."""
    if not len(values):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
