"""Dates inside a query: a day, a month or a year as written, ranges, and `last week`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.language.dates import FoundDate, parse_date
from indexer.storage.query import DateRange
from search.notices import Notice
from search.query.periods import Period, covered
from search.query.query_text import QueryText
from search.query.relative import relative_days
from search.query.tokens import QueryToken

_EXAMPLES = '2024-05-20, 2024-05, 2024, "20 أيار 2024", "last week", "الأسبوع الماضي"'
_RANGE = re.compile(r"\.{2,}|…")


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads the date fields of one query.

    Attributes:
        query: for the position of what can't be read.
        today: what `last week` counts from.
        day_first: whether 5/6/2024 is in June.
    """

    query: QueryText
    today: date
    day_first: bool = True

    def read(self, token: QueryToken) -> tuple[DateRange, tuple[Notice, ...]]:
        """Return the days that a date field allows, and notices of what is odd about them.

        `after` and `since` begin with the first day of what they name, `before` ends the day
        before it, `until` ends with its last; `published` takes a date, or two around `..`.

        Raises:
            QueryError: the date can't be read, or a range ends before it begins.
        """
        if token.field == "published":
            return self._published(token)
        named = self._period(token.text, token)
        match token.field:
            case "after" | "since":
                days = DateRange(first=named.first)
            case "before":
                days = DateRange(last=named.first - timedelta(days=1))
            case _:
                days = DateRange(last=named.last)
        return days, (named.doubt,) if named.doubt else ()

    def _published(self, token: QueryToken) -> tuple[DateRange, tuple[Notice, ...]]:
        parts = [part.strip() for part in _RANGE.split(token.text)]
        if len(parts) > 2 or not any(parts):
            raise self._unreadable(token.text, token)
        start = self._period(parts[0], token) if parts[0] else None
        end = self._period(parts[-1], token) if parts[-1] else None
        first = start.first if start else None
        last = end.last if end else None
        if first and last and first > last:
            raise self.query.error(
                "range_reversed", token.start, first=first, last=last,
                example=f"published:{parts[-1]}..{parts[0]}",
            )  # fmt: skip
        doubts = dict.fromkeys(named.doubt for named in (start, end) if named and named.doubt)
        return DateRange(first, last), tuple(doubts)

    def _period(self, text: str, token: QueryToken) -> Period:
        relative = relative_days(text, self.today)
        if relative:
            return Period(*relative)
        found = parse_date(text, day_first=self.day_first)
        if found is None or _says_more(text, found):
            raise self._unreadable(text, token)
        return covered(found)

    def _unreadable(self, text: str, token: QueryToken) -> Exception:
        return self.query.error("no_date", token.start, text=text.strip(), example=_EXAMPLES)


def _says_more(text: str, found: FoundDate) -> bool:
    """Whether there are words or numbers beside the date."""
    return any(letter.isalnum() for letter in text[: found.start] + text[found.end :])
