"""The bounds of what a query tree may cost, and that costly trees are answered once."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from indexer.base.errors import QueryError
from indexer.storage.local.keyword import KeywordDocument, KeywordEngine, answered
from indexer.storage.local.keyword.answered import Answered, AnsweredNodes
from indexer.storage.local.keyword.limits import (
    MAX_OPEN,
    MAX_PATTERN,
    MAX_PATTERNS,
    MAX_STARS,
    check_compared,
    leaves_of,
)
from indexer.storage.local.keyword.nodes import prepared
from indexer.storage.query import Filters, Fuzzy, Or, Phrase, Prefix, QueryNode, Term, Wildcard

MakeDocument = Callable[..., KeywordDocument]


@pytest.mark.parametrize(
    ("node", "named"),
    [
        (Wildcard("*".join("ab" * MAX_STARS)), "* at most"),
        (Wildcard("a" * MAX_PATTERN + "*b"), f"{MAX_PATTERN} characters"),
        (Fuzzy("a" * (MAX_PATTERN + 1), 1), f"{MAX_PATTERN} characters"),
        (Or(tuple(Wildcard(f"*{n}*") for n in range(MAX_OPEN + 1))), "begin with * or ?"),
        (Or(tuple(Prefix(f"a{n}") for n in range(MAX_PATTERNS + 1))), f"{MAX_PATTERNS} at most"),
        (Or(tuple(Fuzzy(f"abc{n}", 1) for n in range(MAX_PATTERNS + 1))), f"{MAX_PATTERNS} at"),
    ],
)
def test_patterns_are_bounded_and_the_error_says_what_to_do(node: QueryNode, named: str) -> None:
    with pytest.raises(QueryError) as refused:
        prepared(node)
    assert named in refused.value.what
    assert refused.value.remedy
    if not isinstance(node, Or):
        assert "…" in refused.value.where or "*" in refused.value.where


def test_patterns_within_the_bounds_are_taken() -> None:
    stars = Wildcard("*".join("abcdef"))
    open_ones = tuple(Wildcard(f"*{n}*") for n in range(MAX_OPEN))
    letters = [chr(code) for code in range(ord("ا"), ord("ي") + 1) if chr(code).isalpha()][:28]
    # A prefix of words and the same of stems is one pattern to who typed it.
    prefixes = tuple(Or((Prefix(one), Prefix(one, "stem"))) for one in letters)
    for node in (stars, Or(open_ones), Or(prefixes)):
        assert list(leaves_of(prepared(node)))


def test_a_pattern_repeated_counts_once() -> None:
    assert prepared(Or((Wildcard("*a*"),) * 300)) == Wildcard("*a*", boost=300.0)


@pytest.mark.parametrize(("held", "refused"), [(300, False), (9_000, True)])
def test_positions_are_compared_in_a_bounded_number_of_places(held: int, *, refused: bool) -> None:
    phrase = Phrase(("the", "of", "to"), "folded", slop=50)  # 1,326 ways

    def check() -> None:
        check_compared(phrase, lambda _: ["body"], lambda _field, word: held + len(word))

    if not refused:
        check()
        return
    with pytest.raises(QueryError, match="compared") as error:
        check()
    assert error.value.where == 'phrase "the of to"~50'
    assert "smaller distance" in error.value.remedy


def test_frequent_words_far_apart_are_refused_by_both_engines(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(*(document(row, body="a b c") for row in range(600)))
    with closing(engine.open_reader(folder)) as reader:
        with pytest.raises(QueryError, match="compared"):
            reader.select(Phrase(("a", "b", "c"), "exact", slop=61), Filters()).count()
        assert reader.select(Phrase(("a", "b", "c"), "exact", slop=9), Filters()).count() == 600


def test_costly_trees_are_answered_once_and_the_oldest_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known, asked = AnsweredNodes(), []

    def answer(name: str) -> Callable[[], Answered]:
        def made() -> Answered:
            asked.append(name)
            return Answered(np.arange(2), np.ones(2, np.float32))

        return made

    for name in ("a", "b", "a"):
        known.get(Term(name), answer(name))
    assert asked == ["a", "b"]
    monkeypatch.setattr(answered, "MOST_KEPT", 4)
    for name in ("c", "a", "b"):  # b is the one that wasn't asked for lately
        known.get(Term(name), answer(name))
    assert asked == ["a", "b", "c", "b"]
