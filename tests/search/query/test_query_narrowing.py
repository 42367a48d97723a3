"""Dates, languages and categories inside a query."""

from datetime import date

import pytest

from indexer.base.errors import QueryError
from search.query import parse_query
from search.query.relative import relative_days

TODAY = date(2024, 6, 12)  # a Wednesday


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("after:2024-05", "2024-05-01", None),
        ("after:2024-05-20", "2024-05-20", None),
        ("since:2024", "2024-01-01", None),
        ("before:2024-07-01", None, "2024-06-30"),
        ("before:2024", None, "2023-12-31"),
        ("until:2024-05", None, "2024-05-31"),
        ("after:2024-05 before:2024-07", "2024-05-01", "2024-06-30"),
        ("after:2024-01 after:2024-03", "2024-03-01", None),
        ("published:2024-02", "2024-02-01", "2024-02-29"),
        ("published:2024-05..2024-07", "2024-05-01", "2024-07-31"),
        ("published:2024-05..", "2024-05-01", None),
        ("published:..2024-05", None, "2024-05-31"),
        ("published:2024-05…2024-07", "2024-05-01", "2024-07-31"),
        ('published:"1 May 2024 .. 3 May 2024"', "2024-05-01", "2024-05-03"),
        ("نشر:٢٠٢٤-٠٥", "2024-05-01", "2024-05-31"),
        ('بعد:"20 أيار 2024"', "2024-05-20", None),
        ("قبل:20/5/2024", None, "2024-05-19"),
        ("منذ:2024-05، إيران", "2024-05-01", None),
        ('published:"رمضان 1445"', "2024-03-11", "2024-04-09"),
        ('published:"1445 هـ"', "2023-07-19", "2024-07-06"),
        ("بعد 20 أيار 2024", "2024-05-20", None),
        ("before 20 May 2024", None, "2024-05-19"),
        ("until May 20, 2024", None, "2024-05-20"),
        ("منذ الاثنين 20 أيار 2024", "2024-05-20", None),
        ("published:last-week", "2024-06-03", "2024-06-09"),
        ('نشر:"الأسبوع الماضي"', "2024-06-03", "2024-06-09"),
        ("after:yesterday", "2024-06-11", None),
        ("published:today", "2024-06-12", "2024-06-12"),
    ],
)
def test_dates_narrow_to_these_days(query: str, first: str | None, last: str | None) -> None:
    parsed = parse_query(query, today=TODAY)
    found = [
        day.isoformat() if day else None for day in (parsed.filters.first, parsed.filters.last)
    ]
    assert found == [first, last]
    assert not parsed.demanding


def test_day_or_month_first_follows_the_setting() -> None:
    assert parse_query("after:5/6/2024").filters.first == date(2024, 6, 5)
    assert parse_query("after:5/6/2024", day_first=False).filters.first == date(2024, 5, 6)
    assert parse_query("after 5/6/2024", day_first=False).filters.first == date(2024, 5, 6)


@pytest.mark.parametrize(
    "query", ["بعد أيار 2024", "after 2024", "بعد الحرب", "after the war of 5 June 1967", "after",
              "after 31 February 2024", "last week", "الأسبوع الماضي", "before and after 7 days"],
)  # fmt: skip
def test_no_word_is_taken_for_a_date_without_a_full_date_right_behind_it(query: str) -> None:
    parsed = parse_query(query)
    assert not parsed.filters
    assert parsed.words == tuple(query.split())


def test_free_date_is_said_to_have_been_read_as_one() -> None:
    parsed = parse_query("إيران بعد 20 أيار 2024")
    assert parsed.words == ("إيران",)
    assert "20 أيار 2024" in str(parsed.notices[0])
    assert not parse_query('إيران "بعد 20 أيار 2024"').filters


def test_wrong_weekday_is_said() -> None:
    parsed = parse_query('published:"الأحد 20 أيار 2024"')
    assert parsed.filters.first == date(2024, 5, 20)
    assert "Monday" in str(parsed.notices[0])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2024-06-12", "2024-06-12"),
        ("اليوم", "2024-06-12", "2024-06-12"),
        ("أمس", "2024-06-11", "2024-06-11"),
        ("امس", "2024-06-11", "2024-06-11"),
        ("this week", "2024-06-10", "2024-06-16"),
        ("Last Month", "2024-05-01", "2024-05-31"),
        ("الشهر الماضي", "2024-05-01", "2024-05-31"),
        ("this month", "2024-06-01", "2024-06-30"),
        ("last_year", "2023-01-01", "2023-12-31"),
        ("العام الماضي", "2023-01-01", "2023-12-31"),
        ("past week", "2024-06-06", "2024-06-12"),
        ("آخر أسبوع", "2024-06-06", "2024-06-12"),
        ("last 10 days", "2024-06-03", "2024-06-12"),
        ("آخر ١٠ أيام", "2024-06-03", "2024-06-12"),
        ("آخر يومين", "2024-06-11", "2024-06-12"),
        ("past 3 months", "2024-03-13", "2024-06-12"),
        ("آخر سنة", "2023-06-13", "2024-06-12"),
    ],
)
def test_relative_spans_count_from_today(text: str, first: str, last: str) -> None:
    found = relative_days(text, TODAY)
    assert found is not None
    assert [day.isoformat() for day in found] == [first, last]


@pytest.mark.parametrize("text", ["", "week", "last", "past 0 days", "past 9999 years", "آخر", "x"])
def test_other_texts_are_no_relative_span(text: str) -> None:
    assert relative_days(text, TODAY) is None


def test_month_before_a_long_one_ends_on_its_own_last_day() -> None:
    assert relative_days("past month", date(2024, 3, 31)) == (date(2024, 3, 1), date(2024, 3, 31))


@pytest.mark.parametrize(
    ("query", "languages"),
    [
        ("language:ar", ("ar",)),
        ("language:AR", ("ar",)),
        ("lang:ar,en", ("ar", "en")),
        ("language:ar language:en", ("ar", "en")),
        ("language:Arabic", ("ar",)),
        ("لغة:عربي", ("ar",)),
        ("لغه:العربية،الإنجليزية", ("ar", "en")),
        ("لغة:فرنسي", ("fr",)),
        ("language:Persian", ("fa",)),
    ],
)
def test_languages_are_named_by_code_or_name(query: str, languages: tuple[str, ...]) -> None:
    parsed = parse_query(f"{query} Iran")
    assert parsed.filters.languages == languages
    assert parsed.words == ("Iran",)


def test_categories_narrow_by_their_names() -> None:
    parsed = parse_query('category:Politics قسم:"أخبار العالم,رياضة"')
    assert parsed.filters.categories == ("Politics", "أخبار العالم", "رياضة")


@pytest.mark.parametrize(
    "query",
    ["Iran OR language:ar", "-language:ar Iran", "NOT (category:x Iran)", "(lang:ar) OR Iran"],
)
def test_language_or_category_under_or_or_not_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="narrows the whole search") as caught:
        parse_query(query)
    assert query[caught.value.position :].startswith(("lang", "category"))
