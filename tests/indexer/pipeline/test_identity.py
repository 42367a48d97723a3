"""Which article a page is: no source ever overwrites another one's articles."""

import json
import os
from dataclasses import replace

import pytest

from indexer.pipeline.run import index_archive
from indexer.storage import open_reader


@pytest.fixture
def run(settings):
    def index(*paths, **more):
        return index_archive(list(paths), settings, vectors=False, **more)

    return index


@pytest.fixture
def stored(settings):
    def read():
        with open_reader(settings.index_path) as reader:
            return {one.article.id: one.article for one in reader.find(reader.ids())}

    return read


def page(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Title\n\n{text}", encoding="utf-8")
    return path


def bodies(stored):
    return {key: article.body for key, article in stored().items()}


def test_two_sources_with_the_same_paths_keep_both_articles(tmp_path, run, stored):
    page(tmp_path / "bbc", "2016/1.txt", "Rain fell on Tripoli.")
    page(tmp_path / "cnn", "2016/1.txt", "Snow fell on Aleppo.")
    assert run(tmp_path / "bbc").indexed == 1
    report = run(tmp_path / "cnn")
    assert [(one.id, one.wanted) for one in report.collisions] == [("cnn/2016/1.txt", "2016/1.txt")]
    expected = {"2016/1.txt": "Rain fell on Tripoli.", "cnn/2016/1.txt": "Snow fell on Aleppo."}
    assert bodies(stored) == expected
    for again in (tmp_path / "cnn", tmp_path / "bbc"):
        report = run(again)
        assert (report.unchanged, report.collisions) == (1, [])
    assert bodies(stored) == expected


def test_a_changed_page_is_told_from_a_collision(tmp_path, run, stored):
    page(tmp_path / "bbc", "1.txt", "Rain fell on Tripoli.")
    page(tmp_path / "cnn", "1.txt", "Snow fell on Aleppo.")
    run(tmp_path / "bbc", tmp_path / "cnn")
    page(tmp_path / "cnn", "1.txt", "Much snow fell on Aleppo.")
    report = run(tmp_path / "bbc", tmp_path / "cnn")
    assert (report.updated, report.unchanged, report.collisions) == (1, 1, [])
    assert bodies(stored) == {
        "1.txt": "Rain fell on Tripoli.",
        "cnn/1.txt": "Much snow fell on Aleppo.",
    }


def test_an_archive_that_was_moved_is_the_same(tmp_path, run, stored):
    page(tmp_path / "old" / "news", "1.txt", "Rain fell on Tripoli.")
    run(tmp_path / "old" / "news")
    (tmp_path / "old").rename(tmp_path / "new")
    page(tmp_path / "new" / "news", "1.txt", "Rain fell on Tripoli again.")
    report = run(tmp_path / "new" / "news")
    assert (report.updated, report.collisions) == (1, [])
    assert bodies(stored) == {"1.txt": "Rain fell on Tripoli again."}


@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
def test_names_that_differ_in_bytes_that_are_no_utf8_are_two_articles(tmp_path, run, stored):
    folder = tmp_path / "bytes"
    folder.mkdir()
    for byte, text in ((b"\xe9", "Rain fell on Tripoli."), (b"\xe8", "Snow fell on Aleppo.")):
        page(folder, os.fsdecode(b"caf" + byte + b".txt"), text)
    report = run(folder)
    assert (report.indexed, len(report.collisions)) == (2, 1)
    assert sorted(bodies(stored).values()) == ["Rain fell on Tripoli.", "Snow fell on Aleppo."]
    assert run(folder).unchanged == 2


def test_records_with_one_id_of_two_exports_are_both_kept(tmp_path, run, stored):
    for name, title in (("one", "Rain"), ("two", "Snow")):
        record = {"id": "1", "title": title, "body": f"{title} fell.", "source": name}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(record))
    report = run(tmp_path / "one.jsonl", tmp_path / "two.jsonl")
    assert len(report.collisions) == 1
    assert sorted(bodies(stored).values()) == ["Rain fell.", "Snow fell."]


def test_two_records_of_one_file_with_one_id_are_two_versions(tmp_path, run, stored):
    records = [{"id": "1", "title": "t", "body": f"{word} fell."} for word in ("Rain", "Snow")]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, records)))
    report = run(path)
    assert (report.indexed, report.updated, report.collisions) == (1, 1, [])
    assert bodies(stored) == {"1": "Snow fell."}
    assert run(path).unchanged == 2


def test_what_is_gone_is_reported_and_pruned_only_when_asked(tmp_path, run, stored):
    news = tmp_path / "news"
    for number in range(3):
        page(news, f"{number}.txt", f"Rain fell {number} times.")
    page(tmp_path / "other", "x.txt", "Snow fell.")
    run(news, tmp_path / "other")
    (news / "1.txt").unlink()
    report = run(news)
    assert (report.gone, report.pruned) == (1, 0)
    assert [one.id for one in report.gone_pages] == ["1.txt"]
    assert "1.txt" in bodies(stored)
    report = run(news, prune=True)
    assert report.pruned == 1
    assert sorted(bodies(stored)) == ["0.txt", "2.txt", "x.txt"]
    page(news, "1.txt", "Rain fell 1 times.")
    assert run(news).indexed == 1  # no person deleted it: it is there again


def test_a_page_that_can_not_be_read_is_not_gone(tmp_path, run, stored):
    news = tmp_path / "news"
    page(news, "0.txt", "Rain fell.")
    page(news, "1.txt", "Snow fell.")
    run(news)
    (news / "1.txt").write_bytes(b"\0\0binary")
    report = run(news, prune=True)
    assert (report.gone, report.pruned, len(report.skipped)) == (0, 0, 1)
    assert sorted(bodies(stored)) == ["0.txt", "1.txt"]


def test_a_path_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path, run, settings):
    from indexer.base.errors import KashshafError

    page(tmp_path / "news", "0.txt", "Rain fell.")
    with pytest.raises(KashshafError, match="nothing"):
        run(tmp_path / "news", tmp_path / "nothing")
    assert not settings.index_path.exists()


def test_an_article_knows_where_it_was_read(tmp_path, run, stored):
    path = page(tmp_path / "news", "0.txt", "Rain fell.")
    run(tmp_path / "news")
    (article,) = stored().values()
    assert article.origin == path.as_uri()
    assert replace(article, origin="").fingerprint() == article.fingerprint()
