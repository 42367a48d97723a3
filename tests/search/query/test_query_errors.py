"""What is refused: where, by what name, and what is offered instead."""

import pytest

from indexer.base.errors import QueryError
from search.query import parse_query

MISTAKES = [
    # query, position, what the message names, a query that it offers
    ("(iran AND", 6, "AND has no word after it", "(iran)"),
    ("(iran", 0, "( is never closed", "(iran)"),
    ("((iran) russia", 0, "( is never closed", "((iran) russia)"),
    ("iran)", 4, ") closes a bracket", "iran"),
    ("iran ()", 5, "nothing between ( and )", "iran"),
    ("iran AND", 5, "AND has no word after it", "iran"),
    ("OR iran", 0, "OR has no word before it", "iran"),
    ("iran AND OR russia", 5, "AND has no word after it", "iran OR russia"),
    ("iran (AND russia)", 6, "AND has no word before it", "iran (russia)"),
    ("NOT", 0, "NOT has no word after it", "Iran NOT Russia"),
    ("NOT NOT iran", 0, "NOT has no word after it", "NOT iran"),
    ("iran && …", 5, "&& has no word after it", "iran"),
    ("إيران /أو/", 6, "/أو/ has no word after it", "إيران"),
    ("iran -", 5, "- has no word after it", "-Russia"),
    ("+", 0, "+ has no word after it", "+Russia"),
    ('iran "drone', 5, 'the quotation that " opens', 'iran "drone"'),
    ("«إيران", 0, "the quotation that « opens", "«إيران»"),
    ('iran ""', 5, "no word between", '"drone attack"'),
    ("«…»", 0, "no word between", '"drone attack"'),
    ("iran * russia", 5, "* stands without a letter", "iran*"),
    ("**", 0, "* stands without a letter", "iran*"),
    ("u.s-led*", 0, "u.s-led* is not one", "iran*"),
    ("iran ~2", 5, "~ has no word or quotation", "Zelensky~"),
    ("iran~3", 4, "takes 1 or 2, not 3", "iran~2"),
    ("iran~0.8", 4, "takes 1 or 2, not 0.8", "iran~2"),
    ("ira*n~", 5, "~ doesn't go with * or ?", "iran~"),
    ("AT&T~", 0, "AT&T is not one", "iran*"),
    ('"iran russia"~', 13, "a number of words", '"iran russia"~5'),
    ('"iran russia"~999', 13, "a number of words", '"iran russia"~5'),
    ('"iran"~5', 0, "needs two words", '"iran"'),
    ("foo:bar", 0, "no field foo:", "foo: bar"),
    ("tilte:iran", 0, "no field tilte:", "title:iran"),
    ("عنوانن:إيران", 0, "no field عنوانن:", "عنوان:إيران"),
    ('iran بوتين:"لن نتراجع"', 5, "no field بوتين:", 'iran بوتين: "لن نتراجع"'),
    ("iran title:", 5, "title: has no word after it", "title:word"),
    ("title:— iran", 0, "title: has no word after it", "title:Russia"),
    ("title:-iran", 6, "- comes after title:", "-title:iran"),
    ("title:source:iran", 6, "title: is followed by another field", "title:word"),
    ("iran مشكول:كشاف", 11, "كشاف has no haraka", 'vocalised:"عَلِمَ"'),
    ("vocalised:عَلِم*", 10, "is a pattern", 'vocalised:"عَلِمَ"'),
    ("vocalised:عَلِم~", 10, "is a pattern", 'vocalised:"عَلِمَ"'),
    ('after:""', 0, "after: has no value", "after:2024-05"),
    ("after:(2024)", 6, "after: takes no brackets", "after:2024-05"),
    ("after:soon", 0, "soon is no date", "last week"),
    ('after:"about 20 May 2024"', 0, "about 20 May 2024 is no date", "2024-05-20"),
    ("published:2024..2023..2022", 0, "is no date", "2024-05"),
    ("published:2024-07..2024-05", 0, "before it begins", "published:2024-05..2024-07"),
    ("iran after:2024-05 before:2024-01", 5, "no day is both", "Exchange"),
    ("language:klingonish", 0, "no language is called klingonish", "language:ar"),
    ("(" * 21 + "x" + ")" * 21, 20, "nested more than 20 deep", "away"),
]


@pytest.mark.parametrize(("query", "position", "what", "example"), MISTAKES)
def test_mistake_is_refused_with_its_place_and_an_example(
    query: str, position: int, what: str, example: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    error = caught.value
    assert error.position == position
    assert what in error.what
    assert example in error.remedy
    assert error.where == f"query, character {position + 1}"


def test_unknown_field_is_answered_with_all_fields_in_both_languages() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("foo:bar")
    for name in ("title:", "عنوان:", "source:", "مصدر:", "after:", "بعد:", "language:", "لغة:"):
        assert name in caught.value.remedy


def test_position_counts_the_bidi_marks_that_were_pasted() -> None:
    query = "\u200fإيران\u200f AND\u200f"
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert query[caught.value.position :].startswith("AND")


def test_mistake_in_a_long_query_is_shown_with_its_surroundings_only() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("word " * 100 + "tilte:iran" + " word" * 100)
    assert "title:iran" in caught.value.remedy
    assert caught.value.remedy.count("word") < 12


@pytest.mark.parametrize("query", [query for query, *_ in MISTAKES])
def test_plain_refuses_nothing(query: str) -> None:
    assert parse_query(query, plain=True).must is None
