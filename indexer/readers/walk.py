"""Finds the files that the named paths hold, in a stable order."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from indexer.base.errors import PageError

_LITTER = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read.

    Attributes:
        file: where it is.
        path: its path relative to the folder that was named, `/` between its parts.
        size: in bytes, as it lies there (packed files are larger unpacked).
        origin: its `file:` address, as RawPage.origin begins; bytes of its name that aren't
            UTF-8 are kept in it (`%E9`), while `path` shows U+FFFD for them.
        shown: the file as a person would look it up, where that isn't `file` itself: what a packed
            file holds is read from a copy.
    """

    file: Path
    path: str
    size: int
    origin: str
    shown: str = ""

    @property
    def where(self) -> str:
        """The file as a person would look it up."""
        return self.shown or printable(str(self.file))


def walk(named: Path, *, follow_links: bool = False) -> Iterator[Found | PageError]:
    """Give the files under a folder, sorted, or the one file that was named.

    Hidden files and what file managers leave behind are passed over. Links are followed inside the
    folder, but not back into one that is being read; those that lead out of it are errors,
    unless all are to be followed.
    """
    try:
        status = named.stat()
    except OSError as error:
        yield _cannot_open(named, error)
        return
    origin = origin_of(named)
    if stat.S_ISDIR(status.st_mode):
        root = None if follow_links else named.resolve()
        yield from _folder(named, origin, root, (status.st_dev, status.st_ino))
    else:
        yield _file(named, named.name, origin, status)


def origin_of(named: Path) -> str:
    """Return the address of a named file or folder, a folder's with `/` at its end.

    Of a folder it is where its links lead to, so that it is the same however it is named; the
    files below it keep the names that they have in it.
    """
    if named.is_dir():
        return named.resolve().as_uri().rstrip("/") + "/"
    return (named.parent.resolve() / named.name).as_uri()


def missing(paths: Iterable[Path]) -> list[Path]:
    """Return the paths at which there is nothing."""
    return [path for path in paths if is_absent(path)]


def is_absent(path: Path) -> bool:
    """Whether there is nothing at a path; False where that can't be told."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def printable(text: str) -> str:
    """Return a path as valid Unicode: bytes that aren't UTF-8 become U+FFFD."""
    return os.fsencode(text).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Below:
    """What lies in a folder: its path as in `Found`, and the folders above it by device and inode.

    Folders are nested thousands deep where a mirror went wrong, so they are kept in a list.
    """

    file: Path
    prefix: str
    address: str
    above: tuple[tuple[int, int], ...]


def _folder(
    named: Path, origin: str, root: Path | None, inode: tuple[int, int]
) -> Iterator[Found | PageError]:
    """Give what lies below a folder; `root`: what no link may lead out of."""
    waiting = [*_inside(named, "", origin, (inode,))]
    while waiting:
        item = waiting.pop()
        if isinstance(item, PageError):
            yield item
            continue
        file, address = item.file, item.address
        try:
            status = file.stat()
            leaves = root is not None and _leads_out(file, root)
        except (OSError, RuntimeError) as error:  # before Python 3.13 a circle is a RuntimeError
            yield _cannot_open(file, error, address)
            continue
        inode = (status.st_dev, status.st_ino)
        if leaves:
            yield _outside(file, address)
        elif not stat.S_ISDIR(status.st_mode):
            yield _file(file, item.prefix + file.name, address, status)
        elif inode in item.above:
            yield _loop(file, f"{address}/")
        else:
            prefix = f"{item.prefix}{file.name}/"
            waiting += _inside(file, prefix, f"{address}/", (*item.above, inode))


def _inside(
    folder: Path, prefix: str, origin: str, above: tuple[tuple[int, int], ...]
) -> list[_Below | PageError]:
    """Return what is in a folder, the last first."""
    try:
        names = sorted((entry.name for entry in folder.iterdir()), reverse=True)
    except OSError as error:
        return [_cannot_open(folder, error, origin)]
    return [
        _Below(folder / name, prefix, origin + quote(os.fsencode(name)), above)
        for name in names
        if not is_litter(name)
    ]


def is_litter(name: str) -> bool:
    """Whether a file is hidden, or left behind by a file manager."""
    return name.startswith(".") or name.lower() in _LITTER


def _file(file: Path, path: str, origin: str, status: os.stat_result) -> Found | PageError:
    if not stat.S_ISREG(status.st_mode):
        problem = PageError(
            "not an ordinary file (a pipe, socket or device)",
            printable(str(file)),
            "Name files and folders of pages",
        )
        problem.origin = origin
        return problem
    return Found(file, printable(path), status.st_size, origin)


def _loop(file: Path, origin: str) -> PageError:
    problem = PageError(
        "the link leads back to a folder that it lies in", printable(str(file)), "Remove the link"
    )
    problem.origin = origin
    return problem


def _leads_out(file: Path, root: Path) -> bool:
    return file.is_symlink() and not file.resolve().is_relative_to(root)


def _outside(file: Path, origin: str) -> PageError:
    problem = PageError(
        "the link leads out of the folder that was named",
        printable(str(file)),
        "Name what it leads to as well, or follow all links (setting follow_links)",
    )
    problem.origin = origin
    return problem


def _cannot_open(file: Path, error: Exception, origin: str = "") -> PageError:
    problem = _why_not(file, printable(str(file)), error)
    problem.origin = origin
    return problem


def _why_not(file: Path, where: str, error: Exception) -> PageError:
    if isinstance(error, FileNotFoundError):
        if file.is_symlink():
            return PageError("the link leads nowhere", where, "Mend or remove the link")
        return PageError("there is no such file or folder", where, "Check the path")
    if isinstance(error, PermissionError):
        return PageError("reading it is not permitted", where, "Change its permissions")
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return PageError(
            "its path is too long for this system", where[:200] + "…", "Move it to a shorter path"
        )
    if file.is_symlink() and not file.exists():
        return PageError("the link leads in a circle", where, "Remove the link")
    what = error.strerror if isinstance(error, OSError) else error
    return PageError(f"it can't be opened: {what}", where, "Check the disk and the path")
