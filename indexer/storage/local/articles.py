"""The article store: every version of every article in SQLite, each row with its generations.

A row is one version of one article. `born` is the generation that it first belongs to, `died`
the first that it no longer belongs to. A reader of generation G sees the rows with
born <= G < died, however far the writer has got meanwhile.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from indexer.article import Article, Relation, from_iso, iso
from indexer.storage.records import Stored

SCHEMA = """
CREATE TABLE IF NOT EXISTS articles(
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  born INTEGER NOT NULL,
  died INTEGER,
  born_run INTEGER NOT NULL,
  died_run INTEGER,
  fingerprint BLOB NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL,
  language TEXT NOT NULL, title_language TEXT NOT NULL,
  url TEXT NOT NULL, published TEXT NOT NULL, added TEXT NOT NULL, timestamp TEXT NOT NULL,
  source TEXT NOT NULL, author TEXT NOT NULL, category TEXT NOT NULL,
  visits INTEGER, comments INTEGER,
  relations BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS articles_live ON articles(id) WHERE died IS NULL;
CREATE INDEX IF NOT EXISTS articles_id ON articles(id);
CREATE INDEX IF NOT EXISTS articles_timestamp ON articles(timestamp DESC, row DESC) WHERE died IS NULL;
CREATE TABLE IF NOT EXISTS reports(
  run INTEGER PRIMARY KEY, generation INTEGER NOT NULL, report BLOB NOT NULL
);
"""

COLUMNS = (
    "title, body, language, title_language, url, published, added, source, author, category, "
    "visits, comments, relations"
)
CHUNK = 500  # bound variables of one statement; SQLite's old limit is 999


@dataclass(frozen=True, slots=True)
class Version:
    """What must be known of a stored version to tell a new reading from an old one."""

    row: int
    fingerprint: bytes
    live: bool
    superseded_at_once: bool  # by a later record of the very run that brought it


class StoredRelation(msgspec.Struct, array_like=True):
    """A relation as it lies in its column (JSON, an array)."""

    kind: str
    title: str
    url: str
    published: str
    excerpt: str


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open the store. Threads may share a reading connection if they take turns."""
    if read_only:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    else:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(SCHEMA)
    connection.execute("PRAGMA busy_timeout=10000")
    return connection


class ArticleReader:
    """The articles of one generation."""

    def __init__(self, connection: sqlite3.Connection, generation: int) -> None:
        self._connection = connection
        self._generation = generation
        self._alive = "born <= ? AND (died IS NULL OR died > ?)"

    def by_rows(self, rows: Iterable[int]) -> dict[int, Article]:
        """Return the articles of these rows; rows that don't exist are left out."""
        found: dict[int, Article] = {}
        wanted = [int(row) for row in rows]
        for chunk in _chunks(wanted):
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT row, id, {COLUMNS} FROM articles WHERE row IN ({marks})"  # noqa: S608
            found |= {s.row: s.article for s in map(_stored, self._connection.execute(sql, chunk))}
        return found

    def by_id(self, article_id: str) -> Stored | None:
        """Return the version of an article that belongs to this generation."""
        sql = f"SELECT row, id, {COLUMNS} FROM articles WHERE id = ? AND {self._alive}"  # noqa: S608
        found = self._connection.execute(sql, (article_id, self._generation, self._generation))
        row = found.fetchone()
        return _stored(row) if row else None

    def newest_first(self) -> Iterator[Stored]:
        """Yield every article, by date falling; those without a date come last."""
        sql = (
            f"SELECT row, id, {COLUMNS} FROM articles WHERE {self._alive} "  # noqa: S608
            "ORDER BY timestamp DESC, row DESC"
        )
        with closing(self._connection.execute(sql, (self._generation, self._generation))) as found:
            for row in found:
                yield _stored(row)

    def rows_newest_first(self) -> list[int]:
        """Return every article's row, by date falling."""
        sql = f"SELECT row FROM articles WHERE {self._alive} ORDER BY timestamp DESC, row DESC"  # noqa: S608
        found = self._connection.execute(sql, (self._generation, self._generation))
        return [row for (row,) in found]

    def count_by(self, column: str) -> dict[str, int]:
        """Return how many articles have each value of `language`, `source` or `category`."""
        if column not in {"language", "source", "category"}:
            raise ValueError(f"articles are not counted by {column}")
        sql = (
            f"SELECT {column}, count(*) FROM articles WHERE {self._alive} "  # noqa: S608
            f"GROUP BY {column} ORDER BY 2 DESC, 1"
        )
        return dict(self._connection.execute(sql, (self._generation, self._generation)))

    def date_range(self) -> tuple[str, str]:
        """Return the first and the last date (ISO); empty where no article has one."""
        sql = f"SELECT min(timestamp), max(timestamp) FROM articles WHERE timestamp > '' AND {self._alive}"  # noqa: S608
        first, last = self._connection.execute(sql, (self._generation,) * 2).fetchone()
        return first or "", last or ""


class ArticleWriter:
    """Writes one generation's changes in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def recover(self, current: int) -> None:
        """Undo what belongs to a generation that never became current."""
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            # First the deletion: a revived row must not meet its own successor.
            cursor.execute("DELETE FROM articles WHERE born > ?", (current,))
            cursor.execute(
                "UPDATE articles SET died = NULL, died_run = NULL WHERE died > ?", (current,)
            )
            cursor.execute("DELETE FROM reports WHERE generation > ?", (current,))
            cursor.execute("COMMIT")

    def next_run(self) -> int:
        """Return a number for this run of the indexer, greater than all before."""
        sql = "SELECT max(coalesce(max(born_run), 0), coalesce(max(died_run), 0)) FROM articles"
        return int(self._connection.execute(sql).fetchone()[0] or 0) + 1

    def begin(self) -> None:
        """Begin the generation's transaction, unless it has begun."""
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the generation's rows durable (they count once `CURRENT` names it)."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Forget all since `begin`."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def versions(self, ids: Sequence[str]) -> dict[str, list[Version]]:
        """Return every stored version of these articles."""
        found: dict[str, list[Version]] = {}
        for chunk in _chunks(list(ids)):
            marks = ",".join("?" * len(chunk))
            sql = (
                "SELECT id, row, fingerprint, died IS NULL, died_run IS born_run FROM articles "  # noqa: S608
                f"WHERE id IN ({marks})"
            )
            for article_id, row, fingerprint, live, at_once in self._connection.execute(sql, chunk):
                version = Version(row, fingerprint, bool(live), bool(at_once))
                found.setdefault(article_id, []).append(version)
        return found

    def insert(self, article: Article, fingerprint: bytes, born: int, run: int) -> int:
        """Store a new version; returns its row number."""
        sql = (
            f"INSERT INTO articles(id, born, born_run, fingerprint, timestamp, {COLUMNS}) "  # noqa: S608
            f"VALUES ({','.join('?' * 18)})"
        )
        head = (article.id, born, run, fingerprint, iso(article.timestamp))
        row = self._connection.execute(sql, head + _values(article)).lastrowid
        assert row is not None
        return row

    def end(self, row: int, died: int, run: int) -> None:
        """Let a version end with generation `died`."""
        self._connection.execute(
            "UPDATE articles SET died = ?, died_run = ? WHERE row = ?", (died, run, row)
        )

    def refresh_counters(self, row: int, article: Article) -> None:
        """Take over a page's counters, which change without making a new version."""
        self._connection.execute(
            "UPDATE articles SET visits = coalesce(?, visits), comments = coalesce(?, comments) "
            "WHERE row = ?",
            (article.visits, article.comments, row),
        )

    def report(self, run: int, generation: int, report: bytes) -> None:
        """Keep what a run reported (JSON)."""
        self._connection.execute(
            "INSERT OR REPLACE INTO reports(run, generation, report) VALUES (?, ?, ?)",
            (run, generation, report),
        )


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _values(a: Article) -> tuple[object, ...]:
    relations = [
        StoredRelation(r.kind, r.title, r.url, iso(r.published), r.excerpt) for r in a.relations
    ]
    return (
        a.title, a.body, a.language, a.title_language, a.url, iso(a.published), iso(a.added),
        a.source, a.author, a.category, a.visits, a.comments, msgspec.json.encode(relations),
    )  # fmt: skip


def _stored(row: tuple[Any, ...]) -> Stored:
    number, article_id, title, body, language, title_language, url, published, added, *rest = row
    source, author, category, visits, comments, relations = rest
    article = Article(
        article_id, title, body, language, title_language, url, from_iso(published),
        from_iso(added), source, author, category, visits, comments,
        relations=tuple(
            Relation(r.kind, r.title, r.url, from_iso(r.published), r.excerpt)
            for r in msgspec.json.decode(relations, type=list[StoredRelation])
        ),
    )  # fmt: skip
    return Stored(number, article)
