"""From a written date to the days that it covers: a day, a month or a year, Gregorian or Hijri."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime

from indexer.base.errors import QueryError
from indexer.language.dates import FoundDate, parse_date
from search.notices import Notice


@dataclass(frozen=True, slots=True)
class Period:
    """The first and last day that a written date covers; `doubt` says what is odd about it."""

    first: date
    last: date
    doubt: Notice | None = None


def first_day(text: str, day_first: bool = True) -> date:
    """Return the first day that a written date covers (`May 2024`: 1 May).

    Raises:
        QueryError: the text holds no date.
    """
    return covered(_parsed(text, day_first)).first


def last_day(text: str, day_first: bool = True) -> date:
    """Return the last day that a written date covers (`May 2024`: 31 May).

    Raises:
        QueryError: the text holds no date.
    """
    return covered(_parsed(text, day_first)).last


def covered(found: FoundDate) -> Period:
    """Return the days of a date that was found in a text."""
    first = found.value.date() if isinstance(found.value, datetime) else found.value
    if found.precision not in {"year", "month"}:
        doubt = Notice.of("wrong_weekday", day=first, weekday=first)
        return Period(first, first, doubt if found.weekday_agrees is False else None)
    if found.calendar == "hijri":
        return Period(first, _hijri_end(first, whole_year=found.precision == "year"))
    month = 12 if found.precision == "year" else first.month
    return Period(first, date(first.year, month, calendar.monthrange(first.year, month)[1]))


def _hijri_end(first: date, *, whole_year: bool) -> date:
    """Return the last day of the Hijri month or year that begins on a day (Umm al-Qura)."""
    from hijridate import Gregorian, Hijri

    begun = Gregorian.fromdate(first).to_hijri()
    month = 12 if whole_year else begun.month
    length = Hijri(begun.year, month, 1).month_length()
    return date(*Hijri(begun.year, month, length).to_gregorian().datetuple())


def _parsed(text: str, day_first: bool) -> FoundDate:
    found = parse_date(text, day_first=day_first)
    if found is None:
        raise QueryError(
            f"{text!r} is no date that can be read",
            "date filter",
            "Write it like 2024-05-21, May 2024 or 21 أيار 2024",
        )
    return found
