import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from indexer.article import Article, Passage, Relation
from indexer.base.errors import IndexFormatError, IndexLockedError
from indexer.storage.keyword.port import KEYWORD_SCHEMA
from indexer.storage.local import LocalSnapshot, LocalWriter
from indexer.storage.local.layout import Layout
from indexer.storage.query import And, Filters, Term
from indexer.storage.records import EmbeddedArticle, VectorState

STATE = VectorState(model_id="test", dimension=4, max_passages=1, passage_words=100)


def article(number, body="Drones over the harbour", **facts):
    given = {"title": f"Title {number}", "language": "en", "source": "Post"} | facts
    return Article(id=f"a{number}", body=body, **given)


def embedded(row, *components, language="en"):
    vector = np.array([components], np.float32)
    vector /= np.linalg.norm(vector)
    return EmbeddedArticle(row, language, (Passage(0, 0, 6, "Drones"),), vector)


def found(folder, word="drone"):
    snapshot = LocalSnapshot(folder)
    rows = snapshot.keyword.search(Term(word), Filters(), 10).rows
    return sorted(a.id for a in snapshot.by_rows(rows).values())


@pytest.fixture
def writer(tmp_path):
    with LocalWriter(tmp_path) as opened:
        yield opened


def test_what_is_committed_can_be_found(tmp_path, writer):
    assert writer.put([article(1), article(2, "Rain")]) == ["indexed", "indexed"]
    writer.commit()
    assert found(tmp_path) == ["a1"]
    assert LocalSnapshot(tmp_path).manifest.articles == 2


def test_an_article_comes_back_as_it_went_in(tmp_path, writer):
    whole = article(
        1, published=date(2024, 5, 21), author="A. Writer", category="world", visits=3,
        relations=(Relation("teaser", "عنوان", "u", date(2024, 1, 2), "أول"),),
    )  # fmt: skip
    writer.put([whole])
    writer.commit()
    stored = LocalSnapshot(tmp_path).by_id("a1")
    assert stored is not None
    assert stored.article == whole


def test_what_is_not_committed_is_not_there(tmp_path, writer):
    writer.put([article(1)])
    writer.commit()
    writer.put([article(2)])
    writer.close()
    assert found(tmp_path) == ["a1"]
    with LocalWriter(tmp_path) as again:
        assert again.put([article(2)]) == ["indexed"]


def test_the_same_article_again_is_unchanged_even_with_other_counters(tmp_path, writer):
    writer.put([article(1, visits=5)])
    writer.commit()
    assert writer.put([article(1, visits=9)]) == ["unchanged"]
    writer.commit()
    assert LocalSnapshot(tmp_path).by_id("a1").article.visits == 9


def test_a_new_version_replaces_the_old_one_for_new_readers_only(tmp_path, writer):
    writer.put([article(1)])
    writer.commit()
    before = LocalSnapshot(tmp_path)
    assert writer.put([article(1, "Rain")]) == ["updated"]
    writer.commit()
    assert found(tmp_path) == []
    assert found(tmp_path, "rain") == ["a1"]
    assert before.by_id("a1").article.body == "Drones over the harbour"
    assert before.keyword.search(Term("drone"), Filters(), 10).total == 1
    assert not before.is_current


def test_two_records_of_one_id_do_not_take_turns_when_read_again(writer):
    versions = [article(1), article(1, "Rain")]
    assert writer.put(versions) == ["indexed", "updated"]
    writer.commit()
    assert writer.put(versions) == ["unchanged", "unchanged"]


def test_a_deleted_article_is_gone(tmp_path, writer):
    writer.put([article(1), article(2)])
    writer.commit()
    assert writer.delete("a1")
    assert not writer.delete("a9")
    writer.commit()
    assert found(tmp_path) == ["a2"]


def test_vectors_follow_their_articles(tmp_path, writer):
    writer.put([article(1, published=date(2024, 1, 1)), article(2, published=date(2024, 2, 1))])
    writer.commit()
    newest, oldest = writer.rows_to_embed()
    writer.add_vectors([embedded(newest, 1, 0, 0, 0), embedded(oldest, 0, 1, 0, 0)], STATE)
    writer.commit()
    assert writer.rows_to_embed() == []
    writer.put([article(2, "Rain", published=date(2024, 2, 1))])
    writer.commit()
    snapshot = LocalSnapshot(tmp_path)
    assert snapshot.manifest.embedded == 1
    query = np.array([1, 0, 0, 0], np.float32)
    assert snapshot.nearest(query, 5).hits.rows.tolist() == [oldest]
    assert len(writer.rows_to_embed()) == 1


def test_many_small_commits_leave_few_segments(tmp_path, writer):
    for number in range(1, 20):
        writer.put([article(number)])
        writer.commit()
        writer.add_vectors([embedded(writer.rows_to_embed()[0], 1, number, 0, 0)], STATE)
        writer.commit()
    segments = list((tmp_path / "generations").glob("*/vectors/segment-*"))
    newest = max(int(path.parent.parent.name) for path in segments)
    assert len([path for path in segments if f"generations/{newest}/" in str(path)]) <= 4
    snapshot = LocalSnapshot(tmp_path)
    assert snapshot.embedded() == {"en": 19}
    best = snapshot.nearest(np.array([0, 1, 0, 0], np.float32), 1).hits
    assert snapshot.by_rows(best.rows)[int(best.rows[0])].id == "a19"


def test_a_second_writer_is_refused(tmp_path, writer):
    writer.put([article(1)])
    with pytest.raises(IndexLockedError):
        LocalWriter(tmp_path)


def test_a_snapshot_of_a_folder_without_an_index_says_what_to_do(tmp_path):
    with pytest.raises(IndexFormatError, match="kashshaf index"):
        LocalSnapshot(tmp_path / "nothing")


def test_an_index_with_older_keyword_fields_is_rebuilt_by_the_next_writer(tmp_path, writer):
    writer.put([article(1)])
    writer.commit()
    writer.close()
    manifest = Layout(tmp_path).generation(1).manifest
    now = f'"keyword_schema": {KEYWORD_SCHEMA}'
    manifest.write_text(manifest.read_text().replace(now, '"keyword_schema": 1'))
    with pytest.raises(IndexFormatError, match="kashshaf index"):
        LocalSnapshot(tmp_path)
    with LocalWriter(tmp_path) as again:
        assert again.manifest.generation == 2
        assert again.put([article(1)]) == ["unchanged"]
    assert found(tmp_path) == ["a1"]


def test_changing_the_keyword_engine_keeps_every_article(tmp_path, writer):
    writer.put([article(1), article(2, "Rain")])
    writer.commit()
    writer.close()
    with LocalWriter(tmp_path, "whoosh"):
        pass
    assert LocalSnapshot(tmp_path).manifest.keyword_engine == "whoosh"
    assert found(tmp_path) == ["a1"]


CRASH = """
import os, signal, sys
from pathlib import Path
from indexer.article import Article
from indexer.storage.local import LocalWriter
from indexer.storage.local import commits as generations
import indexer.storage.local.writer as module
point = sys.argv[2]
def dies(*_):
    os.kill(os.getpid(), signal.SIGKILL)
writer = LocalWriter(Path(sys.argv[1]))
writer.put([Article(id="a1", title="", body="Rain", language="en"),
            Article(id="a3", title="", body="Drones", language="en")])
if point == "after put":
    dies()
elif point == "before publishing":
    module.publish = dies
elif point == "before CURRENT":
    generations.Layout.publish = dies
elif point == "after CURRENT":
    module.prune = dies
writer.commit()
"""


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ("after put", ["a1", "a2"]),
        ("before publishing", ["a1", "a2"]),
        ("before CURRENT", ["a1", "a2"]),
        ("after CURRENT", ["a2", "a3"]),
    ],
)
def test_a_writer_killed_at_any_point_leaves_a_whole_index(tmp_path, point, expected):
    with LocalWriter(tmp_path) as writer:
        writer.put([article(1), article(2)])
        writer.commit()
    crash = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path), point], check=False)
    assert crash.returncode == -9
    assert found(tmp_path) == expected
    with LocalWriter(tmp_path) as writer:  # tidies up and goes on
        writer.put([replace(article(4), body="Drones again")])
        writer.commit()
    assert found(tmp_path) == sorted([*expected, "a4"])
    assert not list((tmp_path / "generations").glob(".*"))


def test_a_reader_survives_that_its_generation_is_pruned(tmp_path, writer):
    writer.put([article(1)])
    writer.commit()
    old = LocalSnapshot(tmp_path)
    for number in range(2, 6):
        writer.put([article(number)])
        writer.commit()
    assert old.keyword.search(Term("drone"), Filters(), 10).total == 1
    assert old.keyword.all_rows(And(()), Filters()).tolist() == [1]
    assert old.by_id("a1") is not None
    assert old.by_id("a2") is None


def test_an_interrupt_while_committing_counts_when_the_generation_is_whole(
    tmp_path, writer, monkeypatch
):
    from indexer.storage.local import writer as module

    publish = module.publish

    def interrupted(*args):
        publish(*args)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(module, "publish", interrupted)
    writer.put([article(1)])
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # may be ignored: nohup … &
    try:
        with pytest.raises(KeyboardInterrupt):
            writer.commit()
    finally:
        signal.signal(signal.SIGINT, before)
    assert writer.manifest.generation == 1
    monkeypatch.setattr(module, "publish", publish)
    writer.put([article(2)])
    writer.commit()
    assert found(tmp_path) == ["a1", "a2"]
