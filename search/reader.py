"""Shares one open index between the threads of a process, and follows its versions."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from indexer.base.errors import KashshafError
from indexer.storage.backend import IndexReader

logger = logging.getLogger(__name__)


class _Lease:
    """A reader and how many searches use it."""

    def __init__(self, reader: IndexReader) -> None:
        self.reader = reader
        self.users = 0
        self.retired = False


class SharedReader:
    """Lends the newest version of an index to searches, and closes a version nobody uses.

    When a newer version has been published, the first search that notices opens it; those that
    come meanwhile go on with the old one. Where the newer one can't be opened, the old one stays
    and `problem` says why.

    Args:
        open_index: opens the index's current version.

    Raises:
        IndexFormatError: there is no index that can be opened.
    """

    def __init__(self, open_index: Callable[[], IndexReader]) -> None:
        self._open = open_index
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._current = _Lease(open_index())
        self.problem = ""

    @contextmanager
    def lease(self) -> Iterator[IndexReader]:
        """Lend a reader for the length of a `with`."""
        self._refresh()
        with self._lock:
            lease = self._current
            lease.users += 1
        try:
            yield lease.reader
        finally:
            with self._lock:
                lease.users -= 1
                unused = lease.retired and not lease.users
            if unused:
                lease.reader.close()

    def close(self) -> None:
        """Close the reader once its last user is done."""
        with self._lock:
            self._current.retired = True
            unused = not self._current.users
        if unused:
            self._current.reader.close()

    def _refresh(self) -> None:
        try:
            if self._current.reader.is_current():
                self.problem = ""
                return
        except KashshafError as error:
            self._report(error)
            return
        if not self._opening.acquire(blocking=False):
            return
        try:
            if not self._current.reader.is_current():
                self._exchange(_Lease(self._open()))
            self.problem = ""
        except KashshafError as error:
            self._report(error)
        finally:
            self._opening.release()

    def _exchange(self, fresh: _Lease) -> None:
        with self._lock:
            old, self._current = self._current, fresh
            old.retired = True
            unused = not old.users
        if unused:
            old.reader.close()

    def _report(self, error: KashshafError) -> None:
        if self.problem != str(error):
            logger.error("the newer version of the index can't be opened: %s", error)
        self.problem = str(error)
