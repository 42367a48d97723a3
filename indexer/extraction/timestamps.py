"""Reads the dates and counters that pages and records state."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from indexer.article import Timestamp
from indexer.base.settings import Settings
from indexer.language.dates import FoundDate, find_dates, parse_date

_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{13}|\d{16}|\d{19}")  # s, ms, µs, ns since 1970
_RFC_822 = re.compile(r"(?:[A-Z][a-z]{2},? )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", re.ASCII)
_GROUPS = re.compile(r"\d{1,3}(?:[,.٬،'’ ]\d{3})+|\d+")
_LONGEST_DATE = 120  # characters
_NOTHING_ELSE = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class DateContext:
    """What an archive's dates can't be read without.

    Attributes:
        zone: the archive's time zone; times with a zone are converted to it, and every answer is
            naive.
        day_first: whether `5/6/2024` is the fifth of June.
    """

    zone: ZoneInfo
    day_first: bool

    @classmethod
    def of(cls, settings: Settings) -> "DateContext":
        """Return the context that the settings name."""
        return cls(settings.zone, settings.day_first)

    def timestamp(self, text: str) -> Timestamp | None:
        """Read the one date of a field: ISO 8601, RFC 822, seconds since 1970, or as written.

        Where only a year or a month is given, it is the first day of it. None where nothing can
        be read.
        """
        text = text.strip()
        if not text:
            return None
        try:
            return _naive(_standard(text), self.zone)
        except (ValueError, OverflowError, OSError):
            found = parse_date(text, day_first=self.day_first)
            return self.local(found) if found else None

    def whole(self, text: str) -> Timestamp | None:
        """Read a text that is a date, to the day at least, and nothing else; None if it isn't."""
        found = self.find(text) if len(text) <= _LONGEST_DATE else []
        if len(found) != 1 or found[0].precision in {"year", "month"}:
            return None
        around = text[: found[0].start] + text[found[0].end :]
        return self.local(found[0]) if _NOTHING_ELSE.fullmatch(around) else None

    def trailing(self, text: str) -> tuple[str, Timestamp | None]:
        """Split a text that may end in a date into what comes before it, and the date."""
        found = self.find(text)
        if not found or not _NOTHING_ELSE.fullmatch(text[found[-1].end :]):
            return text, None
        return text[: found[-1].start].strip(" -–—|،,(["), self.local(found[-1])

    def find(self, text: str) -> list[FoundDate]:
        """Find the dates in a text, in its order."""
        return find_dates(text, day_first=self.day_first)

    def local(self, found: FoundDate) -> Timestamp | None:
        """Return a date that was found, naive in the archive's zone and in full seconds."""
        try:
            return _naive(found.value, self.zone)
        except OverflowError:
            return None


def read_counter(text: str) -> int | None:
    """Read a count in any digits, with or without separators (`164,511,679`, `١٬١٠٥`)."""
    text = text.strip(" ()[]")
    if not _GROUPS.fullmatch(text):
        return None
    digits = re.sub(r"\D", "", text)
    return int(digits) if len(digits) <= 18 else None


def _standard(text: str) -> Timestamp:
    """Read the forms that machines write; ValueError (among others) for all else."""
    if len(text) == 10 and text[4] == "-":
        return date.fromisoformat(text)
    if _EPOCH.fullmatch(text):
        return _since_1970(text)
    if text[:4].isdigit() and len(text) > 10:
        return datetime.fromisoformat(text)
    if _RFC_822.match(text):
        return parsedate_to_datetime(text)
    if len(text) == 8 and text.isascii():
        return date.fromisoformat(text)
    raise ValueError(text)


def _since_1970(text: str) -> datetime:
    number = float(text)
    for _ in range(3):
        if abs(number) > 1e11:  # later than the year 5000 in seconds: a finer unit
            number /= 1000
    return datetime.fromtimestamp(int(number), UTC)


def _naive(timestamp: Timestamp, zone: ZoneInfo) -> Timestamp:
    if not isinstance(timestamp, datetime):
        return timestamp
    if timestamp.tzinfo is not None:
        timestamp = timestamp.astimezone(zone).replace(tzinfo=None)
    return timestamp.replace(microsecond=0)
