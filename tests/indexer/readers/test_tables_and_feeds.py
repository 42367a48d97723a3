"""CSV, RSS and Atom, WARC, and the shapes of JSON that WordPress and MongoDB export."""

import io
import json

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction import Extractor
from indexer.readers import read

# What writes web archives here leaves its temporary files to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Daily</title>
<language>ar</language>
<item><title>عنوان أول</title><link>http://s/1</link><guid isPermaLink="false">g1</guid>
<pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate><dc:creator>فلان</dc:creator>
<content:encoded><![CDATA[<p>نص <b>أول</b></p>]]></content:encoded>
<category>أخبار</category><category>رياضة</category></item>
<item><title>ثان</title><description>وصف</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry>
<title type="html">T &lt;b&gt;x&lt;/b&gt;</title><link rel="edit" href="http://e"/>
<link href="http://a/1"/><id>tag:1</id><updated>2024-05-06T10:00:00Z</updated>
<author><name>N. N.</name></author><category term="c" label="C"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>one</p><p>two</p></div></content>
</entry></feed>"""


def items(path, **settings):
    return list(read([path], Settings(**settings)))


def write(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_a_table_is_a_record_a_row(tmp_path):
    text = 'id;title;body\n1;"A; b";"two\nlines"\n\n2;عنوان;نص\n3;short\n4;a;b;c\n'
    found = items(write(tmp_path / "a.csv", b"\xef\xbb\xbf" + text.encode()))
    assert [item.where.rpartition(":")[2] for item in found] == ["2", "5", "6", "7"]
    assert found[0].fields == {"id": "1", "title": "A; b", "body": "two\nlines"}
    assert found[1].fields["title"] == "عنوان"
    assert found[2].fields == {"id": "3", "title": "short"}
    assert "4 fields" in found[3].what


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_marks_are_told(tmp_path, delimiter, encoding):
    text = f"title{delimiter}body\nT{delimiter}نص\n"
    (page,) = items(write(tmp_path / "a.csv", text.encode(encoding)))
    assert page.fields == {"title": "T", "body": "نص"}


def test_a_quotation_without_end_ends_the_table_there(tmp_path):
    rows = 'title,body\nA,b\nC,"d\n' + "E,f\n" * 10_000
    found = items(write(tmp_path / "a.csv", rows), max_page_bytes=5_000)
    assert found[0].fields == {"title": "A", "body": "b"}
    assert len(found) == 2
    assert "never closed" in found[1].what
    assert found[1].where.endswith(":3")


@pytest.mark.parametrize("data", ["", "title,body\n", "\n", "foo,bar\n1,2\n"])
def test_a_table_without_records_is_reported(tmp_path, data):
    (error,) = items(write(tmp_path / "a.csv", data))
    assert isinstance(error, PageError)


def test_a_table_that_is_not_utf8_is_reported_with_its_line(tmp_path):
    found = items(write(tmp_path / "a.csv", b"title,body\nA,b\n" + "ع,ن".encode("cp1256")))
    assert isinstance(found[0], RawPage)
    assert "not valid UTF-8" in found[1].what
    assert found[1].where.endswith(":3")


@pytest.mark.parametrize("name", ["a.rss", "a.xml", "a.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256"])
def test_rss_is_a_record_an_item(tmp_path, name, encoding):
    first, second = items(write(tmp_path / name, RSS.format(encoding=encoding).encode(encoding)))
    assert first.fields == {
        "source": "The Daily", "language": "ar", "title": "عنوان أول", "url": "http://s/1",
        "id": "g1", "published": "Mon, 06 May 2024 10:00:00 GMT", "author": "فلان",
        "body": "<p>نص <b>أول</b></p>", "category": "أخبار, رياضة",
    }  # fmt: skip
    assert second.fields["summary"] == "وصف"
    assert Extractor(Settings()).extract(first).body == "نص أول"


def test_atom_is_a_record_an_entry(tmp_path):
    (page,) = items(write(tmp_path / "a.atom", ATOM))
    article = Extractor(Settings()).extract(page)
    assert (article.title, article.url, article.author) == ("T x", "http://a/1", "N. N.")
    assert article.body == "one\n\ntwo"
    assert article.category == "C"


def test_a_feed_that_breaks_off_gives_what_is_whole(tmp_path):
    cut = RSS.format(encoding="utf-8")[:-120]
    found = items(write(tmp_path / "a.rss", cut))
    assert found[0].fields["id"] == "g1"


def test_a_feed_reads_no_file_and_grows_no_entity(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret text")
    bomb = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 60))
    head = f'<!DOCTYPE rss [<!ENTITY e0 "x">{bomb}<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    feed = f"{head}<rss><channel><item><title>T&s;&e59;</title></item></channel></rss>"
    found = items(write(tmp_path / "a.rss", feed))
    assert all("secret text" not in str(getattr(item, "fields", "")) for item in found)
    assert all(len(str(getattr(item, "fields", ""))) < 1000 for item in found)


def test_an_item_without_end_is_given_up(tmp_path):
    feed = "<rss><channel><item><title>A</title></item><item><title>" + "x" * 500_000
    found = items(write(tmp_path / "a.rss", feed), max_page_bytes=100_000)
    assert found[0].fields == {"title": "A"}
    assert "larger than 100,000 bytes" in found[1].what


@pytest.mark.parametrize("data", ["<rss></rss>", "<feed/>", "<rss><channel>", "<html></html>"])
def test_a_feed_without_items_is_reported(tmp_path, data):
    assert [type(item) for item in items(write(tmp_path / "a.rss", data))][-1:] != []


def warc(*captures, gzipped=True):
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=gzipped)
    for url, date, body, kind, status in captures:
        http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=http,
                warc_headers_dict={"WARC-Date": date},
            )
        )
    return buffer.getvalue()


def html(title, encoding="utf-8", text="نص المقال هنا"):
    return f"<html><h1>{title}</h1><p>{text}</p></html>".encode(encoding)


OLD, NEW = "2016-05-06T10:00:00Z", "2020-05-06T10:00:00Z"
PAGE = "text/html; charset=utf-8"


@pytest.mark.parametrize("gzipped", [True, False])
def test_captures_come_oldest_first_and_only_pages(tmp_path, gzipped):
    data = warc(
        ("http://s/1", NEW, html("new"), PAGE, "200 OK"),
        ("http://s/1", OLD, html("old"), PAGE, "200 OK"),
        ("http://s/i", OLD, b"\xff\xd8", "image/jpeg", "200 OK"),
        ("http://s/2", OLD, html("moved"), PAGE, "301 Moved"),
        ("http://s/3", OLD, html("cp", "cp1256"), "text/html; charset=windows-1256", "200 OK"),
        gzipped=gzipped,
    )
    found = items(write(tmp_path / f"a.warc{'.gz' * gzipped}", data))
    articles = [Extractor(Settings()).extract(page) for page in found]
    assert [(a.title, a.id) for a in articles] == [
        ("old", "http://s/1"), ("cp", "http://s/3"), ("new", "http://s/1")]  # fmt: skip
    assert articles[1].body == "نص المقال هنا"
    assert str(articles[0].added) == "2016-05-06 10:00:00"


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_damaged_web_archive_gives_what_is_whole(tmp_path, gzipped):
    captures = [(f"http://s/{n}", OLD, html("t"), PAGE, "200 OK") for n in range(5)]
    data = warc(*captures, gzipped=gzipped)
    for damaged in (data[:-50], data[: len(data) // 2], data[:40], b"", b"WARC/1.0\r\nx"):
        found = items(write(tmp_path / f"a.warc{'.gz' * gzipped}", damaged))
        assert found
        assert all(isinstance(item, RawPage | PageError) for item in found)
        assert any(isinstance(item, PageError) for item in found) or len(found) == 5


def test_a_capture_beyond_the_limit_is_reported(tmp_path):
    data = warc(("http://s/1", OLD, html("t", text="x" * 9000), PAGE, "200 OK"),
                ("http://s/2", OLD, html("t"), PAGE, "200 OK"))  # fmt: skip
    found = items(write(tmp_path / "a.warc.gz", data), max_page_bytes=5_000)
    assert [type(item) for item in found] == [PageError, RawPage]


def test_json_of_wordpress_is_read_as_it_comes(tmp_path):
    post = {
        "id": 7, "date": "2024-05-06T10:00:00", "link": "http://w/7", "author": 3,
        "title": {"rendered": "T &#8211; x"}, "excerpt": {"rendered": "<p>The body</p>"},
        "content": {"rendered": "<p>The body</p><p>goes on</p>", "protected": False},
    }  # fmt: skip
    (page,) = items(write(tmp_path / "a.json", json.dumps([post])))
    article = Extractor(Settings()).extract(page)
    assert (article.id, article.url) == ("7", "http://w/7")
    assert (article.title, article.body) == ("T – x", "The body\n\ngoes on")


def test_json_of_mongoexport_is_read_as_it_comes(tmp_path):
    date = [{"$date": "2024-05-06T10:00:00Z"}, {"$date": {"$numberLong": "1714989600000"}}]
    lines = [json.dumps({"_id": {"$oid": f"5f{n}"}, "title": "M", "content": "c", "published": d})
             for n, d in enumerate(date)]  # fmt: skip
    pages = items(write(tmp_path / "a.json", "\n".join(lines)), field_names={"id": ["_id"]})
    found = [Extractor(Settings()).extract(page) for page in pages]
    assert [article.id for article in found] == ["5f0", "5f1"]
    assert {str(article.published) for article in found} == {"2024-05-06 10:00:00"}


def test_names_of_nested_fields_can_be_told(tmp_path):
    record = {"meta": {"head": {"line": "T"}, "people": [{"name": "A"}, {"name": "B"}]}, "x": "b"}
    names = {"title": ["meta.head.line"], "author": ["meta.people.1.name"], "body": ["x.y", "x"]}
    (page,) = items(write(tmp_path / "a.jsonl", json.dumps(record)), field_names=names)
    assert page.fields == {"title": "T", "author": "B", "body": "b"}
