"""Checks every file of a local index, and that article store, keywords and vectors agree."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from indexer.base.errors import IndexFormatError, KashshafError
from indexer.storage.local.articles import ArticleReader, connect
from indexer.storage.local.checksums import verify
from indexer.storage.local.duplicates import groups_at, read_groups
from indexer.storage.local.failures import REPAIR, RESTORE, damaged_store, store_failure
from indexer.storage.local.keyword import open_engine
from indexer.storage.local.layout import Commit, Layout
from indexer.storage.local.manifest import StoredManifest, StoredSpace, read_manifest
from indexer.storage.local.moments import MomentsTable
from indexer.storage.local.schema import (
    check_count,
    check_published,
    integrity,
    published,
    written,
)
from indexer.storage.local.segments import Rows
from indexer.storage.local.vector_files import (
    count_articles,
    embedded_rows,
    read_dead,
    read_segments,
)
from indexer.storage.maintenance import Problem
from indexer.storage.query import EVERYTHING, Filters


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with one part of an index.

    Attributes:
        part: `current`, `store`, `manifest`, `checksums`, `keyword`, `groups`, or `vectors/` and
            the folder of a vector space; empty for what no repair changes.
        error: what is said of it.
    """

    part: str
    error: KashshafError


def check(location: Path) -> Sequence[Problem]:
    """Check an index; nothing is changed.

    Raises:
        IndexFormatError: there is no index.
    """
    return [
        Problem(damaged.error.where, damaged.error.what, damaged.error.remedy, _repairable(damaged))
        for damaged in damage(Layout(location))
    ]


def damage(layout: Layout) -> list[Damage]:
    """Return everything that is wrong with an index.

    Raises:
        IndexFormatError: there is no index.
    """
    folder = layout.folder
    if not any(p.exists() for p in (layout.current, layout.articles, layout.commits)):
        raise IndexFormatError(
            "there is no index here", str(folder), "Make one: kashshaf index PATH…"
        )
    if layout.generations.is_dir():
        return [Damage("", layout.of_an_older_version())]
    if layout.articles.exists() and (found := integrity(layout.articles)):
        return [Damage("store", damaged_store(layout.articles, "; ".join(found[:3])))]
    try:
        with closing(connect(layout.articles, read_only=True)) as connection:
            return list(_check(layout, connection))
    except sqlite3.Error as error:
        return [Damage("store", store_failure(error, layout.articles))]
    except IndexFormatError as error:
        return [Damage("store", _gone(error) if not layout.articles.exists() else error)]


def latest(layout: Layout, connection: sqlite3.Connection) -> int:
    """Return the version that an index is at: what `CURRENT` says where that can be right.

    A writer may have died when all of a version was durable, just before or after `CURRENT` named
    it. Where `CURRENT` is lost, such a version counts.
    """
    known, stored = published(connection), written(connection)
    try:
        number = layout.current_number()
    except IndexFormatError:
        number = -1
    if number in {known, stored}:
        return number
    return stored if stored > known and layout.commit(stored).folder.is_dir() else known


def _check(layout: Layout, connection: sqlite3.Connection) -> Iterator[Damage]:
    try:
        check_published(connection, layout.current_number(), layout.articles)
    except IndexFormatError as error:
        current = error.where == str(layout.current)
        yield Damage("current" if current else "store", error)
        if not current:
            return
    number = latest(layout, connection)
    if not number:
        return
    commit = layout.commit(number)
    broken = set()
    for damaged in _files(commit):
        broken.add(damaged.part)
        yield damaged
    try:
        manifest = read_manifest(commit.manifest)
    except IndexFormatError as error:
        if "manifest" not in broken:
            yield Damage("manifest", error)
        return
    try:
        check_count(connection, number, manifest.articles, layout.articles)
    except IndexFormatError as error:
        yield Damage("store", error)
        return
    yield from disagreements(commit, manifest, connection, broken)


def _files(commit: Commit) -> Iterator[Damage]:
    """Compare every file with its checksum."""
    try:
        for error in verify(commit.folder, largest=None):
            first, *rest = Path(error.where).relative_to(commit.folder).parts
            part = f"vectors/{rest[0]}" if first == "vectors" else first.partition(".")[0]
            yield Damage(part, error)
    except IndexFormatError as error:
        yield Damage("checksums", error)


def disagreements(
    commit: Commit, manifest: StoredManifest, connection: sqlite3.Connection, broken: set[str]
) -> Iterator[Damage]:
    """Compare what the parts that are whole say of the articles."""
    rows = ArticleReader(connection, manifest.version).rows
    groups = groups_at(connection, manifest.version)
    checks: dict[str, Callable[[], None]] = {
        "keyword": partial(_check_keywords, commit.keyword, manifest.keyword_engine, rows),
        "groups": partial(_check_groups, commit.groups, groups),
    }
    for name, space in manifest.spaces.items():
        folder = commit.space(name)
        checks[f"vectors/{folder.name}"] = partial(_check_space, folder, space, rows)
    for part, passes in checks.items():
        if part not in broken:
            try:
                passes()
            except IndexFormatError as error:
                yield Damage(part, error)


def _check_keywords(folder: Path, engine: str, rows: Rows) -> None:
    with closing(open_engine(engine).open_reader(folder)) as reader:
        indexed = reader.select(EVERYTHING, Filters()).rows()
    if not np.array_equal(indexed, rows):
        raise _differs(folder, len(indexed), len(rows))


def _check_groups(path: Path, expected: tuple[Rows, Rows]) -> None:
    if not all(map(np.array_equal, read_groups(path), expected)):
        raise IndexFormatError("the article store has other duplicate groups", str(path), REPAIR)


def _check_space(folder: Path, space: StoredSpace, rows: Rows) -> None:
    embedded = embedded_rows(folder)
    if not np.isin(embedded, rows).all():
        raise _differs(folder, len(embedded), len(rows))
    MomentsTable.read(folder)
    counts = count_articles(read_segments(folder), read_dead(folder))
    if counts != space.articles:
        raise IndexFormatError(
            f"it has vectors of {counts} articles, the manifest says {space.articles}",
            str(folder),
            REPAIR,
        )


def _repairable(damaged: Damage) -> bool:
    return damaged.part not in {"", "store"}


def _differs(place: Path, found: int, expected: int) -> IndexFormatError:
    return IndexFormatError(
        f"its articles ({found}) are not those of the article store ({expected})",
        str(place),
        REPAIR,
    )


def _gone(error: IndexFormatError) -> IndexFormatError:
    return IndexFormatError(error.what, error.where, RESTORE)
