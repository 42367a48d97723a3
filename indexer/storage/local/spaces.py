"""The vector spaces of the version that is being written."""

import shutil
from collections.abc import Iterable, Mapping

import numpy as np

from indexer.storage.local.layout import Commit
from indexer.storage.local.manifest import StoredManifest, StoredSpace
from indexer.storage.local.vector_files import compact_space, embedded_rows, write_space
from indexer.storage.records import ArticleVectors, VectorSpace


class SpaceWriter:
    """Collects vectors, by space and row, until the version is written.

    Args:
        manifest: of the version before; None where there is none.
        last: its folder.
    """

    def __init__(self, manifest: StoredManifest | None, last: Commit | None) -> None:
        self._last = last
        stored = manifest.spaces if manifest else {}
        self.active = manifest.active if manifest else ""
        self._spaces: dict[str, VectorSpace] = {name: one.space for name, one in stored.items()}
        self._kept = set(stored)  # spaces that go on from the version before
        self._fresh: dict[str, dict[int, ArticleVectors]] = {}
        self._ended: set[int] = set()

    def put(self, space: VectorSpace) -> None:
        """Add a space, or replace its description."""
        self._spaces[space.name] = space

    def fill(self, name: str, articles: Mapping[int, ArticleVectors]) -> None:
        """Store vectors by row, in place of those that the rows have."""
        self._fresh.setdefault(name, {}).update(articles)

    def check(self, name: str, articles: Iterable[ArticleVectors] = ()) -> None:
        """Check that a space is there and that vectors fit into it.

        Raises:
            KeyError: there is no such space.
            ValueError: the vectors have another dimension, or aren't one for each passage.
        """
        space = self._spaces[name]
        for one in articles:
            if one.vectors.shape != (len(one.passages), space.dimension) or not one.passages:
                raise ValueError(
                    f"{one.id}: vectors of shape {one.vectors.shape} for {len(one.passages)} "
                    f"passages in a space of dimension {space.dimension}"
                )

    def end(self, row: int) -> None:
        """Drop a row's vectors from every space."""
        self._ended.add(row)
        for fresh in self._fresh.values():
            fresh.pop(row, None)

    def activate(self, name: str) -> None:
        """Make a space the active one and drop all others; "" drops all.

        Raises:
            KeyError: there is no such space.
        """
        if name:
            self.check(name)
        self.active = name
        for other in set(self._spaces) - {name}:
            self._remove(other)

    def drop(self, name: str) -> None:
        """Remove a space that isn't active.

        Raises:
            KeyError: there is no such space.
            ValueError: it is the active one.
        """
        self.check(name)
        if name == self.active:
            raise ValueError(f"{name} is the active vector space")
        self._remove(name)

    def rows(self, name: str) -> set[int]:
        """Return the rows that have vectors in a space.

        Raises:
            KeyError: there is no such space.
        """
        self.check(name)
        return (self._stored_rows(name) - self._ended) | set(self._fresh.get(name, ()))

    def write(
        self, staging: Commit, number: int, condemned: Iterable[int] = ()
    ) -> dict[str, StoredSpace]:
        """Write all spaces into the staged version.

        Args:
            staging: its folder.
            number: the version's.
            condemned: rows of which not a byte may be left.
        """
        gone, found = sorted(condemned), {}
        for name, space in sorted(self._spaces.items()):
            counts = self._write(staging, name, number, gone)
            found[name] = StoredSpace(space=space, articles=counts)
        return found

    def _write(
        self, staging: Commit, name: str, number: int, condemned: list[int]
    ) -> dict[str, int]:
        fresh = sorted(self._fresh.get(name, {}).items())
        stored = self._stored_rows(name)
        replaced = [row for row, _ in fresh if row in stored]
        previous = self._last.space(name) if self._last and name in self._kept else None
        compacted = staging.folder / "compacted"
        if previous is not None and (condemned or replaced):
            # A row that is dead is so for all its vectors: those replaced must go first.
            drop = np.array(sorted({*condemned, *replaced}), np.int64)
            compact_space(compacted, previous, drop)
            previous = compacted
        dead = np.array(sorted(self._ended & stored - set(condemned)), np.int64)
        counts = write_space(staging.space(name), previous, fresh, dead, number)
        shutil.rmtree(compacted, ignore_errors=True)
        return dict(counts)

    def _stored_rows(self, name: str) -> set[int]:
        if self._last is None or name not in self._kept:
            return set()
        return set(embedded_rows(self._last.space(name)).tolist())

    def _remove(self, name: str) -> None:
        del self._spaces[name]
        self._kept.discard(name)
        self._fresh.pop(name, None)
