"""The names that data sets give their fields are understood."""

import pytest

from indexer.readers.fields import FieldNames, as_text

NAMES = FieldNames({})


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("headline", "title"), ("Title", "title"), ("العنوان", "title"), ("content", "body"),
        ("articleBody", "body"), ("text", "body"), ("main_text", "body"), ("pubDate", "published"),
        ("published_at", "published"), ("date", "published"), ("date_extracted", "added"),
        ("scraped_at", "added"), ("dc:creator", "author"), ("byline", "author"), ("_id", "id"),
        ("DOCNO", "id"), ("link", "url"), ("site_name", "source"), ("abstract", "summary"),
        ("section", "category"), ("lang", "language"),
    ],
)  # fmt: skip
def test_guessed_names(name, field):
    assert NAMES.pick({name: "x"}) == {field: "x"}


def test_the_likeliest_name_with_a_value_wins():
    assert NAMES.pick({"content": "c", "body": ""}) == {"body": "c"}
    assert NAMES.pick({"content": "c", "body": "b"}) == {"body": "b"}


def test_taken_in_is_not_published():
    record = {"date_extracted": "2015-07-21 02:51:32", "date": "2015-07-20"}
    assert NAMES.pick(record) == {"published": "2015-07-20", "added": "2015-07-21 02:51:32"}


def test_fields_without_value_are_left_out():
    assert NAMES.pick({"title": " ", "body": None, "author": [], "source": {}}) == {}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"), (12, "12"), (None, ""), (True, ""), (float("nan"), ""), (["a", "b"], "a, b"),
        ({"id": None, "name": "BBC"}, "BBC"), ([{"name": "A"}, {"name": "B"}], "A, B"),
        ({"$oid": "5f"}, "5f"), ({"x": 1}, ""),
    ],
)  # fmt: skip
def test_values_become_text(value, text):
    assert as_text(value) == text
