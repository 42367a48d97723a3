"""What lies on disk, and only here is it known."""

from pathlib import Path

from indexer.base.settings import Settings
from indexer.storage.backend import ArchiveSnapshot, ArchiveWriter


def open_writer(folder: Path, settings: Settings) -> ArchiveWriter:
    """Open an index for writing; an empty or missing folder becomes a new index.

    Raises:
        IndexLockedError: another process is writing.
        IndexFormatError: the folder holds something that this version can't go on with.
    """
    from indexer.storage.local import LocalWriter

    return LocalWriter(folder, settings.keyword_engine)


def open_snapshot(folder: Path) -> ArchiveSnapshot:
    """Open the current generation of an index for reading.

    Raises:
        IndexFormatError: where there is no index, or one that this version can't read.
    """
    from indexer.storage.local import LocalSnapshot

    return LocalSnapshot(folder)
