import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.relevance import (
    MODEL,
    matched,
    parts,
    probability,
    rarity,
    standardised,
)

FINITE = st.floats(0, 50, width=32)


def features(**values):
    usual = {"similarity": 3.0, "matched": 1.0, "coverage": 0.5} | values
    return {name: np.array([value], np.float64) for name, value in usual.items()}


def log_odds(*, own_language=True, **values):
    found = parts(MODEL, features(**values), own_language=own_language)
    return float(sum(found.values())[0])


@pytest.mark.parametrize("name", ["similarity", "matched", "coverage"])
def test_more_of_any_feature_is_more_relevant(name):
    assert log_odds(**{name: 1.0}) < log_odds(**{name: 2.0})


def test_equal_evidence_says_more_in_the_other_language_where_words_lack_translations():
    assert log_odds(own_language=False) > log_odds()


def test_probabilities_are_log_odds_turned_into_shares():
    assert probability(np.array([0.0, 50.0, -50.0])).tolist() == pytest.approx([0.5, 1, 0])


def test_a_rare_word_tells_more_and_one_that_nothing_holds_no_end():
    common, rare, absent = rarity([500, 2, 0], 1_000).tolist()
    assert 0 < common < rare < absent < 10


def test_the_rarity_of_words_in_an_archive_without_articles_is_finite():
    assert np.isfinite(rarity([0, 0], 0)).all()


def test_two_words_met_once_beat_one_that_is_repeated():
    weights = np.array([2.0, 2.0])
    scores = np.array([[2.0, 4.0], [2.0, 0.0]], np.float32)
    strength, coverage = matched(scores, weights)
    assert strength[0] > strength[1]
    assert coverage.tolist() == [1.0, 0.5]


def test_without_words_nothing_is_matched():
    for weights in (np.zeros(0), np.zeros(2)):
        strength, coverage = matched(np.zeros((len(weights), 3), np.float32), weights)
        assert strength.tolist() == coverage.tolist() == [0, 0, 0]


@given(st.lists(st.tuples(FINITE, st.floats(0.1, 15)), min_size=1, max_size=6))
def test_coverage_is_a_share(words):
    scores = np.array([[score] for score, _ in words], np.float32)
    strength, coverage = matched(scores, np.array([weight for _, weight in words]))
    assert 0 <= coverage[0] <= 1 + 1e-9
    assert np.isfinite(strength).all()


def test_an_article_without_a_vector_counts_as_average():
    found = standardised(np.array([0.5, np.nan], np.float32), 0.3, 0.1)
    assert found.tolist() == pytest.approx([2.0, 0.0], rel=1e-5)
    assert standardised(np.array([0.5], np.float32), 0.3, 0.0).tolist() == [0.0]
