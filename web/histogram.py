"""A search's articles over time: bars of days, months or years, gaps shown, undated ones beside."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from indexer.storage.query import Buckets

Step = Literal["day", "month", "year", "years"]
MAX_BARS = 120
"""Bars at most; where years would be more, a bar has 10 of them, or 100, or 1,000."""
MOST_DAYS, MOST_MONTHS = 62, 62
"""Days and months that are shown one by one; a longer time is shown in the next longer step."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        value: the time, as an address can have it: `2024-05-21`, `2024-05` or `2024`; of several
            years the first.
        first, last: its days.
        count: articles of the search.
        archive: articles of the whole archive.
    """

    value: str
    first: date
    last: date
    count: int
    archive: int

    @property
    def share(self) -> float:
        """The search's share of what the archive has from that time; 0 where it has nothing."""
        return self.count / self.archive if self.archive else 0.0


@dataclass(frozen=True, slots=True)
class Histogram:
    """The bars in order of time, empty ones among them, and the articles without a date."""

    step: Step
    bars: tuple[Bar, ...]
    undated: int

    @property
    def most(self) -> int:
        """The count of the highest bar."""
        return max((bar.count for bar in self.bars), default=0)

    @property
    def most_share(self) -> float:
        """The share of the bar with the highest share."""
        return max((bar.share for bar in self.bars), default=0.0)


def histogram_of(
    counted: Buckets, archive: Mapping[date, int], within: tuple[date | None, date | None]
) -> Histogram:
    """Return the bars of a search.

    They span its articles, or the days that it is narrowed to, as far as the archive has any.

    Args:
        counted: its articles by day.
        archive: the archive's articles by day, in order of time.
        within: first and last day of the search, None where open.
    """
    days = {date.fromisoformat(bucket.value): bucket.count for bucket in counted.buckets}
    if not days:
        return Histogram("day", (), counted.missing)
    begins, ends = min(archive, default=min(days)), max(archive, default=max(days))
    first = min(days) if within[0] is None else min(min(days), max(within[0], begins))
    last = max(days) if within[1] is None else max(max(days), min(within[1], ends))
    step, size = _step(first, last)
    found, whole = _Cumulated(days), _Cumulated(archive)
    bars = []
    start: date | None = _start(first, step, size)
    while start is not None and start <= last:
        following = _following(start, step, size)
        end = following - timedelta(1) if following else date.max
        count = found.between(start, end)
        everything = max(count, whole.between(start, end))
        bars.append(Bar(_value(start, step), start, end, count, everything))
        start = following
    return Histogram(step, tuple(bars), counted.missing)


def _step(first: date, last: date) -> tuple[Step, int]:
    """Return the step of the bars, and how many years a bar has."""
    if (last - first).days < MOST_DAYS:
        return "day", 1
    if (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS:
        return "month", 1
    size = 1
    while last.year // size - first.year // size >= MAX_BARS:
        size *= 10
    return ("year" if size == 1 else "years"), size


def _start(day: date, step: Step, size: int) -> date:
    """Return the first day of the bar that a day belongs to."""
    if step == "day":
        return day
    if step == "month":
        return day.replace(day=1)
    return date(max(day.year // size * size, 1), 1, 1)


def _following(start: date, step: Step, size: int) -> date | None:
    """Return the first day of the next bar; None behind the last day that there is."""
    if step == "day":
        return start + timedelta(1) if start < date.max else None
    year, month = start.year, start.month
    if step == "month":
        year, month = year + month // 12, month % 12 + 1
    else:
        year, month = year // size * size + size, 1
    return date(year, month, 1) if year <= date.max.year else None


class _Cumulated:
    """Counts of days, in order of time, ready to be added up between any two."""

    def __init__(self, days: Mapping[date, int]) -> None:
        self._days = list(days)
        self._sums = [0, *accumulate(days.values())]

    def between(self, first: date, last: date) -> int:
        """Return the count of all days from one to another, both included."""
        ends = bisect_right(self._days, last), bisect_left(self._days, first)
        return self._sums[ends[0]] - self._sums[ends[1]]


def _value(start: date, step: Step) -> str:
    return start.isoformat()[: {"day": 10, "month": 7}.get(step, 4)]
