"""The one writer of a local index: collects changes, and makes each commit a whole version."""

import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from indexer.article import Article
from indexer.base.closing import Closing
from indexer.base.interrupts import held_back
from indexer.language.analyzer import analyzer_version
from indexer.storage.backend import IndexReader
from indexer.storage.local.admission import admission
from indexer.storage.local.articles import ArticleReader, connect
from indexer.storage.local.commits import link_files, open_commit, prune, seal, stage
from indexer.storage.local.duplicates import DuplicateStore, read_groups, write_groups
from indexer.storage.local.failures import writing
from indexer.storage.local.keyword import open_engine
from indexer.storage.local.keyword.port import KEYWORD_SCHEMA
from indexer.storage.local.keywords import KeywordStage
from indexer.storage.local.layout import Commit, Layout
from indexer.storage.local.lock import WriterLock
from indexer.storage.local.manifest import StoredManifest, read_manifest
from indexer.storage.local.schema import check_count, check_present, check_published
from indexer.storage.local.spaces import SpaceWriter
from indexer.storage.local.store import ArticleWriter, Tombstone, Version
from indexer.storage.records import ArticleSignature, ArticleVectors, Outcome, VectorSpace

logger = logging.getLogger(__name__)


class LocalWriter(Closing):
    """Implements `IndexWriter` on a folder.

    Opening it takes the lock, undoes what a writer that died had begun, and rebuilds the
    keyword index where another engine or another version of the analysis made it. Where a change
    or a commit fails, everything uncommitted is given up and the last version is as it was.

    Args:
        folder: of the index; made where it is missing.
        keyword_engine: name of the keyword engine.
        time_zone: whose days the articles' dates are.

    Raises:
        IndexLockedError: another process is writing.
        IndexFormatError: the folder holds something that this version can't go on with.
        KashshafError: the folder can't be written.
    """

    def __init__(
        self, folder: Path, keyword_engine: str = "tantivy", time_zone: str = "UTC"
    ) -> None:
        self._layout = Layout(folder)
        self._engine = open_engine(keyword_engine)
        self._time_zone = time_zone
        self._closed = False
        with writing(folder):
            self._layout.current_number()  # nothing is made where there is no going on
            self._lock = WriterLock(self._layout.lock)
            try:
                self._open(self._layout.current_number())
            except BaseException:
                self._lock.release()
                raise
        try:
            with writing(self._layout.articles):
                self._recover()
        except BaseException:
            self.close()
            raise

    def _open(self, number: int) -> None:
        layout = self._layout
        store = layout.articles
        self._manifest: StoredManifest | None = open_commit(layout, number) if number else None
        if number or layout.numbers():
            check_present(store)
        if not layout.current.exists():
            layout.publish(0)  # from now on, one that is missing was lost
        layout.commits.mkdir(exist_ok=True)
        layout.sweep_backups()
        self._number = number
        self._connection = connect(store, read_only=False)
        self._store = ArticleWriter(self._connection)
        self._duplicates = DuplicateStore(self._connection)
        self._staging: Commit | None = None
        self._keyword = KeywordStage(self._engine, None, set())

    def _recover(self) -> None:
        check_published(self._connection, self._number, self._layout.articles)
        unpurged = self._store.recover(self._number)
        expected = self._manifest.articles if self._manifest else 0
        check_count(self._connection, self._number, expected, self._layout.articles)
        if unpurged:
            self._store.purge()
        prune(self._layout, self._number, previous=not unpurged)
        self._reset()
        expects = (self._engine.name, analyzer_version(), KEYWORD_SCHEMA)
        if self._manifest and self._manifest.keywords != expects:
            self._rebuild_keywords()

    def _reset(self) -> None:
        """Begin to collect changes to the last version."""
        last = self._layout.commit(self._number) if self._number else None
        rows = read_groups(last.groups)[0].tolist() if last else []
        self._staging = None
        self._keyword = KeywordStage(self._engine, last, set(rows))
        self._spaces = SpaceWriter(self._manifest, last)
        self._phases = dict(self._manifest.phases) if self._manifest else {}
        self._regroup = last is None
        self._condemned: set[int] = set()
        self._forgetting = False

    @property
    def version(self) -> str:
        """The last version committed; `""` before the first."""
        return str(self._number) if self._number else ""

    # articles

    def put(self, articles: Sequence[Article]) -> list[Outcome]:
        """Add articles, or replace those of the same id; see `IndexWriter.put`."""
        ids = [article.id for article in articles]
        with self._changing():
            versions = self._store.versions(ids)
            tombstones = self._store.tombstones(ids)
            return [
                self._put(article, versions.setdefault(article.id, []), tombstones)
                for article in articles
            ]

    def _put(
        self, article: Article, versions: list[Version], tombstones: dict[str, Tombstone]
    ) -> Outcome:
        fingerprint = article.fingerprint()
        tombstone = tombstones.get(article.id)
        live = next((version for version in versions if version.live), None)
        outcome = admission(fingerprint, versions, tombstone, self._store.run)
        if live and outcome == "unchanged" and live.fingerprint == fingerprint:
            self._store.refresh(live.row, article)
        if outcome not in {"indexed", "updated"}:
            return outcome
        if tombstone:
            self._store.lift(tombstone, self._number + 1)
            del tombstones[article.id]
        if live:
            self._end(live.row, replaced=True)
            versions[versions.index(live)] = replace(
                live, live=False, superseded_at_once=live.run == self._store.run
            )
        row = self._store.insert(article, fingerprint, self._number + 1)
        versions.append(Version(row, self._number + 1, self._store.run, fingerprint, live=True))
        if live and self._duplicates.inherit(live.row, row, self._number + 1):
            self._regroup = True
        assert self._staging is not None
        self._keyword.add(self._staging, row, article)
        return outcome

    def _end(self, row: int, *, replaced: bool = False) -> None:
        assert self._staging is not None
        self._store.end(row, self._number + 1, replaced=replaced)
        self._regroup |= self._keyword.flagged(row)
        self._keyword.delete(self._staging, row)
        self._spaces.end(row)

    def delete(self, ids: Sequence[str]) -> list[bool]:
        """Remove articles; see `IndexWriter.delete`."""
        with self._changing():
            return [self._remove(article_id, "deleted") for article_id in ids]

    def suppress(self, ids: Sequence[str]) -> list[bool]:
        """Remove articles for good; see `IndexWriter.suppress`."""
        with self._changing():
            return [self._remove(article_id, "suppressed") for article_id in ids]

    def forget(self, ids: Sequence[str]) -> list[bool]:
        """Remove articles with every byte of them; see `IndexWriter.forget`."""
        with self._changing():
            return [self._remove(article_id, "forgotten") for article_id in ids]

    def _remove(self, article_id: str, kind: str) -> bool:
        versions = self._store.versions([article_id]).get(article_id, [])
        tombstone = self._store.tombstones([article_id]).get(article_id)
        live = next((version for version in versions if version.live), None)
        if kind == "deleted" and not live:
            return False
        if tombstone and tombstone.kind == "forgotten":
            return True
        if live:
            self._end(live.row)
        if tombstone:
            self._store.lift(tombstone, self._number + 1)
        self._store.bury(article_id, kind, self._number + 1, versions)
        if kind == "forgotten":
            rows = [version.row for version in versions]
            self._store.condemn(rows, self._number + 1)
            self._condemned.update(rows)
            self._forgetting |= bool(rows or tombstone)
        return True

    def readmit(self, ids: Sequence[str]) -> list[bool]:
        """Let removed articles in again; see `IndexWriter.readmit`."""
        with self._changing():
            tombstones = self._store.tombstones(ids)
            for tombstone in tombstones.values():
                self._store.lift(tombstone, self._number + 1)
            return [article_id in tombstones for article_id in ids]

    def find(self, ids: Sequence[str]) -> list[Article | None]:
        """Return the articles with these ids, in this order."""
        found = ArticleReader(self._connection, self._number + 1).by_ids(ids)
        return [found[key].article if key in found else None for key in ids]

    def origins(self, prefix: str) -> dict[str, str]:
        """Return the ids of all articles whose `origin` begins so, with their origins."""
        return self._store.origins(prefix)

    # vectors

    def put_space(self, space: VectorSpace) -> None:
        """Add a vector space, or replace its description (not its vectors)."""
        self._spaces.put(space)

    def set_vectors(self, space: str, articles: Sequence[ArticleVectors]) -> None:
        """Store vectors of articles in a space, in place of those that it has."""
        self._spaces.check(space, articles)
        rows = self._store.live_rows([one.id for one in articles])
        fresh = {}
        for one in articles:
            row, fingerprint = rows.get(one.id, (0, b""))
            if row and fingerprint == one.fingerprint:
                fresh[row] = one
        self._spaces.fill(space, fresh)

    def without_vectors(self, space: str) -> list[str]:
        """Return the ids of articles without vectors in a space, newest first."""
        done = self._spaces.rows(space)
        return [key for row, key in self._store.newest_first() if row not in done]

    def activate(self, space: str) -> None:
        """Make a space the one that is searched, and drop all others; `""` drops all."""
        self._spaces.activate(space)

    def drop_space(self, space: str) -> None:
        """Remove a vector space that isn't active, with its vectors."""
        self._spaces.drop(space)

    # near-duplicates

    def set_signatures(self, signatures: Sequence[ArticleSignature]) -> None:
        """Store what near-duplicates are found by; their groups are left as they are."""
        with self._changing():
            rows = self._store.live_rows([one.id for one in signatures])
            self._duplicates.set_signatures(
                {rows[one.id][0]: one for one in signatures if one.id in rows}
            )

    def signatures_with_bands(self, bands: Sequence[int]) -> list[ArticleSignature]:
        """Return the signatures of articles that have one of these bands."""
        return self._duplicates.with_bands(bands)

    def signatures_in_groups(self, groups: Sequence[str]) -> list[ArticleSignature]:
        """Return the signatures of all members of these duplicate groups."""
        return self._duplicates.in_groups(groups)

    def set_groups(self, groups: Mapping[str, str]) -> None:
        """Put articles (by id) into duplicate groups; an empty one leaves the article alone."""
        with self._changing():
            rows = self._store.live_rows(list(groups))
            named = {rows[key][0]: name for key, name in groups.items() if key in rows}
            self._duplicates.set_groups(named, self._number + 1)
            self._regroup = True

    # committing

    def set_phase(self, name: str, version: str) -> None:
        """Record up to which version a phase of the pipeline has seen the changes."""
        self._phases[name] = version

    def report(self, report: Mapping[str, object]) -> None:
        """Keep a run's record (anything that JSON can hold) with the next version."""
        encoded = msgspec.json.encode(report)
        with self._changing():
            self._store.report(self._number + 1, encoded)

    def commit(self) -> str:
        """Make all changes so far one new version, durable and current; return it.

        An interrupt counts after it: the writer must know what readers see.
        """
        with self._changing():
            staged = self._stage()
            self._store.commit()
            self._layout.publish(staged.version)
            forgotten = self._forgetting
            self._manifest, self._number = staged, staged.version
            self._reset()
        with held_back(), writing(self._layout.articles):
            self._store.set_published(self._number)
            if forgotten:
                self._store.purge()
            prune(self._layout, self._number, previous=not forgotten)
        logger.info("version %d: %d articles", self._number, staged.articles)
        return self.version

    def _stage(self) -> StoredManifest:
        """Write all files of the next version, and put its folder beside the others."""
        assert self._staging is not None
        number, staging = self._number + 1, self._staging
        last = self._layout.commit(self._number) if self._number else None
        if self._regroup or last is None:
            rows, groups = self._duplicates.members()
            write_groups(staging.groups, rows, groups)
        else:
            link_files([last.groups], last.folder, staging.folder)
            rows = read_groups(last.groups)[0]
        grouped, store = set(rows.tolist()), ArticleReader(self._connection, number)
        if self._condemned:
            self._keyword.rebuild(staging, store.all(), grouped)
        else:
            self._keyword.flag(staging, grouped, store.by_rows)
        self._keyword.commit(staging)
        spaces = self._spaces.write(staging, number, self._condemned)
        languages = self._store.languages()
        manifest = StoredManifest(
            version=number,
            keyword_engine=self._engine.name,
            keyword_schema=KEYWORD_SCHEMA,
            analyzer_version=analyzer_version(),
            time_zone=self._time_zone,
            articles=sum(languages.values()),
            languages=languages,
            active=self._spaces.active,
            spaces=spaces,
            phases=self._phases,
        )
        seal(self._layout, staging, manifest, last)
        self._store.set_written(number)
        return manifest

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Open the next version's transaction and folder; a failure gives both up."""
        with held_back(), writing(self._layout.articles):
            try:
                self._store.begin(self._number)
                if self._staging is None:
                    self._staging = stage(self._layout, self._number + 1)
                yield
            except BaseException:
                self._abandon()
                raise

    def _abandon(self) -> None:
        self._keyword.close()
        with suppress(Exception):  # the failure itself is told; the next writer recovers as well
            self._store.rollback()
            if self._layout.current_number() == self._number:
                self._store.recover(self._number)
                prune(self._layout, self._number)
            else:  # it came after the only commit point
                self._number += 1
                self._manifest = read_manifest(self._layout.commit(self._number).manifest)
        with suppress(Exception):
            self._reset()

    def _rebuild_keywords(self) -> None:
        """Analyse every article anew: the terms in the index are of another analysis or engine."""
        logger.warning("analysis, engine or fields have changed: the keywords are rebuilt")
        with self._changing():
            assert self._staging is not None
            grouped = set(self._duplicates.members()[0].tolist())
            store = ArticleReader(self._connection, self._number)
            self._keyword.rebuild(self._staging, store.all(), grouped)
        self.commit()

    def open_reader(self) -> IndexReader:
        """Open the last version committed."""
        from indexer.storage.local.reader import LocalReader

        return LocalReader(self._layout.folder)

    def close(self) -> None:
        """Give up what wasn't committed, and the lock; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self._keyword.close()
        with suppress(Exception):
            self._store.rollback()
        self._connection.close()
        if self._staging is not None:
            shutil.rmtree(self._staging.folder, ignore_errors=True)
        self._lock.release()
