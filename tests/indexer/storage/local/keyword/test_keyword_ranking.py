"""How both keyword engines rank, and what they refuse."""

from collections.abc import Callable
from contextlib import closing
from functools import reduce
from pathlib import Path

import numpy as np
import pytest

from indexer.base.errors import QueryError
from indexer.storage.local.keyword import KeywordDocument, KeywordEngine
from indexer.storage.local.keyword.port import FIELD_BOOSTS, LEAD_WORDS
from indexer.storage.query import (
    And,
    Boolean,
    Field,
    Filters,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    PrefixQuery,
    QueryNode,
    Term,
    Wildcard,
)

EVERYTHING = And(())
NO_FILTERS = Filters()

MakeDocument = Callable[..., KeywordDocument]


def test_equal_scores_are_ordered_by_the_higher_row(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(*(document(row, "iran", "drones") for row in range(1, 200)))
    write(*(document(row, "iran", "drones") for row in range(200, 300)))
    with closing(engine.open_reader(folder)) as reader:
        hits = reader.select(Term("iran", "exact"), NO_FILTERS).top(50)
    assert hits.rows.tolist() == list(range(299, 249, -1))
    assert hits.total == 299


def test_limits_of_nothing_still_count(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "iran"), document(2, "iran"))
    with closing(engine.open_reader(folder)) as reader:
        assert reader.select(Term("iran", "exact"), NO_FILTERS).top(0).total == 2
        assert reader.select(EVERYTHING, NO_FILTERS).top(0, sort="newest").total == 2
        beyond = reader.select(EVERYTHING, NO_FILTERS).top(5, 7, sort="newest")
        assert (beyond.rows.size, beyond.total) == (0, 2)
        assert reader.complete([PrefixQuery("", "exact", limit=0)]) == [[]]


def test_limits_beyond_everything_give_everything(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "iran"), document(2, "iran"))
    with closing(engine.open_reader(folder)) as reader:
        for node in (Term("iran", "exact"), EVERYTHING):
            assert reader.select(node, NO_FILTERS).top(10**12).rows.tolist() == [2, 1]
            assert reader.select(node, NO_FILTERS).top(10**12, sort="newest").rows.tolist() == [
                2,
                1,
            ]
            assert reader.select(node, NO_FILTERS).top(5, 10**12, sort="newest").rows.size == 0


def test_an_empty_index_answers_everything_with_nothing(
    engine: KeywordEngine, folder: Path
) -> None:
    with closing(engine.open_reader(folder)) as reader:
        assert reader.count == 0
        assert reader.select(Term("iran"), NO_FILTERS).top(5).total == 0
        assert reader.select(EVERYTHING, NO_FILTERS).top(5).rows.size == 0
        assert reader.select(EVERYTHING, NO_FILTERS).rows().size == 0
        nothing = reader.select(EVERYTHING, NO_FILTERS, np.array([1, 2]))
        assert nothing.count() == 0
        assert nothing.within(np.array([1, 2])).rows().size == 0
        assert nothing.count_values("source") == nothing.count_dates("day") == {}
        assert reader.complete([PrefixQuery("ir", "exact")]) == [[]]
        assert reader.document_frequencies([Term("iran")]) == [0]


def test_a_word_counts_as_much_in_the_title_as_in_a_body_that_short(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "iran here", "some words"), document(2, "some words", "iran here"))
    with closing(engine.open_reader(folder)) as reader:
        hits = reader.select(Term("iran", "exact"), NO_FILTERS).top(5)
    assert sorted(hits.rows.tolist()) == [1, 2]
    assert hits.scores[0] == pytest.approx(FIELD_BOOSTS[Field.TITLE] * hits.scores[1])


@pytest.mark.parametrize(
    "make",
    [
        lambda boost: Term("drones", "exact", boost=boost),
        lambda boost: Phrase(("iran", "drones"), boost=boost),
        lambda boost: Phrase(("iran", "russia"), slop=1, boost=boost),
        lambda boost: Prefix("dro", boost=boost),
        lambda boost: Wildcard("d*s", boost=boost),
        lambda boost: Fuzzy("drone", boost=boost),
    ],
)
def test_a_boost_multiplies_the_score(
    engine: KeywordEngine,
    folder: Path,
    write: Callable[..., None],
    document: MakeDocument,
    make: Callable[[float], QueryNode],
) -> None:
    write(document(1, body="iran drones russia"), document(2, body="other words"))
    with closing(engine.open_reader(folder)) as reader:
        once = reader.select(make(1.0), NO_FILTERS).top(5).scores
        thrice = reader.select(make(3.0), NO_FILTERS).top(5).scores
    assert once[0] > 0
    assert thrice[0] == pytest.approx(3 * once[0], rel=1e-5)


def test_a_word_counts_more_where_news_begins(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    rest = " ".join(f"word{number}" for number in range(LEAD_WORDS))
    write(document(1, body=f"ir {rest}"), document(2, body=f"{rest} ir"))
    with closing(engine.open_reader(folder)) as reader:
        for layer in ("folded", "stem"):
            hits = reader.select(Term("ir", layer), NO_FILTERS).top(5)
            assert hits.rows.tolist() == [1, 2]
            assert hits.scores[0] > hits.scores[1]
        body = reader.select(Term("ir", "folded", Field.BODY), NO_FILTERS).top(5)
    assert body.scores[0] == pytest.approx(body.scores[1])


def test_inexact_words_score_alike(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(
        document(1, body="drone"),
        document(2, body="drones drones drones and so on"),
        document(3, "drone", "drone"),
    )
    with closing(engine.open_reader(folder)) as reader:
        for node in (Prefix("dron"), Wildcard("dr*"), Fuzzy("drone")):
            assert reader.select(node, NO_FILTERS).top(5).scores.tolist() == [
                1 + FIELD_BOOSTS[Field.TITLE],
                1.0,
                1.0,
            ]


def test_more_of_the_words_score_higher_and_preferred_ones_only_rank(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(
        document(1, body="iran x y"), document(2, body="iran drones y"), document(3, body="drones")
    )
    words = Term("iran", "exact"), Term("drones", "exact")
    with closing(engine.open_reader(folder)) as reader:
        assert reader.select(Or(words), NO_FILTERS).top(5).rows[0] == 2
        preferred = reader.select(Boolean(*words), NO_FILTERS).top(5)
    assert preferred.rows.tolist() == [2, 1]


def test_filters_change_no_score(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(
        document(1, "iran", "drones", language="en", day=738_000),
        document(2, body="drones over iran", language="ar"),
    )
    node = Or((Term("iran", "exact"), Phrase(("drones", "over"))))
    with closing(engine.open_reader(folder)) as reader:
        free = reader.select(node, NO_FILTERS).top(5)
        scores = dict(zip(free.rows.tolist(), free.scores.tolist(), strict=True))
        for filters in (Filters(languages=("en", "fr")), Filters(languages=("ar",))):
            hits = reader.select(node, filters).top(5)
            assert hits.total == 1
            assert hits.scores[0] == pytest.approx(scores[int(hits.rows[0])])


def test_a_long_word_is_kept(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, body="x" * 500 + " y"))
    with closing(engine.open_reader(folder)) as reader:
        assert reader.document_frequencies([Term("x" * 500, "exact")]) == [1]


def test_a_pattern_too_large_for_an_automaton_is_still_answered(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, body="za" + "b" * 12), document(2, body="zb" + "b" * 12))
    with closing(engine.open_reader(folder)) as reader:
        found = reader.select(Wildcard("*a" + "?" * 12, "exact"), NO_FILTERS).rows()
    assert found.tolist() == [1]


@pytest.mark.parametrize(
    "node",
    [
        Phrase(("a", "b"), slop=-1),
        Phrase(("a", "b"), slop=10**9),
        Phrase(("a", "b", "c", "d", "e", "f"), slop=50),
        Fuzzy("a", 0),
        Fuzzy("a", 3),
        Term("a" * 1001),
        Or(tuple(Term(f"w{number}") for number in range(2001))),
        Or(tuple(Prefix(f"w{number}") for number in range(51))),
        Or(tuple(Phrase(("a", "b", f"c{number}"), slop=61) for number in range(3))),
        Phrase(("a",) * 2001),
        reduce(lambda inner, _: Not(inner), range(200), Term("a")),
    ],
)
def test_what_cannot_be_answered_is_refused(
    engine: KeywordEngine,
    folder: Path,
    write: Callable[..., None],
    document: MakeDocument,
    node: QueryNode,
) -> None:
    write(document(1, "a"))
    with closing(engine.open_reader(folder)) as reader, pytest.raises(QueryError):
        reader.select(node, NO_FILTERS).top(5)


def test_a_repeated_word_counts_each_time_and_costs_once(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, body="iran drones"), document(2, body="iran"))
    iran, drones = Term("iran", "exact"), Term("drones", "exact")
    pair = And((iran, drones))
    with closing(engine.open_reader(folder)) as reader:
        for repeated in (Or((iran, Or((iran, drones)), iran)), And((iran, And((iran, iran))))):
            once = Or((iran, drones)) if isinstance(repeated, Or) else iran
            single = reader.select(iran, NO_FILTERS).top(5)
            plain = reader.select(once, NO_FILTERS).top(5)
            found = reader.select(repeated, NO_FILTERS).top(5)
            assert sorted(found.rows.tolist()) == [1, 2]
            scores = dict(zip(single.rows.tolist(), single.scores.tolist(), strict=True))
            for row, score in zip(plain.rows.tolist(), plain.scores.tolist(), strict=True):
                where = found.rows.tolist().index(row)
                assert found.scores[where] == pytest.approx(score + 2 * scores[row], rel=1e-5)
        both = reader.select(pair, NO_FILTERS).top(5).scores
        twice = reader.select(Or((pair, pair)), NO_FILTERS).top(5).scores
        assert twice.tolist() == pytest.approx((2 * both).tolist(), rel=1e-5)
        many = Or((iran, drones) * 40_000)
        assert reader.select(many, NO_FILTERS).count() == 2
