"""What both keyword engines do with their folder."""

import os
from pathlib import Path

from indexer.base.errors import IndexLockedError

REBUILD = "Run `kashshaf doctor --repair`"
"""The advice where an index can't be opened."""


def locked(folder: Path) -> IndexLockedError:
    """Return the error of a folder that another writer holds."""
    return IndexLockedError("another process is writing here", str(folder), "Wait for its end")


def sync_folder(folder: Path) -> None:
    """Make the folder's files and their names durable."""
    files = [path for path in folder.iterdir() if path.is_file()]
    for path in files if os.name == "nt" else [*files, folder]:  # Windows can't open a folder
        handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
