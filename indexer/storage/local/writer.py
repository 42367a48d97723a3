"""The one writer of a local index: collects changes, and makes each commit a whole generation."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import numpy as np

from indexer.article import Article
from indexer.base.errors import IndexFormatError
from indexer.base.interrupts import held_back
from indexer.language.analyzer import analyzer_version
from indexer.storage.documents import keyword_document
from indexer.storage.keyword import open_engine
from indexer.storage.keyword.port import KEYWORD_SCHEMA, KeywordWriter
from indexer.storage.local import vectors as vector_files
from indexer.storage.local.articles import ArticleReader, ArticleWriter, Version, connect
from indexer.storage.local.commits import link_files, prune, publish, stage
from indexer.storage.local.layout import Generation, Layout
from indexer.storage.local.lock import WriterLock
from indexer.storage.local.manifest import read_manifest
from indexer.storage.records import EmbeddedArticle, Manifest, Outcome, Stored, VectorState

logger = logging.getLogger(__name__)

KEYWORD_MEMORY = 160_000_000  # bytes of the keyword engine's buffers


class LocalWriter:
    """Implements `ArchiveWriter` on a folder.

    Opening it takes the lock, undoes what a writer that died had begun, and rebuilds the
    keyword index where another engine or another version of the analysis made it.

    Raises:
        IndexLockedError: another process is writing.
        IndexFormatError: the folder holds something that this version can't go on with.
    """

    def __init__(self, folder: Path, keyword_engine: str = "tantivy") -> None:
        self._layout = Layout(folder)
        self._lock = WriterLock(self._layout.lock)
        self._engine = open_engine(keyword_engine)
        self._staging: Generation | None = None
        self._keyword: KeywordWriter | None = None
        self._reset_vectors = False
        self._closed = False
        try:
            self._open()
        except BaseException:
            self._lock.release()
            raise

    def _open(self) -> None:
        self._number = self._layout.current_number()
        self.manifest: Manifest | None = None
        if self._number:
            self.manifest = read_manifest(self._layout.generation(self._number).manifest)
        if self._number and not self._layout.articles.exists():
            raise IndexFormatError(
                "the article store is gone", str(self._layout.articles), "Index the archive anew"
            )
        self._connection = connect(self._layout.articles, read_only=False)
        self._store = ArticleWriter(self._connection)
        self._store.recover(self._number)
        self.run = self._store.next_run()
        prune(self._layout, self._number)
        self._layout.generations.mkdir(exist_ok=True)
        self._vectors: VectorState | None = self.manifest.vectors if self.manifest else None
        self._fresh: list[EmbeddedArticle] = []
        self._dead: list[int] = []
        if self.manifest and (
            self.manifest.keyword_engine != self._engine.name
            or self.manifest.analyzer_version != analyzer_version()
            or self.manifest.keyword_schema != KEYWORD_SCHEMA
        ):
            self._rebuild_keywords()

    # reading what is current

    def rows(self) -> list[int]:
        """Return the rows of all the current generation's articles, newest first."""
        return ArticleReader(self._connection, self._number).rows_newest_first()

    def rows_to_embed(self) -> list[int]:
        """Return the rows of the current generation's articles without vectors, newest first."""
        rows = self.rows()
        if self._reset_vectors or not self._number:
            return rows
        done = set(
            vector_files.embedded_rows(self._layout.generation(self._number).vectors).tolist()
        )
        return [row for row in rows if row not in done]

    def articles(self, rows: Sequence[int]) -> list[Stored]:
        """Return these articles, in this order."""
        found = ArticleReader(self._connection, self._number).by_rows(rows)
        return [Stored(row, found[row]) for row in rows if row in found]

    # changing

    def put(self, articles: Sequence[Article]) -> list[Outcome]:
        """Add articles, or replace those of the same id; the outcomes are in the same order."""
        self._begin()
        versions = self._store.versions([article.id for article in articles])
        return [self._put(article, versions.setdefault(article.id, [])) for article in articles]

    def _put(self, article: Article, versions: list[Version]) -> Outcome:
        fingerprint = article.fingerprint()
        live = next((version for version in versions if version.live), None)
        for version in versions:
            # A version that a later record of its own run replaced is known as well: reading
            # the same files again must not let the two take turns for ever.
            if version.fingerprint == fingerprint and (version.live or version.superseded_at_once):
                if version.live:
                    self._store.refresh_counters(version.row, article)
                return "unchanged"
        if live:
            self._end(live.row)
            versions.remove(live)
        row = self._store.insert(article, fingerprint, self._number + 1, self.run)
        versions.append(Version(row, fingerprint, live=True, superseded_at_once=False))
        assert self._keyword is not None
        self._keyword.add(keyword_document(row, article))
        return "updated" if live else "indexed"

    def delete(self, article_id: str) -> bool:
        """Let an article go from the next generation on; False where there is none."""
        self._begin()
        versions = self._store.versions([article_id]).get(article_id, [])
        live = next((version for version in versions if version.live), None)
        if live:
            self._end(live.row)
        return live is not None

    def _end(self, row: int) -> None:
        self._store.end(row, self._number + 1, self.run)
        assert self._keyword is not None
        self._keyword.delete(row)
        self._dead.append(row)

    def add_vectors(self, articles: Sequence[EmbeddedArticle], state: VectorState) -> None:
        """Add centred vectors of articles that have none."""
        self._fresh += articles
        self._vectors = state

    def drop_vectors(self) -> None:
        """Begin the vectors anew (another model, other passages, a new epoch)."""
        self._fresh.clear()
        self._vectors = None
        self._reset_vectors = True

    def report(self, report: object) -> None:
        """Keep a run's report (anything that JSON can hold) with the next generation."""
        self._begin()
        self._store.report(self.run, self._number + 1, msgspec.json.encode(report))

    # committing

    def commit(self) -> int:
        """Make all changes so far one new generation, durable and current; returns its number.

        An interrupt meanwhile counts behind it: the writer must know what readers see.
        """
        with held_back():
            return self._commit()

    def _commit(self) -> int:
        self._begin()
        assert self._staging is not None
        assert self._keyword is not None
        self._keyword.commit()
        self._keyword.close()
        self._keyword = None
        self._write_vectors(self._staging.vectors)
        number = self._number + 1
        manifest = Manifest(
            generation=number,
            keyword_engine=self._engine.name,
            analyzer_version=analyzer_version(),
            articles=len(ArticleReader(self._connection, number).rows_newest_first()),
            embedded=len(vector_files.embedded_rows(self._staging.vectors)),
            vectors=self._vectors,
            keyword_schema=KEYWORD_SCHEMA,
        )
        self._store.commit()
        publish(self._layout, self._staging, manifest)
        self.manifest, self._number, self._staging = manifest, number, None
        self._fresh, self._dead, self._reset_vectors = [], [], False
        prune(self._layout, number)
        logger.info("generation %d: %d articles", number, manifest.articles)
        return number

    def _write_vectors(self, folder: Path) -> None:
        old = self._layout.generation(self._number).vectors
        if self._number and not self._reset_vectors:
            kept = [file for path in vector_files.segments(old) for file in path.iterdir()]
            link_files(kept, old, folder)
            dead = np.union1d(vector_files.dead_rows(old), np.array(self._dead, np.int64))
            if len(dead):
                np.save(folder / vector_files.DEAD, dead)
        if self._fresh:
            vector_files.write_segment(folder / f"segment-{self._number + 1:08d}", self._fresh)
            vector_files.merge_small(folder)

    def _begin(self) -> None:
        """Open the transaction and the staging place of the next generation."""
        self._store.begin()
        if self._keyword is not None:
            return
        self._staging = stage(self._layout, self._number + 1)
        if self._number:
            old = self._layout.generation(self._number).keyword
            link_files(self._engine.linkable(old), old, self._staging.keyword)
        else:
            self._engine.create(self._staging.keyword)
        self._keyword = self._engine.open_writer(self._staging.keyword, KEYWORD_MEMORY)

    def _rebuild_keywords(self) -> None:
        """Analyse every article anew: the words in the index are of another analysis or engine."""
        logger.warning(
            "the analysis, the engine or the index's fields changed: keywords are rebuilt"
        )
        self._store.begin()
        self._staging = stage(self._layout, self._number + 1)
        self._engine.create(self._staging.keyword)
        self._keyword = self._engine.open_writer(self._staging.keyword, KEYWORD_MEMORY)
        for stored in ArticleReader(self._connection, self._number).newest_first():
            self._keyword.add(keyword_document(stored.row, stored.article))
        self.commit()

    def close(self) -> None:
        """Give up what wasn't committed, and the lock; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._keyword is not None:
            with suppress(Exception):  # it is thrown away with its folder
                self._keyword.close()
            self._keyword = None
        self._store.rollback()
        self._connection.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
