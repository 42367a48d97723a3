"""The names of months, weekdays, parts of the day and zones, folded, in Arabic and English.

CLDR (through Babel) gives every Arab locale's months and weekdays, hijridate the Hijri months.
What is typed here is what neither has; the comment beside it says why it is needed.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from indexer.language.dates.folded import fold
from indexer.language.dates.found import Calendar

PartOfDay = Literal["am", "pm", "noon", "night"]


class Month(NamedTuple):
    """What a month name says; ``needs_day``: too common a word to date by month and year alone."""

    calendar: Calendar
    number: int
    needs_day: bool = False


# Spellings of the press besides CLDR's one per locale (all names here are folded when loaded):
# the numbered and abbreviated twins of Lebanon, the older Iraqi مايس, the Egyptian يونيه, يوليه.
_GREGORIAN_SPELLINGS = {
    1: "كانون ثاني|كانون 2|كانون2|ك2",
    5: "مايس",
    6: "يونيه",
    7: "يوليه|جويلي",
    8: "أوغسطس",
    9: "sept",
    10: "تشرين أول|تشرين 1|تشرين1|ت1|أوكتوبر",
    11: "تشرين ثاني|تشرين 2|تشرين2|ت2",
    12: "كانون أول|كانون 1|كانون1|ك1|دسمبر",
}

# Libya's own names, in use from 1969 to 2011; no CLDR locale has them. They are everyday words
# (spring, water, summer, the conqueror, dates …), so they count only beside a day.
_LIBYAN = "أي النار|النوار|الربيع|الطير|الماء|الصيف|ناصر|هانيبال|الفاتح|التمور|الحرث|الكانون"

# Hijri spellings besides hijridate's: the genitive ذي, الآخر beside الثاني, loose transliteration.
_HIJRI_SPELLINGS = {
    1: "محرم الحرام|المحرم|muharam",
    2: "صفر الخير",
    3: "ربيع أول|rabi al awal|rabi i",
    4: "ربيع الآخر|ربيع ثاني|ربيع آخر|rabi al akhir|rabi ii",
    5: "جمادى الأول|جماد الأول|جماد الأولى|جمادى أولى|jumada al awwal|jumada al oula|jumada i",
    6: "جمادى الثانية|جمادى الثاني|جمادى الآخر|جماد الثاني|جماد الآخر|جماد الآخرة|جماد الثانية"
    "|jumada al thani|jumada al thaniyah|jumada ii",
    7: "رجب الفرد",
    8: "shaaban",
    9: "رمضان المبارك|ramadhan",
    10: "شوال المكرم|shawal",
    11: "ذي القعدة|ذو قعدة|ذي قعدة|ذوالقعدة|dhul qadah|dhu al qidah|dhul qidah",
    12: "ذي الحجة|ذو حجة|ذي حجة|ذوالحجة|dhul hijjah|dhu al hijja|dhul hijja",
}

# Weekdays from Monday: the Lebanese press writes الثلثاء; English knows longer abbreviations.
_WEEKDAY_SPELLINGS = ("", "الثلثاء|tues", "weds", "thur|thurs", "", "", "")

# Parts of the day: CLDR lacks the dotted English forms and the phrases around the noun.
_PART_SPELLINGS: dict[PartOfDay, str] = {
    "am": "a.m.|a.m|صباح|في الصباح|قبل الظهر",
    "pm": "p.m.|p.m|في المساء|عصرا",
    "noon": "عند الظهر",
    "night": "بعد منتصف الليل|في الليل",
}
_CLDR_PARTS: dict[str, PartOfDay] = {
    "am": "am",
    "pm": "pm",
    "noon": "noon",
    "morning1": "am",
    "morning2": "am",
    "afternoon1": "noon",
    "afternoon2": "pm",
    "evening1": "pm",
    "night1": "night",
    "night2": "night",
}

# Hours east of Greenwich. RFC 822 (section 5.1) defines the American names; Arabic reports give
# Greenwich or Mecca time, and neither has a summer time.
ZONE_HOURS = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "غرينتش", "جرينتش", "غرينيتش", "جرينيتش"), 0),
    **dict.fromkeys(("مكه المكرمه", "مكه", "السعوديه"), 3),
    "edt": -4,
    **dict.fromkeys(("est", "cdt"), -5),
    **dict.fromkeys(("cst", "mdt"), -6),
    **dict.fromkeys(("mst", "pdt"), -7),
    "pst": -8,
}

# Days of the month in words ("السابع والعشرين من أيار"); Babel carries no ordinals.
_UNITS = ["الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع"]
_UNITS_OF_TEENS = ["الحادي", *_UNITS[1:]]


@cache
def arab_locales() -> tuple[str, ...]:
    """Give the identifier of every Arabic locale of CLDR, in a fixed order."""
    from babel.localedata import locale_identifiers

    return tuple(
        sorted(name for name in locale_identifiers() if name == "ar" or name.startswith("ar_"))
    )


@cache
def month_names() -> dict[str, Month]:
    """Map each folded month name to what it says, for both calendars."""
    names: dict[str, Month] = {}
    for name, number in _cldr_names("months"):
        names.setdefault(name, Month("gregorian", number))
    for number, spellings in _GREGORIAN_SPELLINGS.items():
        names |= {_key(name): Month("gregorian", number) for name in spellings.split("|")}
    for number, name in enumerate(_LIBYAN.split("|"), 1):
        names.setdefault(_key(name), Month("gregorian", number, needs_day=True))
    for name, number in _hijri_names():
        names.setdefault(name, Month("hijri", number))
    return names


@cache
def usual_month_names(number: int) -> tuple[str, ...]:
    """Return what a Gregorian month is called: in English, Egypt, the Levant and the Maghreb.

    Args:
        number: 1 to 12.
    """
    from babel import Locale

    locales = map(Locale.parse, ("en", "ar_EG", "ar_LB", "ar_MA", "ar_DZ"))
    return tuple(dict.fromkeys(one.months["format"]["wide"][number] for one in locales))


@cache
def weekday_names() -> dict[str, int]:
    """Map each folded weekday name to its number, Monday being 0."""
    names = dict(_cldr_names("days"))
    for number, spellings in enumerate(_WEEKDAY_SPELLINGS):
        names |= {_key(name): number for name in spellings.split("|") if name}
    return names


@cache
def parts_of_day() -> dict[str, PartOfDay]:
    """Map each folded name of a part of the day (ص, مساء, p.m.) to how it shifts the hour."""
    from babel import Locale

    names: dict[str, PartOfDay] = {}
    for identifier in ("ar", "en"):
        periods = Locale.parse(identifier).day_periods
        for table in (periods["format"]["abbreviated"], periods["stand-alone"]["wide"]):
            for key, name in table.items():
                if key in _CLDR_PARTS:
                    names.setdefault(_key(name), _CLDR_PARTS[key])
    for part, spellings in _PART_SPELLINGS.items():
        names |= {_key(name): part for name in spellings.split("|")}
    return names


@cache
def ordinal_days() -> dict[str, int]:
    """Map the days of a month in Arabic words, nominative and oblique, to 1 … 31."""
    days = {unit: number for number, unit in enumerate(_UNITS, 1)}
    days |= {f"{unit} عشر": 10 + number for number, unit in enumerate(_UNITS_OF_TEENS, 1)}
    days["العاشر"] = 10
    days |= {"فاتح": 1, "غره": 1}  # the first of a Moroccan and of a Hijri month
    for ending in ("ين", "ون"):
        days |= {f"العشر{ending}": 20, f"الثلاث{ending}": 30}
        for number, unit in enumerate(_UNITS_OF_TEENS, 1):
            days[f"{unit} والعشر{ending}"] = 20 + number
        days[f"الحادي والثلاث{ending}"] = 31
    return days


def alternation(names: Iterable[str]) -> str:
    """Give a pattern that matches the longest of ``names``, branching letter by letter.

    A space in a name stands for a space, a line break or a hyphen.
    """
    branches: dict[str, list[str]] = {}
    complete = False
    for name in names:
        if name:
            branches.setdefault(name[0], []).append(name[1:])
        complete = complete or not name
    if not branches:
        return ""
    pattern = "|".join(
        ("[ \\n-]" if first == " " else re.escape(first)) + alternation(dict.fromkeys(rest))
        for first, rest in branches.items()
    )
    return f"(?:{pattern})" + ("?" if complete else "")


def written(name: str) -> str:
    """Give the table key of a name as a pattern of :func:`alternation` matched it."""
    return re.sub(r"[ \n-]", " ", name)


def _key(name: str) -> str:
    return written(fold(name).text)


def _cldr_names(field: Literal["months", "days"]) -> Iterator[tuple[str, int]]:
    from babel import Locale

    for identifier in (*arab_locales(), "en", "en_GB"):
        contexts = getattr(Locale.parse(identifier), field)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in contexts[context][width].items():
                    yield _key(name), number


def _hijri_names() -> Iterator[tuple[str, int]]:
    from hijridate import Hijri

    for number in range(1, 13):
        for language in ("ar", "en"):
            yield _key(Hijri(1445, number, 1).month_name(language)), number
        for name in _HIJRI_SPELLINGS[number].split("|"):
            yield _key(name), number
