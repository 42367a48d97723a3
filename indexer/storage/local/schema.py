"""The article store's tables, and how its file is opened.

A row of `articles` is one version of one article. `born` is the version of the index that it first
belongs to, `died` the first that it no longer belongs to. A reader of version N sees the rows with
born <= N < died, however far the writer has got meanwhile.

What a writer changes becomes durable before `CURRENT` names it. So everything that belongs to a
later version than `CURRENT` can be undone: rows by `born` and `died`, duplicate groups by the name
that they had before. `published` is the last version that is known to have been current.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from indexer.base.errors import IndexFormatError
from indexer.storage.local.failures import (
    REPAIR,
    RESTORE,
    UPGRADE,
    damaged_store,
    store_failure,
    unreadable,
)

STORE_SCHEMA = 2
CACHE_KIBIBYTES = 65_536

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles(
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  born INTEGER NOT NULL,
  died INTEGER,
  born_run INTEGER NOT NULL,
  replaced_run INTEGER,
  fingerprint BLOB NOT NULL,
  language TEXT NOT NULL, title_language TEXT NOT NULL,
  source TEXT NOT NULL, author TEXT NOT NULL, category TEXT NOT NULL,
  timestamp TEXT NOT NULL, published TEXT NOT NULL, added TEXT NOT NULL,
  url TEXT NOT NULL, origin TEXT NOT NULL,
  visits INTEGER, comments INTEGER,
  title TEXT NOT NULL, relations BLOB NOT NULL, body TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS articles_live ON articles(id) WHERE died IS NULL;
CREATE INDEX IF NOT EXISTS articles_id ON articles(id);
CREATE INDEX IF NOT EXISTS articles_timestamp
  ON articles(timestamp DESC, row DESC, id, born, died);
CREATE INDEX IF NOT EXISTS articles_born ON articles(born, row);
CREATE INDEX IF NOT EXISTS articles_died ON articles(died, row) WHERE died IS NOT NULL;
CREATE INDEX IF NOT EXISTS articles_language ON articles(language) WHERE died IS NULL;
CREATE INDEX IF NOT EXISTS articles_origin
  ON articles(origin, id) WHERE died IS NULL AND origin <> '';
CREATE TABLE IF NOT EXISTS tombstones(
  digest TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, fingerprint BLOB,
  run INTEGER NOT NULL, since INTEGER, born INTEGER NOT NULL, died INTEGER
);
CREATE INDEX IF NOT EXISTS tombstones_digest ON tombstones(digest);
CREATE TABLE IF NOT EXISTS condemned(row INTEGER PRIMARY KEY, born INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS signatures(
  row INTEGER PRIMARY KEY, signature BLOB NOT NULL, bands BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS bands(
  band INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(band, row)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS duplicates(
  row INTEGER PRIMARY KEY, name TEXT NOT NULL, born INTEGER NOT NULL, before TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS duplicates_name ON duplicates(name, row) WHERE name <> '';
CREATE TABLE IF NOT EXISTS reports(
  run INTEGER NOT NULL, version INTEGER NOT NULL, report BLOB NOT NULL,
  PRIMARY KEY(run, version)
);
"""


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open the store. Threads may share a reading connection if they take turns.

    Raises:
        IndexFormatError: what is there is no article store; it is gone (when only reading).
        KashshafError: it can't be opened.
    """
    try:
        if read_only:
            _check_file(path)
            uri = f"{path.absolute().as_uri()}?mode=ro"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        else:
            connection = sqlite3.connect(path, isolation_level=None)
    except OSError as error:
        raise unreadable(path, error) from error
    except sqlite3.Error as error:
        raise store_failure(error, path) from error
    try:
        connection.execute("PRAGMA busy_timeout=10000")
        _check_schema(connection, path, may_be_empty=not read_only)
        if not read_only:
            prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        raise store_failure(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Set a connection up for writing, and make the tables where they are missing."""
    connection.execute("PRAGMA secure_delete=ON")  # what is forgotten leaves no bytes behind
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIBIBYTES}")
    connection.executescript(SCHEMA)
    connection.execute(f"PRAGMA user_version={STORE_SCHEMA}")


def published(connection: sqlite3.Connection) -> int:
    """Return the last version that is known to have been current; 0 where there is none."""
    return _meta(connection, "published")


def written(connection: sqlite3.Connection) -> int:
    """Return the last version whose rows are all in the store; 0 where there is none."""
    return _meta(connection, "written")


def check_present(path: Path) -> None:
    """Check that the store is there.

    Raises:
        IndexFormatError: it is gone or empty.
    """
    if not path.exists():
        raise damaged_store(path, "it is gone")
    _check_file(path)


def check_published(connection: sqlite3.Connection, number: int, path: Path) -> None:
    """Compare `CURRENT` with the store. One version ahead is a writer that died at its very end.

    Args:
        connection: to the store.
        number: what `CURRENT` says.
        path: the store's file.

    Raises:
        IndexFormatError: `CURRENT` or the store is older than the other.
    """
    known = published(connection)
    if number < known:
        raise IndexFormatError(
            f"it names version {number}, but version {known} has been current",
            str(path.with_name("CURRENT")),
            REPAIR,
        )
    if number > written(connection):
        raise IndexFormatError(
            f"the article store knows of version {known}, the index is at version {number}",
            str(path),
            RESTORE,
        )


def check_count(connection: sqlite3.Connection, number: int, expected: int, path: Path) -> None:
    """Compare the number of articles of a version with its manifest.

    Raises:
        IndexFormatError: there are more or fewer of them.
    """
    sql = "SELECT count(*) FROM articles WHERE born <= ? AND (died IS NULL OR died > ?)"
    (found,) = connection.execute(sql, (number, number)).fetchone()
    if found != expected:
        what = f"it holds {found} articles of version {number}, the manifest says {expected}"
        raise damaged_store(path, what)


def _meta(connection: sqlite3.Connection, key: str) -> int:
    found = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return int(found[0]) if found else 0


def integrity(path: Path) -> list[str]:
    """Return what SQLite's own check says of the store; empty where it is whole."""
    try:
        with closing(connect(path, read_only=True)) as connection:
            found = [text for (text,) in connection.execute("PRAGMA integrity_check(20)")]
    except sqlite3.Error as error:
        return [str(error)]
    except IndexFormatError as error:
        return [error.what.removeprefix("the article store is damaged: ")]
    return [] if found == ["ok"] else found


def _check_file(path: Path) -> None:
    with path.open("rb") as file:
        if not file.read(1):
            raise damaged_store(path, "the file is empty")


def _check_schema(connection: sqlite3.Connection, path: Path, *, may_be_empty: bool) -> None:
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if schema == STORE_SCHEMA and {"meta", "articles"} <= tables:
        return
    if not tables and may_be_empty:
        return
    if "articles" in tables and "meta" not in tables:
        raise IndexFormatError(
            "the article store was made by an older version of Kashshaf", str(path), UPGRADE
        )
    raise damaged_store(
        path, f"its schema is {schema}, and it has {len(tables)} tables and indexes"
    )
