"""The duplicate groups of one version, by row."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


class DuplicateGroups:
    """Tells which rows are in a duplicate group of two or more.

    Args:
        rows: int64, ascending: those that are.
        groups: int64: number of the group of each, the smallest row of its members.
    """

    def __init__(self, rows: Rows, groups: Rows) -> None:
        self._rows = rows
        self._groups = groups
        self._order = np.argsort(groups, kind="stable")

    def __len__(self) -> int:
        return len(self._rows)

    def of(self, rows: Rows) -> Rows:
        """Return the group of each row; a row that is alone is its own group."""
        if not len(self._rows):
            return rows
        places = np.minimum(np.searchsorted(self._rows, rows), len(self._rows) - 1)
        return np.where(self._rows[places] == rows, self._groups[places], rows)

    def members(self, groups: Sequence[int]) -> Rows:
        """Return the rows of all members of these groups, ascending; an unknown one is a row."""
        wanted = np.array(groups, np.int64)
        found = self._rows[np.isin(self._groups, wanted)]
        return np.union1d(found, wanted)

    def superfluous(self, rows: Rows) -> int:
        """Return how many of these grouped rows share their group with another of them."""
        return len(rows) - len(np.unique(self.of(rows)))
