"""Dates of Arabic and English archives, found and parsed."""

import datetime as dt
from pathlib import Path
from typing import Literal

import pytest
from babel.dates import format_date, format_time
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.language.dates import FoundDate, find_dates, parse_date
from indexer.language.dates.names import arab_locales

LENGTHS = {"year": 4, "month": 7, "day": 10}
EVERY_TEST = settings(deadline=None, database=None, max_examples=150)


def iso(found: FoundDate | None) -> str:
    """The value as the table of expected dates writes it, cut to its precision."""
    if found is None:
        return ""
    if not isinstance(found.value, dt.datetime):
        return found.value.isoformat()[: LENGTHS[found.precision]]
    timespec = "seconds" if found.value.second else "minutes"
    return found.value.isoformat(timespec=timespec).replace("+00:00", "Z")


def test_every_row_of_the_shared_table_is_read_as_expected(shared: Path) -> None:
    lines = (shared / "data/language/dates.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(rows) >= 40
    for text, expected in rows:
        assert iso(parse_date(text)) == expected, text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("تاريخ الإضافة الإثنين 27 أيار 2024 - 6:44 م    عدد الزيارات 340", "2024-05-27T18:44"),
        ("15 تشرين 2 2023", "2023-11-15"),
        ("15 ت2 2023", "2023-11-15"),
        ("تشرين ١ ٢٠٢١", "2021-10"),
        ("۲۷ تشرین الثانی ۲۰۲۴", "2024-11-27"),
        ("٩ حَزِيرَان ٢٠١٨", "2018-06-09"),
        ("27 أيـــار 2024", "2024-05-27"),
        ("\u202bالإثنين\u202c 27\u200f/5\u200f/2024", "2024-05-27"),
        ("٢٧‏/٥‏/٢٠٢٤، ٦:٤٤:٠٧ م", "2024-05-27T18:44:07"),
        ("اﻹﺛﻨﻴﻦ 27 ﺃﻳﺎﺭ 2024", "2024-05-27"),
        ("27 مايو (أيار) من عام 2024", "2024-05-27"),
        ("الأحد الموافق الـ23 من نيسان/ أبريل 2017، بمناسبة", "2017-04-23"),
        ("وحزيران/يونيو2014", "2014-06"),
        ("وآب/أغسطس 2014", "2014-08"),
        ("السابع والعشرين من أيار 2024", "2024-05-27"),
        ("في الأسبوع الأول من أيار 2024", "2024-05"),
        ("في فاتح ماي 2024", "2024-05-01"),
        ("غرة ذي القعدة 1436هـ", "2015-08-16"),
        ("Published May, 21 2024", "2024-05-21"),
        ("عام 1453م", "1453"),
        ("1 الفاتح 1969", "1969-09-01"),
        ("بتاريخ 17-8-1422هـ.", "2001-11-02"),
        ("في 20/ 3/ 1432", "2011-02-23"),
        ("في سنة 1445 هـ", "2023"),
        ("19 Dhu al-Qi‘dah 1445 AH", "2024-05-27"),
        ("27 أيار 2024 الساعة 6 مساءً", "2024-05-27T18:00"),
        ("27 أيار 2024 - 11:30 ليلاً", "2024-05-27T23:30"),
        ("27 أيار 2024 - 2:30 بعد منتصف الليل", "2024-05-27T02:30"),
        ("27 أيار 2024، 12:30 ظهراً", "2024-05-27T12:30"),
        ("27 أيار 2024 - 18:44 بتوقيت غرينتش", "2024-05-27T18:44Z"),
        ("May 21-23, 2024", "2024-05-21"),
        ("27-28 أيار 2024", "2024-05-27"),
        ("27 و28 أيار 2024", "2024-05-28"),
        ("14 يونيو-15 يوليو 2018", "2018-07-15"),
        ("May 21, 2024", "2024-05-21"),
        ("Sept. 8 2023", "2023-09-08"),
        ("the 21st of May 2024", "2024-05-21"),
        ("Tuesday, 7 March 2023, 09:30", "2023-03-07T09:30"),
        ("March 7, 2023 at 9.30 a.m.", "2023-03-07T09:30"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01"),
        ("Mon, 5 Apr 93 13:15:00 GMT", "1993-04-05T13:15Z"),
        ("Thu Jul 18 15:38:00 2024", "2024-07-18T15:38"),
        ("27 May 2024 18:44 EST", "2024-05-27T18:44-05:00"),
        ("2024-05-27T18:44:01.123+03:00", "2024-05-27T18:44:01+03:00"),
        ("20240527T184401Z", "2024-05-27T18:44:01Z"),
        ("https://news.example/2024/05/27/title", "2024-05-27"),
        ("27/5/24", "2024-05-27"),
        ("2024-05", "2024-05"),
        ("05/2024", "2024-05"),
        ("2024", "2024"),
        ("may 2024", "2024-05"),
        ("آب 2024", "2024-08"),
    ],
)
def test_date_is_read_as_archives_write_it(text: str, expected: str) -> None:
    assert iso(parse_date(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "31 شباط 2024",
        "29 شباط 2023",
        "0 May 2024",
        "May 32, 2024",
        "31/2/2024",
        "2024-13-01",
        "30 محرم 1445",  # that month had 29 days
        "27 مايو 1445 هـ",  # a Gregorian month in a Hijri year
        "رمضان 2019",
        "قال في أيار إن",
        "4 مارس، وتم وضعهما",
        "وآب إلى بيته 2020 مرة",
        "باب 2024",
        "الربيع 2011",
        "it may 2024 times",
        "The army will march 2000 miles",
        "النصف الأول 2015",
        "1,027 May 2024",
        "192.168.2.2024",
        "سباق 1500 م",
        "موسم عام 2023-2024",
        "تشرين 2023",
        "عام 1436",
        "ت15 2023",
        "300 ق.م",
        "",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert parse_date(text) is None


def test_m_after_a_year_is_the_era_and_after_a_time_the_afternoon() -> None:
    assert iso(parse_date("27 مايو 2024 م")) == "2024-05-27"
    assert iso(parse_date("27 مايو 2024 م - 6:44 م")) == "2024-05-27T18:44"
    assert iso(parse_date("27 مايو 2024م 12:05 ص")) == "2024-05-27T00:05"
    assert iso(parse_date("12:00 م 1 أيار 2024")) == "2024-05-01T12:00"


def test_impossible_time_leaves_the_date() -> None:
    assert iso(parse_date("27 أيار 2024 - 25:70")) == "2024-05-27"


def test_ambiguous_numeric_date_follows_the_setting() -> None:
    assert iso(parse_date("5/6/2024")) == "2024-06-05"
    assert iso(parse_date("5/6/2024", day_first=False)) == "2024-05-06"
    for day_first in (True, False):
        assert iso(parse_date("27/5/2024", day_first=day_first)) == "2024-05-27"
        assert iso(parse_date("5/27/2024", day_first=day_first)) == "2024-05-27"
        assert iso(parse_date("2024/05/06", day_first=day_first)) == "2024-05-06"


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("الإثنين 27 أيار 2024", True),
        ("الأربعاء 30 أيار 2024", False),
        ("Mon, 27 May 2024 18:44:00 +0300", True),
        ("الثلثاء، 30 نيسان 2019", True),
        ("27 أيار 2024", None),
        ("الثلاثاء 12 شوال 1436", True),
    ],
)
def test_weekday_is_compared_with_the_date(text: str, agrees: bool | None) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.weekday_agrees is agrees


def test_zone_makes_the_datetime_aware_and_its_absence_leaves_it_naive() -> None:
    aware = parse_date("Mon, 27 May 2024 18:44:00 +0300")
    naive = parse_date("الإثنين 27 أيار 2024 - 6:44 م")
    assert aware is not None
    assert isinstance(aware.value, dt.datetime)
    assert aware.value.utcoffset() == dt.timedelta(hours=3)
    assert naive is not None
    assert isinstance(naive.value, dt.datetime)
    assert naive.value.tzinfo is None


def test_both_calendars_of_one_line_are_found_apart() -> None:
    text = "مكة المكرمة 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس"
    hijri, gregorian = find_dates(text)
    assert (hijri.calendar, gregorian.calendar) == ("hijri", "gregorian")
    assert text[hijri.start : hijri.end] == "26 شوال 1436 هـ"
    assert text[gregorian.start : gregorian.end] == "11 أغسطس 2015 م"


def test_reference_page_has_its_added_published_and_teaser_dates(shared: Path) -> None:
    text = (shared / "data/archive/iran-russia-friendship.txt").read_text(encoding="utf-8")
    precise = [found for found in find_dates(text) if found.precision in {"day", "minute"}]
    assert [iso(found) for found in precise] == [
        "2024-05-27T18:44",
        "2024-05-21",
        "2024-07-18T15:38",
    ]
    assert [found.weekday_agrees for found in precise] == [True, None, True]


def test_dates_far_apart_in_a_long_text_keep_their_offsets() -> None:
    filler = "قالَ الكاتبُ إنّ الأمرَ لم يُحسَم بعد. " * 400
    text = f"{filler}الخميس 18 تمّوز 2024 - 3:38 م {filler}May 21, 2024{filler}"
    assert [text[found.start : found.end] for found in find_dates(text)] == [
        "الخميس 18 تمّوز 2024 - 3:38 م",
        "May 21, 2024",
    ]


def test_paragraph_break_does_not_join_a_date() -> None:
    assert find_dates("27 May\n\n2024 was a year") == []
    assert [iso(found) for found in find_dates("on May\n27, 2024 he")] == ["2024-05-27"]


LEVANTINE = [
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
]
GULF = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
]
ALGERIAN = [
    "جانفي",
    "فيفري",
    "مارس",
    "أفريل",
    "ماي",
    "جوان",
    "جويلية",
    "أوت",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
]
MOROCCAN = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
]
LIBYAN = [
    "أي النار",
    "النوار",
    "الربيع",
    "الطير",
    "الماء",
    "الصيف",
    "ناصر",
    "هانيبال",
    "الفاتح",
    "التمور",
    "الحرث",
    "الكانون",
]
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")

dates = st.dates(dt.date(1600, 1, 1), dt.date(2199, 12, 31))
arabic_months = st.sampled_from([LEVANTINE, GULF, ALGERIAN, MOROCCAN, LIBYAN])


def in_digits(text: str, digits: str) -> str:
    return text.translate(str.maketrans(DIGITS[0], digits))


@EVERY_TEST
@given(dates, arabic_months, st.sampled_from(DIGITS), st.booleans(), st.booleans())
def test_arabic_date_in_any_tradition_is_read_back(
    date: dt.date, names: list[str], digits: str, weekday: bool, era: bool
) -> None:
    text = f"{date.day} {names[date.month - 1]} {date.year}"
    text = f"{WEEKDAYS[date.weekday()]} {text}" if weekday else text
    text = in_digits(f"{text} م" if era else text, digits)
    (found,) = find_dates(f"وقال {text} ثم")
    assert found.value == date
    assert found.weekday_agrees is (True if weekday else None)
    assert f"وقال {text} ثم"[found.start : found.end] == text


@EVERY_TEST
@given(dates, st.times(), st.sampled_from(DIGITS), st.sampled_from([" - ", "، ", " ", " الساعة "]))
def test_arabic_date_with_a_time_is_read_back(
    date: dt.date, time: dt.time, digits: str, between: str
) -> None:
    hour, half = (time.hour % 12) or 12, "ص" if time.hour < 12 else "م"
    doubled = f"{LEVANTINE[date.month - 1]}/{GULF[date.month - 1]}"
    text = f"{date.day} {doubled} {date.year}{between}{hour}:{time.minute:02} {half}"
    found = parse_date(in_digits(text, digits))
    assert found is not None
    assert found.value == dt.datetime.combine(date, time.replace(second=0, microsecond=0))
    assert found.precision == "minute"


@EVERY_TEST
@given(dates, st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{d}th of {m}, {y}", "{y} {m} {d}"]))
def test_english_date_in_any_order_is_read_back(date: dt.date, form: str) -> None:
    for month in (ENGLISH[date.month - 1], ENGLISH[date.month - 1][:3]):
        found = parse_date(form.format(d=date.day, m=month, y=date.year))
        assert found is not None
        assert (found.value, found.precision) == (date, "day")


@EVERY_TEST
@given(
    st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2068, 12, 31)),
    st.sampled_from([*arab_locales(), "en_GB", "en"]),
    st.sampled_from(["medium", "long", "full"]),
)
def test_whatever_cldr_writes_in_an_arab_locale_is_read_back(
    timestamp: dt.datetime, locale: str, width: Literal["medium", "long", "full"]
) -> None:
    day = format_date(timestamp, width, locale=locale)
    time = format_time(timestamp, "short", locale=locale)
    found = parse_date(f"{day} {time}")
    assert found is not None
    assert found.value == timestamp.replace(second=0, microsecond=0)
    assert found.weekday_agrees is (True if width == "full" else None)


@EVERY_TEST
@given(dates, st.sampled_from(["%d/%m/%Y", "%Y/%m/%d", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"]))
def test_numeric_date_is_read_back(date: dt.date, form: str) -> None:
    found = parse_date(date.strftime(form))
    assert found is not None
    assert found.value == date


@EVERY_TEST
@given(
    st.datetimes(
        dt.datetime(1600, 1, 1),
        dt.datetime(2199, 12, 31),
        timezones=st.integers(-12 * 60, 14 * 60).map(
            lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
        ),
    ).map(lambda timestamp: timestamp.replace(microsecond=0))
)
def test_machine_formats_are_read_back_with_their_zone(timestamp: dt.datetime) -> None:
    for text in (timestamp.isoformat(), timestamp.strftime("%a, %d %b %Y %H:%M:%S %z")):
        found = parse_date(text)
        assert found is not None
        assert (found.value, found.precision) == (timestamp, "second")


@EVERY_TEST
@given(dates, st.lists(st.integers(0, 40)), st.sampled_from("\u0640\u064e\u0651\u200f\u200e\u2067"))
def test_marks_inside_a_date_change_nothing(date: dt.date, places: list[int], mark: str) -> None:
    plain = f"{date.day} {LEVANTINE[date.month - 1]} {date.year}"
    marked = plain
    for place in places[:6]:
        if place < len(marked) and marked[place].isalpha():
            marked = marked[: place + 1] + mark + marked[place + 1 :]
    (found,) = find_dates(marked)
    assert found.value == date
    assert (found.start, found.end) == (0, len(marked))


@EVERY_TEST
@given(st.integers(1343, 1500), st.integers(1, 12), st.integers(1, 28))
def test_hijri_date_named_and_numeric_agree(year: int, month: int, day: int) -> None:
    from hijridate import Hijri

    date = Hijri(year, month, day)
    expected = dt.date(*date.to_gregorian().datetuple())
    for text in (
        f"{day} {date.month_name('ar')} {year}هـ",
        f"{day} {date.month_name('en')} {year}",
        f"{day}/{month}/{year} هـ",
    ):
        found = parse_date(text)
        assert found is not None, text
        assert (found.value, found.calendar) == (expected, "hijri")


PIECES = st.sampled_from(
    [
        "27",
        "5",
        "2024",
        "1445",
        "أيار",
        "/",
        "-",
        " ",
        "،",
        "م",
        "هـ",
        "6:44",
        "May",
        "الإثنين",
        "\n",
        "كانون",
        "2",
        "(",
        ")",
        "عام",
        ".",
        "T",
        "+0300",
        "\u0640",
        "\u200f",
        "٣",
        "آب",
    ]
)


@EVERY_TEST
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80))
def test_found_dates_are_ordered_apart_and_inside_the_text(text: str) -> None:
    end = 0
    for found in find_dates(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
