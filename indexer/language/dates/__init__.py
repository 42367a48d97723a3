"""Dates as Arabic and English archives write them: found in running text, and parsed.

Every Arab tradition of month names is read at once (أيار, مايو, ماي, رمضان …), in any digits,
with an optional weekday, time of day and zone; see :func:`find_dates`.
"""

from indexer.language.dates.finder import find_dates, parse_date
from indexer.language.dates.found import FoundDate

__all__ = ["FoundDate", "find_dates", "parse_date"]
