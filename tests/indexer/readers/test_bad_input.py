"""Input that once stopped a run or took all memory: it is reported, and the rest is read."""

import gzip
import json
import resource
import tracemalloc
from pathlib import Path

import pytest

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.readers import read
from indexer.readers.json_array import MAX_DEPTH
from indexer.readers.reader import ReadOptions
from indexer.readers.trec import _elements

SMALL = Settings(max_page_bytes=10_000)


def peak_memory():
    """Return the largest resident memory so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def errors(*paths, settings=SMALL):
    return [item for item in read(paths, settings) if isinstance(item, PageError)]


def pages(*paths, settings=SMALL):
    return [item for item in read(paths, settings) if isinstance(item, RawPage)]


@pytest.mark.parametrize(
    "charset", ["undefined", "unicode_escape", "raw-unicode-escape", "idna", "punycode", "utf-7"]
)
def test_codecs_of_python_are_no_charsets(tmp_path, charset):
    page = f"<html><head><meta charset={charset}></head><p>caf".encode() + b"\xe9\\N{DIGIT ONE}"
    (tmp_path / "a.html").write_bytes(page)
    (tmp_path / "b.txt").write_text("A title\n\nA text.")
    (error,) = errors(tmp_path)
    assert "not valid UTF-8" in error.what
    assert [page.path for page in pages(tmp_path)] == ["b.txt"]


def test_bytes_that_latin_pages_lack_are_read_as_browsers_do(tmp_path):
    page = b"<html><head><meta charset=iso-8859-1></head><p>caf\xe9 \x81\x8d\x93quoted\x94"
    (tmp_path / "a.html").write_bytes(page)
    (found,) = pages(tmp_path)
    assert "café \x81\x8d“quoted”" in found.text


def test_a_string_that_never_ends_is_not_kept(tmp_path):
    with gzip.open(tmp_path / "a.json.gz", "wb", 1) as file:
        file.write(b'[{"title": "A", "body": "B"}, {"title": "' + b"a\\" * 20_000_000)
    tracemalloc.start()
    found = list(read([tmp_path], SMALL))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [type(item) for item in found] == [RawPage, PageError]
    assert "cut off after record 1" in found[1].what
    assert peak < 8_000_000


@pytest.mark.parametrize("filler", [b" ", b'"\\"",', b"[],", b"1,"])
def test_what_follows_a_large_element_is_read(tmp_path, filler):
    large = b'{"title": "L", "x": [' + filler * 200_000 + b"1]}"
    (tmp_path / "a.json").write_bytes(b"[" + large + b', {"title": "A", "body": "B"}]')
    (error,) = errors(tmp_path)
    assert "larger than 10,000 bytes" in error.what
    assert error.where.endswith("#1")
    (page,) = pages(tmp_path)
    assert page.fields["title"] == "A"


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 100_000])
def test_brackets_without_end_are_reported(tmp_path, depth):
    (tmp_path / "a.json").write_bytes(b'[{"title": "A", "body": "B"}, ' + b"[" * depth)
    (error,) = errors(tmp_path)
    assert f"more than {MAX_DEPTH} deep after record 1" in error.what
    assert len(pages(tmp_path)) == 1


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("depth", [100, 520, 900])
def test_values_nested_deep_are_no_text(tmp_path, name, depth):
    nested = f'{{"title": "A", "body": {"[" * depth}"B"{"]" * depth}}}'
    (tmp_path / name).write_text(nested + "\n", encoding="utf-8")
    (page,) = pages(tmp_path)
    assert page.fields == {"title": "A"}


def test_an_object_of_too_many_values_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.readers.json_records.MOST_STRINGS", 1_000)
    values = ",\n".join(f'"a{n}": 1' for n in range(2_000))
    (tmp_path / "a.json").write_text(f"{{\n{values}\n}}")
    (error,) = errors(tmp_path, settings=Settings())
    assert "more than 1,000 strings" in error.what


def test_a_list_in_an_object_is_cut_without_being_decoded(tmp_path):
    articles = [{"title": f"A{n}", "body": "B"} for n in range(3)]
    articles[1]["body"] = "x" * 20_000
    (tmp_path / "a.json").write_text(json.dumps({"count": 3, "articles": articles}, indent=1))
    assert [page.fields["title"] for page in pages(tmp_path)] == ["A0", "A2"]
    assert [error.where[-2:] for error in errors(tmp_path)] == ["#2"]


def test_folders_nested_deep_are_read(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        for _ in range(1_500):
            patch.chdir(tmp_path if _ == 0 else "d")
            Path("d").mkdir()
        Path("d/a.txt").write_text("A title\n\nA text.")
    (tmp_path / "z.txt").write_text("Another title\n\nA text.")
    try:
        deep, other = read([tmp_path], SMALL)
        assert isinstance(other, RawPage)
        if isinstance(deep, PageError):  # its path is longer than this system opens
            assert "too long" in deep.what
    finally:
        with monkeypatch.context() as patch:  # shutil can't go so deep
            patch.chdir(tmp_path)
            for _ in range(1_499):
                patch.chdir("d")
            Path("d/a.txt").unlink()
            for _ in range(1_500):
                Path("d").rmdir()
                patch.chdir("..")


def test_links_that_lead_out_are_followed_only_where_asked(tmp_path):
    outside, inside = tmp_path / "outside", tmp_path / "archive"
    outside.mkdir()
    inside.mkdir()
    (outside / "a.txt").write_text("A title\n\nA text.")
    (inside / "folder").symlink_to(outside)
    (inside / "file.txt").symlink_to(outside / "a.txt")
    assert pages(inside) == []
    assert ["leads out" in error.what for error in errors(inside)] == [True, True]
    follow = Settings(follow_links=True)
    assert [p.path for p in pages(inside, settings=follow)] == ["file.txt", "folder/a.txt"]
    (tmp_path / "named").symlink_to(outside)
    assert [p.path for p in pages(tmp_path / "named")] == ["a.txt"]


def test_trec_elements_that_are_never_closed_cost_nothing(tmp_path):
    document = "<DOC><DOCNO>1</DOCNO><TITLE>A</TITLE>" + "<TEXT>" * 100_000 + "</DOC>"
    (tmp_path / "a.sgml").write_text(document)
    (page,) = pages(tmp_path, settings=Settings())
    assert page.fields == {"id": "1", "title": "A"}


def test_trec_elements_are_the_outermost_closed_ones():
    text = "<a>1<b>2</b></a><C x='1'>3</C><d>4<e>5</e><a>6</a >"
    assert list(_elements(text)) == [("a", "1<b>2</b>"), ("C", "3"), ("e", "5"), ("a", "6")]


def test_a_row_of_a_table_that_is_no_utf8_costs_itself(tmp_path):
    rows = b'title,body\nA,one\nB,"caf\xe9\ntwo"\nC,three\n'
    (tmp_path / "a.csv").write_bytes(rows)
    (error,) = errors(tmp_path)
    assert error.where.endswith("a.csv:3")
    assert "byte 6 is 0xe9" in error.what
    assert [page.fields["title"] for page in pages(tmp_path)] == ["A", "C"]


def test_a_row_without_end_is_no_article_and_the_next_is_read(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"title,body\nA," + b"x" * 3_000_000 + b"\nB,two\n")
    (error,) = errors(tmp_path)
    assert "larger than 10,000 bytes" in error.what
    assert [page.fields["title"] for page in pages(tmp_path)] == ["B"]


def test_names_of_a_table_without_end_are_an_error(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"title," * 100_000 + b"\nA\n")
    (error,) = errors(tmp_path)
    assert "names of its fields" in error.what


def test_shapes_of_records_with_thousands_of_keys_are_not_kept():
    names = ReadOptions.of(SMALL).names
    names.pick({f"key {n}": "x" for n in range(10_000)} | {"title": "A"})
    assert names._shapes == {}


FEED = '<?xml version="1.0"{}?><rss><channel>{}</channel></rss>'
ITEMS = "<item><title>عنوان الخبر</title></item><item><title>Two</title></item>"


def test_what_is_between_the_items_of_a_feed_is_not_kept(tmp_path):
    between = "<a>b</a>" * 300_000
    (tmp_path / "a.rss").write_text(FEED.format("", ITEMS + between + ITEMS), encoding="utf-8")
    settings = Settings(max_page_bytes=5_000_000)
    before = peak_memory()
    assert len(pages(tmp_path, settings=settings)) == 4
    assert peak_memory() - before < 30_000_000  # libxml2 takes 80 MB for them


def test_an_item_in_another_encoding_than_its_feed_is_an_error(tmp_path):
    (tmp_path / "a.rss").write_bytes(FEED.format("", ITEMS).encode("cp1256"))
    (error,) = errors(tmp_path)
    assert "not in the encoding" in error.what
    assert [page.fields["title"] for page in pages(tmp_path)] == ["Two"]


def test_a_damaged_byte_of_a_feed_costs_a_letter(tmp_path):
    long = ITEMS.replace("Two", "A longer title of an article, caf_").encode()
    (tmp_path / "a.rss").write_bytes(FEED.format("", "").encode().replace(
        b"<channel>", b"<channel>" + long.replace(b"_", b"\xe9")))  # fmt: skip
    assert [page.fields["title"][-4:] for page in pages(tmp_path)] == ["لخبر", "caf\ufffd"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("windows-1256", "cp1256"), ("utf-16", "utf-16"), ("undefined", "utf-8"), ("utf-8", "utf-8")],
)
def test_a_feed_is_in_what_it_declares_if_it_can_be(tmp_path, declared, encoding):
    source = FEED.format(f' encoding="{declared}"', ITEMS)
    (tmp_path / "a.rss").write_bytes(source.encode(encoding))
    assert [page.fields["title"] for page in pages(tmp_path)] == ["عنوان الخبر", "Two"]


def capture(http, body=b"<html><body><p>A text.</p></body></html>"):
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
    content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + http + b"\r\n" + body
    return head + b"Content-Length: %d\r\n\r\n" % len(content) + content + b"\r\n\r\n"


@pytest.mark.parametrize("endless", [b"X: y\r\n" * 300_000, b"X: " + b"y" * 2_000_000])
def test_headers_without_end_are_an_error(tmp_path, endless):
    whole = capture(b"")
    (tmp_path / "a.warc").write_bytes(whole + b"WARC/1.0\r\n" + endless)
    (tmp_path / "b.warc").write_bytes(whole + capture(endless))
    found = errors(tmp_path, settings=Settings())
    assert ["headers of more than" in error.what for error in found] == [True, True]
    assert len(pages(tmp_path, settings=Settings())) == 2
