"""Spans of days told from today: `last week`, `past 3 months`, `الأسبوع الماضي`, `آخر 10 أيام`.

This and last name calendar spans (a week begins on Monday, as in ISO 8601); past and آخر count
back from today, which belongs to them.
"""

import calendar
import re
from datetime import date, timedelta

from indexer.language.folding import fold

CALENDAR = {
    "today": ("day", 0), "اليوم": ("day", 0),
    "yesterday": ("day", -1), "أمس": ("day", -1), "البارحة": ("day", -1),
    "this week": ("week", 0), "هذا الأسبوع": ("week", 0),
    "last week": ("week", -1), "الأسبوع الماضي": ("week", -1),
    "this month": ("month", 0), "هذا الشهر": ("month", 0),
    "last month": ("month", -1), "الشهر الماضي": ("month", -1),
    "this year": ("year", 0), "هذا العام": ("year", 0), "هذه السنة": ("year", 0),
    "last year": ("year", -1), "العام الماضي": ("year", -1), "السنة الماضية": ("year", -1),
}  # fmt: skip
"""Spans of the calendar: their unit, and how many before this one."""

_UNITS = {
    "day": "day days يوم يوما أيام", "week": "week weeks أسبوع أسبوعا أسابيع",
    "month": "month months شهر شهرا أشهر شهور", "year": "year years سنة سنوات عام عاما أعوام",
}  # fmt: skip
_DUALS = {
    "day": "يومين", "week": "أسبوعين", "month": "شهرين", "year": "سنتين عامين",
}  # fmt: skip


def _folded_words(units: dict[str, str]) -> dict[str, str]:
    return {fold(word): unit for unit, words in units.items() for word in words.split()}


_ROLLING = re.compile(r"(?:past|last|آخر|اخر) (?:(\d{1,4}) )?(\S+)")


def relative_days(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day of a span told from today; None for any other text.

    Hyphens may stand for the spaces (`last-week`).
    """
    key = " ".join(re.split(r"[\s_-]+", fold(text).strip()))
    named = {fold(name): span for name, span in CALENDAR.items()}
    if key in named:
        return _calendar_span(*named[key], today)
    rolling = _ROLLING.fullmatch(key)
    if rolling is None:
        return None
    number, word = rolling.groups()
    two = _folded_words(_DUALS).get(word)
    if two and not number:
        return _rolling_span(two, 2, today)
    unit = _folded_words(_UNITS).get(word)
    return _rolling_span(unit, int(number or 1), today) if unit else None


def _calendar_span(unit: str, offset: int, today: date) -> tuple[date, date]:
    if unit == "day":
        day = today + timedelta(days=offset)
        return day, day
    if unit == "week":
        monday = today + timedelta(days=7 * offset - today.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(today.year + offset, 1, 1), date(today.year + offset, 12, 31)
    first = _months_back(today.replace(day=1), -offset)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _rolling_span(unit: str, number: int, today: date) -> tuple[date, date] | None:
    """Return the last `number` units up to today; None where they reach beyond the calendar."""
    if number == 0:
        return None
    try:
        if unit in {"day", "week"}:
            days = number * (7 if unit == "week" else 1)
            return today - timedelta(days=days - 1), today
        months = number * (12 if unit == "year" else 1)
        return _months_back(today, months) + timedelta(days=1), today
    except (OverflowError, ValueError):
        return None


def _months_back(day: date, months: int) -> date:
    """Return the same day some months earlier, or that month's last. ValueError before year 1."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1] if year > 0 else 0
    return date(year, month + 1, min(day.day, last))
