"""Dates and counters are read in every form that records and pages use."""

from datetime import date, datetime

import pytest

from indexer.base.settings import Settings
from indexer.extraction.timestamps import DateContext, read_counter

UTC = DateContext.of(Settings())
BEIRUT = DateContext.of(Settings(time_zone="Asia/Beirut"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-02-18", date(2018, 2, 18)),
        ("2018-02-18T17:21:49", datetime(2018, 2, 18, 17, 21, 49)),
        ("2018-02-18 17:21:49.123456", datetime(2018, 2, 18, 17, 21, 49)),
        ("2018-02-18T17:21:49Z", datetime(2018, 2, 18, 17, 21, 49)),
        ("2018-02-18T17:21:49+03:00", datetime(2018, 2, 18, 14, 21, 49)),
        ("Sun, 18 Feb 2018 17:21:49 GMT", datetime(2018, 2, 18, 17, 21, 49)),
        ("Tue, 13 Feb 2018 10:22:00 +0200", datetime(2018, 2, 13, 8, 22)),
        ("1518974509", datetime(2018, 2, 18, 17, 21, 49)),
        ("1518974509.5", datetime(2018, 2, 18, 17, 21, 49)),
        ("1518974509123", datetime(2018, 2, 18, 17, 21, 49)),
        ("الإثنين 27 أيار 2024 - 6:44 م", datetime(2024, 5, 27, 18, 44)),
        ("٢٧ مايو ٢٠٢٤", date(2024, 5, 27)),
        ("May 27, 2024", date(2024, 5, 27)),
        ("19 ذو القعدة 1445 هـ", date(2024, 5, 27)),
        ("2018", date(2018, 1, 1)),
        ("May 2024", date(2024, 5, 1)),
        ("20180218", date(2018, 2, 18)),
        ("27 May 2024", date(2024, 5, 27)),
        ("Mon, 27 May 2024", date(2024, 5, 27)),
    ],
)
def test_moments(text, expected):
    assert UTC.timestamp(text) == expected


@pytest.mark.parametrize(
    "text", ["", "yesterday", "0000-00-00", "0000-00-00 00:00:00", "n/a", "-1"]
)
def test_what_is_no_date_is_none(text):
    assert UTC.timestamp(text) is None


def test_times_with_a_zone_move_to_the_archives_zone():
    assert BEIRUT.timestamp("2024-07-01T23:30:00Z") == datetime(2024, 7, 2, 2, 30)
    assert BEIRUT.timestamp("2024-07-01T23:30:00") == datetime(2024, 7, 1, 23, 30)


def test_day_first_decides():
    assert UTC.timestamp("5/6/2024") == date(2024, 6, 5)
    assert DateContext.of(Settings(day_first=False)).timestamp("5/6/2024") == date(2024, 5, 6)


def test_whole_date_wants_nothing_else():
    assert UTC.whole(" (Thursday, 12 December 2024, 07:40)") == datetime(2024, 12, 12, 7, 40)
    assert UTC.whole("On 12 December 2024 they met") is None
    assert UTC.whole("May 2024") is None


def test_trailing_date():
    assert UTC.trailing("Helen Maddox at Wimbledon 16 July 2023") == (
        "Helen Maddox at Wimbledon",
        date(2023, 7, 16),
    )
    assert UTC.trailing("16 July 2023 by Helen") == ("16 July 2023 by Helen", None)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("340", 340), ("164,511,679", 164511679), ("١٬١٠٥", 1105), ("٨٩٬٩٩٩٬٦٢٧", 89999627),
        ("7.386.669", 7386669), ("1 234", 1234), ("۱۲۳", 123), ("(12)", 12), ("0", 0),
        ("", None), ("12K", None), ("3.5", None), ("12,34", None), ("many", None),
    ],
)  # fmt: skip
def test_counters(text, count):
    assert read_counter(text) == count
