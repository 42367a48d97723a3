"""The care of an index as a whole: check, repair, back up, restore, bring forward."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.base.settings import Settings


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an index.

    Attributes:
        where: the file or folder.
        what: what is wrong with it.
        remedy: what `repair` does about it, or what a person must do.
        repairable: whether `repair` mends it.
    """

    where: str
    what: str
    remedy: str
    repairable: bool


def check(location: Path) -> Sequence[Problem]:
    """Check every file of an index and that they agree; nothing is changed.

    Raises:
        IndexFormatError: there is no index.
    """
    from indexer.storage.local.doctor import check as check_local

    return check_local(location)


def repair(location: Path, settings: Settings) -> Sequence[Problem]:
    """Rebuild whatever is derived and damaged; return what could not be mended.

    Raises:
        IndexFormatError: there is no index.
        IndexLockedError: another process is writing.
    """
    from indexer.storage.local.repair import repair as repair_local

    return repair_local(location, settings)


def backup(location: Path, file: Path) -> None:
    """Write the current version of an index into one file, while it is read and written.

    Raises:
        IndexFormatError: there is no index, or it is damaged.
        KashshafError: the file can't be written.
    """
    from indexer.storage.local.backup import backup as backup_local

    backup_local(location, file)


def restore(file: Path, location: Path) -> None:
    """Make an index out of a backup; everything in it is checked first.

    Raises:
        IndexFormatError: the file is no whole backup, or there is an index already.
    """
    from indexer.storage.local.backup import restore as restore_local

    restore_local(file, location)


def upgrade(location: Path, settings: Settings) -> str:
    """Bring an index of an older version forward; return what it is now.

    Raises:
        IndexFormatError: there is no index that can be brought forward.
        IndexLockedError: another process is writing.
    """
    from indexer.storage.local.upgrade import upgrade as upgrade_local

    return upgrade_local(location, settings)
