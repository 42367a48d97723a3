"""Near-duplicates in the article store: signatures, their bands, and the groups they make."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.base.errors import IndexFormatError
from indexer.storage.local.articles import chunks
from indexer.storage.local.failures import REPAIR, unreadable
from indexer.storage.records import ArticleSignature

Rows = NDArray[np.int64]


class DuplicateStore:
    """Signatures and groups of the articles that there are, uncommitted changes included."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def set_signatures(self, signatures: Mapping[int, ArticleSignature]) -> None:
        """Store signatures by row, in place of those that the rows have."""
        old = self._bands(list(signatures))
        self._connection.executemany("DELETE FROM bands WHERE band = ? AND row = ?", sorted(old))
        fresh = [
            (row, one.signature, np.array(one.bands, "<i8").tobytes())
            for row, one in signatures.items()
        ]
        self._connection.executemany(
            "INSERT OR REPLACE INTO signatures(row, signature, bands) VALUES (?, ?, ?)", fresh
        )
        # In the table's order: neighbours are on the same page.
        pairs = sorted((band, row) for row, one in signatures.items() for band in one.bands)
        self._connection.executemany("INSERT OR IGNORE INTO bands(band, row) VALUES (?, ?)", pairs)

    def with_bands(self, bands: Sequence[int]) -> list[ArticleSignature]:
        """Return the signatures of articles that have one of these bands, by row ascending."""
        rows: set[int] = set()
        for chunk in chunks(sorted(set(bands))):
            sql = f"SELECT row FROM bands WHERE band IN ({','.join('?' * len(chunk))})"  # noqa: S608
            rows.update(row for (row,) in self._connection.execute(sql, chunk))
        return self._signatures(sorted(rows))

    def in_groups(self, names: Sequence[str]) -> list[ArticleSignature]:
        """Return the signatures of all members of these groups, by row ascending."""
        rows: set[int] = set()
        for chunk in chunks([name for name in set(names) if name]):
            sql = (
                "SELECT row FROM duplicates WHERE name <> '' "  # noqa: S608
                f"AND name IN ({','.join('?' * len(chunk))})"
            )
            rows.update(row for (row,) in self._connection.execute(sql, chunk))
        return self._signatures(sorted(rows))

    def set_groups(self, groups: Mapping[int, str], born: int) -> None:
        """Put rows into groups from version `born` on; an empty name leaves the row alone.

        The name before is kept, so that `undo` can give it back.
        """
        self._connection.executemany(
            "INSERT INTO duplicates(row, name, born, before) VALUES (:row, :name, :born, '') "
            "ON CONFLICT(row) DO UPDATE SET name = :name, born = :born, "
            "before = CASE WHEN born = :born THEN before ELSE name END WHERE name <> :name",
            ({"row": row, "name": name, "born": born} for row, name in groups.items()),
        )

    def inherit(self, row: int, successor: int, born: int) -> str:
        """Hand a row's signature and group on to its article's new version; returns the group."""
        found = self._connection.execute(
            "SELECT name FROM duplicates WHERE row = ? AND name <> ''", (row,)
        ).fetchone()
        if found:
            self.set_groups({successor: found[0]}, born)
        return found[0] if found else ""

    def members(self) -> tuple[Rows, Rows]:
        """Return the rows of all groups of two and more, ascending, and for each its group.

        A group's number is the smallest of its rows.
        """
        sql = (
            "SELECT name, row FROM duplicates JOIN articles USING(row) "
            "WHERE name <> '' AND died IS NULL"
        )
        return _numbered(self._connection.execute(sql))

    def _signatures(self, rows: Sequence[int]) -> list[ArticleSignature]:
        found = []
        for chunk in chunks(rows):
            sql = (
                "SELECT id, signature, bands, coalesce(name, '') FROM signatures "  # noqa: S608
                "JOIN articles USING(row) LEFT JOIN duplicates USING(row) "
                f"WHERE died IS NULL AND row IN ({','.join('?' * len(chunk))}) ORDER BY row"
            )
            for article_id, signature, bands, name in self._connection.execute(sql, chunk):
                keys = tuple(np.frombuffer(bands, "<i8").tolist())
                found.append(ArticleSignature(article_id, signature, keys, name))
        return found

    def _bands(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        found = []
        for chunk in chunks(rows):
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT row, bands FROM signatures WHERE row IN ({marks})"  # noqa: S608
            for row, bands in self._connection.execute(sql, chunk):
                found += [(band, row) for band in np.frombuffer(bands, "<i8").tolist()]
        return found


def groups_at(connection: sqlite3.Connection, number: int) -> tuple[Rows, Rows]:
    """Return rows and groups as `DuplicateStore.members` does, of a version that is current."""
    sql = (
        "SELECT name, row FROM duplicates JOIN articles USING(row) "
        "WHERE name <> '' AND articles.born <= :number AND (died IS NULL OR died > :number)"
    )
    return _numbered(connection.execute(sql, {"number": number}))


def write_groups(path: Path, rows: Rows, groups: Rows) -> None:
    """Write a version's duplicate groups."""
    with path.open("wb") as file:
        np.savez(file, rows=rows, groups=groups)


def read_groups(path: Path) -> tuple[Rows, Rows]:
    """Read what `write_groups` wrote: rows ascending, and the group of each.

    Raises:
        IndexFormatError: the file is gone or damaged.
    """
    try:
        with np.load(path) as arrays:
            return arrays["rows"], arrays["groups"]
    except OSError as error:
        raise unreadable(path, error) from error
    except Exception as error:  # whatever zip and NumPy make of damaged bytes
        raise IndexFormatError(
            f"the duplicate groups are damaged: {error}", str(path), REPAIR
        ) from error


def _numbered(found: Iterable[tuple[str, int]]) -> tuple[Rows, Rows]:
    named: dict[str, list[int]] = defaultdict(list)
    for name, row in found:
        named[name].append(row)
    pairs = sorted((row, min(rows)) for rows in named.values() if len(rows) > 1 for row in rows)
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()
