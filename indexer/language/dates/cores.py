"""From the core of a date (a month's name, a numeric date, a marked year) to its numbers."""

import re
from dataclasses import replace

from indexer.language.dates.found import HIJRI_YEARS, Calendar, WrittenDate
from indexer.language.dates.names import Month, month_names, ordinal_days, written
from indexer.language.dates.patterns import patterns

# How far to the left of a month's name its day may begin, in folded characters.
_REACH = 40
# Two-digit years: 69 to 99 are of the last century (POSIX strptime).
_PIVOT = 69
# وباب is a door, not "in آب": a clitic is read off longer names only.
_SHORTEST_AFTER_CLITIC = 4
# English months that are everyday words in lower case ("it may 2024 times …").
_EVERYDAY = {"may", "march", "mar"}
_NUMBER_BEFORE = re.compile(r"(?<!\d)\d{1,3} \Z")
_NUMBER_AFTER = re.compile(r" \d{1,2}(?![\d:]|[.,]\d)")


def read_core(
    match: re.Match[str], floor: int, *, day_first: bool, certain: bool
) -> tuple[WrittenDate | None, int]:
    """Read the date around a match of the ``core`` pattern.

    ``floor`` is where the text to the left was already read; ``certain`` says that the core began
    with a capital or is all of the text. Returns the date (None if refused) and where to read on.
    """
    start, resume = match.span()
    date: WrittenDate | None
    if match["month"]:
        month, resume = _month(match)
        date = _named(match, month, floor, certain=certain) if month else None
    elif match["mark"]:
        date = _numeric(match, day_first)
    elif match["stamp"]:
        stamp = match["stamp"]
        date = WrittenDate(start, resume, int(stamp[:4]), int(stamp[4:6]), int(stamp[6:]))
    elif match["hijri_year"]:
        date = WrittenDate(start, resume, int(match["hijri_year"]), calendar="hijri")
    else:
        date = WrittenDate(start, resume, int(match["after_word"]))
    if date is None:
        return None, resume
    return _with_era(match, date), max(resume, date.end)


def _month(match: re.Match[str]) -> tuple[Month | None, int]:
    """Give the month that a core names, or None, and where to read on if it makes no date."""
    month, start = month_names()[written(match["month"])], match.start("month")
    if match["twin"]:
        twin = month_names()[written(match["twin"])]
        # نيسان/أيار 2024 are two months, of which the later may be dated
        return (twin, match.end()) if twin[:2] == month[:2] else (None, match.start("twin"))
    clitic = start > 0 and match.string[start - 1].isalpha()
    short = len(match["month"]) < _SHORTEST_AFTER_CLITIC
    return None if clitic and short else month, match.end()


def _named(match: re.Match[str], month: Month, floor: int, *, certain: bool) -> WrittenDate | None:
    """Read the numbers around a month's name, in whichever order they stand."""
    text, start, end = match.string, match.start("month"), match.end()
    known = patterns()
    year = known.right_year.match(text, end)
    if left := known.left_day.search(text, max(floor, start - _REACH), start):
        if year:
            return _date(month, left.start(), year.end(), int(year["year"]), _day(left))
        if short := known.right_short_year.match(text, end):
            two_digits = short["year"] or short["dashed"]
            return _date(month, left.start(), short.end(), _full_year(two_digits), _day(left))
    if right := known.right_day_year.match(text, end):
        return _date(month, start, right.end(), int(right["year"]), _day(right))
    if unix := known.right_day_clock_year.match(text, end):
        date = _date(month, start, unix.end(), int(unix["year"]), int(unix["day"]))
        return replace(date, clock=unix.start("clock"))
    if year:
        certain = certain or written(match["month"]) not in _EVERYDAY
        enough = not month.needs_day or match["shahr"]
        if not certain or not enough or _stray(text, start, year.end()):
            return None
        return _date(month, match.start(), year.end(), int(year["year"]), None)
    before = known.left_year.search(text, max(floor, start - 5), start)
    if before and not match["twin"] and (last := known.right_day.match(text, end)):
        return _date(month, before.start(), last.end(), int(before["year"]), int(last["day"]))
    return None


def _date(month: Month, start: int, end: int, year: int, day: int | None) -> WrittenDate:
    return WrittenDate(start, end, year, month.number, day, month.calendar)


def _day(match: re.Match[str]) -> int:
    if "words" in match.re.groupindex and match["words"]:
        return ordinal_days()[written(match["words"])]
    day, last = int(match["day"]), int(match["last"] or 32)
    return day if day < last else last


def _full_year(two_digits: str) -> int:
    year = int(two_digits)
    return year + (1900 if year >= _PIVOT else 2000)


def _stray(text: str, start: int, end: int) -> bool:
    """Tell whether a number beside month and year might be a day that was not understood."""
    return bool(
        _NUMBER_BEFORE.search(text, max(start - 5, 0), start) or _NUMBER_AFTER.match(text, end)
    )


def _numeric(match: re.Match[str], day_first: bool) -> WrittenDate | None:
    first, second, third = (match[part] for part in ("first", "second", "third"))
    if len(first) == 4:
        if len(third) == 4:
            return None
        year, month, day = int(first), int(second), int(third)
    elif len(third) == 4 or (match["mark"] == "/" and len(third) == 2 and not match["space"]):
        year = int(third) if len(third) == 4 else _full_year(third)
        day, month = int(first), int(second)
        if (month > 12 >= day) or (not day_first and day <= 12):
            day, month = month, day
    else:
        return None
    # no newspaper is dated so early in the Gregorian calendar: هـ may be left out
    calendar: Calendar = "hijri" if year in HIJRI_YEARS else "gregorian"
    return WrittenDate(match.start(), match.end(), year, month, day, calendar)


def _with_era(match: re.Match[str], date: WrittenDate) -> WrittenDate | None:
    """Take in the era after a date; None where it is BC or belongs to the other calendar."""
    era = patterns().era.match(match.string, date.end)
    if era is None:
        # "عام 1436" without an era may be of either calendar
        doubtful = match["after_word"] and date.year in HIJRI_YEARS
        return None if doubtful else date
    if era["bc"] or (era["hijri"] and match["month"] and date.calendar == "gregorian"):
        return None
    calendar: Calendar = "hijri" if era["hijri"] else date.calendar
    return replace(date, end=era.end(), calendar=calendar)
