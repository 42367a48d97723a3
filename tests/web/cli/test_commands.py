import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner

from indexer.article import Article
from indexer.language import options
from indexer.storage.local import LocalReader
from indexer.storage.query import EVERYTHING, ResultSet, TextQuery
from search.request import Hit, SearchRequest
from web.cli.commands import main
from web.cli.terminal import print_hits

KEYS = ["query", "mode", "retrievers", "total", "took_ms", "hits"]
HIT_KEYS = [
    "id", "title", "url", "language", "published", "source", "score", "retrievers", "snippet",
]  # fmt: skip


@pytest.fixture
def run(cache):
    runner = CliRunner(env={"KASHSHAF_CACHE": str(cache)})

    def invoke(*arguments, code=0, given=None):
        result = runner.invoke(main, [str(argument) for argument in arguments], input=given)
        assert result.exit_code == code, result.output
        return result

    return invoke


@pytest.fixture
def sample_index(sample_report, sample_settings):
    assert sample_report.articles
    return sample_settings.index


def test_search_prints_one_json_object_with_the_documented_keys(run, sample_index):
    found = json.loads(run("search", "إيران روسيا", "--index", sample_index, "--json").stdout)
    assert set(KEYS) <= set(found)
    assert found["hits"]
    for hit in found["hits"]:
        assert set(HIT_KEYS) <= set(hit)
        assert set(hit["retrievers"]) <= {"lexical", "dense"}
        assert all(set(retriever) == {"rank", "score"} for retriever in hit["retrievers"].values())


def test_search_options_narrow_the_answer(run, sample_index):
    found = json.loads(
        run(
            "search", "president", "--index", sample_index, "--json", "--mode", "lexical",
            "--language", "en", "--after", "May 2024", "--before", "2024-12", "--limit", "3",
        ).stdout
    )  # fmt: skip
    assert 0 < len(found["hits"]) <= 3
    for hit in found["hits"]:
        assert hit["language"] == "en"
        assert "2024-05-01" <= hit["published"] <= "2024-12-31T"


def test_search_for_people_shows_titles_and_how_they_were_found(run, sample_index):
    output = run("search", "Sudan war", "--index", sample_index).stdout
    assert "found (lexical + dense" in output
    assert "lexical #1" in output


def test_a_source_can_be_named(run, sample_index):
    found = json.loads(
        run("search", "oil", "--index", sample_index, "--source", "Gulf Ledger", "--json").stdout
    )
    assert {hit["source"] for hit in found["hits"]} == {"Gulf Ledger"}


def test_a_query_that_can_not_be_understood_is_an_error_with_its_position(run, sample_index):
    result = run("search", '"iran', "--index", sample_index, code=1)
    assert result.stderr.startswith("kashshaf: ")
    found = json.loads(run("search", '"iran', "--plain", "--index", sample_index, "--json").stdout)
    assert found["hits"]


def test_a_date_that_can_not_be_read_is_an_error(run, sample_index):
    result = run("search", "x", "--after", "someday", "--index", sample_index, code=1)
    assert "someday" in result.stderr


def test_every_hit_can_be_explained(run, sample_index):
    arguments = ("search", "Iran Russia drones", "--index", sample_index, "--limit", "4")
    output = run(*arguments, "--explain").stdout
    assert "probability" not in run(*arguments).stdout
    assert sum(line.startswith("   score ") for line in output.splitlines()) == 4
    assert "similarity" in output
    assert "answers the query with a probability of" in output
    assert "Iran ↔ Iran (exact, body)" in output
    assert "[name]" in output
    found = json.loads(run(*arguments, "--explain", "--json").stdout)
    for hit in found["hits"]:
        parts = hit["explanation"]["parts"]
        assert sum(part["value"] for part in parts) == pytest.approx(hit["score"], abs=1e-9)


def test_articles_listed_by_date_explain_that(run, sample_index):
    output = run("search", "language:ar", "--index", sample_index, "--explain").stdout
    assert "listed by date" in output


def test_the_language_boost_moves_the_other_language(run, sample_index):
    def foreign(language_boost):
        arguments = (
            "search",
            "drones",
            "--index",
            sample_index,
            "--json",
            "--language-boost",
            language_boost,
        )
        return [hit["language"] for hit in json.loads(run(*arguments).stdout)["hits"]].count("ar")

    assert foreign("-3") < foreign("3") == foreign("٣")


@pytest.mark.parametrize("language_boost", ["4", "nan", "more"])
def test_a_language_boost_that_can_not_be_taken_is_an_error(run, sample_index, language_boost):
    result = run("search", "x", "--language-boost", language_boost, "--index", sample_index, code=1)
    assert "from -3" in result.stderr


def test_what_was_also_searched_is_shown(run, sample_index):
    output = run("search", "Derna Iran", "--index", sample_index).stdout
    assert "also searched: Iran ↔ إيران" in output
    assert "also searched: Derna ↔ درنة (spelling)" in output


def test_another_wording_is_offered(run, sample_index):
    assert "Did you mean: مسيّرات" in run("search", "misayarat", "--index", sample_index).stdout


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("asdkfj qwpoeiru", "check the spelling"),
        ("ضصثقف غفقثص", "check the spelling"),
        ("", "type a word"),
        ("؟؟ !!", "type a word"),
        ("Россия дроны", "no articles in Russian; it holds Arabic and English"),
    ],
)
def test_nothing_relevant_is_said_with_what_to_do(run, sample_index, query, said):
    result = run("search", query, "--index", sample_index)
    assert said in result.stdout


def test_the_rerankers_score_is_shown_where_there_is_one(capsys):
    hit = Hit(Article("1", "Drones", "Drones flew.", "en"), 1.0, {}, reranked=0.75)
    print_hits([hit])
    print_hits([replace(hit, reranked=None)])
    assert capsys.readouterr().out.count("reranked 0.75") == 1


def test_a_file_is_a_query(run, sample_index, sample_engine, tmp_path):
    first = sample_engine.search(SearchRequest("إيران روسيا مسيّرات")).hits[0].article
    path = tmp_path / "pasted.txt"
    path.write_text(first.body, encoding="utf-8")
    found = json.loads(run("search", "--file", path, "--index", sample_index, "--json").stdout)
    assert found["hits"][0]["id"] == first.id
    assert {hit["language"] for hit in found["hits"][:4]} == {"ar", "en"}
    assert found["notices"]
    missing = run("search", "--file", tmp_path / "no", "--index", sample_index, code=2)
    assert "no" in missing.output


def test_related_prints_hits_of_both_languages(run, sample_index, sample_engine):
    hit = sample_engine.search(SearchRequest("BRICS Johannesburg")).hits[0]
    found = json.loads(run("related", hit.article.id, "--index", sample_index, "--json").stdout)
    assert found["id"] == hit.article.id
    assert hit.article.id not in [other["id"] for other in found["hits"]]
    assert {other["language"] for other in found["hits"]} == {"ar", "en"}
    assert run("related", hit.article.id, "--index", sample_index).stdout


def test_related_of_an_unknown_article_is_an_error(run, sample_index):
    assert "no-such-id" in run("related", "no-such-id", "--index", sample_index, code=1).stderr


def test_a_missing_index_is_one_line_that_says_what_to_do(run, tmp_path):
    result = run("search", "x", "--index", tmp_path / "nothing", code=1)
    assert "kashshaf index" in result.stderr
    assert "Traceback" not in result.output


def test_analyze_needs_no_index(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "بالطاءرات" in run("analyze", "بالطائرات").stdout
    found = json.loads(run("analyze", "بالطائرات", "--json").stdout)
    assert [token["folded"] for token in found["tokens"]] == ["بالطاءرات"]


def test_analyze_analyses_as_the_settings_say(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kashshaf.toml").write_text('final_letters = "apart"', encoding="utf-8")
    options.forget()
    try:
        apart = json.loads(run("analyze", "طائرة", "--json").stdout)["tokens"][0]["folded"]
        assert options.final_letters() == "apart"
    finally:
        options.forget()
    (tmp_path / "kashshaf.toml").unlink()
    one = json.loads(run("analyze", "طائرة", "--json").stdout)["tokens"][0]["folded"]
    assert apart != one


def test_analyze_reads_standard_input(run):
    found = json.loads(run("analyze", "-", "--json", given="إيران\n").stdout)
    assert found["text"] == "إيران"
    result = run("analyze", "-", given=b"\xe3\xd1", code=1)
    assert "UTF-8" in result.stderr


def test_analyze_takes_a_faulty_query_for_an_answer(run):
    found = json.loads(run("analyze", "(iran AND", "--json").stdout)
    assert found["query"]["error"]["position"] == 6
    found = json.loads(run("analyze", "(iran AND", "--plain", "--json").stdout)
    assert found["query"]["error"] is None


def test_index_reports_what_went_in_and_what_did_not(run, tmp_path, pages):
    news = pages({"id": "1", "title": "Rain", "body": "It rained."})
    news.write_text(news.read_text() + "{broken\n", encoding="utf-8")
    index = tmp_path / "index"
    report = json.loads(run("index", news, "--index", index, "--no-vectors", "--json").stdout)
    assert (report["read"], report["indexed"], len(report["skipped"])) == (2, 1, 1)
    assert report["skipped"][0]["where"].endswith("news.jsonl:2")
    assert "no-vectors" in report["dense_off"]
    table = run("index", news, "--index", index, "--no-vectors").stdout
    assert "unchanged     1" in table
    assert "skipped" in table


def test_eval_prints_the_measures_by_language(run, tmp_path):
    folder = tmp_path / "set"
    (folder / "qrels").mkdir(parents=True)
    corpus = [
        {"_id": "d1", "title": "", "text": "Drones struck Kyiv.", "language": "en"},
        {"_id": "d2", "title": "", "text": "ضربت المسيّرات كييف.", "language": "ar"},
        {"_id": "d3", "title": "", "text": "The wheat harvest was good.", "language": "en"},
    ]
    query = {"_id": "q", "text": "drones AND (Kyiv", "language": "en"}
    for name, records in (("corpus", corpus), ("queries", [query])):
        lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq\td1\t1\nq\td2\t1\n", encoding="utf-8"
    )
    work, file = tmp_path / "work", tmp_path / "run.txt"
    arguments = ("eval", folder, "--work", work, "--run", file)
    found = json.loads(run(*arguments, "--json").stdout)
    overall = found["slices"][0]
    assert (overall["query_language"], overall["document_language"]) == ("all", "all")
    assert overall["scores"]["nDCG@10"] == 1.0
    assert file.read_text().startswith("q Q0 d1 1 ")
    assert "nDCG@10" in run(*arguments, "--mode", "lexical").stdout
    others = tmp_path / "others.run"
    others.write_text("q Q0 d3 1 2 peer\nq Q0 d1 2 1 peer\n")
    found = json.loads(run("eval", folder, "--work", work, "--compare", others, "--json").stdout)
    (ranks,) = [one for one in found["differences"] if one["measure"] == "MRR@10"]
    assert (ranks["slice"], ranks["this"], ranks["other"]) == ("all", 1.0, 0.5)
    assert (ranks["verdict"], ranks["queries"]) == ("better", 1)
    shown = run("eval", folder, "--work", work, "--compare", others).stdout
    assert "against others.run" in shown
    assert "+0.5000" in shown


KILLED = """
import sys
from web.cli.commands import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("delay", [0.0, 0.15, 0.4])
def test_a_killed_indexer_leaves_a_whole_index_and_goes_on(run, tmp_path, pages, sample, delay):
    first = pages({"id": "1", "title": "Rain", "body": "It rained."})
    index = tmp_path / "index"
    run("index", first, "--index", index, "--no-vectors")
    environment = os.environ | {"KASHSHAF_COMMIT_ARTICLES": "1"}
    command = [sys.executable, "-c", KILLED, "index", str(sample), "--index", str(index),
               "--no-vectors"]  # fmt: skip
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        while not (index / "commits" / ".staging-2").exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    with LocalReader(index) as reader:
        (everything,) = reader.search_text([TextQuery(ResultSet(EVERYTHING), limit=0)])
        assert everything.total == reader.manifest.articles == len(reader.ids())
    report = json.loads(run("index", sample, "--index", index, "--no-vectors", "--json").stdout)
    assert report["articles"] == report["indexed"] + report["unchanged"] + 1
    assert report["read"] == report["indexed"] + report["unchanged"] + len(report["skipped"])


def test_ctrl_c_keeps_what_was_done_and_says_so(run, tmp_path, sample):
    index = tmp_path / "index"
    environment = os.environ | {"KASHSHAF_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-c", KILLED, "index", str(sample), "--index", str(index)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        while not (index / "commits" / "1").exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)  # vectors are being made now
        output, _ = process.communicate()
    assert process.returncode == 130
    assert "Interrupted" in output
    found = json.loads(run("search", "Sudan", "--index", index, "--json").stdout)
    assert found["hits"]
    report = json.loads(run("index", sample, "--index", index, "--json").stdout)
    assert report["unchanged"] == report["articles"] == report["with_vectors"]
