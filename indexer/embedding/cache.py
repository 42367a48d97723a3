"""Remembers the vector of every text, so that none is ever embedded twice."""

import hashlib
import logging
import os
import sqlite3
import struct
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.port import Embedder, Role, Vectors, unit_rows

logger = logging.getLogger(__name__)

CREATE = """
CREATE TABLE IF NOT EXISTS vectors (key INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS models (model_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
KEY = struct.Struct("<q8s")
"""A digest of 16 bytes: half of it is the row's number, which SQLite finds fastest, the other half
stands before the vector and is compared."""
CHECK = 8
KEYS_AT_ONCE = 500
"""Keys in one SELECT; half of the fewest variables that any SQLite allows."""
WAIT_FOR_WRITER = 60.0
"""Seconds to wait for another process that is writing."""
CORRUPT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
EMBED_AT_ONCE = 512
"""Texts after which new vectors are written down, so that a run that dies loses little."""

STORED = np.dtype("<f2")
"""Half precision: a stored vector's cosine with itself is above 0.9999998, at half the size."""


class VectorCache:
    """Vectors by content in an SQLite file (WAL), shared by any number of threads and processes.

    A key is BLAKE2b (16 bytes) of the model, the role and the text. A damaged file is set aside
    under another name and a new one is begun. A cache that can't be read or written slows the work
    down and never stops it: the reason is logged.

    Args:
        path: the file; its folder is made.
        model_id: the model whose vectors these are.
        dimension: their components.
    """

    def __init__(self, path: Path, model_id: str, dimension: int) -> None:
        self.path = path
        self._model_id = model_id
        self._dimension = dimension
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None
        self._process = os.getpid()

    def get_many(self, texts: Sequence[str], role: Role) -> tuple[NDArray[np.bool_], Vectors]:
        """Look texts up.

        Returns:
            Which were found, shape (n,), and their vectors, shape (n, dimension), float32 of length
            1; rows of texts that weren't found are zero.
        """
        keys = _keys(self._model_id, role, texts)
        rows = sorted(row for row, _ in keys)
        stored: dict[int, bytes] = {}

        def look_up(connection: sqlite3.Connection) -> None:
            for start in range(0, len(rows), KEYS_AT_ONCE):
                part = rows[start : start + KEYS_AT_ONCE]
                marks = ",".join("?" * len(part))
                select = f"SELECT key, value FROM vectors WHERE key IN ({marks})"  # noqa: S608
                stored.update(connection.execute(select, part))

        self._run(look_up)
        size = self._dimension * STORED.itemsize
        values = [
            value[CHECK:] if (value := stored.get(row, b"")).startswith(check) else b""
            for row, check in keys
        ]
        found = np.fromiter((len(value) == size for value in values), np.bool_, len(values))
        vectors = np.zeros((len(keys), self._dimension), np.float32)
        blob = b"".join(value for value in values if len(value) == size)
        vectors[found] = restored(np.frombuffer(blob, STORED).reshape(-1, self._dimension))
        return found, vectors

    def put_many(self, texts: Sequence[str], role: Role, vectors: Vectors) -> None:
        """Remember vectors, shape (n, dimension), in one transaction; known texts keep theirs."""
        keyed = zip(_keys(self._model_id, role, texts), vectors.astype(STORED), strict=True)
        pairs = sorted((row, check + vector.tobytes()) for (row, check), vector in keyed)

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", pairs)
                connection.execute("INSERT OR IGNORE INTO models VALUES (?)", (self._model_id,))

        self._run(write)

    def close(self) -> None:
        """Close the file; it opens again when used again."""
        with self._lock:
            self._close()

    def _run(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do one thread's work at a time; on a damaged file begin a new one and do it again."""
        with self._lock:
            try:
                try:
                    work(self._connection())
                except sqlite3.DatabaseError as error:
                    if getattr(error, "sqlite_errorcode", 0) & 0xFF not in CORRUPT:
                        raise
                    self._set_aside(error)
                    work(self._connection())
            except (sqlite3.Error, OSError) as error:
                logger.warning("The cache of vectors %s can't be used: %s", self.path, error)

    def _connection(self) -> sqlite3.Connection:
        """Return the open connection; a forked child opens its own."""
        if self._open is None or self._process != os.getpid():
            self._process = os.getpid()
            self._open = None
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._open = self._fresh_connection()
            weakref.finalize(self, self._open.close)
        return self._open

    def _fresh_connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=WAIT_FOR_WRITER, check_same_thread=False, cached_statements=8
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA mmap_size = 1073741824")
            connection.executescript(CREATE)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _set_aside(self, error: sqlite3.Error) -> None:
        self._close()
        if self._is_whole():
            return
        aside = f"{self.path.name}.damaged-{time.time_ns()}"
        logger.warning(
            "The cache of vectors %s is damaged (%s): set aside as %s, beginning a new one",
            self.path,
            error,
            aside,
        )
        for suffix in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                self.path.with_name(self.path.name + suffix).replace(
                    self.path.with_name(aside + suffix)
                )

    def _is_whole(self) -> bool:
        """Whether another process has put a new file in place of the damaged one already."""
        try:
            with closing(self._fresh_connection()) as connection:
                return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        except sqlite3.DatabaseError:
            return False

    def _close(self) -> None:
        if self._open and self._process == os.getpid():
            self._open.close()
        self._open = None


class CachingEmbedder:
    """An embedder that asks another one only for texts it hasn't seen.

    Vectors come back as the cache has them, whether new or remembered, so that the same text always
    has the very same vector.

    Args:
        embedder: makes the vectors that are missing.
        path: the cache's file.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self.cache = VectorCache(path, embedder.model_id, embedder.dimension)

    @property
    def model_id(self) -> str:
        """The inner embedder's."""
        return self._embedder.model_id

    @property
    def dimension(self) -> int:
        """The inner embedder's."""
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found: (n, dimension) float32, L2-normalised."""
        return self._embed(texts, "passage", self._embedder.embed_passages)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that search: (n, dimension) float32, L2-normalised."""
        return self._embed(texts, "query", self._embedder.embed_queries)

    def _embed(
        self, texts: Sequence[str], role: Role, embed: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        places: dict[str, int] = {}
        order = [places.setdefault(text, len(places)) for text in texts]
        unique = list(places)
        found, vectors = self.cache.get_many(unique, role)
        missing = np.flatnonzero(~found)
        for start in range(0, len(missing), EMBED_AT_ONCE):
            part = missing[start : start + EMBED_AT_ONCE]
            new = [unique[i] for i in part]
            made = embed(new)
            self.cache.put_many(new, role, made)
            vectors[part] = restored(made.astype(STORED))
        return vectors[order]


def forget(path: Path, texts: Iterable[str], model_ids: Iterable[str] = ()) -> int:
    """Remove all vectors of texts from a cache's file, so that no byte of them is left in it.

    What stood there is overwritten, in the write-ahead log as well.

    Args:
        path: the file; where there is none, there is nothing to do.
        texts: whose vectors, in any role.
        model_ids: models to look for besides those that the file knows it has vectors of.

    Returns:
        How many vectors were removed.

    Raises:
        sqlite3.Error: the file can't be written.
    """
    if not path.exists():
        return 0
    texts = list(texts)
    with closing(sqlite3.connect(path, timeout=WAIT_FOR_WRITER)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.executescript(CREATE)
        known = {model_id for (model_id,) in connection.execute("SELECT model_id FROM models")}
        removed = 0
        with connection:
            for model_id in known.union(model_ids):
                for role in get_args(Role):
                    removed += connection.executemany(
                        "DELETE FROM vectors WHERE key = ? AND substr(value, 1, 8) = ?",
                        _keys(model_id, role, texts),
                    ).rowcount
        blocked, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if blocked:
        logger.warning(
            "%s-wal still holds removed vectors: another process is reading the cache; it is "
            "emptied when that one ends",
            path,
        )
    return removed


def _keys(model_id: str, role: Role, texts: Sequence[str]) -> list[tuple[int, bytes]]:
    salt = model_id.encode() + b"\0" + role.encode() + b"\0"
    start = hashlib.blake2b(salt, digest_size=16)
    keys: list[tuple[int, bytes]] = []
    for text in texts:
        key = start.copy()
        key.update(text.encode("utf-8", "surrogatepass"))
        keys.append(KEY.unpack(key.digest()))
    return keys


def restored(stored: NDArray[np.float16]) -> Vectors:
    """Vectors of length 1 in single precision from their stored form."""
    return unit_rows(stored.astype(np.float32))
