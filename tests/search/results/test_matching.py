"""Which words of a text are marked, beyond what the other tests of results show."""

import pytest

from indexer.language.options import final_letters
from search.query import parse_query
from search.results.matching import Matcher
from search.results.snippets import highlight


def marked(query, text):
    matcher = Matcher.of([parse_query(query).node])
    return [fragment.text for fragment in highlight(text, matcher.find) if fragment.marked]


@pytest.mark.parametrize(
    ("query", "text", "marks"),
    [
        ("war in Syria", "In Syria the war goes on in many towns", ["In", "Syria", "war"]),
        ("الحرب في سوريا", "في دمشق: الحرب في سوريا وفي غيرها", ["الحرب", "في", "سوريا"]),
        ("new york", "A new bridge for New York", ["New", "York"]),
        ("this is it", "It is said that this is it", ["It", "is", "this", "is", "it"]),
        ("في", "في دمشق", ["في"]),
        ('"in the north"', "in winter, in the north", ["in the north"]),
    ],
)
def test_function_words_are_marked_beside_words_that_tell_something(query, text, marks):
    assert final_letters() == "one"
    assert marked(query, text) == marks
