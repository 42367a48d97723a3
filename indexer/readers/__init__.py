"""Readers: from files and folders to pages and records, one file format a module."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from indexer.article import RawPage
from indexer.base.errors import KashshafError, PageError
from indexer.base.settings import Settings
from indexer.readers.opening import BROKEN, broken
from indexer.readers.reader import Pages, Reader, ReadOptions
from indexer.readers.registry import READERS, read_file
from indexer.readers.walk import Found, missing, origin_of, printable, walk

__all__ = ["READERS", "ReadOptions", "Reader", "origin_of", "read"]


def read(paths: Iterable[Path], settings: Settings) -> Pages:
    """Read all pages and records of files and folders, in a stable order.

    What can't be read is given as a PageError in its place and stops nothing. Memory holds one
    page or record at a time.

    Args:
        paths: files, and folders to search with all that is below them.
        settings: `field_names`, `max_page_bytes` and `follow_links`.

    Raises:
        SettingsError: `field_names` names a field that Kashshaf doesn't have.
        KashshafError: there is nothing at one of the paths; nothing has been read then.
    """
    named = [Path(path) for path in paths]
    _check(named)
    return _read(named, ReadOptions.of(settings))


def _check(paths: Sequence[Path]) -> None:
    absent = missing(paths)
    if absent:
        raise KashshafError(
            "there is no such file or folder",
            ", ".join(printable(str(path)) for path in absent),
            "Check the path; nothing was read",
        )


def _read(paths: Iterable[Path], options: ReadOptions) -> Pages:
    for path in paths:
        for found in walk(path, follow_links=options.follow_links):
            if isinstance(found, PageError):
                yield found
                continue
            for item in _pages(found, options):
                if isinstance(item, PageError):
                    item.origin = found.origin
                yield item


def _pages(found: Found, options: ReadOptions) -> Iterator[RawPage | PageError]:
    try:
        yield from read_file(found, options)
    except PageError as error:
        yield error
    except BROKEN as error:
        yield broken(error, found.where)
    except PermissionError:
        yield PageError("reading it is not permitted", found.where, "Change its permissions")
    except OSError as error:
        yield PageError(
            f"it can't be read: {error.strerror or error}", found.where, "Check the disk"
        )
