"""Reads the article store as it was at one version of the index."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer.article import Article, Relation, from_iso, iso
from indexer.base.errors import VersionError
from indexer.storage.local.schema import connect
from indexer.storage.query import KEYWORD_FIELDS, KeywordField
from indexer.storage.records import ArticleVersion, Changes

__all__ = ["COLUMNS", "ArticleReader", "Stored", "chunks", "connect", "stored", "values"]

COLUMNS = (
    "title, body, language, title_language, url, published, added, source, author, category, "
    "visits, comments, relations, origin"
)
CHUNK = 500  # bound variables of one statement; SQLite's old limit is 999


@dataclass(frozen=True, slots=True)
class Stored:
    """An article with its row number; a new version of an article has a new row."""

    row: int
    article: Article


class StoredRelation(msgspec.Struct, array_like=True):
    """A relation in its column (JSON, an array)."""

    kind: str
    title: str
    url: str
    published: str
    excerpt: str


class ArticleReader:
    """The articles of one version of the index; for one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, version: int) -> None:
        self._connection = connection
        self._version = version
        self._alive = f"born <= {version:d} AND (died IS NULL OR died > {version:d})"

    @property
    def rows(self) -> NDArray[np.int64]:
        """Every article's row, ascending."""
        sql = f"SELECT row FROM articles INDEXED BY articles_timestamp WHERE {self._alive}"  # noqa: S608
        found = np.fromiter((row for (row,) in self._connection.execute(sql)), np.int64)
        return np.sort(found)

    def by_rows(self, rows: Iterable[int]) -> dict[int, Article]:
        """Return the articles of these rows; rows that aren't this version's are left out."""
        found: dict[int, Article] = {}
        for chunk in chunks([int(row) for row in rows]):
            sql = self._select(f"row IN ({_marks(chunk)})")
            found |= {s.row: s.article for s in map(stored, self._connection.execute(sql, chunk))}
        return found

    def by_ids(self, ids: Iterable[str]) -> dict[str, Stored]:
        """Return the articles with these ids; an id without an article is left out."""
        found: dict[str, Stored] = {}
        for chunk in chunks(list(ids)):
            sql = self._select(f"id IN ({_marks(chunk)})")
            found |= {s.article.id: s for s in map(stored, self._connection.execute(sql, chunk))}
        return found

    def all(self) -> Iterator[Stored]:
        """Yield every article, by row ascending."""
        with closing(self._connection.execute(self._select("1") + " ORDER BY row")) as found:
            yield from map(stored, found)

    def ids_newest_first(self) -> list[str]:
        """Return every article's id, by date falling; those without a date come last."""
        sql = f"SELECT id FROM articles WHERE {self._alive} ORDER BY timestamp DESC, row DESC"  # noqa: S608
        return [article_id for (article_id,) in self._connection.execute(sql)]

    def count_values(self, column: KeywordField) -> dict[str, int]:
        """Return how many articles have each value of a field, as they write it, without "".

        The most frequent value comes first, of equals the first in the alphabet.
        """
        if column not in KEYWORD_FIELDS:
            raise ValueError(f"articles are not counted by {column}")
        sql = (
            f"SELECT {column}, count(*) FROM articles WHERE {column} <> '' AND {self._alive} "  # noqa: S608
            f"GROUP BY {column} ORDER BY 2 DESC, 1"
        )
        return dict(self._connection.execute(sql))

    def changes(self, since: str) -> Changes:
        """Return what has changed since a version; `""` is before the first.

        Raises:
            VersionError: no such version was ever this index's.
        """
        first = self._number(since)
        fresh: dict[str, bytes] = dict(
            self._connection.execute(
                "SELECT id, fingerprint FROM articles INDEXED BY articles_born "  # noqa: S608
                f"WHERE born > ? AND {self._alive} ORDER BY row",
                (first,),
            )
        )
        gone: dict[str, bytes] = dict(
            self._connection.execute(
                "SELECT id, fingerprint FROM articles INDEXED BY articles_died "
                "WHERE died > ? AND died <= ? AND born <= ? ORDER BY died, row",
                (first, self._version, first),
            )
        )
        forgotten = self._connection.execute(
            "SELECT DISTINCT digest FROM tombstones WHERE kind = 'forgotten' AND since <= ? "
            "AND born > ? AND born <= ? ORDER BY rowid",
            (first, first, self._version),
        )
        digests = tuple(digest for (digest,) in forgotten)
        condemned = self._condemned(digests)
        return Changes(
            added=tuple(key for key in fresh if key not in gone),
            updated=tuple(key for key, mark in fresh.items() if gone.get(key, mark) != mark),
            removed=tuple(key for key in gone if key not in fresh and key not in condemned),
            forgotten=digests,
        )

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Return every version of an article that is kept, the newest first."""
        sql = (
            f"SELECT row, id, {COLUMNS}, born, died FROM articles WHERE id = ? AND born <= ? "  # noqa: S608
            "AND (died IS NULL OR died > born) ORDER BY row DESC"
        )
        found = []
        for *columns, born, died in self._connection.execute(sql, (article_id, self._version)):
            last = str(died) if died is not None and died <= self._version else ""
            found.append(ArticleVersion(stored(columns).article, str(born), last))
        return found

    def reports(self, limit: int = 20) -> list[Mapping[str, object]]:
        """Return the records of the last runs, the newest first."""
        sql = (
            "SELECT report, max(version) FROM reports WHERE version <= ? "
            "GROUP BY run ORDER BY run DESC LIMIT ?"
        )
        found = self._connection.execute(sql, (self._version, max(limit, 0)))
        return [msgspec.json.decode(report) for report, _ in found]

    def _select(self, condition: str) -> str:
        return f"SELECT row, id, {COLUMNS} FROM articles WHERE {condition} AND {self._alive}"  # noqa: S608

    def _condemned(self, digests: Sequence[str]) -> set[str]:
        """Return ids of forgotten articles whose rows are still there."""
        if not digests:
            return set()
        sql = "SELECT id FROM articles JOIN condemned USING(row)"
        return {article_id for (article_id,) in self._connection.execute(sql)}

    def _number(self, version: str) -> int:
        number = int(version) if version.isdecimal() and version.isascii() else 0
        if version and (not 1 <= number <= self._version or str(number) != version):
            raise VersionError(
                f"the index never had a version {version!r}",
                remedy="Take the version that an earlier answer named, or none for everything",
            )
        return number


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the items in parts that one statement can bind."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _marks(chunk: Sequence[Any]) -> str:
    return ",".join("?" * len(chunk))


def values(a: Article) -> tuple[object, ...]:
    """Return what is stored of an article, in the order of `COLUMNS`."""
    relations = [
        StoredRelation(r.kind, r.title, r.url, iso(r.published), r.excerpt) for r in a.relations
    ]
    return (
        a.title, a.body, a.language, a.title_language, a.url, iso(a.published), iso(a.added),
        a.source, a.author, a.category, a.visits, a.comments, msgspec.json.encode(relations),
        a.origin,
    )  # fmt: skip


def stored(columns: Sequence[Any]) -> Stored:
    """Return the article of a row's number, id and `COLUMNS`."""
    number, article_id, title, body, language, title_language, url, published, added, *rest = (
        columns
    )
    source, author, category, visits, comments, relations, origin = rest
    article = Article(
        article_id, title, body, language, title_language, url, from_iso(published),
        from_iso(added), source, author, category, visits, comments,
        relations=tuple(
            Relation(r.kind, r.title, r.url, from_iso(r.published), r.excerpt)
            for r in msgspec.json.decode(relations, type=list[StoredRelation])
        ),
        origin=origin,
    )  # fmt: skip
    return Stored(number, article)
