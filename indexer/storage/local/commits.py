"""How a version comes to be and goes: staged beside the others, published, pruned."""

import logging
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from indexer.storage.local.checksums import verify, write_checksums
from indexer.storage.local.layout import Commit, Layout, sync_folder, sync_tree
from indexer.storage.local.manifest import StoredManifest, read_manifest, write_manifest

logger = logging.getLogger(__name__)


def open_commit(layout: Layout, number: int) -> StoredManifest:
    """Return the manifest of a version after a quick check of its files.

    Raises:
        IndexFormatError: a file is missing, truncated or, where it is small, changed.
    """
    commit = layout.commit(number)
    manifest = read_manifest(commit.manifest)
    for problem in verify(commit.folder):
        raise problem
    return manifest


def stage(layout: Layout, number: int) -> Commit:
    """Make an empty folder for version `number`, sweeping away a dead writer's attempt."""
    staging = layout.staging(number)
    shutil.rmtree(staging.folder, ignore_errors=True)
    staging.keyword.mkdir(parents=True)
    staging.vectors.mkdir()
    return staging


def seal(
    layout: Layout, staging: Commit, manifest: StoredManifest, previous: Commit | None
) -> None:
    """Complete a staged version and put it beside the others; it counts for nobody yet.

    Args:
        layout: the index.
        staging: the folder with everything but manifest and checksums.
        manifest: its description.
        previous: the version that files may be links to.
    """
    write_manifest(manifest, staging.manifest)
    write_checksums(staging.folder, previous.folder if previous else None)
    sync_tree(staging.folder)
    final = layout.commit(manifest.version)
    shutil.rmtree(final.folder, ignore_errors=True)  # one that never became current
    staging.folder.rename(final.folder)
    sync_folder(layout.commits)


def prune(layout: Layout, current: int, *, previous: bool = True) -> None:
    """Remove what nobody needs: attempts, and versions before the last but one.

    The last but one is kept, so that a reader that has just read `CURRENT` finds its files;
    without `previous` it goes as well. A reader that has opened a version keeps its files for as
    long as it has them open.
    """
    kept = {str(current), str(current - 1)} if previous else {str(current)}
    if not layout.commits.is_dir():
        return
    for folder in layout.commits.iterdir():
        if folder.name not in kept and (folder.name.isdecimal() or folder.name[0] == "."):
            shutil.rmtree(folder, ignore_errors=True)
            logger.debug("removed %s", folder.name)


def link_files(files: Iterable[Path], origin: Path, target: Path) -> None:
    """Hard-link files into another folder at the same relative paths; copy where links can't be."""
    for path in files:
        place = target / path.relative_to(origin)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, place)
        except OSError:
            shutil.copy2(path, place)
