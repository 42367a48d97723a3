"""Where an archive is kept: the storage contract, and the backends that keep it."""

from pathlib import Path

from indexer.base.settings import Settings
from indexer.storage.backend import IndexReader, IndexWriter


def open_writer(location: Path, settings: Settings) -> IndexWriter:
    """Open an index for writing; an empty or missing folder becomes a new index.

    Raises:
        IndexLockedError: another process is writing.
        IndexFormatError: the folder holds something that this version can't go on with.
    """
    from indexer.storage.local import LocalWriter

    return LocalWriter(location, settings.keyword_engine, settings.time_zone)


def open_reader(location: Path) -> IndexReader:
    """Open the current version of an index.

    Raises:
        IndexFormatError: there is no index, or one that this version can't read.
    """
    from indexer.storage.local import LocalReader

    return LocalReader(location)
