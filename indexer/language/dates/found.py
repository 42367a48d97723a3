"""The record of one date found in a text, and how its parts become a value."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Calendar = Literal["gregorian", "hijri"]
Precision = Literal["year", "month", "day", "minute", "second"]

# The years that hijridate's tables cover (1 August 1924 to 16 November 2077).
HIJRI_YEARS = range(1343, 1501)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One date of a text.

    ``start`` and ``end`` are code-point offsets in the text as given. ``value`` is a datetime
    where a time of day was written (aware only if a zone was), else a date; where ``precision``
    is ``"year"`` or ``"month"`` it is the first day of that period, and for a Hijri date always
    the Gregorian equivalent. ``weekday_agrees`` is None where no weekday was written.
    """

    start: int
    end: int
    value: dt.date | dt.datetime
    precision: Precision
    calendar: Calendar
    weekday_agrees: bool | None


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """The numbers of a date as written, at ``start`` to ``end`` of the folded text.

    ``clock`` is where a time of day begins that stands inside the date (… 18:44:00 2024).
    """

    start: int
    end: int
    year: int
    month: int | None = None
    day: int | None = None
    calendar: Calendar = "gregorian"
    clock: int | None = None

    @property
    def precision(self) -> Precision:
        """The smallest unit that was written."""
        if self.day is not None:
            return "day"
        return "year" if self.month is None else "month"


def to_gregorian(written: WrittenDate) -> dt.date | None:
    """Give the (first) Gregorian day of ``written``, or None where no such day exists.

    Hijri dates follow the Umm al-Qura calendar (package hijridate), years 1343 to 1500.
    """
    from hijridate import Hijri

    numbers = (
        written.year,
        1 if written.month is None else written.month,
        1 if written.day is None else written.day,
    )
    try:
        if written.calendar == "gregorian":
            return dt.date(*numbers)
        if written.year not in HIJRI_YEARS:
            return None
        return dt.date(*Hijri(*numbers).to_gregorian().datetuple())
    except (ValueError, OverflowError):
        return None
