import pytest

from search.evaluation.datasets import Dataset
from search.evaluation.measures import MEASURES, by_query, compared, measure, strangers

LANGUAGES = {"a1": "ar", "a2": "ar", "e1": "en", "e2": "en"}


@pytest.fixture
def mixed():
    """Two queries answered in their own language only, one in both."""
    return Dataset(
        {"qa": "?", "qe": "!", "qb": "؟"},
        {"qa": "ar", "qe": "en", "qb": "ar"},
        LANGUAGES,
        {"qa": {"a1": 1}, "qe": {"e1": 1}, "qb": {"a2": 1, "e2": 1}},
    )


def ranked(*documents):
    return {document: 100.0 - n for n, document in enumerate(documents)}


def slices(dataset, run):
    return {part.name: part for part in measure(dataset, run)}


def test_in_a_slice_only_documents_of_its_language_are_judged():
    data = Dataset({"q": "?", "p": "?"}, {"q": "ar", "p": "en"}, {"d1": "ar", "d2": "en"},
                   {"q": {"d1": 1, "d2": 1}, "p": {"d2": 1, "d1": 1}})  # fmt: skip
    found = slices(data, {"q": {"d9": 3.0, "d2": 2.0}, "p": {}})
    assert set(found) == {
        "all", "all→ar", "all→en", "ar", "ar→ar", "ar→en", "en", "en→ar", "en→en",
    }  # fmt: skip
    assert found["ar→en"].scores == {
        "nDCG@10": pytest.approx(0.6309, abs=1e-4), "MRR@10": 0.5, "P@10": 0.1, "Recall@10": 1.0,
        "Recall@100": 1.0,
    }  # fmt: skip
    assert found["all→ar"].scores["Recall@100"] == 0.0
    assert found["ar"].scores["Recall@10"] == 0.5


def test_where_documents_were_judged_irrelevant_the_list_is_condensed_to_judged_ones():
    data = Dataset({"q": "?"}, {"q": "ar"}, {"d1": "ar", "d2": "ar", "d3": "ar"},
                   {"q": {"d1": 1, "d2": 0}})  # fmt: skip
    found = slices(data, {"q": {"d3": 3.0, "d2": 2.0, "d1": 1.0}})["all"].scores
    assert found["nDCG@10"] == 0.5  # third
    assert found["nDCG@10 condensed"] == pytest.approx(0.6309, abs=1e-4)  # second of the judged
    assert found["P@10 condensed"] == found["P@10"] == 0.1


def test_questions_answered_in_one_language_and_in_both_have_slices_of_their_own(mixed):
    run = {"qa": ranked("a1"), "qe": ranked("a1", "e1"), "qb": ranked("a2")}
    found = slices(mixed, run)
    assert {n: p.queries for n, p in found.items() if p.answered != "all"} == {
        "all (both)": 1, "all (own)": 2, "ar (both)": 1, "ar (own)": 1, "en (own)": 1,
    }  # fmt: skip
    assert found["all (own)"].scores["MRR@10"] == 0.75
    assert found["ar (both)"].scores["Recall@10"] == 0.5


def test_a_set_of_one_language_has_one_slice_for_all():
    data = Dataset({"q": "?"}, {"q": "ar"}, {"d": "ar"}, {"q": {"d": 1}})
    assert [part.name for part in measure(data, {}) if part.document_language == "all"] == ["all"]


def test_each_score_has_its_standard_error(mixed):
    run = {"qa": ranked("a1"), "qe": {}, "qb": ranked("a2", "e2")}
    overall = slices(mixed, run)["all"]
    assert overall.scores["MRR@10"] == pytest.approx(2 / 3, abs=1e-4)
    assert overall.errors["MRR@10"] == pytest.approx(1 / 3, abs=1e-4)
    assert overall.as_dict()["errors"] == overall.errors


def test_a_question_without_an_answer_counts_as_failed():
    qrels = {"q1": {"d1": 1}, "q2": {"d1": 1}}
    assert by_query(qrels, {"q1": {"d1": 1.0}, "q2": {}})["MRR@10"] == {"q1": 1.0, "q2": 0.0}
    assert by_query({}, {}) == {name: {} for name in MEASURES}


def test_ranks_beyond_ten_do_not_count_for_the_measures_at_ten():
    run = {"q1": {f"x{n}": 100.0 - n for n in range(10)} | {"d1": 1.0}}
    found = by_query({"q1": {"d1": 1}}, run)
    at_ten = [found[name]["q1"] for name in ("MRR@10", "Recall@10", "Recall@100")]
    assert at_ten == [0.0, 0.0, 1.0]


def test_two_runs_are_compared_in_the_measures_that_count_for_each_slice(mixed):
    first = {"qa": ranked("a1"), "qe": ranked("e1"), "qb": ranked("a2", "e2")}
    second = {"qa": ranked("a1"), "qe": ranked("a1", "e1"), "qb": ranked("a2")}
    found = {
        (part.name, name): comparison
        for part, name, comparison in compared(measure(mixed, first), measure(mixed, second))
    }
    assert found["en (own)", "MRR@10"].difference == 0.5
    assert found["ar→en", "Recall@10"].difference == 1.0
    assert found["ar (own)", "nDCG@10"].verdict == "equal"
    assert not [name for name, _ in found if name in ("ar→ar", "all→en")]


def test_strangers_are_other_language_documents_among_the_first(mixed):
    run = {"qa": ranked("a1", "e1", "e2", "a2"), "qb": ranked("e1")}
    assert strangers(mixed, run) == {"qa": 0.5, "qe": 0.0}
    assert strangers(mixed, run, depth=3) == {"qa": pytest.approx(2 / 3), "qe": 0.0}
