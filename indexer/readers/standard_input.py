"""Reads what is piped in: one file without a name, of any format, packed or not."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from indexer.readers.opening import BROKEN, opened
from indexer.readers.walk import Found

STANDARD_INPUT = Path("-")
"""How it is named among paths."""
SHOWN = "standard input"

_PACKED = {b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst", b"PK\x03\x04": ".zip"}
_TAR, _TAR_AT = b"ustar", 257
_CHUNK = 1 << 20


def is_standard_input(path: Path) -> bool:
    """Whether a path stands for what is piped in, and for no file of that name."""
    return path == STANDARD_INPUT and not path.exists()


@contextmanager
def piped_in(stream: IO[bytes] | None = None) -> Iterator[Found]:
    """Copy what is piped in to a temporary file, as formats look at a file more than once.

    What is packed, or a tar or zip file, is told by how it begins.

    Args:
        stream: what to read; by default standard input.
    """
    with TemporaryDirectory(prefix="kashshaf-") as folder:
        file = Path(folder) / "input"
        with file.open("wb") as copy:
            shutil.copyfileobj(stream or sys.stdin.buffer, copy, _CHUNK)
        yield Found(file, f"input{_kind(file)}", file.stat().st_size, "", SHOWN)


def _kind(file: Path) -> str:
    """Return the suffix that a file would have by how it begins."""
    beginning = _beginning(Found(file, "input", 0, "", SHOWN))
    packed = next((end for mark, end in _PACKED.items() if beginning.startswith(mark)), "")
    if packed == ".zip":
        return packed
    try:
        beginning = _beginning(Found(file, f"input{packed}", 0, "", SHOWN))
    except BROKEN:
        beginning = b""  # who reads it will say so
    # Any text could be piped in; what it is of else, it is sniffed of.
    return (".tar" if beginning[_TAR_AT:] == _TAR else ".txt") + packed


def _beginning(found: Found) -> bytes:
    with opened(found) as stream:
        return stream.read(_TAR_AT + len(_TAR))
