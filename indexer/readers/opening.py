"""Opens files, packed or not, for bounded reading, and reads their broken ends as such."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO

from indexer.base.errors import PageError
from indexer.readers.walk import Found

Source = BufferedReader | gzip.GzipFile | BytesIO
"""What bytes are read from."""

PACKED = ".gz"
_HEAD = 4096
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile)


@contextmanager
def opened(found: Found) -> Iterator[Source]:
    """Open a file for reading bytes; a `.gz` file is unpacked on the way."""
    with found.file.open("rb") as raw:
        if found.path.lower().endswith(PACKED):
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield unpacked
        else:
            yield raw


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
        "Fetch the file again (gzip -t tests it)",
    )
