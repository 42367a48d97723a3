"""Brings an index of an older version of Kashshaf forward; no page is read and nothing embedded."""

import logging
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from indexer.base.errors import IndexFormatError
from indexer.base.settings import Settings
from indexer.language.analyzer import analyzer_version
from indexer.storage.local.articles import ArticleReader
from indexer.storage.local.commits import prune, seal, stage
from indexer.storage.local.duplicates import write_groups
from indexer.storage.local.failures import RESTORE, unreadable, writing
from indexer.storage.local.keyword import open_engine
from indexer.storage.local.keyword.port import KEYWORD_SCHEMA
from indexer.storage.local.keywords import KeywordStage
from indexer.storage.local.layout import Layout, space_folder
from indexer.storage.local.lock import WriterLock
from indexer.storage.local.manifest import StoredManifest, StoredSpace, read_manifest
from indexer.storage.local.schema import STORE_SCHEMA, check_count, prepare
from indexer.storage.local.store import ArticleWriter
from indexer.storage.local.vector_files import compact_space
from indexer.storage.local.writer import LocalWriter
from indexer.storage.records import Calibration, VectorSpace

logger = logging.getLogger(__name__)

_COLUMNS = (
    "row, id, born, died, born_run, fingerprint, language, title_language, source, author, "
    "category, published, added, url, visits, comments, title, relations, body"
)
_COPY = (
    f"INSERT INTO main.articles({_COLUMNS}, replaced_run, timestamp, origin) "  # noqa: S608
    f"SELECT {_COLUMNS}, died_run, moment, '' FROM old.articles"
)
_REPORTS = (
    "INSERT INTO main.reports(run, version, report) SELECT run, generation, report FROM old.reports"
)
_RUN = (
    "INSERT OR REPLACE INTO meta(key, value) SELECT 'run', "
    "coalesce(max(max(born_run), max(coalesce(replaced_run, 0))), 0) FROM articles"
)

_NOTHING = np.empty(0, np.int64)


class _Vectors(msgspec.Struct, kw_only=True):
    """The vectors of the first version's manifest."""

    model_id: str
    dimension: int
    max_passages: int
    passage_words: int
    epoch: int = 1
    epoch_articles: int = 0
    means: dict[str, Any] = {}
    calibration: Calibration = Calibration()


class _Manifest(msgspec.Struct, kw_only=True):
    """The first version's manifest."""

    schema_version: int
    keyword_engine: str
    articles: int
    vectors: _Vectors | None = None


@dataclass(frozen=True, slots=True)
class _Old:
    """An index of the first version: its folder, the version it is at, and that one's manifest."""

    layout: Layout
    number: int
    manifest: _Manifest

    @property
    def vectors(self) -> Path:
        """The folder of its vectors."""
        return self.layout.generations / str(self.number) / "vectors"


def upgrade(location: Path, settings: Settings) -> str:
    """Bring an index forward; return a sentence that says what was done.

    Killed at any moment, it can be run again: the old files are removed when the new index is
    complete and current.

    Raises:
        IndexFormatError: there is no index that can be brought forward.
        IndexLockedError: another process is writing.
        KashshafError: the folder can't be written.
    """
    layout = Layout(location)
    if not layout.generations.is_dir():
        return _rebuild_keywords(layout)
    with writing(location), WriterLock(layout.lock):
        old = _read_old(layout)
        if not _is_converted(layout.articles):
            _convert(old, settings)
        fresh = old.number + 1
        layout.publish(fresh)
        with closing(sqlite3.connect(layout.articles, isolation_level=None)) as connection:
            ArticleWriter(connection).set_published(fresh)
        shutil.rmtree(layout.generations)
    return f"{location} is an index of this version now: {old.manifest.articles} articles"


def _rebuild_keywords(layout: Layout) -> str:
    """Let the writer make the keywords anew where another analysis made them."""
    number = layout.current_number()
    if not number:
        raise IndexFormatError(
            "there is no index here", str(layout.folder), "Make one: kashshaf index PATH…"
        )
    made = read_manifest(layout.commit(number).manifest)
    with LocalWriter(layout.folder, made.keyword_engine, made.time_zone) as writer:
        if writer.version == str(number):
            return f"{layout.folder} is an index of this version already"
    return f"the keywords of {made.articles} articles are of this version's analysis now"


def _read_old(layout: Layout) -> _Old:
    """Read what an index of the first version says of itself."""
    try:
        text = layout.current.read_text(encoding="ascii").strip()
        number = int(text)
    except OSError as error:
        raise unreadable(layout.current, error) from error
    except ValueError as error:
        raise IndexFormatError(
            f"the file that names the current version is damaged: {error}",
            str(layout.current),
            f"Write the highest number of {layout.generations} into it",
        ) from error
    for candidate in (number, number - 1):  # an upgrade that was killed has counted on
        path = layout.generations / str(candidate) / "manifest.json"
        if path.exists():
            try:
                return _Old(
                    layout, candidate, msgspec.json.decode(path.read_bytes(), type=_Manifest)
                )
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise IndexFormatError(
                    f"the manifest is damaged: {error}", str(path), RESTORE
                ) from error
    raise IndexFormatError(
        f"the index is at version {number}, which has no manifest", str(layout.generations), RESTORE
    )


def _is_converted(store: Path) -> bool:
    """Tell whether an upgrade that was killed has put the new article store in its place."""
    with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(schema == STORE_SCHEMA)


def _convert(old: _Old, settings: Settings) -> None:
    """Write the next version beside the old ones, and put the new article store in its place."""
    layout, number = old.layout, old.number + 1
    fresh = layout.folder / "articles.new"
    fresh.unlink(missing_ok=True)
    _settle(layout.articles)
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        store = _copy_articles(connection, old)
        staging = stage(layout, number)
        write_groups(staging.groups, _NOTHING, _NOTHING)
        engine = open_engine(settings.keyword_engine)
        keywords = KeywordStage(engine, None, set())
        logger.info("making the keywords of %d articles", old.manifest.articles)
        for stored in ArticleReader(connection, number).all():
            keywords.add(staging, stored.row, stored.article)
        keywords.commit(staging)
        languages = store.languages()
        spaces = _copy_vectors(old, staging.vectors, settings.model)
        manifest = StoredManifest(
            version=number,
            keyword_engine=engine.name,
            keyword_schema=KEYWORD_SCHEMA,
            analyzer_version=analyzer_version(),
            time_zone=settings.time_zone,
            articles=sum(languages.values()),
            languages=languages,
            active=next(iter(spaces), ""),
            spaces=spaces,
        )
        seal(layout, staging, manifest, None)
        store.set_written(number)
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, which can be renamed
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(layout.articles)
    prune(layout, number)


def _settle(store: Path) -> None:
    """Bring SQLite's log into its file, so that the file alone is the article store."""
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout=10000")
        connection.execute("PRAGMA journal_mode=DELETE")


def _copy_articles(connection: sqlite3.Connection, old: _Old) -> ArticleWriter:
    """Copy every version of every article, under the numbers that they have."""
    prepare(connection)
    connection.execute("ATTACH ? AS old", (str(old.layout.articles),))
    connection.execute("BEGIN")
    connection.execute(_COPY)
    connection.execute(_REPORTS)
    connection.execute(_RUN)
    connection.execute("COMMIT")
    connection.execute("DETACH old")
    store = ArticleWriter(connection)
    store.recover(old.number)
    check_count(connection, old.number, old.manifest.articles, old.layout.articles)
    return store


def _copy_vectors(old: _Old, target: Path, model: str) -> dict[str, StoredSpace]:
    """Take the vectors over: their segments are as they were, their moments are computed."""
    state = old.manifest.vectors
    if state is None:
        return {}
    space = VectorSpace(
        name=f"upgraded-e{state.epoch}",
        model=model,
        model_id=state.model_id,
        dimension=state.dimension,
        max_passages=state.max_passages,
        passage_words=state.passage_words,
        epoch=state.epoch,
        epoch_articles=state.epoch_articles,
        means=state.means,
        calibration=state.calibration,
    )
    counts = compact_space(target / space_folder(space.name), old.vectors, _NOTHING)
    return {space.name: StoredSpace(space=space, articles=counts)}
