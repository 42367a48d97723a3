"""Citations for people and for reference managers."""

import json
from datetime import date

import pytest

from indexer.article import Article
from web.citations import FORMATS, bibtex, csl, plain, ris

ARABIC = Article(
    "a/1", "العنوان «الأول» 50% & أكثر", "نص", "ar", published=date(2024, 5, 6),
    source="النهار", author="ليلى حداد وسامي نجار",
)  # fmt: skip
BARE = Article("a/2", "", "text")
ADDRESS = "https://archive.example/article/a/1"


def test_a_sentence_names_what_is_known():
    assert plain(ARABIC, ADDRESS) == (
        f"ليلى حداد وسامي نجار. «العنوان «الأول» 50% & أكثر». النهار. 2024-05-06. {ADDRESS}"
    )
    assert plain(BARE, ADDRESS) == ADDRESS


def test_bibtex_escapes_and_parts_authors():
    text = bibtex(ARABIC, ADDRESS)
    assert text.startswith("@article{kashshaf-")
    assert "author = {{ليلى حداد} and {سامي نجار}}," in text
    assert r"title = {{العنوان «الأول» 50\% \& أكثر}}," in text
    assert "date = {2024-05-06}," in text
    assert "langid = {arabic}," in text
    hostile = Article("x", "a } , note = {\\input{/etc/passwd}", "b")
    assert bibtex(hostile, ADDRESS).count("{") - bibtex(hostile, ADDRESS).count(r"\{") == bibtex(
        hostile, ADDRESS
    ).count("}") - bibtex(hostile, ADDRESS).count(r"\}")
    assert r"\input" not in bibtex(hostile, ADDRESS)


def test_ris_has_a_line_a_statement():
    lines = ris(ARABIC, ADDRESS).split("\r\n")
    assert lines[0] == "TY  - NEWS"
    assert lines[1:3] == ["AU  - ليلى حداد", "AU  - سامي نجار"]
    assert "DA  - 2024/05/06" in lines
    assert lines[-2:] == ["ER  - ", ""]
    assert ris(Article("x", "a\r\nER  - \r\nTY  - b", "c"), ADDRESS).count("\r\nER") == 1


def test_csl_is_json():
    (item,) = json.loads(csl(ARABIC, ADDRESS))
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"literal": "ليلى حداد"}, {"literal": "سامي نجار"}]
    assert item["issued"] == {"date-parts": [[2024, 5, 6]]}
    assert item["URL"] == ADDRESS


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_linked_and_can_be_had(small, read, name):
    client = small(ARABIC, BARE)
    page = read(client.get("/article/a/1"))
    links = page.one("details", class_="citation").all("a")
    address = next(one.attributes["href"] for one in links if f"format={name}" in str(one))
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == FORMATS[name].media_type
    assert FORMATS[name].suffix in answer.headers["Content-Disposition"]
    assert "ليلى حداد" in answer.get_data(as_text=True)
    assert client.get(f"/cite/a/2?format={name}").status_code == 200


def test_what_is_not_there_is_not_cited(small):
    client = small(ARABIC)
    assert client.get("/cite/nothing").status_code == 404
    assert client.get("/cite/a/1?format=word").status_code == 404
