"""A vector space on disk: immutable segments of 8-bit codes, dead rows, moments; how it is written.

A segment is a folder of plain NumPy files with one entry a passage; the passages of an article
are neighbours, and a row is in one segment only. Vectors are centred and of unit length before they
are coded, each with a scale of its own (largest component / 127), which keeps a cosine within about
.003 of the original. Moments are those of the decoded vectors: what a scan would find.
"""

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.base.errors import IndexFormatError
from indexer.storage.local.commits import link_files
from indexer.storage.local.failures import REPAIR, unreadable
from indexer.storage.records import ArticleVectors, SimilarityMoments

DEAD = "dead.npy"
MOMENTS = "moments.npz"
BLOCK = 16_384
"""Passages decoded at once where not all of them are kept in memory."""

_MERGE_RATIO = 4
"""A segment less than so many times its successor is merged with it."""
_PLACE = np.dtype(
    [("row", "<i8"), ("language", "S8"), ("number", "<i4"), ("start", "<i4"), ("end", "<i4")]
)
_DAMAGE = (
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    SyntaxError,
    OverflowError,
    MemoryError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy raises on files that aren't its own, or aren't whole."""

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Segment:
    """Passages with their vectors, in memory or mapped.

    Attributes:
        name: of its folder.
        codes: int8, shape (n, dimension).
        scales: float32, shape (n,).
        places: shape (n,): article's row and language, the passage's number, start and end.
    """

    name: str
    codes: NDArray[np.int8]
    scales: Floats
    places: NDArray[Any]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def rows(self) -> Rows:
        """The row of each passage's article."""
        rows: Rows = self.places["row"]
        return rows

    @classmethod
    def of(cls, name: str, rows: Sequence[int], articles: Sequence[ArticleVectors]) -> Self:
        """Code the vectors of these articles, which are in these rows."""
        vectors = np.concatenate([article.vectors for article in articles]).astype(np.float32)
        scales = (np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127).astype(np.float32)
        codes = np.rint(vectors / scales[:, None]).clip(-127, 127).astype(np.int8)
        places = [
            (row, article.language.encode("ascii", "replace")[:8], p.number, p.start, p.end)
            for row, article in zip(rows, articles, strict=True)
            for p in article.passages
        ]
        return cls(name, codes, scales, np.array(places, _PLACE))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a segment; its codes are mapped.

        Raises:
            IndexFormatError: a file is missing, damaged or doesn't fit the others.
        """
        scales = np.array(_array(folder / "scales.npy", np.dtype(np.float32), 1))
        places = np.array(_array(folder / "places.npy", _PLACE, 1))
        codes = _array(folder / "codes.npy", np.dtype(np.int8), 2)
        if not len(codes) == len(scales) == len(places):
            sizes = f"{len(codes)} codes, {len(scales)} scales and {len(places)} places"
            raise damaged(folder, f"it has {sizes}")
        if not (np.isfinite(scales) & (scales > 0)).all():
            raise damaged(folder / "scales.npy", "a scale is no positive number")
        if len(places) and (places["row"].min() < 1 or (places["end"] < places["start"]).any()):
            raise damaged(folder / "places.npy", "a passage is in no possible place")
        return cls(folder.name, codes, scales, places)

    def write(self, folder: Path) -> None:
        """Write it into a new folder."""
        folder.mkdir(parents=True)
        np.save(folder / "codes.npy", self.codes)
        np.save(folder / "scales.npy", self.scales)
        np.save(folder / "places.npy", self.places)

    def without(self, rows: Rows) -> Self:
        """Return it without the passages of these rows."""
        kept = ~np.isin(self.rows, rows)
        return type(self)(self.name, self.codes[kept], self.scales[kept], self.places[kept])

    def decoded(self, first: int, last: int) -> Floats:
        """Return the vectors of the passages first … last-1, of about unit length."""
        codes = np.asarray(self.codes[first:last], np.float32)
        return codes * self.scales[first:last, None]


@dataclass(eq=False)
class _Moments:
    """Count, sum and sum of products of some vectors."""

    count: int
    total: NDArray[np.float64]
    products: NDArray[np.float64]

    def add(self, vectors: Floats, sign: int) -> None:
        """Take vectors in (sign 1) or out (-1)."""
        wide = vectors.astype(np.float64)
        self.count += sign * len(wide)
        self.total += sign * wide.sum(axis=0)
        self.products += sign * (wide.T @ wide)


class MomentsTable:
    """The moments of a space's passages by language."""

    def __init__(self) -> None:
        self._by_language: dict[str, _Moments] = {}

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the moments of a space.

        Raises:
            IndexFormatError: the file is missing or damaged.
        """
        path, table = folder / MOMENTS, cls()
        try:
            with np.load(path, allow_pickle=False) as file:
                languages, counts, sums, products = (
                    file[name] for name in ("languages", "counts", "sums", "products")
                )
        except OSError as error:
            raise unreadable(path, error) from error
        except _DAMAGE as error:
            raise damaged(path, str(error)) from error
        size = len(languages) if languages.ndim == 1 else -1
        dimension = sums.shape[-1] if sums.ndim == 2 else -1
        fits = (
            counts.shape == (size,)
            and sums.shape == (size, dimension)
            and products.shape == (size, dimension, dimension)
            and languages.dtype.kind == "U"
            and counts.dtype == np.int64
            and sums.dtype == products.dtype == np.float64
            and bool(np.isfinite(sums).all() and np.isfinite(products).all())
        )
        if not fits:
            raise damaged(path, "its arrays don't fit each other")
        for language, *moments in zip(
            languages.tolist(), counts.tolist(), sums, products, strict=True
        ):
            table._by_language[language] = _Moments(*moments)
        return table

    def write(self, folder: Path) -> None:
        """Write the moments of a space."""
        kept = {key: one for key, one in sorted(self._by_language.items()) if one.count > 0}
        moments = list(kept.values())
        dimension = len(moments[0].total) if moments else 0
        with (folder / MOMENTS).open("wb") as file:
            np.savez(
                file,
                languages=np.array(list(kept), "U8"),
                counts=np.array([one.count for one in moments], np.int64),
                sums=np.array([one.total for one in moments]).reshape(-1, dimension),
                products=np.array([m.products for m in moments]).reshape(-1, dimension, dimension),
            )

    def add(self, segment: Segment, chosen: Mask, sign: int = 1) -> None:
        """Take the chosen passages of a segment in (sign 1) or out (-1)."""
        dimension = segment.codes.shape[1]
        for first in range(0, len(segment), BLOCK):
            block = slice(first, first + BLOCK)
            if not chosen[block].any():
                continue
            vectors, languages = segment.decoded(first, first + BLOCK), segment.places["language"]
            for language in np.unique(languages[block][chosen[block]]):
                moments = self._by_language.setdefault(
                    language.decode(),
                    _Moments(0, np.zeros(dimension), np.zeros((dimension, dimension))),
                )
                moments.add(vectors[chosen[block] & (languages[block] == language)], sign)

    @property
    def dimension(self) -> int:
        """Length of the vectors; 0 where there are none."""
        return max((len(one.total) for one in self._by_language.values()), default=0)

    def counts(self) -> dict[str, int]:
        """Return how many passages there are of each language."""
        return {key: one.count for key, one in self._by_language.items() if one.count}

    def similarity_moments(self) -> dict[str, SimilarityMoments]:
        """Return mean and covariance of each language's passages."""
        found = {}
        for language, one in self._by_language.items():
            mean = one.total / one.count
            covariance = one.products / one.count - np.outer(mean, mean)
            found[language] = SimilarityMoments(one.count, mean, covariance)
        return found


def read_segments(folder: Path) -> list[Segment]:
    """Return the segments of a space, oldest first.

    Raises:
        IndexFormatError: the folder or a file is missing or damaged, or they don't fit each other.
    """
    try:
        parts = sorted(path for path in folder.iterdir() if path.name.startswith("segment-"))
    except OSError as error:
        raise unreadable(folder, error) from error
    segments = [Segment.read(path) for path in parts]
    if len({one.codes.shape[1] for one in segments}) > 1:
        raise damaged(folder, "its segments have vectors of different lengths")
    return segments


def read_dead(folder: Path) -> Rows:
    """Return the rows whose vectors no longer count, ascending.

    Raises:
        IndexFormatError: the file is damaged.
    """
    path = folder / DEAD
    return (
        np.unique(_array(path, np.dtype(np.int64), 1)) if path.exists() else np.empty(0, np.int64)
    )


def embedded_rows(folder: Path) -> Rows:
    """Return the rows of the living articles that have vectors, ascending."""
    rows = [one.rows for one in read_segments(folder)]
    return np.setdiff1d(np.concatenate(rows), read_dead(folder)) if rows else np.empty(0, np.int64)


def write_space(
    target: Path,
    previous: Path | None,
    fresh: Sequence[tuple[int, ArticleVectors]],
    dead: Rows,
    stamp: int,
) -> dict[str, int]:
    """Write the next version of a vector space; what is as it was is linked, not copied.

    Segments are merged until each is several times as large as the next, and a segment that is
    mostly dead is written anew. So there are few of them however often there was a commit, and
    each vector is copied only a logarithmic number of times.

    Args:
        target: its folder, which may exist but be empty.
        previous: the folder of the version before; None for a new space.
        fresh: rows with new vectors, which take the place of those that the row has.
        dead: rows whose vectors no longer count, fresh ones either; rows without any are let pass.
        stamp: number of the new segment, higher than all before.

    Returns:
        By language, how many living articles have vectors.

    Raises:
        IndexFormatError: a file of the previous version is missing or damaged.
    """
    target.mkdir(parents=True, exist_ok=True)
    old = read_segments(previous) if previous else []
    moments = MomentsTable.read(previous) if previous else MomentsTable()
    before = read_dead(previous) if previous else np.empty(0, np.int64)
    lost = set(dead.tolist())
    articles = {row: one for row, one in fresh if one.passages and row not in lost}
    renewed = np.array(list(articles), np.int64)
    gone = np.setdiff1d(np.union1d(before, dead), renewed)
    for segment in old:
        died = np.isin(segment.rows, np.union1d(gone, renewed)) & ~np.isin(segment.rows, before)
        moments.add(segment, died, -1)
    parts = [_Part.of(segment, gone, renewed) for segment in old]
    if articles:
        numbers = [stamp, *(int(one.name.rpartition("-")[2]) + 1 for one in old)]
        name = f"segment-{max(numbers):08d}"
        young = Segment.of(name, list(articles), list(articles.values()))
        moments.add(young, np.ones(len(young), np.bool_))
        parts.append(_Part([young], len(young), anew=True))
    written = _write_parts(target, previous, _merged(parts), gone)
    still = np.intersect1d(gone, np.concatenate([gone[:0], *(one.rows for one in written)]))
    if len(still):
        np.save(target / DEAD, still)
    moments.write(target)
    return count_articles(written, still)


def compact_space(target: Path, previous: Path, drop_rows: Rows) -> dict[str, int]:
    """Write a space anew without dead rows and without `drop_rows`, so that no trace is left.

    Returns:
        By language, how many living articles have vectors.

    Raises:
        IndexFormatError: a file of the previous version is missing or damaged.
    """
    target.mkdir(parents=True, exist_ok=True)
    gone = np.union1d(read_dead(previous), drop_rows)
    nothing = np.empty(0, np.int64)
    parts = [_Part.of(segment, nothing, gone) for segment in read_segments(previous)]
    written = _write_parts(target, previous, parts, gone)
    moments = MomentsTable()
    for segment in written:
        moments.add(segment, np.ones(len(segment), np.bool_))
    moments.write(target)
    return count_articles(written, nothing)


def count_articles(segments: Iterable[Segment], dead: Rows) -> dict[str, int]:
    """Return how many living articles there are of each language."""
    counts: dict[str, int] = {}
    for segment in segments:
        places = segment.places[run_starts(segment.rows)]
        languages = places["language"][~np.isin(places["row"], dead)]
        for language, count in zip(*np.unique(languages, return_counts=True), strict=True):
            name = language.decode()
            counts[name] = counts.get(name, 0) + int(count)
    return counts


def run_starts(values: Rows) -> NDArray[np.int64]:
    """Return where each run of equal values begins."""
    if not len(values):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))


def damaged(path: Path, what: str) -> IndexFormatError:
    """Return the error of a file of vectors that isn't what it should be."""
    return IndexFormatError(f"the vectors are damaged: {what}", str(path), REPAIR)


@dataclass(eq=False)
class _Part:
    """Segments that become one, oldest first.

    Attributes:
        segments: they.
        living: how many of their passages count.
        anew: whether it must be written; else it is linked.
    """

    segments: list[Segment]
    living: int
    anew: bool

    @classmethod
    def of(cls, segment: Segment, gone: Rows, removed: Rows) -> Self:
        """Return what is left of a segment; rows removed leave it at once, rows gone in time."""
        kept = segment.without(removed) if np.isin(segment.rows, removed).any() else segment
        living = len(kept) - int(np.isin(kept.rows, gone).sum())
        return cls([kept], living, anew=kept is not segment or 2 * living < len(kept))


def _merged(parts: list[_Part]) -> list[_Part]:
    """Merge the youngest until each is several times as large as the next."""
    parts = [part for part in parts if part.living]
    while len(parts) > 1 and parts[-2].living < _MERGE_RATIO * parts[-1].living:
        younger, older = parts.pop(), parts.pop()
        together = [*older.segments, *younger.segments]
        parts.append(_Part(together, older.living + younger.living, anew=True))
    return parts


def _write_parts(
    target: Path, previous: Path | None, parts: list[_Part], gone: Rows
) -> list[Segment]:
    """Write or link the segments; return what is in the target now."""
    written = []
    for part in parts:
        name = part.segments[-1].name
        if not part.anew and previous is not None:
            link_files(sorted((previous / name).iterdir()), previous, target)
            written += part.segments
            continue
        living = [segment.without(gone) for segment in part.segments]
        merged = Segment(
            name,
            np.concatenate([one.codes for one in living]),
            np.concatenate([one.scales for one in living]),
            np.concatenate([one.places for one in living]),
        )
        if len(merged):
            merged.write(target / name)
            written.append(merged)
    return written


def _array(path: Path, dtype: np.dtype[Any], dimensions: int) -> NDArray[Any]:
    """Map an array.

    Raises:
        IndexFormatError: it is missing, damaged or of another kind.
    """
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise unreadable(path, error) from error
    except _DAMAGE as error:
        raise damaged(path, str(error)) from error
    if array.dtype != dtype or array.ndim != dimensions:
        raise damaged(path, f"it holds {array.ndim}-dimensional {array.dtype}")
    return array
