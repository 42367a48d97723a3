"""What a phase of indexing is, and what all phases of a run share.

A run is a list of phases over one writer. Each one takes the changes since the version that it has
seen last, commits as it goes, and can be interrupted and resumed: what is committed stays, and a
new run goes on from there.
"""

import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from indexer.base.errors import VersionError
from indexer.base.interrupts import held_back
from indexer.pipeline.report import Hook, Progress, Report
from indexer.storage.backend import IndexWriter
from indexer.storage.records import Changes

logger = logging.getLogger(__name__)


class Run:
    """One run's writer and report, and how its phases commit.

    Attributes:
        writer: the archive.
        report: what the run has to say.
        progress: is told how far it has got.
    """

    def __init__(
        self, writer: IndexWriter, report: Report, progress: Progress, hooks: Sequence[Hook] = ()
    ) -> None:
        self.writer, self.report, self.progress = writer, report, progress
        self._hooks = hooks
        self._began = self._committed = time.monotonic()
        self.pending = False
        """Whether something was written since the last commit; phases set it."""

    @property
    def since_commit(self) -> float:
        """Seconds since the last commit, at first since the beginning."""
        return time.monotonic() - self._committed

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    def commit(self) -> None:
        """Make what was written one new version, and tell those who want to know."""
        with held_back():
            version = self.writer.commit()
            self.pending, self._committed = False, time.monotonic()
        for hook in self._hooks:
            hook(version)

    def changes(self, phase: str) -> Changes:
        """Return what has changed since the version that a phase has seen last."""
        if not self.writer.version:
            return Changes()
        with self.writer.open_reader() as reader:
            seen = reader.manifest.phases.get(phase, "")
            try:
                return reader.changes(seen)
            except VersionError:
                logger.warning("%s begins anew: the version %s is unknown", phase, seen)
                return reader.changes("")


class Phase(Protocol):
    """One pass over the changes of an archive."""

    @property
    def name(self) -> str:
        """Under which the index keeps up to where the phase has got."""

    def run(self, run: Run) -> None:
        """Do what is left to do.

        On a KeyboardInterrupt it leaves what is done in the writer and lets the error pass.
        """


def run_phases(phases: Sequence[Phase], run: Run) -> None:
    """Run phases one after another, and keep the run's report with the index.

    Interrupted by the keyboard, it commits what it has, and says so in the report.
    """
    try:
        for phase in phases:
            phase.run(run)
    except KeyboardInterrupt:
        run.report.interrupted = True
    if run.pending or not run.writer.version:
        run.commit()
    _conclude(run)


def _conclude(run: Run) -> None:
    report = run.report
    with run.writer.open_reader() as reader:
        report.articles = reader.manifest.articles
        vectors = reader.manifest.vectors
    report.with_vectors = sum(vectors.articles.values()) if vectors else 0
    report.seconds = round(run.seconds, 3)
    report.ended = datetime.now(UTC).isoformat(timespec="seconds")
    run.writer.report(report.as_record())
    run.commit()
