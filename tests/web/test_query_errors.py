"""What is wrong with a query is said in the reader's language, with a query in order as a link."""

import re
import string

import pytest

from indexer.base.errors import QueryError
from search.query import parse_query
from search.query.messages import MESSAGES
from tests.search.query.test_query_errors import MISTAKES
from web.i18n.query_errors import ARABIC
from web.i18n.translator import Interface


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def refused(query):
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    return caught.value


def test_both_languages_have_every_sentence():
    assert set(ARABIC) == set(MESSAGES)
    for key, english in MESSAGES.items():
        for own, other in zip(ARABIC[key], english, strict=True):
            assert placeholders(other) - placeholders(own) <= {"example"}, key
            assert placeholders(own) <= placeholders(other), key
            assert re.search("[\u0621-\u064a]", own), key


@pytest.mark.parametrize("query", [mistake[0] for mistake in MISTAKES])
def test_every_mistake_is_told_in_both_languages(query):
    error = refused(query)
    assert error.key
    for language in ("ar", "en"):
        what, remedy = Interface(language).query_error(error)
        assert what
        assert remedy
    arabic, _ = Interface("ar").query_error(error)
    said = re.sub("\u2068.*?\u2069", "", arabic)  # values are the searcher's own words
    assert not re.search("[A-Za-z]", said), said


@pytest.mark.parametrize("query", [mistake[0] for mistake in MISTAKES])
def test_what_is_offered_instead_can_be_read(query):
    corrected = refused(query).corrected
    if corrected:
        assert corrected != query
        parse_query(corrected)


@pytest.mark.parametrize("ui", ["ar", "en"])
def test_the_page_marks_the_place_and_links_to_a_query_in_order(client, ui):
    answer = client.get("/", query_string={"q": 'إيران "روسيا', "ui": ui, "mode": "lexical"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert '<mark>"</mark>' in page or "<mark>&#34;</mark>" in page
    assert ("لا نهاية له" in page) == (ui == "ar")
    assert ("never closed" in page) == (ui == "en")
    assert "q=%D8%A5%D9%8A%D8%B1%D8%A7%D9%86+%22%D8%B1%D9%88%D8%B3%D9%8A%D8%A7%22" in page
    assert "mode=lexical" in page
