"""Writes the article store: article versions, tombstones, reports; forgets without a trace."""

import logging
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import msgspec

from indexer.article import Article, id_digest, iso
from indexer.storage.local.articles import COLUMNS, chunks, values
from indexer.storage.local.schema import published

logger = logging.getLogger(__name__)

FORGOTTEN = "[forgotten]"
"""Stands in reports where they named a forgotten article."""
SHORTEST_TITLE = 8
"""Shorter titles are too common to be looked for in reports."""


@dataclass(frozen=True, slots=True)
class Version:
    """What must be known of a stored version to tell a new reading from an old one."""

    row: int
    born: int
    run: int
    fingerprint: bytes
    live: bool
    superseded_at_once: bool = False  # by a later record of the very run that brought it


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Why an article stays away.

    Attributes:
        number: its row in the table.
        kind: `deleted`, `suppressed` or `forgotten`.
        fingerprint: of the content that was deleted.
        run: in which run that was.
    """

    number: int
    kind: str
    fingerprint: bytes | None
    run: int


class ArticleWriter:
    """Writes one version's changes in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        found = connection.execute("SELECT value FROM meta WHERE key = 'run'").fetchone()
        self.run: int = (found[0] if found else 0) + 1

    # transactions

    def recover(self, current: int) -> bool:
        """Undo what belongs to a version that never became current, and tidy up.

        Returns:
            Whether articles were forgotten whose bytes are still to be purged.
        """
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            undo(cursor, current)
            _sweep(cursor)
            _set(cursor, "published", current)
            _set(cursor, "written", current)
            cursor.execute("COMMIT")
        return self.unpurged()

    def begin(self, current: int) -> None:
        """Begin the next version's transaction, unless it has begun."""
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
            if published(self._connection) != current:
                _set(self._connection, "published", current)
            _set(self._connection, "run", self.run)

    def commit(self) -> None:
        """Make the version's rows durable (they count once `CURRENT` names it)."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Forget all since `begin`."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def set_written(self, number: int) -> None:
        """Record that all rows of a version are in the store."""
        _set(self._connection, "written", number)

    def set_published(self, number: int) -> None:
        """Record that a version is current."""
        _set(self._connection, "published", number)

    # articles

    def versions(self, ids: Iterable[str]) -> dict[str, list[Version]]:
        """Return every stored version of these articles."""
        found: dict[str, list[Version]] = {}
        for chunk in chunks(list(ids)):
            sql = (
                "SELECT id, row, born, born_run, fingerprint, died IS NULL, "  # noqa: S608
                "died IS NOT NULL AND replaced_run IS born_run "
                f"FROM articles WHERE id IN ({','.join('?' * len(chunk))}) "
                "AND row NOT IN (SELECT row FROM condemned)"
            )
            for article_id, row, born, run, mark, live, at_once in self._connection.execute(
                sql, chunk
            ):
                version = Version(row, born, run, mark, bool(live), bool(at_once))
                found.setdefault(article_id, []).append(version)
        return found

    def insert(self, article: Article, fingerprint: bytes, born: int) -> int:
        """Store a new version; returns its row number."""
        sql = (
            f"INSERT INTO articles(id, born, born_run, fingerprint, timestamp, {COLUMNS}) "  # noqa: S608
            f"VALUES ({','.join('?' * 19)})"
        )
        head = (article.id, born, self.run, fingerprint, iso(article.timestamp))
        row = self._connection.execute(sql, head + values(article)).lastrowid
        assert row is not None
        return row

    def end(self, row: int, died: int, *, replaced: bool) -> None:
        """Let a version end with version `died` of the index."""
        self._connection.execute(
            "UPDATE articles SET died = ?, replaced_run = ? WHERE row = ?",
            (died, self.run if replaced else None, row),
        )

    def refresh(self, row: int, article: Article) -> None:
        """Take over what changes without making a new version: a page's counters, its origin."""
        self._connection.execute(
            "UPDATE articles SET visits = coalesce(:visits, visits), "
            "comments = coalesce(:comments, comments), "
            "origin = :origin WHERE row = :row AND (origin <> :origin "
            "OR visits IS NOT coalesce(:visits, visits) "
            "OR comments IS NOT coalesce(:comments, comments))",
            {
                "visits": article.visits,
                "comments": article.comments,
                "origin": article.origin,
                "row": row,
            },
        )

    def origins(self, prefix: str) -> dict[str, str]:
        """Return ids and origins of the articles whose origin begins so."""
        if not prefix:
            return dict(
                self._connection.execute("SELECT id, origin FROM articles WHERE died IS NULL")
            )
        sql = (
            "SELECT id, origin FROM articles WHERE died IS NULL AND origin <> '' "
            "AND origin >= :prefix AND origin < :end "
            "AND substr(origin, 1, length(:prefix)) = :prefix"
        )
        return dict(self._connection.execute(sql, {"prefix": prefix, "end": prefix + "\U0010ffff"}))

    def live_rows(self, ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Return row and fingerprint of these articles, uncommitted ones too."""
        found: dict[str, tuple[int, bytes]] = {}
        for chunk in chunks(ids):
            sql = (
                "SELECT id, row, fingerprint FROM articles WHERE died IS NULL "  # noqa: S608
                f"AND id IN ({','.join('?' * len(chunk))})"
            )
            found |= {key: (row, mark) for key, row, mark in self._connection.execute(sql, chunk)}
        return found

    def newest_first(self) -> list[tuple[int, str]]:
        """Return rows and ids of all articles, uncommitted ones too, by date falling."""
        sql = "SELECT row, id FROM articles WHERE died IS NULL ORDER BY timestamp DESC, row DESC"
        return self._connection.execute(sql).fetchall()

    def languages(self) -> dict[str, int]:
        """Return how many articles there are of each language, uncommitted ones too."""
        sql = "SELECT language, count(*) FROM articles WHERE died IS NULL GROUP BY language"
        return dict(self._connection.execute(sql))

    # tombstones

    def tombstones(self, ids: Iterable[str]) -> dict[str, Tombstone]:
        """Return why these articles stay away; those that may come are left out."""
        if not self._connection.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone():
            return {}
        by_digest = {id_digest(key): key for key in ids}
        found: dict[str, Tombstone] = {}
        for chunk in chunks(list(by_digest)):
            sql = (
                "SELECT rowid, digest, kind, fingerprint, run FROM tombstones "  # noqa: S608
                f"WHERE died IS NULL AND digest IN ({','.join('?' * len(chunk))})"
            )
            for number, digest, kind, mark, run in self._connection.execute(sql, chunk):
                found[by_digest[digest]] = Tombstone(number, kind, mark, run)
        return found

    def bury(self, article_id: str, kind: str, born: int, versions: Sequence[Version]) -> None:
        """Keep an article away from version `born` on."""
        marks = [version.fingerprint for version in versions if version.live]
        forgotten = kind == "forgotten"
        self._connection.execute(
            "INSERT INTO tombstones(digest, kind, id, fingerprint, run, since, born) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                id_digest(article_id), kind, "" if forgotten else article_id,
                marks[0] if marks and not forgotten else None, self.run,
                min((version.born for version in versions), default=None), born,
            ),
        )  # fmt: skip

    def lift(self, tombstone: Tombstone, died: int) -> None:
        """Let an article in again from version `died` on."""
        self._connection.execute(
            "UPDATE tombstones SET died = ? WHERE rowid = ?", (died, tombstone.number)
        )

    # forgetting

    def condemn(self, rows: Iterable[int], born: int) -> None:
        """Have rows purged as soon as version `born` is current."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO condemned(row, born) VALUES (?, ?)",
            ((row, born) for row in rows),
        )

    def unpurged(self) -> bool:
        """Tell whether something was forgotten whose bytes are still there."""
        sql = f"SELECT 1 FROM condemned UNION ALL SELECT 1 FROM tombstones WHERE {_NAMED} LIMIT 1"  # noqa: S608
        return self._connection.execute(sql).fetchone() is not None

    def purge(self) -> None:
        """Remove every byte of what was forgotten from the store's files."""
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            _scrub(cursor)
            rows = "SELECT row FROM condemned"
            cursor.execute(f"DELETE FROM bands WHERE row IN ({rows})")  # noqa: S608
            for table in ("signatures", "duplicates", "articles"):
                cursor.execute(f"DELETE FROM {table} WHERE row IN ({rows})")  # noqa: S608
            cursor.execute(f"UPDATE tombstones SET id = '', fingerprint = NULL WHERE {_NAMED}")  # noqa: S608
            cursor.execute("COMMIT")
        # Splitting pages leaves copies of moved rows that no deletion overwrites.
        self._connection.execute("VACUUM")
        if self.truncate_log():
            self._connection.execute("DELETE FROM condemned")
            self.truncate_log()
        else:
            logger.warning(
                "forgotten articles: a search that goes on keeps old pages of the article store; "
                "they go with the next run"
            )

    def truncate_log(self) -> bool:
        """Bring SQLite's log into its file and empty it; False where a reader prevents that."""
        busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    # reports

    def report(self, version: int, report: bytes) -> None:
        """Keep what a run reported (JSON)."""
        self._connection.execute(
            "INSERT OR REPLACE INTO reports(run, version, report) VALUES (?, ?, ?)",
            (self.run, version, report),
        )


_NAMED = "id <> '' AND digest IN (SELECT digest FROM tombstones WHERE kind = 'forgotten')"


def undo(cursor: sqlite3.Cursor, current: int) -> None:
    """Take back what belongs to versions after `current`, in the cursor's transaction."""
    # First the deletion: a revived row must not meet its own successor.
    fresh = "SELECT row FROM articles WHERE born > ?"
    for table in ("bands", "signatures", "duplicates"):
        cursor.execute(f"DELETE FROM {table} WHERE row IN ({fresh})", (current,))  # noqa: S608
    cursor.execute("DELETE FROM articles WHERE born > ?", (current,))
    cursor.execute(
        "UPDATE articles SET died = NULL, replaced_run = NULL WHERE died > ?", (current,)
    )
    cursor.execute("DELETE FROM tombstones WHERE born > ?", (current,))
    cursor.execute("UPDATE tombstones SET died = NULL WHERE died > ?", (current,))
    cursor.execute("DELETE FROM condemned WHERE born > ?", (current,))
    cursor.execute(
        "UPDATE duplicates SET name = before, born = 0, before = '' WHERE born > ?", (current,)
    )
    cursor.execute("DELETE FROM reports WHERE version > ?", (current,))


def _sweep(cursor: sqlite3.Cursor) -> None:
    """Remove what near-duplicates of ended versions were found by."""
    ended = "SELECT row FROM signatures JOIN articles USING(row) WHERE died IS NOT NULL"
    if cursor.execute(f"{ended} LIMIT 1").fetchone():
        cursor.execute(f"DELETE FROM bands WHERE row IN ({ended})")  # noqa: S608
        cursor.execute(f"DELETE FROM signatures WHERE row IN ({ended})")  # noqa: S608
    cursor.execute(
        "DELETE FROM duplicates WHERE row IN (SELECT row FROM articles WHERE died IS NOT NULL)"
    )


def _set(connection: sqlite3.Connection | sqlite3.Cursor, key: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)", (key, value))


def _scrub(cursor: sqlite3.Cursor) -> None:
    """Take forgotten articles' names out of reports and out of the names of duplicate groups."""
    names: set[str] = set()
    sql = "SELECT id, url, origin, title FROM articles JOIN condemned USING(row)"
    for *exact, title in cursor.execute(sql):
        names.update(exact)
        names.update([title] if len(title) >= SHORTEST_TITLE else [])
    names.update(key for (key,) in cursor.execute(f"SELECT id FROM tombstones WHERE {_NAMED}"))  # noqa: S608
    names.discard("")
    if not names:
        return
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))
    reports = cursor.execute("SELECT rowid, report FROM reports").fetchall()
    for number, report in reports:
        content = msgspec.json.decode(report)
        cleaned = _replaced(content, lambda text: FORGOTTEN if pattern.search(text) else text)
        if cleaned != content:
            cursor.execute(
                "UPDATE reports SET report = ? WHERE rowid = ?",
                (msgspec.json.encode(cleaned), number),
            )
    groups = cursor.execute("SELECT DISTINCT name FROM duplicates WHERE name <> ''").fetchall()
    for (name,) in groups:
        if pattern.search(name):
            cursor.execute("UPDATE duplicates SET name = ? WHERE name = ?", (id_digest(name), name))
    cursor.execute("UPDATE duplicates SET before = ''")


def _replaced(content: Any, replace: Callable[[str], str]) -> Any:
    """Return JSON content with each of its texts replaced."""
    if isinstance(content, str):
        return replace(content)
    if isinstance(content, Mapping):
        return {replace(key): _replaced(value, replace) for key, value in content.items()}
    if isinstance(content, list):
        return [_replaced(value, replace) for value in content]
    return content
