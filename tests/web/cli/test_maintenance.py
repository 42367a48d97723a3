"""The commands that look after an index, as a person types them."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli.commands import main

FIRST = Path(__file__).resolve().parents[2] / "data" / "first-version.zip"


@pytest.fixture
def run(tmp_path, cache):
    runner = CliRunner(
        env={"KASHSHAF_CACHE": str(cache), "KASHSHAF_INDEX": str(tmp_path / "index")}
    )

    def invoke(*arguments, code=0):
        result = runner.invoke(main, [str(argument) for argument in arguments])
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result.output

    return invoke


@pytest.fixture
def archive(run, pages):
    """Index three articles, keywords only."""
    path = pages(
        {"id": "rain", "title": "Rain", "body": "Rain fell on Tripoli."},
        {"id": "snow", "title": "Snow", "body": "Snow fell on Aleppo."},
        {"id": "hail", "title": "Hail", "body": "Hail fell on Homs."},
    )
    run("index", path, "--no-vectors")
    return path


def found(run, query="fell"):
    hits = json.loads(run("search", query, "--mode", "lexical", "--json"))["hits"]
    return sorted(hit["id"] for hit in hits)


@pytest.mark.parametrize("command", ["delete", "suppress", "forget"])
def test_removed_articles_are_gone_and_can_be_readmitted(run, archive, command):
    said = run(command, "rain", "snow")
    assert said.count(": rain") == said.count(": snow") == 1
    assert found(run) == ["hail"]
    run("index", archive, "--no-vectors")
    assert found(run) == ["hail"]
    assert "readmitted: rain" in run("readmit", "rain")
    run("index", archive, "--no-vectors")
    assert found(run) == ["hail", "rain"]


@pytest.mark.usefixtures("archive")
def test_an_unknown_id_is_an_error_after_the_others_were_dealt_with(run):
    said = run("delete", "nothing", "rain", code=1)
    assert "deleted: rain" in said
    assert "there is no article 'nothing'" in said
    assert found(run) == ["hail", "snow"]


@pytest.mark.usefixtures("archive")
def test_a_backup_is_restored_elsewhere(run, tmp_path):
    run("backup", tmp_path / "index.zip")
    run("delete", "rain")
    run("restore", tmp_path / "index.zip", code=1)
    run("restore", tmp_path / "index.zip", "--index", tmp_path / "again")
    assert "is whole" in run("doctor", "--index", tmp_path / "again")
    shutil.rmtree(tmp_path / "index")
    (tmp_path / "again").rename(tmp_path / "index")
    assert found(run) == ["hail", "rain", "snow"]


@pytest.mark.usefixtures("archive")
def test_runs_are_on_record_with_the_pages_that_they_skipped(run, tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "bad\x1b[31m.txt").write_bytes(b"\0")
    for number in range(30):
        (folder / f"{number}.txt").write_bytes(b"\xff\xff")
    (folder / "lost.txt").write_text("A title\n\nA lost \ufffd letter.", encoding="utf-8")
    run("index", folder, "--no-vectors")
    said = run("reports", "--limit", "1")
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:+]+: 32 read, 1 indexed", said)
    assert "not valid UTF-8" in said
    assert "lost.txt: characters are missing" in said
    assert "… and 11 more skipped" in said
    assert "\x1b" not in said
    (record,) = json.loads(run("reports", "--limit", "1", "--json"))
    assert record["skipped_total"] == 31
    assert run("reports").count(" read, ") >= 2


@pytest.mark.usefixtures("archive")
def test_the_doctor_finds_and_repairs(run, tmp_path):
    assert "is whole" in run("doctor")
    manifest = next((tmp_path / "index" / "commits").glob("*/manifest.json"))
    number = max(int(path.parent.name) for path in manifest.parent.parent.glob("*/manifest.json"))
    (tmp_path / "index" / "commits" / str(number) / "manifest.json").unlink()
    said = run("doctor", code=1)
    assert "manifest.json" in said
    assert "kashshaf doctor --repair" in said
    assert "kashshaf doctor" in run("search", "fell", code=1)
    assert "is whole again" in run("doctor", "--repair")
    assert found(run) == ["hail", "rain", "snow"]


@pytest.mark.usefixtures("archive")
def test_what_can_not_be_repaired_is_told_with_exit_code_1(run, tmp_path):
    (tmp_path / "index" / "articles.sqlite").write_bytes(b"")
    said = run("doctor", "--repair", code=1)
    assert "articles.sqlite" in said
    assert "After the repair:" in said
    assert "kashshaf restore" in said


def test_lost_vectors_are_made_again(run, pages, tmp_path):
    run("index", pages({"id": "rain", "title": "Rain", "body": "Rain fell on Tripoli."}))
    for path in (tmp_path / "index" / "commits").glob("*/vectors/*/segment-*/codes.npy"):
        path.unlink()
    assert "is whole again" in run("doctor", "--repair")
    hits = json.loads(run("search", "wet weather in Libya", "--mode", "dense", "--json"))["hits"]
    assert [hit["id"] for hit in hits] == ["rain"]


def test_an_index_of_the_first_version_is_upgraded_in_one_command(run, tmp_path):
    with zipfile.ZipFile(FIRST) as archive:
        archive.extractall(tmp_path / "index")
    assert "Run `kashshaf upgrade`" in run("search", "rain", code=1)
    assert "3 articles" in run("upgrade")
    assert "rain" in found(run, "rain")
    assert "already" in run("upgrade")


@pytest.mark.parametrize("command", ["doctor", "upgrade", "backup", "delete"])
def test_where_there_is_no_index_the_command_that_makes_one_is_named(run, tmp_path, command):
    argument = {"backup": [tmp_path / "x.zip"], "delete": ["x"]}.get(command, [])
    assert "kashshaf index" in run(command, *argument, code=1)
    assert not (tmp_path / "index").exists()


def test_a_path_that_is_not_there_is_an_error(run, tmp_path):
    said = run("index", tmp_path / "nothing", code=1)
    assert str(tmp_path / "nothing") in said
    assert not (tmp_path / "index").exists()


def test_the_report_accounts_for_every_page(run, tmp_path):
    for name, word in (("bbc", "Rain"), ("cnn", "Snow")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "1.txt").write_text(f"Title\n\n{word} fell.")
        (folder / "2.txt").write_text(f"Title\n\nMore {word} fell.")
    run("index", tmp_path / "bbc", "--no-vectors")
    said = run("index", tmp_path / "cnn", "--no-vectors")
    assert "became cnn/1.txt: 1.txt is the article of" in said
    run("delete", "1.txt")
    (tmp_path / "bbc" / "2.txt").unlink()
    said = run("index", tmp_path / "bbc", "--no-vectors")
    assert "stay deleted" in said
    assert "gone 2.txt" in said
    assert "--prune deletes it" in said
    assert "deleted, being gone" in run("index", tmp_path / "bbc", "--no-vectors", "--prune")
