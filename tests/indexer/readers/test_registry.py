"""Which reader a file gets, and where its pages say that they come from."""

import os
from pathlib import Path

import pytest

from indexer.base.errors import KashshafError, PageError
from indexer.base.settings import Settings
from indexer.readers import READERS, origin_of, read
from indexer.readers.registry import reader_for

SETTINGS = Settings()


def origins(*paths: Path) -> list[str]:
    return [page.origin for page in read(paths, SETTINGS)]


def test_no_suffix_belongs_to_two_readers():
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize(
    ("suffix", "beginning", "name"),
    [
        (".json", b"<html>", "JSON"),
        (".sgm", b"{", "TREC-style SGML"),
        (".html", b"<p>no doctype", "HTML"),
        (".html", b"<DOC id=1>", "TREC-style SGML"),
        (".txt", b"Title", "plain text"),
        (".txt", b"\xef\xbb\xbf\n<!doctype html>", "HTML"),
        (".txt", b'{"title": "x"}', "JSON"),
        ("", b'[\n {"title": "x"}]', "JSON"),
        (".aspx", b"<?xml version='1.0'?>\n<html lang='ar'>", "HTML"),
        ("", b"<doc>", "TREC-style SGML"),
    ],
)
def test_the_suffix_decides_else_the_beginning(suffix, beginning, name):
    assert reader_for(suffix, beginning).name == name


def test_what_nobody_reads_has_no_reader():
    assert reader_for(".jpg", b"\xff\xd8") is None
    assert reader_for("", b"plain words") is None


def test_an_origin_is_the_same_however_its_folder_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "bbc archive"
    folder.mkdir()
    (folder / "1.txt").write_text("x")
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(tmp_path)
    named = [folder, Path("bbc archive"), Path("link"), folder / "1.txt", Path("link/1.txt")]
    expected = f"{tmp_path.resolve().as_uri()}/bbc%20archive/1.txt"
    assert {*origins(*named)} == {expected}
    assert expected.startswith(origin_of(folder))


def test_records_say_where_in_their_file_they_are(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": "x"}\n\n{"title": "y"}\n')
    (tmp_path / "b.trec").write_text("<DOC><TEXT>x</TEXT></DOC>")
    base = tmp_path.resolve().as_uri()
    assert origins(tmp_path) == [f"{base}/a.jsonl#1", f"{base}/a.jsonl#3", f"{base}/b.trec#1"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_origins_tell_names_apart_that_look_alike(tmp_path):
    for byte in (b"\xe9", b"\xe8"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf" + byte + b".txt")).write_text("x")
    pages = list(read([tmp_path], SETTINGS))
    assert len({page.path for page in pages}) == 1
    assert len({page.origin for page in pages}) == 2


def test_an_error_says_which_file_could_not_be_read(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": "x"}\n{broken\n')
    (tmp_path / "b.txt").write_text("")
    found = [page.origin for page in read([tmp_path], SETTINGS) if isinstance(page, PageError)]
    assert found == [f"{tmp_path.resolve().as_uri()}/{name}" for name in ("a.jsonl", "b.txt")]


def test_a_path_at_which_nothing_is_stops_the_run_before_it_reads(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(KashshafError) as caught:
        read([tmp_path, tmp_path / "nowhere", tmp_path / "a.txt" / "b"], SETTINGS)
    assert not isinstance(caught.value, PageError)
    assert "no such file" in caught.value.what
    assert "nowhere" in caught.value.where
    assert "a.txt/b" in caught.value.where
