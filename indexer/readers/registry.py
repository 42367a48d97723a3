"""All formats that Kashshaf reads, and which of them a file has.

A new format is a module with a `Reader`, and its entry in `READERS`.
"""

from pathlib import PurePosixPath

from indexer.base.errors import PageError
from indexer.readers.containers import CONTAINERS
from indexer.readers.csv_table import TABLE
from indexer.readers.feed import FEED
from indexer.readers.html import HTML
from indexer.readers.json_records import JSON
from indexer.readers.opening import BROKEN, PACKED, broken, head, unpacked_name
from indexer.readers.reader import Pages, Reader, ReadOptions
from indexer.readers.text import TEXT
from indexer.readers.trec import TREC
from indexer.readers.walk import Found
from indexer.readers.warc import WARC

READERS: tuple[Reader, ...] = (JSON, TREC, WARC, FEED, HTML, TABLE, TEXT)
"""In the order in which they sniff."""

_BEFORE = b"\xef\xbb\xbf \t\r\n"


def read_file(found: Found, options: ReadOptions) -> Pages:
    """Give the pages of one file.

    Raises:
        PageError: the file as a whole can't be read.
    """
    try:
        beginning = head(found)
    except BROKEN as error:
        raise broken(error, found.where) from error
    suffix = _suffix(found.path)
    if not beginning and _of_suffix(suffix):
        raise PageError("the file is empty", found.where, "Fetch it again or remove it")
    reader = reader_for(suffix, beginning)
    if reader is None:
        raise PageError(
            "not a kind of file that Kashshaf reads",
            found.where,
            f"It reads {_readable()}, packed "
            f"({', '.join(PACKED)}) or not, in folders and in {', '.join(CONTAINERS)}",
        )
    return reader.read(found, options)


def reader_for(suffix: str, beginning: bytes) -> Reader | None:
    """Return the reader for files with a suffix that begin so; None where there is none.

    The suffix decides. A suffix that is nobody's, or loosely used, leaves it to sniffing.
    """
    named = _of_suffix(suffix)
    if named is not None and not named.loose:
        return named
    beginning = beginning.lstrip(_BEFORE)
    return next((reader for reader in READERS if reader.sniff(beginning)), named)


def _of_suffix(suffix: str) -> Reader | None:
    return next((reader for reader in READERS if suffix in reader.suffixes), None)


def _suffix(path: str) -> str:
    return PurePosixPath(unpacked_name(path)).suffix


def _readable() -> str:
    return ", ".join(f"{r.name} ({', '.join(sorted(r.suffixes))})" for r in READERS)
