import json

import pytest

from indexer.base.errors import PageError
from search.evaluation import Dataset, measure, read_dataset, scores, write_run


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "qrels").mkdir()
    documents = [{"_id": "d1", "language": "ar"}, {"_id": "d2", "language": "en"}]
    queries = [{"_id": "q1", "text": "?", "language": "ar"}, {"_id": "q2", "text": "!"}]
    for name, records in (("corpus", documents), ("queries", queries)):
        lines = "\n".join(json.dumps(record) for record in records)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t1\n", encoding="utf-8"
    )
    return tmp_path


def test_a_set_is_read_with_its_judged_questions_only(folder):
    data = read_dataset(folder)
    assert data == Dataset(
        {"q1": "?"}, {"q1": "ar"}, {"d1": "ar", "d2": "en"}, {"q1": {"d1": 1, "d2": 1}}
    )


def test_in_a_slice_only_documents_of_its_language_are_judged(folder):
    data = read_dataset(folder)
    slices = {
        (s.query_language, s.document_language): s.scores
        for s in measure(data, {"q1": {"d9": 3.0, "d2": 2.0}})
    }
    assert set(slices) == {(q, d) for q in ("all", "ar") for d in ("all", "ar", "en")}
    assert slices["ar", "en"] == {
        "nDCG@10": pytest.approx(0.6309, abs=1e-4), "MRR@10": 0.5, "Recall@10": 1.0,
        "Recall@100": 1.0,
    }  # fmt: skip
    assert slices["all", "ar"]["Recall@100"] == 0.0
    assert slices["all", "all"]["Recall@10"] == 0.5


def test_a_question_without_an_answer_counts_as_failed():
    qrels = {"q1": {"d1": 1}, "q2": {"d1": 1}}
    assert scores(qrels, {"q1": {"d1": 1.0}, "q2": {}})["MRR@10"] == 0.5


def test_ranks_beyond_ten_do_not_count_for_the_measures_at_ten():
    run = {"q1": {f"x{n}": 100.0 - n for n in range(10)} | {"d1": 1.0}}
    found = scores({"q1": {"d1": 1}}, run)
    assert (found["MRR@10"], found["Recall@10"], found["Recall@100"]) == (0.0, 0.0, 1.0)


def test_a_run_is_written_in_the_form_of_trec(tmp_path):
    write_run({"q1": {"d1": 2.0, "d2": 1.0}}, tmp_path / "run.txt", "kashshaf-hybrid")
    assert (tmp_path / "run.txt").read_text().splitlines() == [
        "q1 Q0 d1 1 2 kashshaf-hybrid",
        "q1 Q0 d2 2 1 kashshaf-hybrid",
    ]


def test_a_damaged_line_is_named(folder):
    (folder / "qrels" / "test.tsv").write_text("q1\td1\n")
    with pytest.raises(PageError, match=r"test\.tsv:1"):
        read_dataset(folder)


def test_a_judged_question_without_a_text_is_an_error(folder):
    (folder / "queries.jsonl").write_text('{"_id": "q2", "text": "!"}')
    with pytest.raises(PageError, match="'q1'"):
        read_dataset(folder)


def test_a_folder_without_a_corpus_says_what_is_missing(folder):
    (folder / "corpus.jsonl").unlink()
    with pytest.raises(PageError, match=r"corpus\.jsonl"):
        read_dataset(folder)
