"""The writer's lock: one writer an index, named in the lock file, freed when its process dies."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.base.errors import IndexLockedError


class WriterLock:
    """Holds an advisory lock on a file for as long as it is open.

    The system itself gives the lock back when the process ends, however it ends, so that a
    lock file left behind by a killed writer keeps nobody out.

    Raises:
        IndexLockedError: on construction, naming the process that holds it.
        OSError: the file can't be made or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+", encoding="utf-8")
        try:
            _lock(self._file.fileno())
        except OSError:
            self._file.seek(0)
            owner = self._file.read().strip() or "another process"
            self._file.close()
            raise IndexLockedError(
                f"{owner} is writing to this index",
                str(path),
                "Wait until it is done, or end it; searching goes on meanwhile",
            ) from None
        try:
            self._file.seek(0)
            self._file.truncate()
            self._file.write(f"process {os.getpid()} on {socket.gethostname()}")
            self._file.flush()
        except OSError:
            with suppress(OSError):
                self._file.close()
            raise

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if not self._file.closed:
            self._file.truncate(0)
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _lock(descriptor: int) -> None:
        # Behind the text, since a locked range can't be read by others there.
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
