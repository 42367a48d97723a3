"""Where everything lies inside an index folder.

FOLDER/
CURRENT              names the current generation; its replacement is the only commit point
LOCK                 held by the one writer
articles.sqlite      the truth: every version of every article
generations/N/
manifest.json      versions, model, language means, calibration, counts
keyword/           the keyword engine's files
vectors/           segments of vectors, one folder each, and the rows that died
"""

import os
from dataclasses import dataclass
from pathlib import Path

from indexer.base.errors import IndexFormatError


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation's folder."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """The manifest's file."""
        return self.folder / "manifest.json"

    @property
    def keyword(self) -> Path:
        """The keyword engine's folder."""
        return self.folder / "keyword"

    @property
    def vectors(self) -> Path:
        """The folder of vector segments."""
        return self.folder / "vectors"


@dataclass(frozen=True, slots=True)
class Layout:
    """An index folder; makes paths, reads and writes `CURRENT`, and does nothing else."""

    folder: Path

    @property
    def current(self) -> Path:
        """The file that names the current generation."""
        return self.folder / "CURRENT"

    @property
    def lock(self) -> Path:
        """The writer's lock file."""
        return self.folder / "LOCK"

    @property
    def articles(self) -> Path:
        """The article store."""
        return self.folder / "articles.sqlite"

    @property
    def generations(self) -> Path:
        """The folder of all generations."""
        return self.folder / "generations"

    def generation(self, number: int) -> Generation:
        """Return the place of a generation, which need not exist."""
        return Generation(self.generations / str(number))

    def staging(self, number: int) -> Generation:
        """Return the place where a generation is built before it counts."""
        return Generation(self.generations / f".staging-{number}")

    def current_number(self) -> int:
        """Return the current generation's number; 0 for a folder that holds no index yet.

        Raises:
            IndexFormatError: where `CURRENT` is damaged or names a generation that is gone.
        """
        try:
            text = self.current.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return 0
        except (UnicodeDecodeError, OSError) as error:
            raise self._damaged(str(error)) from error
        if not text.isdecimal():
            raise self._damaged(f"it says {text[:40]!r} where a number should stand")
        return int(text)

    def publish(self, number: int) -> None:
        """Make generation `number` the current one, durably and at once for every reader."""
        fresh = self.folder / "CURRENT.new"
        with fresh.open("w", encoding="ascii") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.current)
        sync_folder(self.folder)

    def _damaged(self, what: str) -> IndexFormatError:
        return IndexFormatError(
            f"the file that names the current generation can't be read: {what}",
            str(self.current),
            "Write the number of the newest folder in generations/ into it, or index anew",
        )


def sync_folder(folder: Path) -> None:
    """Make a folder's own entries durable (a no-op where the system can't, as on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make every file below a folder, and the folders themselves, durable."""
    for path, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(Path(path) / name, os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        sync_folder(Path(path))
