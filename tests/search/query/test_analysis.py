from datetime import date

import pytest

from indexer.base.errors import QueryError
from search.query import ParsedQuery
from search.query.analysis import analyze_text

TODAY = date(2024, 6, 12)


def test_every_word_is_shown_in_all_layers_with_its_place():
    text = "وبالطّائرات في إيران"
    analysis = analyze_text(text)
    first = analysis.tokens[0]
    assert (first.exact, first.folded) == ("وبالطائرات", "وبالطاءرات")
    assert text[first.start : first.end] == "وبالطّائرات"
    assert text[first.mark_start : first.mark_end] == "الطّائرات"
    assert [token.position for token in analysis.tokens] == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "article", "query"),
    [("زلزال المغرب", "ar", "ar"), ("Morocco earthquake", "en", "en"), ("2024", "und", "en")],
)
def test_the_language_is_told_for_articles_and_for_questions(text, article, query):
    analysis = analyze_text(text)
    assert (analysis.language, analysis.query_language) == (article, query)


def test_dates_and_names_are_found_with_their_places():
    text = "زار بوتين طهران في 20 أيار 2024"
    analysis = analyze_text(text)
    names = {text[name.start : name.end]: name.counterparts for name in analysis.names}
    assert names["بوتين"][0] == "Putin"
    assert names["طهران"][0] == "Tehran"
    (found,) = analysis.dates
    assert (text[found.start : found.end], found.value) == ("20 أيار 2024", date(2024, 5, 20))


def test_numeric_dates_follow_the_setting():
    assert analyze_text("5/6/2024").dates[0].value == date(2024, 6, 5)
    assert analyze_text("5/6/2024", day_first=False).dates[0].value == date(2024, 5, 6)


def test_the_text_is_read_as_a_query():
    reading = analyze_text('+Iran language:ar published:today "a b"', today=TODAY).reading
    assert isinstance(reading, ParsedQuery)
    assert reading.demanding
    assert (reading.filters.languages, reading.filters.first) == (("ar",), TODAY)


def test_a_query_that_can_not_be_read_is_part_of_the_answer():
    analysis = analyze_text("(iran AND")
    assert isinstance(analysis.reading, QueryError)
    assert analysis.reading.position == 6
    assert [token.folded for token in analysis.tokens] == ["iran", "and"]


def test_plain_text_is_read_as_words():
    reading = analyze_text("(iran AND", plain=True).reading
    assert isinstance(reading, ParsedQuery)
    assert reading.words == ("(iran", "AND")


@pytest.mark.parametrize("text", ["", "  ", "…؟!"])
def test_a_text_without_a_word_asks_for_nothing(text):
    analysis = analyze_text(text)
    assert analysis.tokens == ()
    assert isinstance(analysis.reading, ParsedQuery)
    assert analysis.reading.node is None
