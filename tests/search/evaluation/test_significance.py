import numpy as np
import pytest

from search.evaluation.significance import compare, randomisation_p, standard_error


def named(values):
    return {f"q{n}": float(value) for n, value in enumerate(values)}


def test_a_difference_in_every_question_is_significant():
    found = compare(named([0.9] * 20), named([0.5] * 20))
    assert found.difference == pytest.approx(0.4)
    assert (found.error, found.verdict) == (pytest.approx(0), "better")
    assert found.p < 0.001


def test_differences_that_cancel_are_none():
    found = compare(named([1, 0, 1, 0]), named([0, 1, 0, 1]))
    assert (found.difference, found.verdict, found.p) == (0.0, "equal", 1.0)


def test_the_same_scores_are_equal():
    found = compare(named([0.3, 0.7]), named([0.3, 0.7]))
    assert (found.error, found.p, found.verdict) == (0.0, 1.0, "equal")


def test_the_verdict_turns_at_one_standard_error():
    base = np.zeros(100)
    one, two = base.copy(), base.copy()
    one[:3] = [1.0, 1.0, -1.0]  # mean .01, standard error .0173
    two[:4] = 1.0  # mean .04, standard error .0197
    assert compare(named(one), named(base)).verdict == "equal"
    assert compare(named(two), named(base)).verdict == "better"
    assert compare(named(base), named(two)).verdict == "worse"


def test_scores_are_paired_by_question_not_by_place():
    first = {"a": 1.0, "b": 0.0}
    assert compare(first, {"b": 0.0, "a": 1.0}).error == 0.0


def test_different_questions_can_not_be_compared():
    with pytest.raises(ValueError, match="same queries"):
        compare({"a": 1.0}, {"b": 1.0})
    with pytest.raises(ValueError, match="same queries"):
        compare({}, {})


def test_p_is_that_of_all_sign_flips():
    # Of the 2⁵ ways to set the signs of five equal differences, two are as far from zero.
    assert randomisation_p(np.full(5, 0.2)) == pytest.approx(2 / 32, abs=0.01)


def test_ties_do_not_change_p():
    some = np.array([0.5, 0.25, -0.1, 0.4])
    assert randomisation_p(np.concatenate((some, np.zeros(50)))) == randomisation_p(some)


def test_p_is_the_same_each_time():
    differences = np.random.default_rng(5).normal(0.1, 1.0, 200)
    assert randomisation_p(differences) == randomisation_p(differences)
    assert 0.0 < randomisation_p(differences) < 1.0


def test_standard_error_is_the_deviation_over_the_root_of_the_number():
    assert standard_error(np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx(1.29099 / 2, abs=1e-5)
    assert standard_error(np.array([1.0])) == 0.0
