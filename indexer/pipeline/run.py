"""Puts a run together from the settings: writer, embedder, cache and the list of phases."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.embedding import Embedder, load_embedder
from indexer.embedding.adaptive import AdaptiveEmbedder
from indexer.embedding.cache import CachingEmbedder
from indexer.language.options import choose
from indexer.pipeline.embedding_phase import VectorsPhase
from indexer.pipeline.keywords import KeywordsPhase
from indexer.pipeline.near_duplicates_phase import NearDuplicatesPhase
from indexer.pipeline.phases import Phase, Run, run_phases
from indexer.pipeline.report import Hook, Progress, Report, Silent
from indexer.readers import origin_of, read
from indexer.readers.standard_input import is_standard_input
from indexer.storage import open_writer


def index_archive(
    paths: Sequence[Path],
    settings: Settings,
    *,
    vectors: bool = True,
    prune: bool = False,
    progress: Progress | None = None,
    on_commit: Sequence[Hook] = (),
    embedder: Callable[[], Embedder] | None = None,
) -> Report:
    """Index files and folders into the index that the settings name.

    Args:
        paths: files and folders.
        settings: all else.
        vectors: whether to embed.
        prune: whether to delete articles that were read from these paths before and are no longer
            there. Not where the run is interrupted, nor those of files that can't be read.
        progress: is told how far the run has got.
        on_commit: called with the version after each commit.
        embedder: makes the embedder; by default the settings' model, with a cache of vectors.

    Raises:
        KashshafError: there is nothing at one of the paths; nothing has been read then.
        IndexLockedError: another process is writing.
        IndexFormatError: the index folder holds something else.
        SettingsError: this process already analyses otherwise.
    """
    pages = read(paths, settings)
    return index_pages(
        pages,
        settings,
        scopes=[origin_of(path) for path in map(Path, paths) if not is_standard_input(path)],
        vectors=vectors,
        prune=prune,
        progress=progress,
        on_commit=on_commit,
        embedder=embedder,
    )


def index_pages(
    pages: Iterable[RawPage | PageError],
    settings: Settings,
    *,
    scopes: Sequence[str] = (),
    vectors: bool = True,
    prune: bool = False,
    progress: Progress | None = None,
    on_commit: Sequence[Hook] = (),
    embedder: Callable[[], Embedder] | None = None,
) -> Report:
    """Index pages of any source: files, a feed, what came over HTTP.

    Args:
        pages: read once, one at a time. Their `origin` tells their source from others; without
            one, a page with the id of an article is a new version of it.
        settings: as for `index_archive`, and all else.
        scopes: what the pages are the whole of, as their `origin` begins (a folder or a site with
            `/` at its end, a file, a feed): its articles that are not among them are gone.
        vectors: whether to embed.
        prune: whether to delete articles that are gone from the scopes.
        progress: is told how far the run has got.
        on_commit: called with the version after each commit.
        embedder: makes the embedder.

    Raises:
        IndexLockedError: another process is writing.
        IndexFormatError: the index folder holds something else.
        SettingsError: this process already analyses otherwise.
    """
    choose(settings)
    make = embedder or partial(cached_embedder, settings)
    phases: list[Phase] = [
        KeywordsPhase(pages, settings, scopes=scopes, prune=prune),
        NearDuplicatesPhase(),
        VectorsPhase(settings, make if vectors else None),
    ]
    report = Report()
    with open_writer(settings.index_path, settings) as writer:
        run_phases(phases, Run(writer, report, progress or Silent(), on_commit))
    return report


def cached_embedder(settings: Settings) -> Embedder:
    """Make the settings' embedder for documents, which embeds nothing twice.

    Raises:
        ModelUnavailable: the model can't be had.
    """
    cache = settings.cache_path
    cache.mkdir(parents=True, exist_ok=True)
    load = partial(load_embedder, settings.model, cache_dir=cache, device=settings.device)
    adaptive = AdaptiveEmbedder(load(bulk=False), partial(load, bulk=True))
    return CachingEmbedder(adaptive, vector_cache(settings))


def vector_cache(settings: Settings) -> Path:
    """Return the file in which raw vectors are remembered."""
    return settings.cache_path / "vectors.sqlite"
