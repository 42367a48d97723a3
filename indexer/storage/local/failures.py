"""What is said of an index that can't be read or written: one line with the file and the remedy."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.base.errors import IndexFormatError, IndexLockedError, KashshafError

DOCTOR = "Run `kashshaf doctor` to see what can be saved"
REPAIR = "Run `kashshaf doctor --repair`"
RESTORE = (
    "Restore a backup with `kashshaf restore` into an empty folder, or index anew into one; "
    "`kashshaf doctor` says what else is damaged"
)
UPGRADE = "Run `kashshaf upgrade`"
WHOLE = "the last version committed is whole"

_KINDS = {
    errno.ENOSPC: ("no space is left on the disk", f"Free some and run it again; {WHOLE}"),
    errno.EDQUOT: ("the disk quota is used up", f"Free some space and run it again; {WHOLE}"),
    errno.EFBIG: (
        "the file would be larger than this system allows",
        f"Raise the limit (`ulimit -f`) and run it again; {WHOLE}",
    ),
    errno.EROFS: ("the file system is read-only", "Mount it for writing, or name another folder"),
    errno.EACCES: ("permission denied", "Give this user the right to read and write there"),
    errno.EPERM: ("operation not permitted", "Give this user the right to read and write there"),
    errno.EEXIST: ("this is a file, not a folder", "Name a folder"),
    errno.ENOTDIR: ("this is a file, not a folder", "Name a folder"),
    errno.EMFILE: ("too many files are open", "Raise the limit (`ulimit -n`)"),
}
_OTHER = f"Check the disk's free space and health, then run it again; {WHOLE}"


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn failures of the system and of SQLite into errors that say what to do.

    Args:
        place: the folder or file that is being written; named where the failure names none.

    Raises:
        KashshafError: no space, no permission, not a folder and the like.
        IndexFormatError: SQLite finds its file damaged.
        IndexLockedError: another program holds SQLite's lock.
    """
    try:
        yield
    except OSError as error:
        raise system_failure(error, place) from error
    except sqlite3.Error as error:
        raise store_failure(error, place) from error


def system_failure(error: OSError, place: Path) -> KashshafError:
    """Return what is said of a failed system call."""
    named = error.filename if isinstance(error.filename, str | Path) else None
    what, remedy = _KINDS.get(error.errno or 0, (f"it can't be used: {error}", _OTHER))
    return KashshafError(what, str(named or place), remedy)


def store_failure(error: sqlite3.Error, path: Path) -> KashshafError:
    """Return what is said of an error of SQLite's."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    match code:
        case sqlite3.SQLITE_FULL:
            return KashshafError(*_said(errno.ENOSPC, path))
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return KashshafError(*_said(errno.EACCES, path))
        case sqlite3.SQLITE_IOERR:
            return KashshafError(f"it can't be read or written: {error}", str(path), _OTHER)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return IndexLockedError(
                "another program holds the article store", str(path), "Wait for its end"
            )
    return damaged_store(path, str(error))


def damaged_store(path: Path, what: str) -> IndexFormatError:
    """Return the error of an article store that can't be read."""
    return IndexFormatError(f"the article store is damaged: {what}", str(path), RESTORE)


def unreadable(path: Path, error: OSError) -> IndexFormatError:
    """Return the error of a file of the index that can't be read."""
    if isinstance(error, FileNotFoundError):
        return IndexFormatError("the file is gone", str(path), REPAIR)
    if isinstance(error, PermissionError):
        remedy = "Give this user the right to read it, or run `kashshaf doctor`"
        return IndexFormatError("it can't be read: permission denied", str(path), remedy)
    return IndexFormatError(f"it can't be read: {error.strerror or error}", str(path), REPAIR)


def _said(number: int, path: Path) -> tuple[str, str, str]:
    what, remedy = _KINDS[number]
    return what, str(path), remedy
