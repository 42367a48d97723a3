from datetime import date
from string import Formatter

import pytest

from search.notices import ENGLISH, Notice
from search.query import parse_query


def test_a_notice_is_an_english_sentence_with_its_values():
    assert str(Notice.of("dense_off", reason="no model")).endswith("searched: no model")
    assert str(Notice.of("wrong_weekday", day=date(2024, 5, 20), weekday=date(2024, 5, 20))) == (
        "2024-05-20 is a Monday, not the weekday written beside it."
    )


def test_values_are_no_templates():
    assert "{name}" in str(Notice.of("date_read", written="{name}"))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Iran - Russia", "lone_minus"),
        ("Iran + Russia", "lone_plus"),
        ("مصدر: إيران تنفي", "field_read_as_word"),
        ("إيران بعد 20 أيار 2024", "date_read"),
        ('published:"الأحد 20 أيار 2024"', "wrong_weekday"),
    ],
)
def test_every_surprising_reading_has_a_notice_that_can_be_said(query, code):
    (notice,) = parse_query(query).notices
    assert notice.code == code
    gaps = {name for _, name, _, _ in Formatter().parse(ENGLISH[code]) if name}
    assert gaps == {name for name, _ in notice.values}
    assert "{" not in str(notice)


def test_the_same_notice_is_given_once():
    assert len(parse_query("a - b - c").notices) == 1
    assert len({Notice.of("no_word"), Notice.of("no_word")}) == 1
