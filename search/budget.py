"""The time that one search may take: once it is used up, optional work is left out, and said.

What a query may cost at most is settled by counts (`indexer.storage.local.keyword.limits`,
`search.query.clipping`); the budget is for machines that are slow or busy, and for large archives.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, get_args

from search.notices import Notice

OptionalWork = Literal["spellings", "suggestion", "snippets", "explanations"]
"""What an answer can do without: other spellings of names, another wording where nothing is found,
marks and the choice of the snippet, the words that an explanation lists."""


class Budget:
    """The budget of one search, which begins when it is made.

    Args:
        milliseconds: how long the search may take.
        clock: seconds; for tests.
    """

    def __init__(self, milliseconds: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._end = clock() + milliseconds / 1000
        self._left_out: set[OptionalWork] = set()

    def allows(self, work: OptionalWork) -> bool:
        """Tell whether there is time for some work; where there isn't, it counts as left out."""
        if self._clock() < self._end:
            return True
        self._left_out.add(work)
        return False

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Don't count the time of a `with`: of work that was asked for however long it takes."""
        began = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - began

    @property
    def is_used_up(self) -> bool:
        """Whether anything was left out."""
        return bool(self._left_out)

    def notices(self) -> list[Notice]:
        """Return what to say of the work that was left out."""
        return [
            Notice.of(f"partial_{work}")
            for work in get_args(OptionalWork)
            if work in self._left_out
        ]
