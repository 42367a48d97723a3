from datetime import date

import pytest

from indexer.base.errors import QueryError
from search.query.periods import first_day, last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-05-21", date(2024, 5, 21), date(2024, 5, 21)),
        ("21 أيار 2024", date(2024, 5, 21), date(2024, 5, 21)),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("شباط 2023", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("رمضان 1445 هـ", date(2024, 3, 11), date(2024, 4, 9)),
    ],
)
def test_a_written_date_covers_its_first_to_its_last_day(text, first, last):
    assert (first_day(text), last_day(text)) == (first, last)


def test_what_is_no_date_is_an_error_with_an_example():
    with pytest.raises(QueryError, match="2024-05-21"):
        first_day("someday")
