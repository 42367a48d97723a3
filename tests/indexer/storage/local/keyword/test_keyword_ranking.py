"""How both keyword engines rank, and what they refuse."""

from collections.abc import Callable
from contextlib import closing
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
    QueryNode,
    Or,
    Phrase,
    Prefix,
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
        hits = reader.search(Term("iran", "exact"), NO_FILTERS, 50)
    assert hits.rows.tolist() == list(range(299, 249, -1))
    assert hits.total == 299


def test_limits_of_nothing_still_count(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "iran"), document(2, "iran"))
    with closing(engine.open_reader(folder)) as reader:
        assert reader.search(Term("iran", "exact"), NO_FILTERS, 0).total == 2
        assert reader.newest(EVERYTHING, NO_FILTERS, 0).total == 2
        beyond = reader.newest(EVERYTHING, NO_FILTERS, 5, 7)
        assert (beyond.rows.size, beyond.total) == (0, 2)
        assert reader.terms_with_prefix("", "exact", Field.ANY, 0) == []


def test_limits_beyond_everything_give_everything(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "iran"), document(2, "iran"))
    with closing(engine.open_reader(folder)) as reader:
        for node in (Term("iran", "exact"), EVERYTHING):
            assert reader.search(node, NO_FILTERS, 10**12).rows.tolist() == [2, 1]
            assert reader.newest(node, NO_FILTERS, 10**12).rows.tolist() == [2, 1]
            assert reader.newest(node, NO_FILTERS, 5, 10**12).rows.size == 0


def test_an_empty_index_answers_everything_with_nothing(
    engine: KeywordEngine, folder: Path
) -> None:
    with closing(engine.open_reader(folder)) as reader:
        assert reader.count == 0
        assert reader.search(Term("iran"), NO_FILTERS, 5).total == 0
        assert reader.search(EVERYTHING, NO_FILTERS, 5).rows.size == 0
        assert reader.all_rows(EVERYTHING, NO_FILTERS).size == 0
        assert reader.scores(Term("iran"), np.array([1, 2])).tolist() == [0.0, 0.0]
        assert not reader.matching(Term("iran"), NO_FILTERS, np.array([1, 2])).any()
        assert reader.terms_with_prefix("ir", "exact") == []


def test_a_word_counts_as_much_in_the_title_as_in_a_body_that_short(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "iran here", "some words"), document(2, "some words", "iran here"))
    with closing(engine.open_reader(folder)) as reader:
        hits = reader.search(Term("iran", "exact"), NO_FILTERS, 5)
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
        once = reader.search(make(1.0), NO_FILTERS, 5).scores
        thrice = reader.search(make(3.0), NO_FILTERS, 5).scores
    assert once[0] > 0
    assert thrice[0] == pytest.approx(3 * once[0], rel=1e-5)


def test_a_word_counts_more_where_news_begins(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    rest = " ".join(f"word{number}" for number in range(LEAD_WORDS))
    write(document(1, body=f"ir {rest}"), document(2, body=f"{rest} ir"))
    with closing(engine.open_reader(folder)) as reader:
        for layer in ("folded", "stem"):
            hits = reader.search(Term("ir", layer), NO_FILTERS, 5)
            assert hits.rows.tolist() == [1, 2]
            assert hits.scores[0] > hits.scores[1]
        body = reader.search(Term("ir", "folded", Field.BODY), NO_FILTERS, 5)
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
            assert reader.search(node, NO_FILTERS, 5).scores.tolist() == [
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
        assert reader.search(Or(words), NO_FILTERS, 5).rows[0] == 2
        preferred = reader.search(Boolean(*words), NO_FILTERS, 5)
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
        free = reader.search(node, NO_FILTERS, 5)
        scores = dict(zip(free.rows.tolist(), free.scores.tolist(), strict=True))
        for filters in (Filters(languages=("en", "fr")), Filters(languages=("ar",))):
            hits = reader.search(node, filters, 5)
            assert hits.total == 1
            assert hits.scores[0] == pytest.approx(scores[int(hits.rows[0])])


def test_a_long_word_is_kept(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, body="x" * 500 + " y"))
    with closing(engine.open_reader(folder)) as reader:
        assert reader.document_frequency("x" * 500, "exact") == 1


def test_a_pattern_too_large_for_an_automaton_is_still_answered(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, body="za" + "b" * 12), document(2, body="zb" + "b" * 12))
    with closing(engine.open_reader(folder)) as reader:
        found = reader.all_rows(Wildcard("*a" + "?" * 12, "exact"), NO_FILTERS)
    assert found.tolist() == [1]


@pytest.mark.parametrize(
    "node",
    [
        Phrase(("a", "b"), slop=-1),
        Phrase(("a", "b"), slop=10**9),
        Phrase(("a", "b", "c", "d", "e", "f"), slop=50),
        Fuzzy("a", 0),
        Fuzzy("a", 3),
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
        reader.search(node, NO_FILTERS, 5)
