"""The whole of `make eval` on a set of a few articles, with the real model."""

import json
import re

import pytest

from benchmarks.evaluate import EXPECTED, PAGE, main
from benchmarks.expectations import read_expected
from benchmarks.results_page import END

ARTICLES = [
    ("k-en", "en", "Drones struck Kyiv", "Iranian-made drones struck the Ukrainian capital."),
    ("k-ar", "ar", "مسيّرات تضرب كييف", "ضربت مسيّرات إيرانية الصنع العاصمة الأوكرانية."),
    ("w-en", "en", "Wheat harvest", "Farmers in Iowa brought in a good wheat harvest."),
    ("s-ar", "ar", "أسعار السكر", "ارتفعت أسعار السكر في أسواق القاهرة هذا الأسبوع."),
    ("t-en", "en", "Tennis final", "The champion won the tennis final in three sets."),
    ("m-ar", "ar", "معرض الكتاب", "افتتح معرض الكتاب أبوابه أمام الزوار في الرباط."),
]
QUERIES = [
    ("q1", "en", "drones over Kyiv", ["k-en", "k-ar"]),
    ("q2", "ar", "مسيّرات كييف", ["k-ar", "k-en"]),
    ("q3", "en", "wheat harvest in Iowa", ["w-en"]),
    ("q4", "ar", "أسعار السكر في القاهرة", ["s-ar"]),
]


def write_set(folder, queries):
    (folder / "qrels").mkdir(parents=True)
    corpus = [
        {"_id": name, "language": language, "title": title, "text": text}
        for name, language, title, text in ARTICLES
    ]
    asked = [{"_id": name, "language": of, "text": text} for name, of, text, _ in queries]
    for name, records in (("corpus", corpus), ("queries", asked)):
        lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    judged = [f"{name}\t{found}\t1" for name, _, _, relevant in queries for found in relevant]
    text = "\n".join(["query-id\tcorpus-id\tscore", *judged])
    (folder / "qrels" / "test.tsv").write_text(text, encoding="utf-8")


@pytest.fixture
def sets(tmp_path):
    folder = tmp_path / "sets"
    write_set(folder / "mixed", QUERIES)
    write_set(folder / "pairs", [("p1", "en", "drones over Kyiv", ["k-ar"])])
    return folder


@pytest.fixture
def evaluate(sets, tmp_path, cache, monkeypatch, capsys):
    monkeypatch.setenv("KASHSHAF_CACHE", str(cache))

    def run(*arguments, code=0):
        expected = tmp_path / "expected.toml"
        given = ["--sets", sets, "--expected", expected, "--quiet", *arguments]
        found = main([str(argument) for argument in given])
        output = capsys.readouterr()
        assert found == code, output
        return output.out + output.err

    return run


def test_scores_are_written_and_then_held_against_what_is_measured(evaluate, tmp_path):
    assert "0 dropped or missing" in evaluate("--update")
    file = tmp_path / "expected.toml"
    scores = read_expected(file)
    assert {(name, configuration) for name, configuration, _ in scores} == {
        *((name, mode) for name in ("mixed", "mixed/ar", "mixed/en", "pairs")
          for mode in ("lexical", "dense", "hybrid")),
        *(("pairs", f"{mode}-across") for mode in ("lexical", "dense", "hybrid")),
    }  # fmt: skip
    assert scores["mixed", "lexical", "all (own) MRR@10"].score == 1.0
    assert " 0 risen, 0 new, 0 dropped" in evaluate()

    text = file.read_text(encoding="utf-8")
    line = '"all (own) MRR@10" = { score = 1.0, '
    assert line in text
    file.write_text(text.replace(line, line.replace("1.0", "1.1"), 1), encoding="utf-8")
    told = evaluate("mixed", code=1)
    assert re.search(r"dropped +mixed dense all \(own\) MRR@10 +1\.1000 → 1\.0000 +-0\.1000", told)
    assert "1 dropped or missing" in told


def test_updating_one_set_leaves_the_scores_of_the_others(evaluate, tmp_path):
    evaluate("pairs", "--update")
    evaluate("mixed", "--update")
    assert {key[0] for key in read_expected(tmp_path / "expected.toml")} == {
        "pairs", "mixed", "mixed/ar", "mixed/en",
    }  # fmt: skip


def test_the_page_shows_each_set_and_what_the_other_language_costs(evaluate, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"# Results\n\n{END}\n", encoding="utf-8")
    evaluate("--page", page)
    text = page.read_text(encoding="utf-8")
    assert "## mixed\n\n6 articles (3 ar, 3 en), 4 queries." in text
    assert "Over the articles in `ar` alone:" in text
    assert "strangers among ten" in text
    assert "Filtered to the languages other than the query's:" in text
    assert re.search(r"\| en→ar \| 1 \| Recall@10 \| ", text)


def test_a_version_is_compared_with_the_runs_of_an_earlier_one(evaluate, tmp_path):
    runs = tmp_path / "runs"
    told = evaluate("mixed", "--runs", runs)
    assert "→" not in told
    run = runs / "mixed.lexical.run"
    kept = [line for line in run.read_text("utf-8").splitlines() if not line.startswith("q3 ")]
    run.write_text("\n".join(kept) + "\n", encoding="utf-8")
    told = evaluate("mixed", "--against", runs)
    assert "mixed lexical en (own) MRR@10: 0.0000 → 1.0000  +1.0000 ± 0.0000 (p " in told
    assert "mixed hybrid all" not in told
    assert "no earlier run" in evaluate("pairs", "--against", runs)


def test_a_setting_can_be_tried(evaluate):
    evaluate("pairs", "--update")
    assert "ModelUnavailable" not in evaluate("pairs", "--set", "dense_limit=50")
    assert "dense_limit" in evaluate("pairs", "--set", "dense_limit=none", code=2)


def test_an_unknown_set_is_an_error_that_names_those_there_are(evaluate):
    assert "mixed, pairs" in evaluate("other", code=2)


def test_without_the_sets_it_says_where_they_were_looked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KASHSHAF_SHARED", str(tmp_path / "nowhere"))
    assert main([]) == 2
    told = capsys.readouterr().err
    assert str(tmp_path / "nowhere" / "data" / "eval") in told
    assert "KASHSHAF_SHARED" in told


def test_the_committed_scores_and_the_committed_page_belong_together():
    sets = {key[0].partition("/")[0] for key in read_expected(EXPECTED)}
    assert sets
    page = PAGE.read_text(encoding="utf-8")
    assert sets == set(re.findall(r"^<!-- results: (.+) -->$", page, re.MULTILINE)) - {"machine"}
