"""Readers: from files and folders to pages and records, one file format a module."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.readers.fields import FieldNames
from indexer.readers.formats import read_file
from indexer.readers.opening import BROKEN, broken
from indexer.readers.walk import Found, walk

__all__ = ["read"]


def read(paths: Iterable[Path], settings: Settings) -> Iterator[RawPage | PageError]:
    """Read all pages and records of files and folders, in a stable order.

    What can't be read is given as a PageError in its place and stops nothing. Memory holds one
    page or record at a time.

    Args:
        paths: files, and folders to search with all that is below them.
        settings: `field_names` and `max_page_bytes`.

    Raises:
        SettingsError: `field_names` names a field that Kashshaf doesn't have.
    """
    names = FieldNames(settings.field_names)
    return _read(paths, settings, names)


def _read(
    paths: Iterable[Path], settings: Settings, names: FieldNames
) -> Iterator[RawPage | PageError]:
    for path in paths:
        for found in walk(Path(path)):
            if isinstance(found, PageError):
                yield found
            else:
                yield from _pages(found, settings, names)


def _pages(found: Found, settings: Settings, names: FieldNames) -> Iterator[RawPage | PageError]:
    try:
        yield from read_file(found, settings, names)
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
