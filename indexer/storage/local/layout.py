"""Where everything is inside an index folder; `docs/storage-local.md` draws it."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from indexer.base.errors import IndexFormatError
from indexer.storage.local.failures import REPAIR, UPGRADE, unreadable

BACKUP = ".backup-"
"""How the name of a folder begins in which a backup is being made; its process's number follows."""


@dataclass(frozen=True, slots=True)
class Commit:
    """The folder of one version."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """The manifest's file."""
        return self.folder / "manifest.json"

    @property
    def checksums(self) -> Path:
        """The file with sizes and digests of all others."""
        return self.folder / "checksums.json"

    @property
    def keyword(self) -> Path:
        """The keyword engine's folder."""
        return self.folder / "keyword"

    @property
    def vectors(self) -> Path:
        """The folder of vector spaces."""
        return self.folder / "vectors"

    @property
    def groups(self) -> Path:
        """The file of duplicate groups."""
        return self.folder / "groups.npz"

    def space(self, name: str) -> Path:
        """Return the folder of a vector space, whatever characters its name has."""
        return self.vectors / space_folder(name)


@dataclass(frozen=True, slots=True)
class Layout:
    """An index folder; makes paths, reads and writes `CURRENT`, and does nothing else."""

    folder: Path

    @property
    def current(self) -> Path:
        """The file that names the current version."""
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
    def commits(self) -> Path:
        """The folder of all versions."""
        return self.folder / "commits"

    @property
    def generations(self) -> Path:
        """The same of the first version's layout: where it exists, the index must be upgraded."""
        return self.folder / "generations"

    def commit(self, number: int) -> Commit:
        """Return the folder of a version, which need not exist."""
        return Commit(self.commits / str(number))

    def staging(self, number: int) -> Commit:
        """Return the folder in which a version is built before it counts."""
        return Commit(self.commits / f".staging-{number}")

    def numbers(self) -> list[int]:
        """Return the numbers of the versions that have a folder, ascending."""
        if not self.commits.is_dir():
            return []
        return sorted(int(p.name) for p in self.commits.iterdir() if p.name.isdecimal())

    def current_number(self) -> int:
        """Return the current version's number; 0 for a folder that holds no version yet.

        Raises:
            IndexFormatError: `CURRENT` is damaged or lost, or the index is of the first version's
                layout.
        """
        if self.generations.is_dir():
            raise self.of_an_older_version()
        try:
            text = self.current.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return self._never_published()
        except NotADirectoryError:
            raise IndexFormatError(
                "this is a file, not the folder of an index", str(self.folder), "Name a folder"
            ) from None
        except UnicodeDecodeError as error:
            raise self._damaged(str(error)) from error
        except OSError as error:
            raise unreadable(self.current, error) from error
        if not text.isdecimal() or len(text) > 18:
            raise self._damaged(f"it says {text[:40]!r} instead of a number")
        return int(text)

    def of_an_older_version(self) -> IndexFormatError:
        """Return what is said of an index of the first version's layout."""
        return IndexFormatError(
            "the index was made by an older version of Kashshaf", str(self.folder), UPGRADE
        )

    def sweep_backups(self) -> None:
        """Remove what backups left whose processes were killed."""
        for folder in self.folder.glob(f"{BACKUP}*"):
            process = folder.name.removeprefix(BACKUP).partition("-")[0]
            if process.isdecimal() and not _runs(int(process)):
                shutil.rmtree(folder, ignore_errors=True)

    def publish(self, number: int) -> None:
        """Make version `number` the current one, durably and at once for every reader."""
        fresh = self.folder / "CURRENT.new"
        with fresh.open("w", encoding="ascii") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.current)
        sync_folder(self.folder)

    def _never_published(self) -> int:
        """Return 0, unless there is something that a lost `CURRENT` must have named."""
        if self.articles.exists() or self.numbers():
            raise IndexFormatError(
                "the file that names the current version is gone", str(self.current), REPAIR
            )
        return 0

    def _damaged(self, what: str) -> IndexFormatError:
        return IndexFormatError(
            f"the file that names the current version is damaged: {what}",
            str(self.current),
            REPAIR,
        )


def space_folder(name: str) -> str:
    """Return the folder's name of a vector space: no separators, no leading dot."""
    quoted = quote(name, safe=" @+")
    return f"%2E{quoted[1:]}" if quoted.startswith(".") else quoted


def space_name(folder: str) -> str:
    """Return the vector space's name that `space_folder` made a folder's name of."""
    return unquote(folder)


def _runs(process: int) -> bool:
    """Tell whether a process of this machine is running (where that can be told)."""
    if os.name == "nt":  # pragma: no cover
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


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
            descriptor = os.open(Path(path) / name, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        sync_folder(Path(path))
