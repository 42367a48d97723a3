"""Gives the files that tar and zip files hold, one after the other, each as a file of its own.

A member is copied to a temporary file while it is read: formats look at a file more than once, and
a packed tar file can't go back.
"""

import os
import shutil
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO
from urllib.parse import quote

from indexer.base.errors import PageError
from indexer.readers.opening import BROKEN, broken, opened, unpacked_name
from indexer.readers.walk import Found, is_litter, printable

CONTAINERS = (".tar", ".tgz", ".zip")
LARGEST_MEMBER = 8 << 30
"""Bytes of a member, unpacked: what is larger may be made to fill the disk."""
_CHUNK = 1 << 20

_Member = tuple[str, int, Callable[[], IO[bytes] | None]]  # name, size, and how it is opened


def is_container(found: Found) -> bool:
    """Whether a file holds others, by its name."""
    return unpacked_name(found.path).endswith(CONTAINERS)


def members(found: Found) -> Iterator[Found | PageError]:
    """Give the files in a tar or zip file, in its order; each can be read until the next is asked.

    Hidden files and what file managers leave behind are passed over, links and devices too.
    """
    read = _zipped if unpacked_name(found.path).endswith(".zip") else _tarred
    seen: dict[str, int] = {}
    last = ""
    with TemporaryDirectory(prefix="kashshaf-") as folder:
        try:
            for name, size, open_member in read(found):
                last = f" after {name}"
                parts = PurePosixPath(name.replace("\\", "/")).parts
                if any(is_litter(part) for part in parts if part not in ("/", "..")):
                    continue
                seen[name] = seen.get(name, 0) + 1
                again = f"~{seen[name]}/" if seen[name] > 1 else ""  # tar may hold a name twice
                member = _member(found, again + name, size, Path(folder))
                problem = _copied(member, open_member)
                yield problem or member
        except BROKEN as error:
            yield broken(error, found.where, last.removeprefix(" after "))
        except (tarfile.TarError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            yield PageError(
                f"the packed file is damaged{last}: {error}", found.where, "Fetch the file again"
            )


def _member(found: Found, name: str, size: int, folder: Path) -> Found:
    path = printable(name)
    return Found(
        file=folder / "member",
        path=f"{found.path}/{path}",
        size=size,
        origin=f"{found.origin}#{quote(os.fsencode(name))}",
        shown=f"{found.where}#{path}",
    )


def _copied(member: Found, open_member: Callable[[], IO[bytes] | None]) -> PageError | None:
    """Copy a member to its temporary file; return what is wrong with it."""
    if member.size > LARGEST_MEMBER:
        return PageError(
            f"larger than {LARGEST_MEMBER:,} bytes", member.where, "Unpack it, and name the folder"
        )
    try:
        source = open_member()
        if source is None:
            return PageError("not an ordinary file", member.where, "Unpack it, if it is needed")
        with source, member.file.open("wb") as copy:
            shutil.copyfileobj(source, copy, _CHUNK)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        return PageError(
            f"it can't be unpacked: {error}", member.where, "Unpack it by hand, or fetch it again"
        )
    return None


def _tarred(found: Found) -> Iterator[_Member]:
    with opened(_as_gzip(found)) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            if member.isfile():
                yield member.name, member.size, partial(tar.extractfile, member)


def _as_gzip(found: Found) -> Found:
    if not found.path.lower().endswith(".tgz"):
        return found
    return Found(found.file, f"{found.path}.gz", found.size, found.origin, found.shown)


def _zipped(found: Found) -> Iterator[_Member]:
    with zipfile.ZipFile(found.file) as packed:
        for info in packed.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if not info.is_dir() and kind in (0, stat.S_IFREG):
                yield info.filename, info.file_size, partial(packed.open, info)
