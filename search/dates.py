"""Dates as people write them in filters: from a day, a month or a year to its first or last day."""

import calendar
from datetime import date, datetime

from indexer.base.errors import QueryError
from indexer.language.dates import FoundDate, parse_date


def first_day(text: str, day_first: bool = True) -> date:
    """Return the first day that a written date covers (`May 2024`: 1 May).

    Raises:
        QueryError: the text holds no date.
    """
    return _day(_parsed(text, day_first))


def last_day(text: str, day_first: bool = True) -> date:
    """Return the last day that a written date covers (`May 2024`: 31 May).

    Raises:
        QueryError: the text holds no date.
    """
    found = _parsed(text, day_first)
    day = _day(found)
    if found.precision == "year":
        return day.replace(month=12, day=31)
    if found.precision == "month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def _day(found: FoundDate) -> date:
    return found.value.date() if isinstance(found.value, datetime) else found.value


def _parsed(text: str, day_first: bool) -> FoundDate:
    found = parse_date(text, day_first=day_first)
    if found is None:
        raise QueryError(
            f"{text!r} is no date that can be read",
            "date filter",
            "Write it like 2024-05-21, May 2024 or 21 أيار 2024",
        )
    return found
