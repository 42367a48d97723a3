"""Opens files, packed or not, for bounded reading, and reads their broken ends as such."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase, BufferedReader, RawIOBase
from typing import TYPE_CHECKING

import zstandard

from indexer.base.errors import PageError
from indexer.readers.walk import Found

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Source = BufferedIOBase
"""What bytes are read from."""

PACKED = (".gz", ".zst")
_HEAD = 4096
_FED = 1 << 10  # bytes
_LARGEST_WINDOW = 128 << 20  # bytes of memory that a zstd file may ask for
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError)


@contextmanager
def opened(found: Found) -> Iterator[Source]:
    """Open a file for reading bytes; a `.gz` or `.zst` file is unpacked on the way."""
    with found.file.open("rb") as raw:
        if found.path.lower().endswith(".gz"):
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield unpacked
        elif found.path.lower().endswith(".zst"):
            with BufferedReader(_Zstandard(raw)) as frames:
                yield frames
        else:
            yield raw


class _Zstandard(RawIOBase):
    """Unpacks a file frame after frame; the library's own reader takes a cut for the end.

    It is fed by the kilobyte, of which no more than 32 MB can be made.
    """

    def __init__(self, packed: BufferedReader) -> None:
        self._packed = packed
        self._frame = self._next_frame()
        self._within = False  # a frame
        self._rest, self._made = b"", memoryview(b"")

    def _next_frame(self) -> "zstandard.ZstdDecompressionObj":
        return zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill a buffer. Raises EOFError where the last frame is cut off."""
        while not self._made:
            data = self._rest or self._packed.read(_FED)
            self._rest = b""
            if not data:
                if self._within:
                    raise EOFError("the last frame is not whole")
                return 0
            self._within = True
            self._made = memoryview(self._frame.decompress(data))
            if self._frame.eof:
                self._rest, self._within = self._frame.unused_data, False
                self._frame = self._next_frame()
        target = memoryview(buffer).cast("B")
        size = min(len(target), len(self._made))
        target[:size], self._made = self._made[:size], self._made[size:]
        return size


def unpacked_name(name: str) -> str:
    """Return a file's name in small letters, without the suffix of what packs it."""
    name = name.lower()
    return next((name.removesuffix(suffix) for suffix in PACKED if name.endswith(suffix)), name)


def head(found: Found) -> bytes:
    """Return a file's first bytes, as many as can be read."""
    with opened(found) as stream:
        return stream.read(_HEAD)


def whole(found: Found, limit: int) -> bytes:
    """Return all bytes of a file.

    Raises:
        PageError: it is larger than `limit`.
    """
    if found.size > limit:
        raise too_large(found.where, limit)
    with opened(found) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise too_large(found.where, limit)
    return data


def too_large(where: str, limit: int) -> PageError:
    """Describe a page or record beyond the limit."""
    return PageError(
        f"larger than {limit:,} bytes",
        where,
        "Raise the setting max_page_bytes, or split it into its articles",
    )


def broken(error: Exception, where: str, after: str = "") -> PageError:
    """Describe a packed file that ends too early or is damaged."""
    tail = f" after {after}" if after else ""
    if isinstance(error, EOFError):
        return PageError(f"the packed file is cut off{tail}", where, "Fetch the file again")
    return PageError(
        f"the packed file is damaged{tail}: {error}",
        where,
        "Fetch the file again (gzip -t or zstd -t tests it)",
    )
