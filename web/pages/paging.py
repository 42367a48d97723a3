"""Pages of results: which there are and which links to show."""

from dataclasses import dataclass

from web.parameters import MAX_DEPTH

AROUND = 2  # pages linked on each side of the one shown


@dataclass(frozen=True, slots=True)
class Paging:
    """One page among the pages of a result.

    Attributes:
        page: the one shown, from 1.
        size: hits on a page.
        total: hits in all.
    """

    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-min(self.total, MAX_DEPTH) // self.size))

    @property
    def past_end(self) -> bool:
        """Whether the page lies behind the last."""
        return self.page > self.pages

    def shown(self) -> tuple[int, ...]:
        """Return the pages to link to: the first, those around this one, the last; 0: a gap."""
        near = range(max(1, self.page - AROUND), min(self.pages, self.page + AROUND) + 1)
        wanted = sorted({1, *near, self.pages})
        found: list[int] = []
        for number in wanted:
            if found and number > found[-1] + 1:
                # A gap of one page is no shorter than the page's own number.
                found.append(number - 1 if number == found[-1] + 2 else 0)
            found.append(number)
        return tuple(found)
