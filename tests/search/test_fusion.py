import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.storage.query import LegHits
from search.fusion import Fused, Spread, Weights, candidates, fuse, merged, standing_out

WEIGHTS = Weights()


def rows(*values):
    return np.array(values, np.int64)


def floats(*values):
    return np.array(values, np.float32)


def test_an_article_that_both_legs_praise_comes_before_those_that_one_praises():
    fused = fuse(
        rows(1, 2, 3, 4),
        floats(9, 9, 0, 1),
        floats(0.1, 0.8, 0.8, 0.1),
        (Spread(4.0, 4.0), Spread(0.1, 0.3)),
        WEIGHTS,
    )
    assert fused.rows[0] == 2
    assert fused.rows[-1] == 4


def test_an_article_without_a_vector_counts_as_average_in_that_leg():
    fused = fuse(
        rows(1, 2, 3), floats(5, 5, 5), floats(np.nan, 0.9, -0.9),
        (Spread(5.0, 0.0), Spread(0.0, 0.5)), WEIGHTS,
    )  # fmt: skip
    assert fused.rows.tolist() == [2, 1, 3]
    assert np.isfinite(fused.scores).all()


def test_equal_scores_put_the_newer_row_first():
    fused = fuse(
        rows(1, 7, 3), floats(2, 2, 2), floats(0.5, 0.5, 0.5),
        (Spread(2.0, 0.0), Spread(0.5, 0.0)), WEIGHTS,
    )  # fmt: skip
    assert fused.rows.tolist() == [7, 3, 1]


def test_nothing_to_fuse_gives_nothing():
    empty = floats()
    fused = fuse(rows(), empty, empty, (Spread.of(empty), Spread.of(empty)), WEIGHTS)
    assert len(fused.rows) == 0


def test_a_counterpart_that_stands_out_beats_one_of_a_dense_neighbourhood():
    lonely = floats(0.6, *[0.2] * 20)
    dense = floats(*[0.6] * 21)
    assert standing_out(floats(0.6), lonely, WEIGHTS)[0] > 5
    assert standing_out(floats(0.6), dense, WEIGHTS)[0] == pytest.approx(-WEIGHTS.offset, abs=1e-5)


def test_the_crowd_of_an_article_begins_behind_it():
    crowd = floats(0.9, 0.8, *[0.1] * 18)
    first, second = standing_out(floats(0.9, 0.8), crowd, WEIGHTS)
    expected = WEIGHTS.scale * (0.9 - (0.8 + 9 * 0.1) / 10) - WEIGHTS.offset
    assert first == pytest.approx(expected, abs=1e-4)
    assert second == pytest.approx(WEIGHTS.scale * 0.7 - WEIGHTS.offset, abs=1e-4)


@given(st.lists(st.floats(-1, 1, width=32), max_size=40))
def test_standing_out_is_finite_for_any_crowd(values):
    similarities = np.sort(floats(*values))[::-1]
    assert np.isfinite(standing_out(similarities, similarities, WEIGHTS)).all()


def test_among_equals_the_own_language_comes_first():
    joined = merged(Fused(rows(1, 2), np.array([1.0, 0.5])), rows(8, 9), np.array([0.5, 2.0]))
    assert joined.rows.tolist() == [9, 1, 2, 8]


def test_candidates_are_what_either_leg_proposes():
    first = LegHits(rows(5, 1), floats(2, 1), 2)
    second = LegHits(rows(1, 9), floats(2, 1), 2)
    assert candidates(first, second).tolist() == [1, 5, 9]
