"""The whole indexing road: pages to articles to keywords, committed; then vectors, newest first."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from indexer.article import Article
from indexer.base.errors import KashshafError, ModelUnavailable, PageError
from indexer.base.settings import Settings
from indexer.embedding import Embedder
from indexer.extraction import extract
from indexer.pipeline.embedding_phase import embed_archive
from indexer.pipeline.report import Hook, Progress, Report, Silent
from indexer.readers import read
from indexer.storage.backend import ArchiveWriter

logger = logging.getLogger(__name__)

BATCH = 500  # articles put at once
COMMIT_SECONDS = 300.0  # a slow source is committed at least this often


def index(
    paths: Iterable[Path],
    writer: ArchiveWriter,
    settings: Settings,
    embedder: Callable[[], Embedder] | None,
    *,
    progress: Progress | None = None,
    on_commit: Sequence[Hook] = (),
) -> Report:
    """Index files and folders.

    Keywords come first and are committed, so that all is searchable at once; vectors follow.
    Interrupted by the keyboard, it commits what it has, and says so in the report.

    Args:
        paths: files and folders to read.
        writer: where to; committed, not closed.
        settings: how to read, how often to commit, how to cut passages.
        embedder: makes the embedder when it is needed; None: no vectors are wanted.
        progress: is told how far the run has got.
        on_commit: called after each commit.
    """
    report, began = Report(), time.monotonic()
    road = _Road(writer, settings, progress or Silent(), on_commit, report)
    try:
        road.keywords(_articles(paths, settings, report))
        road.vectors(embedder)
    except KeyboardInterrupt:
        road.interrupted()
    road.totals()
    report.seconds = round(time.monotonic() - began, 3)
    return report


def _articles(paths: Iterable[Path], settings: Settings, report: Report) -> Iterator[Article]:
    """Read and extract; what can't be read goes into the report and stops nothing."""
    for page in read(paths, settings):
        if isinstance(page, PageError):
            report.skip(page)
            continue
        try:
            article = extract(page, settings)
        except PageError as error:
            report.skip(error)
        except KashshafError:
            raise
        except Exception as error:
            logger.exception("%s", page.where)
            report.skip(
                PageError(
                    f"an error in Kashshaf itself: {type(error).__name__}: {error}",
                    page.where,
                    "Please report it together with the page",
                )
            )
        else:
            report.read += 1
            yield article


class _Road:
    """One run's writer, report and hooks."""

    def __init__(
        self,
        writer: ArchiveWriter,
        settings: Settings,
        progress: Progress,
        hooks: Sequence[Hook],
        report: Report,
    ) -> None:
        self._writer, self._settings = writer, settings
        self._progress, self._hooks, self._report = progress, hooks, report
        self._pending = False

    def keywords(self, articles: Iterator[Article]) -> None:
        self._progress.phase("keywords", None)
        uncommitted, since = 0, time.monotonic()
        while batch := list(islice(articles, BATCH)):
            for outcome in self._writer.put(batch):
                setattr(self._report, outcome, getattr(self._report, outcome) + 1)
                uncommitted += outcome != "unchanged"
            self._pending = uncommitted > 0
            self._progress.advance(len(batch))
            late = time.monotonic() - since > COMMIT_SECONDS
            if uncommitted >= self._settings.commit_articles or (uncommitted and late):
                self._commit()
                uncommitted, since = 0, time.monotonic()
        if self._pending or self._writer.manifest is None:
            self._commit()

    def vectors(self, embedder: Callable[[], Embedder] | None) -> None:
        if embedder is None:
            self._report.dense_off = "no vectors were wanted (--no-vectors)"
            return
        try:
            embed_archive(
                self._writer, embedder(), self._settings, self._progress, self._commit_vectors
            )
        except ModelUnavailable as error:
            self._report.dense_off = str(error)
            logger.warning("no vectors: %s", error)

    def interrupted(self) -> None:
        self._report.interrupted = True
        if self._pending:
            self._commit()

    def _commit_vectors(self, articles: int) -> None:
        self._report.embedded += articles
        self._commit()

    def totals(self) -> None:
        """Report what the index holds now."""
        manifest = self._writer.manifest
        if manifest is not None:
            self._report.articles, self._report.with_vectors = manifest.articles, manifest.embedded

    def _commit(self) -> None:
        number = self._writer.commit()
        self._pending = False
        for hook in self._hooks:
            hook(number)
