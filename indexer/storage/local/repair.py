"""Rebuilds what is derived from the article store, where the doctor finds it damaged."""

import logging
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from indexer.base.errors import IndexFormatError
from indexer.base.settings import Settings
from indexer.language.analyzer import analyzer_version
from indexer.storage.local.articles import ArticleReader, connect
from indexer.storage.local.commits import prune, seal, stage
from indexer.storage.local.doctor import check, damage, disagreements, latest
from indexer.storage.local.duplicates import groups_at, write_groups
from indexer.storage.local.failures import writing
from indexer.storage.local.keyword import open_engine
from indexer.storage.local.keyword.port import KEYWORD_SCHEMA
from indexer.storage.local.keywords import KeywordStage
from indexer.storage.local.layout import Commit, Layout
from indexer.storage.local.lock import WriterLock
from indexer.storage.local.manifest import StoredManifest, StoredSpace, read_manifest
from indexer.storage.local.spaces import SpaceWriter
from indexer.storage.local.store import ArticleWriter
from indexer.storage.local.vector_files import count_articles, read_dead, read_segments
from indexer.storage.maintenance import Problem

logger = logging.getLogger(__name__)


def repair(location: Path, settings: Settings) -> Sequence[Problem]:
    """Mend an index; return what could not be mended.

    Keywords, duplicate groups and the manifest are made anew from the article store. A damaged
    vector space is left empty: the pipeline fills it. A damaged article store is left alone.

    Raises:
        IndexFormatError: there is no index.
        IndexLockedError: another process is writing.
        KashshafError: the folder can't be written.
    """
    layout = Layout(location)
    with writing(location), WriterLock(layout.lock):
        found = {damaged.part for damaged in damage(layout)}
        if found and not found & {"", "store"}:
            _rebuild(layout, settings, found)
    return check(location)


def _rebuild(layout: Layout, settings: Settings, broken: set[str]) -> None:
    """Write the next version: what is whole is linked, the rest is made anew."""
    with closing(connect(layout.articles, read_only=False)) as connection:
        store = ArticleWriter(connection)
        last = latest(layout, connection)
        store.recover(last)
        if not last:
            layout.publish(0)
            return
        commit, staging = layout.commit(last), stage(layout, last + 1)
        manifest = _manifest(layout, last, store.languages(), settings, broken)
        broken |= {damaged.part for damaged in disagreements(commit, manifest, connection, broken)}
        rows, groups = groups_at(connection, last)
        write_groups(staging.groups, rows, groups)
        grouped = set(rows.tolist())
        engine = open_engine(manifest.keyword_engine)
        keywords = KeywordStage(engine, None if "keyword" in broken else commit, grouped)
        if "keyword" in broken:
            logger.info("rebuilding the keywords of %d articles", manifest.articles)
            keywords.rebuild(staging, ArticleReader(connection, last).all(), grouped)
        keywords.commit(staging)
        spaces = _spaces(commit, manifest, broken).write(staging, last + 1)
        fresh = msgspec.structs.replace(
            manifest,
            version=last + 1,
            keyword_schema=KEYWORD_SCHEMA if "keyword" in broken else manifest.keyword_schema,
            analyzer_version=(
                analyzer_version() if "keyword" in broken else manifest.analyzer_version
            ),
            spaces=spaces,
        )
        seal(layout, staging, fresh, None if "checksums" in broken else commit)
        store.set_written(last + 1)
        layout.publish(last + 1)
        store.set_published(last + 1)
    prune(layout, last + 1, previous=False)


def _spaces(commit: Commit, manifest: StoredManifest, broken: set[str]) -> SpaceWriter:
    """Return the vector spaces to write: those that are broken have no vectors any more."""
    whole = {
        name: space
        for name, space in manifest.spaces.items()
        if f"vectors/{commit.space(name).name}" not in broken
    }
    spaces = SpaceWriter(msgspec.structs.replace(manifest, spaces=whole), commit)
    for name in manifest.spaces.keys() - whole.keys():
        spaces.put(manifest.spaces[name].space)
    return spaces


def _manifest(
    layout: Layout, number: int, languages: dict[str, int], settings: Settings, broken: set[str]
) -> StoredManifest:
    """Return a version's manifest; where it is lost, what can be told of it without."""
    if "manifest" not in broken:
        return read_manifest(layout.commit(number).manifest)
    broken |= {"keyword", "checksums"}  # the engine and the analysis that made them are unknown
    spaces, active = {}, ""
    with suppress(IndexFormatError):
        before = read_manifest(layout.commit(number - 1).manifest)
        active = before.active
        for name, space in before.spaces.items():
            folder = layout.commit(number).space(name)
            with suppress(IndexFormatError):
                counts = count_articles(read_segments(folder), read_dead(folder))
                spaces[name] = StoredSpace(space=space.space, articles=counts)
    return StoredManifest(
        version=number,
        keyword_engine=settings.keyword_engine,
        keyword_schema=KEYWORD_SCHEMA,
        analyzer_version=analyzer_version(),
        time_zone=settings.time_zone,
        articles=sum(languages.values()),
        languages=languages,
        active=active if active in spaces else "",
        spaces=spaces,
    )
