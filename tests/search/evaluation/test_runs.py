import pytest

from indexer.base.errors import PageError
from search.evaluation.runs import read_run, write_run


def test_a_run_is_written_in_the_form_of_trec(tmp_path):
    write_run({"q1": {"d1": 2.0, "d2": 1.0}}, tmp_path / "run.txt", "kashshaf-hybrid")
    assert (tmp_path / "run.txt").read_text().splitlines() == [
        "q1 Q0 d1 1 2 kashshaf-hybrid",
        "q1 Q0 d2 2 1 kashshaf-hybrid",
    ]


def test_a_run_that_was_written_is_read_back(tmp_path):
    run = {"سؤال": {"ar:1": 100.0, "en:2": 99.0}, "q2": {"d": 100.0}}
    write_run(run, tmp_path / "run.txt", "tag")
    assert read_run(tmp_path / "run.txt") == run


@pytest.mark.parametrize("line", ["q1 Q0 d1 1", "q1 Q0 d1 1 high tag"])
def test_a_line_that_is_no_run_is_named(tmp_path, line):
    file = tmp_path / "run.txt"
    file.write_text(f"q Q0 d 1 1 tag\n{line}\n")
    with pytest.raises(PageError, match=r"run\.txt:2"):
        read_run(file)


def test_a_run_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(PageError, match="Check the path"):
        read_run(tmp_path / "run.txt")
