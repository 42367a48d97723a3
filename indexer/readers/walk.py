"""Finds the files that the named paths hold, in a stable order."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.base.errors import PageError

_LITTER = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read.

    Attributes:
        file: where it lies.
        path: its path relative to the folder that was named, `/` between its parts.
        size: in bytes, as it lies there (packed files are larger unpacked).
    """

    file: Path
    path: str
    size: int

    @property
    def where(self) -> str:
        """The file as a person would look it up."""
        return printable(str(self.file))


def walk(named: Path) -> Iterator[Found | PageError]:
    """Give the files under a folder, sorted, or the one file that was named.

    Hidden files and what file managers leave behind are passed over. Links are followed, but not
    back into a folder that is being read.
    """
    try:
        status = named.stat()
    except OSError as error:
        yield _cannot_open(named, error)
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _folder(named, "", ((status.st_dev, status.st_ino),))
    else:
        yield _file(named, named.name, status)


def printable(text: str) -> str:
    """Return a path as valid Unicode: bytes that aren't UTF-8 become U+FFFD."""
    return os.fsencode(text).decode("utf-8", "replace")


def _folder(
    folder: Path, prefix: str, above: tuple[tuple[int, int], ...]
) -> Iterator[Found | PageError]:
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        yield _cannot_open(folder, error)
        return
    for name in names:
        if name.startswith(".") or name.lower() in _LITTER:
            continue
        file = folder / name
        try:
            status = file.stat()
        except OSError as error:
            yield _cannot_open(file, error)
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield _file(file, prefix + name, status)
        elif (status.st_dev, status.st_ino) in above:
            yield _loop(file)
        else:
            inode = (status.st_dev, status.st_ino)
            yield from _folder(file, f"{prefix}{name}/", (*above, inode))


def _file(file: Path, path: str, status: os.stat_result) -> Found | PageError:
    if not stat.S_ISREG(status.st_mode):
        return PageError(
            "not an ordinary file (a pipe, socket or device)",
            printable(str(file)),
            "Name files and folders of pages",
        )
    return Found(file, printable(path), status.st_size)


def _loop(file: Path) -> PageError:
    return PageError(
        "the link leads back to a folder that it lies in", printable(str(file)), "Remove the link"
    )


def _cannot_open(file: Path, error: OSError) -> PageError:
    where = printable(str(file))
    if isinstance(error, FileNotFoundError):
        if file.is_symlink():
            return PageError("the link leads nowhere", where, "Mend or remove the link")
        return PageError("there is no such file or folder", where, "Check the path")
    if isinstance(error, PermissionError):
        return PageError("reading it is not permitted", where, "Change its permissions")
    if file.is_symlink() and not file.exists():
        return PageError("the link leads in a circle", where, "Remove the link")
    return PageError(f"it can't be opened: {error.strerror}", where, "Check the disk and the path")
