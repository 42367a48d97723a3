"""Sizes and digests of a version's files: what damage is told by."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from indexer.base.errors import IndexFormatError
from indexer.storage.local.failures import REPAIR, unreadable

CHUNK = 1 << 20
QUICK = 1 << 20
"""Up to this size (bytes) a file's digest is compared whenever an index is opened; of larger ones
the size alone, until `kashshaf doctor` reads them."""
NAME = "checksums.json"


class Checksum(msgspec.Struct, frozen=True):
    """Size in bytes, and blake2b digest (hexadecimal) of a file."""

    size: int
    blake2b: str


Checksums = dict[str, Checksum]
"""By path relative to the version's folder, with `/` between its parts."""


def digest(path: Path) -> Checksum:
    """Return the checksum of a file."""
    state, size = hashlib.blake2b(digest_size=32), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            state.update(chunk)
            size += len(chunk)
    return Checksum(size, state.hexdigest())


def files(folder: Path) -> Iterator[str]:
    """Yield every file below a version's folder that has a checksum, as relative paths."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != NAME and not path.name.endswith((".lock", "LOCK")):
            yield name


def write_checksums(folder: Path, previous: Path | None) -> None:
    """Write the checksums of a version's files.

    Files that are hard links to those of the version before keep their checksums: they are not
    read, and what has been damaged meanwhile is not taken for right.
    """
    known = read_checksums(previous) if previous else {}
    found: Checksums = {}
    for name in files(folder):
        same = name in known and previous is not None and _linked(folder / name, previous / name)
        found[name] = known[name] if same else digest(folder / name)
    with (folder / NAME).open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(found), indent=1))
        file.flush()
        os.fsync(file.fileno())


def read_checksums(folder: Path) -> Checksums:
    """Read a version's checksums.

    Raises:
        IndexFormatError: they are gone or damaged.
    """
    path = folder / NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Checksums)
    except OSError as error:
        raise unreadable(path, error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IndexFormatError(f"the checksums are damaged: {error}", str(path), REPAIR) from error


def verify(folder: Path, *, largest: int | None = QUICK) -> Iterator[IndexFormatError]:
    """Compare a version's files with their checksums, and yield what is wrong, file by file.

    Args:
        folder: the version's.
        largest: size in bytes up to which digests are compared; None: of all files.

    Raises:
        IndexFormatError: the checksums themselves can't be read.
    """
    for name, expected in read_checksums(folder).items():
        path = folder / name
        try:
            size = path.stat().st_size
            if size != expected.size:
                what = f"it has {size} bytes, not {expected.size}"
            elif largest is not None and size > largest:
                with path.open("rb"):
                    continue
            elif digest(path) == expected:
                continue
            else:
                what = "its content is not what was written"
        except OSError as error:
            yield unreadable(path, error)
        else:
            yield IndexFormatError(f"the file is damaged: {what}", str(path), REPAIR)


def _linked(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False
