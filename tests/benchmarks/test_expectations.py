import pytest

from benchmarks.expectations import (
    Expected,
    changes,
    read_expected,
    telling_scores,
    write_expected,
)
from benchmarks.measuring import Measured
from search.evaluation.datasets import Dataset
from search.evaluation.measures import measure

KEY = ("set", "hybrid", "ar→en Recall@10")


def test_scores_are_read_back_as_they_were_written(tmp_path):
    scores = {KEY: Expected(0.95, 0.0031), ("set/ar", "lexical", "all nDCG@10"): Expected(1.0, 0.2)}
    write_expected(tmp_path / "expected.toml", scores)
    assert read_expected(tmp_path / "expected.toml") == scores


def test_without_a_file_nothing_is_expected(tmp_path):
    assert read_expected(tmp_path / "none.toml") == {}


@pytest.mark.parametrize(
    ("score", "kind", "fails"),
    [
        (0.9499, "dropped", True),
        (0.95, "same", False),
        (0.97, "same", False),
        (0.9701, "rose", False),
    ],
)
def test_a_drop_beyond_noise_fails(score, kind, fails):
    (change,) = changes({KEY: Expected(score, 0.5)}, {KEY: Expected(0.96, 0.01)})
    assert (change.kind, change.fails) == (kind, fails)


def test_a_score_that_is_not_measured_any_more_fails_in_sets_that_were_run():
    other = ("set", "hybrid", "en nDCG@10")
    elsewhere = ("another set", "hybrid", "en nDCG@10")
    some = Expected(0.5, 0.1)
    held = changes({KEY: some}, {KEY: some, other: some, elsewhere: some})
    assert [(change.key, change.kind) for change in held] == [(KEY, "same"), (other, "missing")]
    assert held[1].fails


def test_a_score_that_nothing_is_expected_of_is_new():
    (change,) = changes({KEY: Expected(0.1, 0.1)}, {})
    assert (change.kind, change.fails) == ("new", False)


def test_noise_is_half_a_standard_error_and_never_less_than_rounding():
    names = [f"q{n}" for n in range(4)]
    data = Dataset(
        dict.fromkeys(names, "?"), dict.fromkeys(names, "ar"), {"d": "ar"},
        {name: {"d": 1} for name in names},
    )  # fmt: skip
    perfect = {name: {"d": 1.0} for name in names}
    halved = perfect | {"q0": {}, "q1": {}}
    runs = {"hybrid": perfect, "lexical": halved}
    measured = Measured("set", data, "", runs, {c: measure(data, r) for c, r in runs.items()})
    scores = telling_scores([measured])
    assert scores["set", "hybrid", "all MRR@10"] == Expected(1.0, 0.002)
    assert scores["set", "lexical", "all MRR@10"] == Expected(
        0.5, pytest.approx(0.2887 / 2, abs=1e-4)
    )
