"""Finding dates in running text, and reading the one date of a short text."""

import datetime as dt
import re
from collections.abc import Iterator

from indexer.language.dates.clock import to_time
from indexer.language.dates.cores import read_core
from indexer.language.dates.folded import Folded, fold, stretches
from indexer.language.dates.found import FoundDate, Precision, WrittenDate, to_gregorian
from indexer.language.dates.names import weekday_names, written
from indexer.language.dates.patterns import patterns

# How far to the left of a date its weekday and time of day may begin, in folded characters.
_REACH = 90
# The longest text that may be a bare year or month and nothing else.
_BARE_LENGTH = 64
_BARE = re.compile(
    r" ?(?:(?P<year>[12]\d{3})(?:-(?P<month>\d\d))?|(?P<month_first>\d\d?)/(?P<its_year>[12]\d{3}))"
    r"(?: ?(?:م|ce|ad|(?P<hijri>ه|ah)))? ?"
)

_Clock = tuple[dt.time, Precision]


def find_dates(text: str, *, day_first: bool = True) -> list[FoundDate]:
    """Find the dates of a text, in order of appearance, never overlapping.

    Read are, in Arabic and English: day, month and year in any order with a name for the month
    (any Arab locale's, Hijri, numbered, doubled), numeric dates (``day_first`` decides 5/6/2024),
    ISO 8601, RFC 822, month and year ("أيار 2024"), and years that a word marks ("عام 2024",
    "1445 هـ"). A date needs a year; one that does not exist (31 شباط 2024) is passed over.
    A wrong weekday is reported, not refused. Takes time linear in the text's length.
    """
    return [
        date
        for start, end in stretches(text)
        for date in _find(text, fold(text, start, end), day_first)
    ]


def parse_date(text: str, *, day_first: bool = True) -> FoundDate | None:
    """Give the first date of a short text, or None.

    A text that is nothing else may also be a bare year or month: ``2024``, ``2024-05``,
    ``05/2024``, ``1445 هـ``.
    """
    found = find_dates(text, day_first=day_first)
    return found[0] if found else _parse_bare(text)


def _parse_bare(text: str) -> FoundDate | None:
    bare = _BARE.fullmatch(fold(text).text) if len(text) <= _BARE_LENGTH else None
    if bare is None:
        return None
    year, month = bare["year"] or bare["its_year"], bare["month"] or bare["month_first"]
    date = WrittenDate(
        bare.start(),
        bare.end(),
        int(year),
        int(month) if month else None,
        calendar="hijri" if bare["hijri"] else "gregorian",
    )
    value = to_gregorian(date)
    if value is None:
        return None
    return FoundDate(0, len(text), value, date.precision, date.calendar, None)


def _find(text: str, folded: Folded, day_first: bool) -> Iterator[FoundDate]:
    floor = 0
    while core := patterns().core.search(folded.text, floor):
        first = text[folded.offsets[core.start()]]
        alone = len(core[0]) + len(" 2024") >= len(text)
        date, resume = read_core(core, floor, day_first=day_first, certain=first.isupper() or alone)
        value = to_gregorian(date) if date else None
        if date is None or value is None:
            floor = resume
            continue
        found, floor = _complete(text, folded, floor, date, value)
        yield found


def _complete(
    text: str, folded: Folded, floor: int, date: WrittenDate, day: dt.date
) -> tuple[FoundDate, int]:
    """Take in the weekday and the time of day around a date; give also its folded end."""
    start, end = date.start, date.end
    clock: _Clock | None = None
    agrees: bool | None = None
    if date.day is not None:
        left = patterns().before.search(folded.text, max(floor, start - _REACH), start)
        if left and left["weekday"]:
            agrees = day.weekday() == weekday_names()[written(left["weekday"])]
            start = left.start("weekday")
        if left and (clock := _clock(text, folded, left)):
            start = left.start()
        at = end if date.clock is None else date.clock
        right = None if clock else patterns().after.match(folded.text, at)
        if right and (clock := _clock(text, folded, right)):
            end = max(end, right.end())
    found = FoundDate(
        start=folded.offsets[start],
        end=folded.offsets[end],
        value=dt.datetime.combine(day, clock[0]) if clock else day,
        precision=clock[1] if clock else date.precision,
        calendar=date.calendar,
        weekday_agrees=agrees,
    )
    return found, end


def _clock(text: str, folded: Folded, match: re.Match[str]) -> _Clock | None:
    """Give the time of day that a ``before`` or ``after`` match holds, and how fine it is."""
    if match["hour"] is None:
        return None
    start, end = match.span("zone")
    raw_zone = text[folded.offsets[start] : folded.offsets[end]] if start >= 0 else ""
    time = to_time(match, raw_zone)
    if time is None:
        return None
    return time, "second" if match["second"] else "minute"
