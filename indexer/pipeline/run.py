"""Puts the indexing road together: writer, embedder, cache and pipeline, from the settings."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from indexer.base.settings import Settings
from indexer.embedding import Embedder, load_embedder
from indexer.embedding.adaptive import AdaptiveEmbedder
from indexer.embedding.cache import CachingEmbedder
from indexer.language.options import choose
from indexer.pipeline import phases
from indexer.pipeline.report import Hook, Progress, Report
from indexer.storage import open_writer


def index_archive(
    paths: Sequence[Path],
    settings: Settings,
    *,
    vectors: bool = True,
    progress: Progress | None = None,
    on_commit: Sequence[Hook] = (),
    embedder: Callable[[], Embedder] | None = None,
) -> Report:
    """Index files and folders into the index that the settings name.

    Args:
        paths: files and folders.
        settings: all else.
        vectors: whether to embed.
        progress: is told how far the run has got.
        on_commit: called after each commit.
        embedder: makes the embedder; by default the settings' model, with a cache of vectors.

    Raises:
        IndexLockedError: another process is writing.
        IndexFormatError: the index folder holds something else.
        SettingsError: this process already analyses otherwise.
    """
    choose(settings)
    make = embedder or partial(cached_embedder, settings)
    with open_writer(settings.index_path, settings) as writer:
        return phases.index(
            paths,
            writer,
            settings,
            make if vectors else None,
            progress=progress,
            on_commit=on_commit,
        )


def cached_embedder(settings: Settings) -> Embedder:
    """Make the settings' embedder for documents, which embeds nothing twice.

    Raises:
        ModelUnavailable: the model can't be had.
    """
    cache = settings.cache_path
    cache.mkdir(parents=True, exist_ok=True)
    load = partial(load_embedder, settings.model, cache_dir=cache, device=settings.device)
    adaptive = AdaptiveEmbedder(load(bulk=False), partial(load, bulk=True))
    return CachingEmbedder(adaptive, cache / "vectors.sqlite")
