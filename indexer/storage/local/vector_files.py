"""How the next version of a vector space is written: segments, dead rows, moments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.storage.local.commits import link_files
from indexer.storage.local.failures import unreadable
from indexer.storage.local.moments import MomentsTable
from indexer.storage.local.segments import Rows, Segment, damaged, load_array
from indexer.storage.records import ArticleVectors

DEAD = "dead.npy"

_MERGE_RATIO = 4
"""A segment less than so many times its successor is merged with it."""


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
    if not path.exists():
        return np.empty(0, np.int64)
    return np.unique(load_array(path, np.dtype(np.int64), 1))


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
