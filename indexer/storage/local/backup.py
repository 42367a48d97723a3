"""An index in one file: a ZIP archive of one version's files and of its articles."""

import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from indexer.base.errors import IndexFormatError, KashshafError
from indexer.storage.local.checksums import CHUNK, Checksum, digest
from indexer.storage.local.commits import link_files, open_commit
from indexer.storage.local.doctor import check
from indexer.storage.local.failures import store_failure, writing
from indexer.storage.local.layout import BACKUP, Layout, sync_tree
from indexer.storage.local.schema import check_count, connect
from indexer.storage.local.store import ArticleWriter

FORMAT = 1
CONTENTS = "backup.json"
ATTEMPTS = 5
_LEVEL = 1  # text shrinks to a third at the disk's speed; more costs much and gains little
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError
)  # fmt: skip
"""What reading a ZIP archive raises that isn't whole."""
_AGAIN = "Take another backup; this one is of no use"


class Contents(msgspec.Struct, frozen=True):
    """What a backup says of itself: its format, the index's version, and every file's checksum."""

    format: int
    version: int
    files: dict[str, Checksum]


def backup(location: Path, file: Path) -> None:
    """Write the current version of an index into one file, while it is read and written.

    The file is complete or not there: it is written beside its place and renamed.

    Raises:
        IndexFormatError: there is no index, or it is damaged.
        KashshafError: the file can't be written.
    """
    layout = Layout(location)
    with _snapshot(layout) as (folder, number), writing(file):
        fresh = file.with_name(f".{file.name}.new")
        try:
            with fresh.open("wb") as stream:
                _write(folder, number, stream)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)


def restore(file: Path, location: Path) -> None:
    """Make an index out of a backup; everything in it is checked before anything is there.

    Raises:
        IndexFormatError: the file is no whole backup, or there is an index already.
        KashshafError: the index can't be written.
    """
    if location.exists() and (not location.is_dir() or any(location.iterdir())):
        raise IndexFormatError(
            "there is something already", str(location), "Name an empty or a new folder"
        )
    with writing(location):
        location.absolute().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=location.absolute().parent, prefix=f".{location.name}-"
        ) as made:
            folder = Path(made) / "index"
            _extract(file, folder)
            for problem in check(folder):
                raise IndexFormatError(f"the backup is damaged: {problem.what}", str(file), _AGAIN)
            sync_tree(folder)
            if location.exists():
                location.rmdir()
            folder.rename(location)


@contextmanager
def _snapshot(layout: Layout) -> Iterator[tuple[Path, int]]:
    """Yield a folder with one version alone, and its number; it is gone afterwards."""
    number = layout.current_number()
    for attempt in range(ATTEMPTS):
        if not number:
            raise IndexFormatError(
                "there is no index here", str(layout.folder), "Make one: kashshaf index PATH…"
            )
        with writing(layout.folder):
            scratch = Path(tempfile.mkdtemp(dir=layout.folder, prefix=f"{BACKUP}{os.getpid()}-"))
        try:
            try:
                with writing(layout.folder):
                    _copy(layout, number, scratch)
            except IndexFormatError:
                # The writer has moved on, and pruned or forgotten what was being copied.
                before, number = number, layout.current_number()
                if number == before or attempt == ATTEMPTS - 1:
                    raise
                continue
            yield scratch, number
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return


def _copy(layout: Layout, number: int, scratch: Path) -> None:
    """Link a version's files and copy its articles, without what a writer has begun since."""
    commit, copy = layout.commit(number), Layout(scratch)
    manifest = open_commit(layout, number)
    target = copy.commit(number)
    paths = [path for path in commit.folder.rglob("*") if path.is_file()]
    try:
        link_files(paths, commit.folder, target.folder)
    except FileNotFoundError as error:
        raise IndexFormatError("the file is gone", str(error.filename)) from error
    try:
        with (
            closing(connect(layout.articles, read_only=True)) as source,
            closing(sqlite3.connect(copy.articles, isolation_level=None)) as connection,
        ):
            source.backup(connection)  # at once: a writer goes on beside it
            connection.execute("PRAGMA secure_delete=ON")
            ArticleWriter(connection).recover(number)
            check_count(connection, number, manifest.articles, layout.articles)
            connection.execute("PRAGMA journal_mode=DELETE")  # no log beside the file
    except sqlite3.Error as error:
        raise store_failure(error, layout.articles) from error
    copy.publish(number)


def _write(folder: Path, number: int, stream: BinaryIO) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): digest(path) for path in paths}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        archive.writestr(CONTENTS, msgspec.json.encode(Contents(FORMAT, number, files)))
        for name in files:
            archive.write(folder / name, name)


def _extract(file: Path, folder: Path) -> None:
    """Unpack a backup into a new folder, and compare every file with its checksum."""
    try:
        with zipfile.ZipFile(file) as archive:
            contents = msgspec.json.decode(archive.read(CONTENTS), type=Contents)
            if contents.format != FORMAT:
                raise IndexFormatError(
                    f"the backup has format {contents.format}, this version reads {FORMAT}",
                    str(file),
                    "Use the version of Kashshaf that made it",
                )
            for name, expected in contents.files.items():
                place = folder / _inside(name, file)
                place.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, place.open("wb") as target:
                    shutil.copyfileobj(source, target, CHUNK)
                if digest(place) != expected:
                    raise _damaged(file, f"{name} is not what was written")
    except FileNotFoundError as error:
        raise KashshafError("there is no such file", str(error.filename or file)) from error
    except _DAMAGE as error:
        raise _damaged(file, str(error)) from error


def _inside(name: str, file: Path) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise _damaged(file, f"{name!r} is no name of an index's file")
    return path


def _damaged(file: Path, what: str) -> IndexFormatError:
    return IndexFormatError(f"this is no whole backup: {what}", str(file), _AGAIN)
