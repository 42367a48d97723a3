"""How a generation comes to be and goes: staged beside the others, published, pruned."""

import logging
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from indexer.storage.local.layout import Generation, Layout, sync_folder, sync_tree
from indexer.storage.local.manifest import write_manifest
from indexer.storage.records import Manifest

logger = logging.getLogger(__name__)


def stage(layout: Layout, number: int) -> Generation:
    """Make an empty place for generation `number`, sweeping away a dead writer's attempt."""
    staging = layout.staging(number)
    shutil.rmtree(staging.folder, ignore_errors=True)
    staging.keyword.mkdir(parents=True)
    staging.vectors.mkdir()
    return staging


def publish(layout: Layout, staging: Generation, manifest: Manifest) -> None:
    """Turn a staged generation into the current one; until the last step it counts for nobody."""
    write_manifest(manifest, staging.manifest)
    sync_tree(staging.folder)
    final = layout.generation(manifest.generation)
    shutil.rmtree(final.folder, ignore_errors=True)  # one that never became current
    staging.folder.rename(final.folder)
    sync_folder(layout.generations)
    layout.publish(manifest.generation)


def prune(layout: Layout, current: int) -> None:
    """Remove what nobody needs: attempts, and generations before the last but one.

    The last but one stays, so that a reader that has just read `CURRENT` finds its files. A
    reader that has opened a generation keeps its files for as long as it has them open.
    """
    if not layout.generations.is_dir():
        return
    for folder in layout.generations.iterdir():
        number = int(folder.name) if folder.name.isdecimal() else -1
        if number not in (current, current - 1):
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
