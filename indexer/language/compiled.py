"""Where tables lie that are compiled once a machine, and how they come there."""

import os
from pathlib import Path

from indexer.language.options import cache_path


def cache_folder() -> Path:
    """Return the folder of the setting `cache`, else the environment's or the user's."""
    from platformdirs import user_cache_path

    chosen = cache_path()
    if chosen is not None:
        return chosen
    named = os.environ.get("KASHSHAF_CACHE")
    return Path(named).expanduser() if named else user_cache_path("kashshaf")


def write_whole(path: Path, table: bytes) -> None:
    """Write a file that is there whole or not at all. Raises OSError."""
    from tempfile import NamedTemporaryFile

    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(table)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            unfinished.unlink()
            raise
    unfinished.replace(path)
