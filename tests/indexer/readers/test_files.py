"""Files of one page, and how the kind of a file is told."""

import gzip
from pathlib import Path

import pytest

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.readers import read

SETTINGS = Settings()


def read_one(path: Path, settings: Settings = SETTINGS):
    (item,) = read([path], settings)
    return item


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_text_file_is_one_page(tmp_path):
    file = write(tmp_path / "page.txt", "Title\n\nBody")
    assert read_one(file) == RawPage(
        str(file), "page.txt", "Title\n\nBody", origin=file.resolve().as_uri()
    )


def test_html_file_is_one_page_with_markup(tmp_path):
    page = read_one(write(tmp_path / "page.HTM", "<html><p>x</p></html>"))
    assert page.markup
    assert page.text == "<html><p>x</p></html>"


def test_html_in_a_txt_file_is_markup(tmp_path):
    assert read_one(write(tmp_path / "a.txt", "<!-- saved -->\n<!DOCTYPE html><p>x")).markup
    assert not read_one(write(tmp_path / "b.txt", "The <html> tag")).markup


def test_trec_in_a_txt_file_is_records(tmp_path):
    page = read_one(write(tmp_path / "a.txt", "<DOC>\n<DOCNO>7</DOCNO><TEXT>x</TEXT></DOC>"))
    assert page.fields == {"id": "7", "body": "x"}


def test_a_file_without_suffix_is_told_by_its_content(tmp_path):
    assert read_one(write(tmp_path / "AFP_ARB", "<DOC><TEXT>x</TEXT></DOC>")).fields
    assert isinstance(read_one(write(tmp_path / "README", "hello")), PageError)


def test_packed_pages_are_unpacked(tmp_path):
    page = read_one(write(tmp_path / "page.txt.gz", gzip.compress(b"Title")))
    assert (page.path, page.text) == ("page.txt.gz", "Title")


@pytest.mark.parametrize("name", ["photo.jpg", "style.css", "notes.md", "table.xls", "x.7z"])
def test_an_unknown_kind_is_reported(tmp_path, name):
    error = read_one(write(tmp_path / name, "x"))
    assert isinstance(error, PageError)
    assert error.what == "not a kind of file that Kashshaf reads"
    assert ".jsonl" in error.remedy


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.json", "a.jsonl"])
def test_an_empty_file_is_reported(tmp_path, name, data):
    error = read_one(write(tmp_path / name, data))
    assert isinstance(error, PageError)
    assert "empty" in error.what or "no record" in error.what


def test_a_page_beyond_the_limit_is_reported(tmp_path):
    small = Settings(max_page_bytes=100)
    assert isinstance(read_one(write(tmp_path / "a.txt", "x" * 100), small), RawPage)
    assert "100 bytes" in read_one(write(tmp_path / "b.txt", "x" * 101), small).what
    packed = read_one(write(tmp_path / "c.txt.gz", gzip.compress(b"x" * 101)), small)
    assert "100 bytes" in packed.what


def test_a_damaged_packed_page_is_reported(tmp_path):
    whole = gzip.compress(bytes(range(32, 120)) * 200)
    assert "cut off" in read_one(write(tmp_path / "a.txt.gz", whole[:60])).what
    assert "damaged" in read_one(write(tmp_path / "b.txt.gz", b"no gzip at all")).what


def test_one_bad_file_stops_nothing(tmp_path):
    write(tmp_path / "a.txt", b"\xff\xff")
    write(tmp_path / "b.txt", "good")
    bad, good = read([tmp_path], SETTINGS)
    assert isinstance(bad, PageError)
    assert good.text == "good"


def test_paths_are_read_in_the_order_given(tmp_path):
    files = [write(tmp_path / name, name) for name in ("b.txt", "a.txt")]
    assert [page.text for page in read(files, SETTINGS)] == ["b.txt", "a.txt"]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
def test_a_file_that_fails_under_reading_is_reported(tmp_path):
    (tmp_path / "disk.txt").symlink_to("/proc/self/mem")
    error = read_one(tmp_path / "disk.txt")
    assert isinstance(error, PageError)
    assert "can't be read" in error.what
