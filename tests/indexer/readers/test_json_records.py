"""JSON in all the shapes that data sets come in; one bad record costs no other."""

import gzip
import json
from pathlib import Path

import pytest

from indexer.article import RawPage
from indexer.base.errors import PageError, SettingsError
from indexer.base.settings import Settings
from indexer.readers import read

RECORDS = [{"title": f"Title {n}", "body": f"Body {n} «نص»"} for n in range(5)]


def write(path: Path, data: object) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def lines(records: list) -> bytes:
    return b"".join(json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in records)


def fields(path: Path, **settings) -> list[dict[str, str]]:
    items = list(read([path], Settings(**settings)))
    assert not [item for item in items if isinstance(item, PageError)]
    return [dict(item.fields) for item in items]


def split(path: Path, **settings) -> tuple[list[RawPage], list[PageError]]:
    items = list(read([path], Settings(**settings)))
    pages = [item for item in items if isinstance(item, RawPage)]
    return pages, [item for item in items if isinstance(item, PageError)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json"])
def test_one_record_a_line(tmp_path, name):
    assert fields(write(tmp_path / name, lines(RECORDS))) == RECORDS


def test_positions_are_lines_and_paths_are_unique(tmp_path):
    file = write(tmp_path / "news.jsonl", lines(RECORDS[:1]) + b"\n" + lines(RECORDS[1:2]))
    pages, _ = split(file)
    assert [page.where for page in pages] == [f"{file}:1", f"{file}:3"]
    assert [page.path for page in pages] == ["news.jsonl#1", "news.jsonl#3"]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_records(tmp_path, indent):
    file = write(tmp_path / "a.json", json.dumps(RECORDS, indent=indent).encode())
    assert fields(file) == RECORDS


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "wrapped",
    [
        {"articles": RECORDS},
        {"status": "ok", "tags": ["a"], "response": {"total": 5, "docs": RECORDS}},
        {"version": "1.1", "title": "A feed has a title", "items": RECORDS},
        {str(n): record for n, record in enumerate(RECORDS)},
    ],
)
def test_an_object_that_holds_the_records(tmp_path, wrapped, indent):
    file = write(tmp_path / "a.json", json.dumps(wrapped, indent=indent).encode())
    assert fields(file) == RECORDS


def test_an_object_that_is_the_record(tmp_path):
    record = {"title": "One", "body": "Only", "authors": [{"name": "A"}, {"name": "B"}],
              "related": [{"title": "Other", "url": "x"}]}  # fmt: skip
    file = write(tmp_path / "a.json", json.dumps(record, indent=1).encode())
    assert fields(file) == [{"title": "One", "body": "Only", "author": "A, B"}]
    (page,) = read([file], Settings())
    assert page.path == "a.json"


def test_one_packed_line_after_another(tmp_path):
    assert fields(write(tmp_path / "a.jsonl.gz", gzip.compress(lines(RECORDS)))) == RECORDS


def test_records_before_the_break_of_a_packed_file_survive(tmp_path):
    many = [{"title": str(n), "body": str(hash(str(n))) * 9} for n in range(3000)]
    packed = gzip.compress(lines(many))
    pages, errors = split(write(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2]))
    assert 1000 < len(pages) < 2000
    assert [p.fields["title"] for p in pages] == [str(n) for n in range(len(pages))]
    (error,) = errors
    assert f"cut off after record {len(pages)}" in error.what


def test_a_bad_line_is_reported_with_its_number_and_the_others_go_on(tmp_path):
    data = lines(RECORDS[:2]) + b'{"title": "x", "body": oops}\n[1, 2]\n' + lines(RECORDS[2:])
    pages, errors = split(write(tmp_path / "a.jsonl", data))
    assert len(pages) == 5
    assert [e.where.rsplit(":", 1)[1] for e in errors] == ["3", "4"]
    assert "invalid JSON" in errors[0].what
    assert "no JSON object" in errors[1].what


def test_a_bad_first_line_is_reported_and_the_others_go_on(tmp_path):
    pages, errors = split(write(tmp_path / "a.jsonl", b'{"title": \n' + lines(RECORDS)))
    assert (len(pages), len(errors)) == (5, 1)


def test_bytes_that_are_not_utf8_are_reported_with_their_position(tmp_path):
    data = lines(RECORDS[:1]) + b'{"title": "caf\xe9"}\n' + lines(RECORDS[1:])
    pages, (error,) = split(write(tmp_path / "a.jsonl", data))
    assert len(pages) == 5
    assert "byte 14 is 0xe9" in error.what


def test_a_cut_last_line_is_reported(tmp_path):
    pages, (error,) = split(write(tmp_path / "a.jsonl", lines(RECORDS)[:-8]))
    assert len(pages) == 4
    assert "cut off" in error.what


def test_a_line_beyond_the_limit_is_reported_and_passed(tmp_path):
    data = lines([RECORDS[0], {"title": "x" * 500}, RECORDS[1]])
    pages, (error,) = split(write(tmp_path / "a.jsonl", data), max_page_bytes=200)
    assert [p.fields["title"] for p in pages] == ["Title 0", "Title 1"]
    assert error.where.endswith(":2")


def test_a_cut_array_gives_its_whole_records(tmp_path):
    pages, (error,) = split(write(tmp_path / "a.json", json.dumps(RECORDS).encode()[:-20]))
    assert len(pages) == 4
    assert "cut off after record 4" in error.what


def test_a_bad_record_of_an_array_costs_no_other(tmp_path):
    data = b'[{"title": "a"}, {"title": }, "b", {"title": "c"}]'
    pages, errors = split(write(tmp_path / "a.json", data))
    assert [p.fields["title"] for p in pages] == ["a", "c"]
    assert [e.where.rsplit("#", 1)[1] for e in errors] == ["2", "3"]


def test_what_other_writers_let_pass_is_read(tmp_path):
    data = b'{"title": "a\tb", "author": NaN, "body": "x \\ud83d y"}\n{"title": "c"}\n'
    first, _ = fields(write(tmp_path / "a.jsonl", data))
    assert first == {"title": "a\tb", "body": "x ? y"}


def test_utf16_and_a_byte_order_mark_are_read(tmp_path):
    text = json.dumps(RECORDS, ensure_ascii=False)
    assert fields(write(tmp_path / "a.json", text.encode("utf-16"))) == RECORDS
    assert fields(write(tmp_path / "b.json", text.encode("utf-8-sig"))) == RECORDS
    assert fields(write(tmp_path / "c.jsonl", b"\xef\xbb\xbf" + lines(RECORDS))) == RECORDS


@pytest.mark.parametrize("data", [b"\x00\x01\x02{", b"hello", b"<html>", b"{", b'{"a": ', b"[]"])
def test_what_is_no_json_is_one_error(tmp_path, data):
    pages, errors = split(write(tmp_path / "a.json", data))
    assert (pages, len(errors)) == ([], 1)


def test_unknown_fields_are_reported_with_their_names(tmp_path):
    _, (error,) = split(write(tmp_path / "a.json", [{"foo": "x", "bar": 1}]))
    assert "foo, bar" in error.what
    assert "field_names" in error.remedy


def test_field_names_of_the_settings_win(tmp_path):
    record = {"t": "T", "title": "not this", "date_extracted": "2015-07-21", "titel": ""}
    names = {"title": ["titel", "t"], "published": ["date_extracted"]}
    got = fields(write(tmp_path / "a.json", [record]), field_names=names)
    assert got == [{"title": "T", "published": "2015-07-21"}]


def test_an_unknown_field_in_the_settings_is_an_error():
    with pytest.raises(SettingsError, match="'titel' is no field"):
        read([], Settings(field_names={"titel": ["x"]}))
