import json

import pytest

from indexer.base.errors import PageError
from search.evaluation.datasets import Dataset, read_dataset, write_language_subset


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "qrels").mkdir()
    documents = [{"_id": "d1", "language": "ar", "text": "مطر"}, {"_id": "d2", "language": "en"}]
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


@pytest.mark.parametrize(
    ("grades", "answered"),
    [
        ({"a": 1}, "own"),
        ({"e": 1}, "other"),
        ({"a": 1, "e": 1}, "both"),
        ({"a": 1, "e": 0}, "own"),  # judged and found wanting
        ({"a": 1, "e": 2}, "other"),  # where articles are graded, the best ones count
        ({"a": 2, "a2": 2, "e": 2}, "own"),
        ({"a": 2, "a2": 2, "e": 2, "e2": 2}, "both"),
    ],
)
def test_it_is_told_in_which_languages_a_question_is_answered(grades, answered):
    languages = {"a": "ar", "a2": "ar", "e": "en", "e2": "en"}
    data = Dataset({"q": "?"}, {"q": "ar"}, languages, {"q": grades})
    assert data.answered("q") == answered


def test_a_language_of_a_mixed_set_makes_a_set_of_its_own(folder, tmp_path):
    write_language_subset(folder, "ar", tmp_path / "ar")
    data = read_dataset(tmp_path / "ar")
    assert data == Dataset({"q1": "?"}, {"q1": "ar"}, {"d1": "ar"}, {"q1": {"d1": 1}})
    assert json.loads((tmp_path / "ar" / "corpus.jsonl").read_text("utf-8"))["text"] == "مطر"


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
