"""From the matched parts of a written time of day to a time, with its zone where one is named."""

import datetime as dt
import re

from indexer.language.dates.names import ZONE_HOURS, PartOfDay, parts_of_day, written

_SHIFT = re.compile(r"([+-])(\d\d?):?(\d\d)?")
_FURTHEST = dt.timedelta(hours=14)  # the zones of the world lie between -12:00 and +14:00


def to_time(match: re.Match[str], raw_zone: str) -> dt.time | None:
    """Give the time of a match of the ``before`` or ``after`` pattern, or None if it is none.

    ``raw_zone`` is the zone's name as it is in the text, before folding. A number without
    minutes needs a part of the day in words (6 مساءً) or "o'clock"; 6.44 needs a part of the day.
    """
    part = parts_of_day()[written(match["part"])] if match["part"] else None
    if match["minute"] is None:
        spelled = part is not None and len(match["part"]) > 1
        if not (spelled or match["oclock"]):
            return None
    elif match["point"] == "." and part is None and not match["oclock"]:
        return None
    hour = _hour(int(match["hour"]), part)
    minute, second = int(match["minute"] or 0), int(match["second"] or 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    # 60 is a leap second (RFC 5322, section 3.3), which datetime cannot hold
    return dt.time(hour, minute, min(second, 59), tzinfo=_zone(match, raw_zone))


def _hour(hour: int, part: PartOfDay | None) -> int:
    """Turn a written hour into one of 24; a part of the day that contradicts it is ignored."""
    if part is None or hour > 12:
        return hour
    if part == "am":
        return hour % 12
    if part == "pm":
        return hour % 12 + 12
    if part == "noon":  # 11:30 and 12:30 stand; 1 to 4 in the afternoon
        return hour if hour >= 10 else hour + 12
    return hour % 12 + 12 if 6 <= hour < 12 else hour % 12  # 11 at night, 2 at night, midnight


def _zone(match: re.Match[str], raw_zone: str) -> dt.timezone | None:
    offset = match["offset"]
    if offset:
        return _fixed(_delta(offset))
    name = match["zone"]
    # "est" is also a French word: Latin zones count in capitals only (z closes a lower-case t)
    if not name or (name.isascii() and not raw_zone.isupper() and name != "z"):
        return None
    return _fixed(dt.timedelta(hours=ZONE_HOURS[written(name)]) + _delta(match["shift"] or "+0"))


def _delta(shift: str) -> dt.timedelta:
    sign, hours, minutes = _SHIFT.fullmatch(shift).groups()  # type: ignore[union-attr]
    delta = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
    return -delta if sign == "-" else delta


def _fixed(delta: dt.timedelta) -> dt.timezone | None:
    return dt.timezone(delta) if abs(delta) <= _FURTHEST else None
