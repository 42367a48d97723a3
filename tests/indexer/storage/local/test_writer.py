"""What the local writer does beyond the contract: crashes, interrupts, files, traces."""

import os
import resource
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from indexer.base.errors import IndexFormatError, IndexLockedError, KashshafError
from indexer.storage.local import LocalReader, LocalWriter
from indexer.storage.local import writer as writer_module
from indexer.storage.local.keyword.port import KEYWORD_SCHEMA
from indexer.storage.local.layout import Layout
from indexer.storage.records import ArticleSignature
from tests.indexer.storage.contract.conftest import SPACE, article, ids
from tests.indexer.storage.local.conftest import contents, embed


def found(folder, word="drone"):
    with LocalReader(folder) as reader:
        return sorted(ids(reader, word))


def test_many_small_commits_leave_few_segments(tmp_path):
    with LocalWriter(tmp_path) as writer:
        writer.put_space(SPACE)
        writer.activate("test")
        for number in range(1, 20):
            writer.put([article(number)])
            embed(writer, article(number))
            writer.commit()
        newest = Layout(tmp_path).commit(19)
    assert len(list(newest.space("test").glob("segment-*"))) <= 4
    assert contents(tmp_path)[3] == 19


@pytest.mark.parametrize(("engine", "other"), [("tantivy", "whoosh"), ("whoosh", "tantivy")])
def test_changing_the_keyword_engine_keeps_every_article(tmp_path, engine, other):
    with LocalWriter(tmp_path, engine) as writer:
        writer.put([article(1), article(2, "Rain")])
        writer.commit()
    with LocalWriter(tmp_path, other):
        pass
    assert found(tmp_path) == ["a1"]
    assert f'"{other}"' in Layout(tmp_path).commit(2).manifest.read_text()


def test_an_index_with_older_keyword_fields_is_rebuilt_by_the_next_writer(tmp_path, monkeypatch):
    with LocalWriter(tmp_path) as writer:
        monkeypatch.setattr(writer_module, "KEYWORD_SCHEMA", KEYWORD_SCHEMA - 1)
        writer.put([article(1)])
        writer.commit()
    monkeypatch.undo()
    with pytest.raises(IndexFormatError, match="kashshaf upgrade"):
        LocalReader(tmp_path)
    with LocalWriter(tmp_path) as again:
        assert again.version == "2"
        assert again.put([article(1)]) == ["unchanged"]
    assert found(tmp_path) == ["a1"]


CRASH = """
import os, signal, sys
from pathlib import Path
from indexer.article import Article
from indexer.storage.local import LocalWriter, layout
import indexer.storage.local.writer as module
point = sys.argv[2]
def dies(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
writer = LocalWriter(Path(sys.argv[1]))
writer.put([Article(id="a1", title="", body="Rain", language="en"),
            Article(id="a3", title="", body="Drones", language="en")])
match point:
    case "after put":
        dies()
    case "before sealing":
        module.seal = dies
    case "before the store's commit":
        module.ArticleWriter.commit = dies
    case "before CURRENT":
        layout.Layout.publish = dies
    case "after CURRENT":
        module.ArticleWriter.set_published = dies
    case "before pruning":
        module.prune = dies
writer.commit()
"""
OLD, NEW = ["a1", "a2"], ["a2", "a3"]


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ("after put", OLD),
        ("before sealing", OLD),
        ("before the store's commit", OLD),
        ("before CURRENT", OLD),
        ("after CURRENT", NEW),
        ("before pruning", NEW),
    ],
)
def test_a_writer_killed_at_any_point_leaves_a_whole_index(tmp_path, point, expected):
    with LocalWriter(tmp_path) as writer:
        writer.put([article(1), article(2)])
        writer.commit()
    crash = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path), point], check=False)
    assert crash.returncode == -signal.SIGKILL
    assert found(tmp_path) == expected
    with LocalWriter(tmp_path) as writer:  # tidies up and goes on
        writer.put([replace(article(4), body="Drones again")])
        writer.commit()
    assert found(tmp_path) == sorted([*expected, "a4"])
    assert not list((tmp_path / "commits").glob(".*"))


def test_an_interrupt_while_committing_counts_when_the_version_is_current(tmp_path, monkeypatch):
    publish = Layout.publish

    def interrupted(*arguments):
        publish(*arguments)
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # may be ignored: nohup … &
    with LocalWriter(tmp_path) as writer:
        writer.put([article(1)])
        monkeypatch.setattr(Layout, "publish", interrupted)
        try:
            with pytest.raises(KeyboardInterrupt):
                writer.commit()
        finally:
            signal.signal(signal.SIGINT, before)
        monkeypatch.undo()
        assert writer.version == "1"
        writer.put([article(2)])
        writer.commit()
    assert found(tmp_path) == ["a1", "a2"]


def test_readers_keep_a_version_that_was_pruned(tmp_path):
    with LocalWriter(tmp_path) as writer:
        writer.put([article(1)])
        writer.commit()
        with LocalReader(tmp_path) as old:
            for number in range(2, 6):
                writer.put([article(number)])
                writer.commit()
            assert ids(old, "drone") == ["a1"]
            assert not old.is_current()
    assert [path.name for path in (tmp_path / "commits").iterdir()] in (["4", "5"], ["5", "4"])


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_what_is_forgotten_leaves_no_byte(tmp_path, engine):
    secret = article(
        7, "Xylographie der Zwetschge, sagte Quorzella", author="Quorzella", url="https://x.example/Quorzella"
    )  # fmt: skip
    with LocalWriter(tmp_path, engine) as writer:
        writer.put([article(n, f"Drones over harbour {n}") for n in range(20, 60)])
        writer.put([secret])
        writer.put_space(SPACE)
        writer.activate("test")
        embed(writer, secret)
        writer.set_signatures([ArticleSignature("a7", b"Quorzella", (5,))])
        writer.report({"skipped": [{"where": "https://x.example/Quorzella"}]})
        writer.commit()
        second = replace(secret, body=secret.body + " twice")
        writer.put([second])
        writer.commit()
        assert traces(tmp_path, b"Quorzella")
        writer.forget(["a7"])
        writer.commit()
        assert traces(tmp_path, b"Quorzella") == traces(tmp_path, b"quorzella") == []
        assert traces(tmp_path, b"wetschg") == []
        assert writer.put([secret]) == ["forgotten"]
    assert traces(tmp_path, b"Quorzella") == []
    assert contents(tmp_path)[1] == 40


def traces(folder, what):
    return [p.name for p in folder.rglob("*") if p.is_file() and what in p.read_bytes()]


def test_a_second_writer_is_refused_by_name(tmp_path):
    with (
        LocalWriter(tmp_path),
        pytest.raises(IndexLockedError, match=f"process {os.getpid()}"),
    ):
        LocalWriter(tmp_path)


def test_an_index_path_that_is_a_file_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("x")
    for opening in (LocalReader, LocalWriter):
        with pytest.raises(KashshafError, match="file"):
            opening(tmp_path / "file")
        with pytest.raises(KashshafError, match="file"):
            opening(tmp_path / "file" / "index")


def fill(writer):
    for number in range(2, 200):
        writer.put([article(number, f"Hail {number} " * 500)])
    writer.commit()


def test_a_limit_on_file_size_is_one_clear_line_and_loses_nothing(tmp_path):
    with LocalWriter(tmp_path) as writer:
        writer.put([article(1)])
        writer.commit()
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with LocalWriter(tmp_path) as writer:
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, limits[1]))
            with pytest.raises(KashshafError) as refused:
                fill(writer)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert refused.value.remedy
    assert found(tmp_path) == ["a1"]
    with LocalWriter(tmp_path) as writer:
        writer.put([article(2)])
        writer.commit()
    assert found(tmp_path) == ["a1", "a2"]
