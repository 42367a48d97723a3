"""One version of a local index, read only."""

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.base.closing import Closing
from indexer.base.errors import IndexFormatError
from indexer.language.analyzer import analyzer_version
from indexer.storage.local.aggregations import histogram, spellings, terms
from indexer.storage.local.articles import ArticleReader, connect
from indexer.storage.local.collapsing import answer
from indexer.storage.local.commits import open_commit
from indexer.storage.local.duplicates import read_groups
from indexer.storage.local.failures import store_failure
from indexer.storage.local.groups import DuplicateGroups
from indexer.storage.local.keyword import open_engine
from indexer.storage.local.keyword.port import KEYWORD_SCHEMA, KeywordReader
from indexer.storage.local.layout import Layout
from indexer.storage.local.manifest import StoredManifest
from indexer.storage.local.schema import check_count, check_published
from indexer.storage.local.vectors import VectorReader
from indexer.storage.query import (
    EVERYTHING,
    Aggregation,
    Buckets,
    DateHistogram,
    KeywordField,
    PrefixQuery,
    ResultSet,
    ScoredDocs,
    Term,
    TextQuery,
    VectorQuery,
)
from indexer.storage.records import (
    ArticleVersion,
    Changes,
    Manifest,
    PassageVector,
    SpaceManifest,
    StoredArticle,
)

OPEN_ATTEMPTS = 5
_MOST_MASKS = 32  # restrictions of vector searches that are remembered: pages repeat them

Mask = NDArray[np.bool_]


class LocalReader(Closing):
    """Implements `IndexReader` on a folder; opens what `CURRENT` names and keeps it.

    Document numbers are the rows of the article store.

    Raises:
        IndexFormatError: there is no index, or one that this version can't read.
    """

    def __init__(self, folder: Path) -> None:
        self._layout = Layout(folder)
        for attempt in range(OPEN_ATTEMPTS):
            number = self._layout.current_number()
            if not number:
                raise IndexFormatError(
                    "there is no index here", str(folder), "Make one: kashshaf index PATH…"
                )
            try:
                self._open(number)
            except IndexFormatError:
                # The writer may have moved on and pruned what we were about to open.
                if attempt == OPEN_ATTEMPTS - 1 or self._layout.current_number() == number:
                    raise
            else:
                return

    def _open(self, number: int) -> None:
        stored = open_commit(self._layout, number)
        _check_analysis(stored, self._layout.folder)
        commit = self._layout.commit(number)
        self._number = number
        self._groups = DuplicateGroups(*read_groups(commit.groups))
        spaces = {name: VectorReader(commit.space(name)) for name in stored.spaces}
        self._spaces: dict[str, VectorReader] = spaces
        self._keyword: KeywordReader = open_engine(stored.keyword_engine).open_reader(
            commit.keyword
        )
        try:
            self._connection = connect(self._layout.articles, read_only=True)
        except BaseException:
            self._keyword.close()
            raise
        self._finalizer = weakref.finalize(self, _close, self._connection, self._keyword)
        self._lock = threading.Lock()  # SQLite's connection is shared between threads
        self._articles = ArticleReader(self._connection, number)
        self._masks: dict[object, Mask] = {}
        self._written: dict[KeywordField, dict[str, str]] = {}
        self.manifest = Manifest(
            version=str(number),
            articles=stored.articles,
            languages=stored.languages,
            analyzer_version=stored.analyzer_version,
            time_zone=stored.time_zone,
            active=stored.active,
            spaces={
                name: SpaceManifest(one.space, one.articles, spaces[name].moments)
                for name, one in stored.spaces.items()
            },
            phases=stored.phases,
        )
        try:
            with self._store():
                check_published(self._connection, number, self._layout.articles)
                check_count(self._connection, number, stored.articles, self._layout.articles)
        except BaseException:
            self.close()
            raise

    def is_current(self) -> bool:
        """See `IndexReader.is_current`."""
        return self._layout.current_number() == self._number

    def search_text(self, queries: Sequence[TextQuery]) -> list[ScoredDocs]:
        """See `IndexReader.search_text`."""
        return [answer(self._keyword, self._groups, query) for query in queries]

    def search_vectors(self, queries: Sequence[VectorQuery]) -> list[ScoredDocs]:
        """See `IndexReader.search_vectors`."""
        found: list[ScoredDocs | None] = [None] * len(queries)
        names = [query.space or self.manifest.active for query in queries]
        for name in dict.fromkeys(names):
            reader = self._spaces[name]
            places = [place for place, other in enumerate(names) if other == name]
            asked = [queries[place] for place in places]
            nearest = reader.search(
                np.stack([query.vector for query in asked]),
                [query.limit for query in asked],
                [self._mask(name, reader, query) for query in asked],
            )
            for place, one in zip(places, nearest, strict=True):
                found[place] = ScoredDocs(
                    one.rows, one.scores, one.total, self._groups.of(one.rows)
                )
        return [one for one in found if one is not None]

    def passage_vectors(
        self, docs: NDArray[np.int64], space: str = ""
    ) -> list[tuple[PassageVector, ...]]:
        """See `IndexReader.passage_vectors`."""
        name = space or self.manifest.active
        return self._spaces[name].passages(docs) if name else [()] * len(docs)

    def documents(self, docs: Sequence[int]) -> list[StoredArticle]:
        """See `IndexReader.documents`."""
        with self._store():
            found = self._articles.by_rows(docs)
        groups = self._groups.of(np.array(docs, np.int64)).tolist()
        return [
            StoredArticle(int(doc), found[doc], group)
            for doc, group in zip(docs, groups, strict=True)
        ]

    def find(self, ids: Sequence[str]) -> list[StoredArticle | None]:
        """See `IndexReader.find`."""
        with self._store():
            found = self._articles.by_ids(dict.fromkeys(ids))
        rows = np.array([one.row for one in found.values()], np.int64)
        stored = {
            article_id: StoredArticle(one.row, one.article, group)
            for (article_id, one), group in zip(
                found.items(), self._groups.of(rows).tolist(), strict=True
            )
        }
        return [stored.get(article_id) for article_id in ids]

    def aggregate(self, results: ResultSet, aggregations: Sequence[Aggregation]) -> list[Buckets]:
        """See `IndexReader.aggregate`."""
        matches = self._keyword.select(results.query, results.filters, results.docs)
        total = matches.count()
        return [
            histogram(matches, asked, total)
            if isinstance(asked, DateHistogram)
            else terms(matches, asked, total, self._spellings(asked.field))
            for asked in aggregations
        ]

    def document_frequencies(self, terms: Sequence[Term]) -> list[int]:
        """See `IndexReader.document_frequencies`."""
        return self._keyword.document_frequencies(terms)

    def complete(self, prefixes: Sequence[PrefixQuery]) -> list[list[tuple[str, int]]]:
        """See `IndexReader.complete`."""
        return self._keyword.complete(prefixes)

    def changes(self, since: str) -> Changes:
        """See `IndexReader.changes`."""
        with self._store():
            return self._articles.changes(since)

    def ids(self) -> list[str]:
        """See `IndexReader.ids`."""
        with self._store():
            return self._articles.ids_newest_first()

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """See `IndexReader.versions`."""
        with self._store():
            return self._articles.versions(article_id)

    def reports(self, limit: int = 20) -> list[Mapping[str, object]]:
        """See `IndexReader.reports`."""
        with self._store():
            return self._articles.reports(limit)

    def close(self) -> None:
        """See `IndexReader.close`."""
        self._finalizer()

    @contextmanager
    def _store(self) -> Iterator[None]:
        """Take the connection; a failure of SQLite's names its file."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise store_failure(error, self._layout.articles) from error

    def _spellings(self, field: KeywordField) -> dict[str, str]:
        """Return by key how the archive writes each value of a field."""
        if field not in self._written:  # a version doesn't change
            with self._store():
                self._written[field] = spellings(self._articles.count_values(field))
        return self._written[field]

    def _mask(self, name: str, reader: VectorReader, query: VectorQuery) -> Mask:
        """Return which articles of a space a query is about."""
        mask = reader.all()
        if query.languages is not None:
            mask = reader.of_languages(query.languages)
        if not query.filters and query.must is None:
            return mask
        key = (name, query.filters, query.must)
        allowed = self._masks.get(key)
        if allowed is None:
            must = EVERYTHING if query.must is None else query.must
            allowed = reader.among(self._keyword.select(must, query.filters).rows())
            if len(self._masks) >= _MOST_MASKS:
                self._masks.clear()
            self._masks[key] = allowed
        return mask & allowed


def _close(connection: sqlite3.Connection, keyword: KeywordReader) -> None:
    connection.close()
    keyword.close()


def _check_analysis(stored: StoredManifest, folder: Path) -> None:
    made = (stored.analyzer_version, stored.keyword_schema)
    if made != (analyzer_version(), KEYWORD_SCHEMA):
        raise IndexFormatError(
            f"the index was made with analysis {made[0]} and keyword schema {made[1]}, "
            f"this version has {analyzer_version()} and {KEYWORD_SCHEMA}",
            str(folder),
            "Run `kashshaf upgrade`: the keywords are rebuilt, nothing is lost",
        )
