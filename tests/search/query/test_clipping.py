"""How much of a text is read as a query."""

import pytest

from indexer.base.errors import QueryError
from indexer.storage.query import Or, Term
from search.query import parse_query
from search.query.clipping import (
    LONGEST_STRETCH,
    LONGEST_TEXT,
    MOST_PIECES,
    clipped,
    embeddable,
    readable,
    whole_is_embedded,
)
from search.query.parse import MAX_OPERANDS

LIGATURE = "\ufdfa"  # 18 letters


def test_what_people_write_is_read_whole() -> None:
    page = "Iran says its nuclear programme is peaceful. " * 400
    for text in ("", "Iran", "https://example.org/a?b=c", page[:LONGEST_TEXT]):
        assert clipped(text) == text
    assert embeddable("إيران  روسيا\nمسيّرات") == "إيران روسيا مسيّرات"
    assert whole_is_embedded("drone attacks on power stations")


@pytest.mark.parametrize("text", ["a" * 20_000, "e\u0301\u064e" * 7_000, "drone." * 3_000])
def test_of_a_stretch_without_spaces_the_beginning_is_read(text: str) -> None:
    assert (
        clipped(f"Iran {text} Russia").split()
        == ["Iran", text[:LONGEST_STRETCH], "Russia"][: len(clipped(f"Iran {text} Russia").split())]
    )
    assert max(map(len, clipped(text).split())) == LONGEST_STRETCH


def test_ligatures_count_as_what_they_stand_for() -> None:
    assert readable(LIGATURE * 4_000) == LONGEST_TEXT // 18
    assert len(embeddable(LIGATURE * 4_000)) <= 3 * MOST_PIECES


@pytest.mark.parametrize("letter", ["漢", "é", "1", "\u0301"])
def test_what_is_embedded_has_a_bounded_number_of_pieces(letter: str) -> None:
    assert len(embeddable(letter * 4_000)) <= MOST_PIECES
    assert not whole_is_embedded(letter * 4_000)


def test_plain_text_is_never_refused_and_its_words_are_bounded() -> None:
    for text in ("ﷲ" * 4_000, "a" * 4_000, "قسطنطين" * 570, LIGATURE * 4_000):
        parsed = parse_query(text, plain=True)
        assert "text_cut" in {notice.code for notice in parsed.notices}
        assert max(map(len, parsed.text.split())) <= LONGEST_STRETCH


def test_a_long_word_among_signs_is_cut_with_a_notice() -> None:
    parsed = parse_query(f'+Iran "{"b" * 900} c" {"a" * 900}')
    assert [notice.code for notice in parsed.notices] == ["text_cut"]
    assert max(map(len, parsed.text.split())) <= LONGEST_STRETCH + 1
    with pytest.raises(QueryError, match="too long"):
        parse_query(f"+Iran {' '.join([LIGATURE] * 3_000)}")


def test_a_word_typed_many_times_is_one_word_that_counts_as_often() -> None:
    once, often = parse_query("drones").node, parse_query("drones " * 660).node
    assert isinstance(once, Or)
    assert isinstance(often, Or)
    assert [term.boost for term in often.nodes if isinstance(term, Term)] == [660.0, 330.0]
    assert len(often.nodes) == len(once.nodes)
    assert parse_query("drones AND drones").node == parse_query("+drones +drones").node


def test_a_query_with_operators_has_a_bounded_number_of_operands() -> None:
    words = [f"w{number}" for number in range(MAX_OPERANDS + 1)]
    assert parse_query(" OR ".join(words[:-1] * 2)).node is not None
    with pytest.raises(QueryError, match="more than") as refused:
        parse_query(" OR ".join(words))
    assert refused.value.position == " OR ".join(words).rindex("w")
    assert "plain" in refused.value.remedy
    assert parse_query(" ".join(words), plain=True).node is not None
