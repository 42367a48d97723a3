import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.storage.query import ScoredDocs
from search.ranking.fusion import (
    Fused,
    Spread,
    Weights,
    fuse,
    fuse_at_once,
    joined,
    led_across,
    margin,
    union,
)

WEIGHTS = Weights()


def docs(*values):
    return np.array(values, np.int64)


def floats(*values):
    return np.array(values, np.float32)


def best_first(fused):
    return fused.docs[np.argsort(-fused.scores, kind="stable")].tolist()


def test_an_article_that_both_legs_praise_comes_before_those_that_one_praises():
    fused = fuse(
        docs(1, 2, 3, 4),
        floats(9, 9, 0, 1),
        floats(0.1, 0.8, 0.8, 0.1),
        (Spread(4.0, 4.0), Spread(0.1, 0.3)),
        WEIGHTS,
    )
    assert best_first(fused)[0] == 2
    assert best_first(fused)[-1] == 4


def test_an_article_without_a_vector_counts_as_average_in_that_leg():
    fused = fuse(
        docs(1, 2, 3), floats(5, 5, 5), floats(np.nan, 0.9, -0.9),
        (Spread(5.0, 0.0), Spread(0.0, 0.5)), WEIGHTS,
    )  # fmt: skip
    assert best_first(fused) == [2, 1, 3]
    assert np.isfinite(fused.scores).all()
    assert fused.nearness[0] == -1


def test_the_parts_of_a_score_add_up():
    fused = fuse(
        docs(1, 2), floats(3, 0), floats(0.5, 0.1), (Spread(1.0, 1.0), Spread(0.0, 0.2)), WEIGHTS
    ).with_part("title", np.array([1.0, 0.0]))
    assert set(fused.parts) == {"lexical", "dense", "title"}
    assert fused.scores.tolist() == pytest.approx([0.5 * 2 + 0.5 * 2.5 + 1, -0.5 + 0.5 * 0.5])


def test_nothing_to_fuse_gives_nothing():
    empty = floats()
    fused = fuse(docs(), empty, empty, (Spread.of(empty), Spread.of(empty)), WEIGHTS)
    assert len(fused.docs) == len(fused.scores) == 0


def test_a_counterpart_that_stands_out_beats_one_of_a_dense_neighbourhood():
    lonely = floats(0.6, *[0.2] * 20)
    dense = floats(*[0.6] * 21)
    assert margin(floats(0.6), lonely, 20)[0] == pytest.approx(0.4)
    assert margin(floats(0.6), dense, 20)[0] == pytest.approx(0.0, abs=1e-6)


def test_the_crowd_of_an_article_begins_behind_it():
    neighbourhood = floats(0.9, 0.8, *[0.1] * 18)
    first, second = margin(floats(0.9, 0.8), neighbourhood, 10)
    assert first == pytest.approx(0.9 - (0.8 + 9 * 0.1) / 10)
    assert second == pytest.approx(0.7)


@given(st.lists(st.floats(-1, 1, width=32), max_size=40))
def test_standing_out_is_finite_for_any_crowd(values):
    similarities = np.sort(floats(*values))[::-1]
    assert np.isfinite(margin(similarities, similarities, WEIGHTS.neighbourhood)).all()


def crossing(*each_pivot, pivots):
    similarities = np.array(each_pivot, np.float32)
    near = np.ones(similarities.shape[1], np.bool_)
    parts, through = led_across(similarities, near, np.array(pivots), {}, WEIGHTS)
    return sum(parts.values()), through


CROWD = [0.1] * 30


def test_an_article_comes_right_behind_the_pivot_that_it_was_found_through():
    scores, through = crossing([0.9, 0.1, *CROWD], [0.1, 0.9, *CROWD], pivots=[3.0, 2.5])
    assert through[:2].tolist() == [0, 1]
    assert scores[0] == pytest.approx(3.0)
    assert scores[1] == pytest.approx(2.5)


def test_an_article_that_does_not_stand_out_stays_behind():
    scores, _ = crossing([0.9, 0.12, *CROWD], pivots=[3.0])
    assert scores[1] < 0


def test_without_a_pivot_nothing_is_held_back():
    scores, _ = crossing([0.9, *CROWD], pivots=[])
    assert scores[0] == pytest.approx(WEIGHTS.scale * 0.8 - WEIGHTS.offset, rel=1e-3)


def test_a_pivot_that_is_no_answer_leads_to_none():
    scores, _ = crossing([0.1, 0.1, *CROWD], [0.9, 0.1, *CROWD], pivots=[1.4, -0.7])
    assert scores[0] <= -0.7


@given(
    st.lists(st.lists(st.floats(-1, 1, width=32), min_size=5, max_size=5), min_size=1, max_size=4),
    st.floats(-2, 4),
)
def test_no_article_comes_before_its_pivot(each_pivot, best):
    pivots = [best - number for number in range(len(each_pivot))]
    scores, through = crossing(*each_pivot, pivots=pivots)
    assert (scores <= np.array(pivots)[through] + 1e-9).all()


def hits(*pairs):
    found = sorted(pairs, key=lambda pair: -pair[1])
    return ScoredDocs(docs(*(r for r, _ in found)), floats(*(s for _, s in found)), len(found))


@pytest.mark.parametrize("method", ["rrf", "linear"])
def test_fusing_at_once_prefers_what_both_legs_found(method):
    weights = Weights(method=method)
    words, meaning = hits((1, 9.0), (2, 8.0), (3, 1.0)), hits((2, 0.8), (4, 0.7), (5, 0.2))
    fused = fuse_at_once(words, meaning, weights)
    assert best_first(fused)[0] == 2
    assert sorted(fused.docs.tolist()) == [1, 2, 3, 4, 5]


def test_reciprocal_ranks_are_those_of_the_literature():
    fused = fuse_at_once(hits((1, 5.0)), hits((1, 0.3), (2, 0.2)), Weights(method="rrf"))
    assert fused.scores.tolist() == pytest.approx([1 / 61 + 1 / 61, 1 / 62])


def test_languages_put_together_keep_their_parts():
    own = Fused(docs(1), {"lexical": np.array([1.0])}, floats(0.4))
    other = Fused(docs(2), {"margin": np.array([2.0])}, floats(0.5))
    both = joined([own, other])
    assert both.scores.tolist() == [1.0, 2.0]
    assert both.parts["lexical"].tolist() == [1.0, 0.0]


def test_candidates_are_what_either_leg_proposes():
    first = ScoredDocs(docs(5, 1), floats(2, 1), 2)
    second = ScoredDocs(docs(1, 9), floats(2, 1), 2)
    assert union(first, second).tolist() == [1, 5, 9]
