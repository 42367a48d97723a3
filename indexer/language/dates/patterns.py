"""The patterns of dates and times over folded text, compiled once when first needed.

A date is read from its core outwards: a month name or a numeric date is found first, then what
stands to its left and right is matched against small, bounded patterns. So the work per core is
constant, and a text is read in linear time.
"""

import re
from dataclasses import dataclass
from functools import cache

from indexer.language.dates.names import (
    ZONE_HOURS,
    alternation,
    month_names,
    ordinal_days,
    parts_of_day,
    weekday_names,
)

_LETTER = r"[^\W\d_]"
_WORD_END = rf"(?!{_LETTER})"
# A word begins after a non-letter, or after one clitic letter (وأيار, بأيار).
_WORD_START = rf"(?:(?<!{_LETTER})|(?<=(?<!{_LETTER})[وفبلك]))"
_YEAR = r"(?P<year>[12]\d{3})(?!\d)"
_DAY = r"(?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th)?"
# "27-28 May": the later day of a range; the date is its first day.
_TO_DAY = r"(?: ?- ?(?P<last>\d{1,2})(?!\d)(?:st|nd|rd|th)?)?"
_OF_YEAR = r"(?:(?:من |في )?(?:ال|لل|ل)?(?:عام|سنه) |of )?"
_GAP = r"[ \n]?"


@dataclass(frozen=True, slots=True)
class Patterns:
    """All compiled patterns; those named ``left_…`` and ``before`` end where a core begins."""

    core: re.Pattern[str]
    left_day: re.Pattern[str]
    left_year: re.Pattern[str]
    right_year: re.Pattern[str]
    right_day_year: re.Pattern[str]
    right_short_year: re.Pattern[str]
    right_day: re.Pattern[str]
    right_day_clock_year: re.Pattern[str]
    before: re.Pattern[str]
    era: re.Pattern[str]
    after: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """Compile the patterns."""
    return Patterns(
        core=re.compile(f"{_named()}|{_NUMERIC}|{_STAMP}|{_YEAR_ALONE}"),
        left_day=re.compile(_left_day()),
        left_year=re.compile(rf"(?<!\d){_YEAR}[ -]\Z"),
        right_year=re.compile(rf"{_GAP}(?:[,/-]{_GAP})?{_OF_YEAR}{_YEAR}"),
        right_day_year=re.compile(
            rf"(?:,{_GAP}|[ \n-])?(?:the )?{_DAY}{_TO_DAY}(?:{_GAP},{_GAP}|[ \n-]){_OF_YEAR}{_YEAR}"
        ),
        right_short_year=re.compile(
            r" (?P<year>\d\d)(?=,? \d{1,2}:\d\d)|(?<=-[a-z]{3})-(?P<dashed>\d\d)(?![\d-])"
        ),
        right_day_clock_year=re.compile(
            rf" {{1,2}}{_DAY}(?P<clock> \d\d:\d\d:\d\d(?: [a-z]{{3,4}}| [+-]\d{{4}})? ){_YEAR}"
        ),
        right_day=re.compile(rf"[ -]{_DAY}(?![.:/]?\d)"),
        before=re.compile(_before()),
        era=re.compile(_ERA),
        after=re.compile(rf"(?:t|{_BEFORE_TIME}){_time()}"),
    )


def _named() -> str:
    month = alternation(month_names())
    end = rf"{_WORD_END}(?:(?<!\d)|(?!\d))"  # ت1 and تشرين 2 end in a digit
    return (
        rf"(?P<shahr>{_WORD_START}شهر )?{_WORD_START}(?P<month>{month}){end}"
        rf"(?:(?: ?[/-] ?| ?\(? ?)(?P<twin>{month}){end}(?: ?\))?)?\.?"
    )


# Year first (ISO 8601, 2024/05/27) or last (27/5/2024, 20/ 3/ 1432, 27/5/24).
_NUMERIC = (
    r"(?<!\d)(?<!\d[./-])(?P<first>\d{1,2}|[12]\d{3})(?P<space> ?)(?P<mark>[/.-]) ?"
    r"(?P<second>\d{1,2})(?P=space)(?P=mark) ?(?P<third>[12]\d{3}|\d{1,2})"
    r"(?!\d)(?![./-]\d{1,3}(?!\d))"
)
# Basic ISO 8601 with a time; eight digits alone are too often some other number.
_STAMP = r"(?<!\d)(?P<stamp>[12]\d{7})(?=t\d{4})"
# A year counts by itself only where a word says that it is one.
_YEAR_ALONE = (
    rf"{_WORD_START}(?:(?:ال|لل|ل)?(?:عام|سنه) |year )(?P<after_word>[12]\d{{3}})"
    r"(?!\d)(?! ?[/-] ?\d)"
    rf"|(?<![\d.,/-])(?P<hijri_year>1[345]\d\d)(?= ?ه(?:جري|{_WORD_END}))"
)
# م after a year is "of the Christian era"; BC dates are refused.
_ERA = (
    r" ?\(?(?:(?P<bc>ق\.? ?م|bce?)|(?P<hijri>ه(?:جريه?)?|للهجره|ah)"
    r"|م(?:يلاديه?)?|للميلاد|ce|ad)(?!\w)\)?"
)
_OCLOCK = r"(?:و?(?:عند |في |على |من )?(?:تمام )?ال?ساعه:? ?)"
# Between a date and its time; the time stands on the same line.
_BEFORE_TIME = rf" ?(?:[,@|·•:/(-] ?){{0,2}}(?:at |on |في )?(?P<oclock>{_OCLOCK})?"


def _left_day() -> str:
    words = alternation(ordinal_days())
    # "the first week (half, third, part) of May" is not its first day
    part = "".join(rf"(?<!{noun}[ \n])" for noun in ("اسبوع", "نصف", "ثلث", "شطر"))
    ordinal = rf"(?<!{_LETTER}){part}(?:{words}{_WORD_END}(?=[ \n]من)|فاتح|غره)"
    return (
        rf"(?:(?<!\w)|(?<={_LETTER})(?<![a-z]))(?<!\d[.,:])"
        rf"(?:{_DAY}{_TO_DAY}|(?P<words>{ordinal}))"
        rf"{_GAP}(?:[/-]{_GAP})?(?:(?:من|of)[ \n])?(?:شهر[ \n])?\Z"
    )


def _time() -> str:
    parts = alternation(parts_of_day())
    zones = alternation(ZONE_HOURS)
    offset = r"[+-]\d\d:?\d\d(?!\d)|\+\d\d(?![\d:])"
    return (
        r"(?P<hour>\d{1,2})"
        r"(?:(?P<point>[:.h]|(?<=t\d\d))(?P<minute>\d\d)"
        r"(?:(?P<colon>:|(?<=t\d{4}))(?P<second>\d\d)(?:[.,]\d{1,9})?)?)?(?![\d:])"
        rf"(?: ?(?:من )?(?P<part>{parts})(?!\w))?"
        rf"(?: ?\(?(?:ب?توقيت )?(?P<zone>{zones}){_WORD_END}(?P<shift>[+-]\d{{1,2}}(?::?\d\d)?)?\)?"
        rf"| ?(?P<offset>{offset}))?"
    )


def _before() -> str:
    weekday = alternation(weekday_names())
    return (
        rf"(?:(?<![\d:.,/-])(?P<oclock>{_OCLOCK})?(?<!\d){_time()}(?<=[\w.)])"
        r" ?(?:[-,|·•)] ?)?(?:(?:من |on |في )?(?=يوم |\w))?)?"
        rf"(?:{_WORD_START}(?:يوم )?(?P<weekday>{weekday}){_WORD_END}\.?"
        rf"(?: الماضي| المقبل| القادم| الجاري)?(?: ?\))?{_GAP}[,.:|/-]?{_GAP}\(?"
        r"(?:(?:ال)?موافق(?: ل)? ?|بتاريخ |في |the |on )?(?:ال ?)?)?\Z"
    )
