"""Readers: from files and folders to pages and records, one file format a module."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.article import RawPage
from indexer.base.errors import KashshafError, PageError
from indexer.base.settings import Settings
from indexer.readers.containers import is_container, members
from indexer.readers.opening import BROKEN, broken
from indexer.readers.reader import Pages, Reader, ReadOptions
from indexer.readers.registry import READERS, read_file
from indexer.readers.standard_input import is_standard_input, piped_in
from indexer.readers.walk import Found, missing, origin_of, printable, walk

__all__ = ["READERS", "ReadOptions", "Reader", "origin_of", "read"]


def read(paths: Iterable[Path], settings: Settings) -> Pages:
    """Read all pages and records of files and folders, in a stable order.

    What can't be read is given as a PageError in its place and stops nothing. Memory holds one
    page or record at a time.

    Args:
        paths: files, and folders to search with all that is below them; `-` is what is piped in.
        settings: `field_names`, `max_page_bytes` and `follow_links`.

    Raises:
        SettingsError: `field_names` names a field that Kashshaf doesn't have.
        KashshafError: there is nothing at one of the paths; nothing has been read then.
    """
    named = [Path(path) for path in paths]
    _check(named)
    return _read(named, ReadOptions.of(settings))


def _check(paths: Sequence[Path]) -> None:
    absent = missing(path for path in paths if not is_standard_input(path))
    if absent:
        raise KashshafError(
            "there is no such file or folder",
            ", ".join(printable(str(path)) for path in absent),
            "Check the path; nothing was read",
        )


def _read(paths: Iterable[Path], options: ReadOptions) -> Pages:
    for path in paths:
        if is_standard_input(path):
            yield from _read_input(options)
            continue
        for found in walk(path, follow_links=options.follow_links):
            for file in _unpacked(found):
                if isinstance(file, PageError):
                    yield file
                    continue
                for item in _pages(file, options):
                    if isinstance(item, PageError):
                        item.origin = file.origin
                    yield item


def _read_input(options: ReadOptions) -> Pages:
    """Give the pages that are piped in. They have neither path nor origin."""
    with piped_in() as found:
        for file in _unpacked(found):
            for item in (file,) if isinstance(file, PageError) else _pages(file, options):
                if isinstance(item, PageError):
                    item.origin = ""
                    yield item
                else:
                    yield replace(item, path="", origin=item.origin if item.article else "")


def _unpacked(found: Found | PageError) -> Iterator[Found | PageError]:
    """Give a file, or the files that it holds."""
    if isinstance(found, PageError) or not is_container(found):
        yield found
        return
    empty = True
    try:
        for item in members(found):
            empty = False
            if isinstance(item, PageError):
                item.origin = found.origin
            yield item
    except OSError as error:
        yield _unreadable(found, error)
    else:
        if empty:
            yield PageError("there is no file in it", found.where, "Check that it holds pages")


def _pages(found: Found, options: ReadOptions) -> Iterator[RawPage | PageError]:
    try:
        yield from read_file(found, options)
    except PageError as error:
        yield error
    except BROKEN as error:
        yield broken(error, found.where)
    except OSError as error:
        yield _unreadable(found, error)


def _unreadable(found: Found, error: OSError) -> PageError:
    if isinstance(error, PermissionError):
        return PageError("reading it is not permitted", found.where, "Change its permissions")
    return PageError(f"it can't be read: {error.strerror or error}", found.where, "Check the disk")
