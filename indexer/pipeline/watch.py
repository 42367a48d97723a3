"""Keeps an archive up with the folders of its user: what changes in them is indexed soon after."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from watchdog.events import (
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from indexer.base.errors import KashshafError
from indexer.base.settings import Settings
from indexer.pipeline.report import Report
from indexer.pipeline.run import index_archive

QUIET_SECONDS = 2.0
"""How long nothing must change before a run begins: a file that is being written isn't whole."""
LONGEST_WAIT = 60.0  # seconds after which a run begins though something always changes
RETRY_SECONDS = 60.0  # after a run that couldn't begin, as another process is writing

_CHANGES = frozenset(
    {EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED}
)

logger = logging.getLogger(__name__)


def watch(
    paths: Sequence[Path],
    settings: Settings,
    told: Callable[[Report | KashshafError], None],
    stop: threading.Event,
    *,
    vectors: bool = True,
    prune: bool = False,
    quiet: float = QUIET_SECONDS,
) -> None:
    """Index files and folders, and again whenever something in them has changed.

    Args:
        paths: files and folders.
        settings: all else.
        told: is given the report of each run, or the error that kept one from beginning; such a
            run is tried again.
        stop: ends the watch once it is set; so does Ctrl-C during a run.
        vectors: whether to embed.
        prune: whether to delete articles whose pages are gone.
        quiet: seconds without a change before a run begins.

    Raises:
        KashshafError: the first run can't begin.
    """
    changes = _Changes(paths)
    observer = Observer()
    for folder in changes.folders:
        observer.schedule(changes, str(folder), recursive=True)
    observer.start()
    try:
        report = index_archive(paths, settings, vectors=vectors, prune=prune)
        told(report)
        while not report.interrupted and changes.awaited(stop, quiet):
            try:
                report = index_archive(paths, settings, vectors=vectors, prune=prune)
                told(report)
            except KashshafError as error:
                told(error)
                if not stop.wait(RETRY_SECONDS):
                    changes.note()
    finally:
        observer.stop()
        observer.join()


class _Changes(FileSystemEventHandler):
    """Notes when something has changed below some paths."""

    def __init__(self, paths: Iterable[Path]) -> None:
        named = [path.resolve() for path in paths]
        self.folders = tuple(dict.fromkeys(p if p.is_dir() else p.parent for p in named))
        self._files = {str(path) for path in named if not path.is_dir()}
        self._within = [path for path in named if path.is_dir()]
        self._changed = threading.Event()
        self._last = 0.0

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take an event of the file system, in the observer's thread."""
        if event.event_type in _CHANGES and any(
            self._is_named(str(path)) for path in (event.src_path, event.dest_path) if path
        ):
            self.note()

    def note(self) -> None:
        """Note a change."""
        self._last = time.monotonic()
        self._changed.set()

    def awaited(self, stop: threading.Event, quiet: float) -> bool:
        """Wait until something has changed and it is quiet again; False once `stop` is set."""
        while not self._changed.wait(0.2):
            if stop.is_set():
                return False
        began = time.monotonic()
        while time.monotonic() - self._last < quiet and time.monotonic() - began < LONGEST_WAIT:
            if stop.wait(min(quiet, 0.2)):
                return False
        self._changed.clear()
        return not stop.is_set()

    def _is_named(self, path: str) -> bool:
        return path in self._files or any(Path(path).is_relative_to(one) for one in self._within)
