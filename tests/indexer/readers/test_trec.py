"""TREC-style SGML: many documents a file, each with its line."""

import gzip
from pathlib import Path

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.readers import read

DOC = """<DOC>
<DOCNO>{0}</DOCNO>
<TITLE>عنوان {0}</TITLE>
<TIME>Sun, 18 Feb 2018 17:21:49 GMT</TIME>
<AUTHOR></AUTHOR>
<TEXT>
نص {0}
</TEXT>
</DOC>
"""


def split(path: Path, data: str | bytes, **settings) -> tuple[list[RawPage], list[PageError]]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    items = list(read([path], Settings(**settings)))
    pages = [item for item in items if isinstance(item, RawPage)]
    return pages, [item for item in items if isinstance(item, PageError)]


def test_documents_come_with_their_fields_and_lines(tmp_path):
    file = tmp_path / "a.txt"
    pages, errors = split(file, "\n" + DOC.format(1) + "\n" + DOC.format(2))
    assert errors == []
    assert [page.where for page in pages] == [f"{file}:2", f"{file}:12"]
    assert [page.path for page in pages] == ["a.txt#1", "a.txt#2"]
    assert pages[1].fields == {
        "id": "2",
        "title": "عنوان 2",
        "published": "Sun, 18 Feb 2018 17:21:49 GMT",
        "body": "\nنص 2\n",
    }


def test_documents_in_one_line_are_kept_apart(tmp_path):
    data = "".join(DOC.format(n).replace("\n", "") for n in range(3))
    pages, errors = split(tmp_path / "a.sgml", data)
    assert ([p.fields["id"] for p in pages], errors) == (["0", "1", "2"], [])


def test_an_id_in_the_tag_and_paragraphs_in_the_text_are_read(tmp_path):
    data = '<DOC id="AFP.1" type="story"><HEADLINE>H</HEADLINE><TEXT><P>a</P><P>b</P></TEXT></DOC>'
    (page,), _ = split(tmp_path / "a.sgm", data)
    assert page.fields == {"id": "AFP.1", "title": "H", "body": "<P>a</P><P>b</P>"}


def test_a_document_without_end_is_reported_and_the_next_is_read(tmp_path):
    data = DOC.format(1) + DOC.format(2).replace("</DOC>", "") + DOC.format(3)
    pages, (error,) = split(tmp_path / "a.txt", data)
    assert [p.fields["id"] for p in pages] == ["1", "3"]
    assert "cut off" in error.what
    assert error.where.endswith(":10")


def test_a_file_that_ends_too_early_is_reported(tmp_path):
    pages, (error,) = split(tmp_path / "a.txt", DOC.format(1) + DOC.format(2)[:-9])
    assert len(pages) == 1
    assert "cut off" in error.what


def test_a_document_in_another_encoding_is_reported(tmp_path):
    data = DOC.format(1).encode() + DOC.format(2).encode("cp1256") + DOC.format(3).encode()
    pages, (error,) = split(tmp_path / "a.txt", data)
    assert [p.fields["id"] for p in pages] == ["1", "3"]
    assert "not valid UTF-8" in error.what


def test_a_document_beyond_the_limit_is_reported_and_passed(tmp_path):
    data = DOC.format(1) + DOC.format("x\n" * 400) + DOC.format(3)
    pages, (error,) = split(tmp_path / "a.txt", data, max_page_bytes=300)
    assert [p.fields["id"] for p in pages] == ["1", "3"]
    assert "larger than 300" in error.what


def test_a_cut_packed_file_gives_its_whole_documents(tmp_path):
    packed = gzip.compress("".join(DOC.format(n * 7919) for n in range(2000)).encode())
    pages, errors = split(tmp_path / "a.sgml.gz", packed[: len(packed) // 2])
    assert 500 < len(pages) < 1500
    assert "cut off" in errors[0].what


def test_sgml_without_documents_is_reported(tmp_path):
    pages, (error,) = split(tmp_path / "a.sgm", "<REUTERS><BODY>x</BODY></REUTERS>")
    assert pages == []
    assert "<DOC>" in error.what
