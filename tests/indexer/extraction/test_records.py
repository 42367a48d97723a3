"""Structured records become articles."""

from datetime import date, datetime

import pytest

from indexer.article import Article, RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction import Extractor
from indexer.extraction.extracted_fields import language_code


def read(path: str = "news.jsonl#1", settings: Settings | None = None, **fields: str) -> Article:
    return Extractor(settings or Settings()).extract(RawPage("news.jsonl:1", path, fields=fields))


def test_all_fields():
    article = read(
        id="a1", url="https://x.example/1", title=" Oil\u00a0 falls ", body="One.\n\n\nTwo.",
        published="Sun, 18 Feb 2018 17:21:49 GMT", added="1518974509", source="BBC",
        language="en", author="A. Smith", category="economy", visits="1,200", comments="3",
    )  # fmt: skip
    assert article == Article(
        "a1", "Oil falls", "One.\n\nTwo.", "en", "en", "https://x.example/1",
        datetime(2018, 2, 18, 17, 21, 49), datetime(2018, 2, 18, 17, 21, 49), "BBC", "A. Smith",
        "economy", 1200, 3,
    )  # fmt: skip


def test_ids_fall_back_to_url_path_and_digest():
    assert read(id="a", url="u", body="x").id == "a"
    assert read(url="u", body="x").id == "u"
    assert read(body="x").id == "news.jsonl#1"
    digests = {read(path="", body=body).id for body in ("x", "y", "x")}
    assert len(digests) == 2


def test_times_move_to_the_archives_zone():
    beirut = Settings(time_zone="Asia/Beirut")
    article = read(body="x", published="2018-02-18T23:00:00Z", settings=beirut)
    assert article.published == datetime(2018, 2, 19, 1, 0)


def test_an_unreadable_date_costs_only_itself():
    article = read(title="T", published="soon", added="2018-02-18")
    assert (article.published, article.added) == (None, date(2018, 2, 18))


@pytest.mark.parametrize(
    ("summary", "body", "expected"),
    [
        ("Lead.", "Body.", "Lead.\n\nBody."),
        ("Lead.", "Lead. And more.", "Lead. And more."),
        ("Lead is cut…", "Lead is cut here.", "Lead is cut here."),
        ("Lead", "", "Lead"),
        ("", "Body", "Body"),
    ],
)
def test_the_summary_leads(summary, body, expected):
    assert read(summary=summary, body=body).body == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One &amp; two</p><p>Three</p>", "One & two\n\nThree"),
        ("a<br>b<br/>c", "a\n\nb\n\nc"),
        ("قال &quot;نعم&quot;&nbsp;ثم", 'قال "نعم" ثم'),
        ("&amp;nbsp;صالح", "صالح"),
        ("a < b and c > d", "a < b and c > d"),
        ("AT&T and R&D; x", "AT&T and R&D; x"),
        ("<script>var x</script><b>Bold</b> text", "Bold text"),
        ("First line\n<b>second</b> line", "First line\n\nsecond line"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("if <x> then", "if <x> then"),
        ('Motorola &lt;A HREF="x"&gt;MOT.N&lt;/A&gt; said', "Motorola MOT.N said"),
    ],
)
def test_html_in_a_body_becomes_text(source, text):
    assert read(body=source).body == text


def test_entities_in_short_fields_are_resolved():
    article = read(title="Q&amp;A", author="&nbsp;صالح الزهراني (جدة)", body="x")
    assert (article.title, article.author) == ("Q&A", "صالح الزهراني (جدة)")


def test_a_whole_page_in_a_field_is_read_as_a_page():
    page = (
        "<!DOCTYPE html><html><head><title>From the page</title></head><body><nav>menu</nav>"
        "<article><h1>From the page</h1><p>By A. Smith</p><p>The text of the page.</p></article>"
    )
    article = read(body=page, source="Wire", published="2020-01-02")
    assert (article.title, article.body) == ("From the page", "The text of the page.")
    assert (article.author, article.source) == ("A. Smith", "Wire")
    assert read(body=page, title="From the record").title == "From the record"


def test_a_title_alone_is_an_article():
    assert read(title="عنوان وحده").language == "ar"


def test_neither_title_nor_body_is_an_error():
    with pytest.raises(PageError, match="neither a title nor a text") as caught:
        read(id="1", body=" &nbsp; ", title="<b></b>")
    assert caught.value.where == "news.jsonl:1"
    assert "field_names" in caught.value.remedy


def test_languages_of_title_and_body_differ():
    article = read(
        title="Iran and Russia sign a treaty", body="وقّع الرئيسان المعاهدة في موسكو أمس."
    )
    assert (article.language, article.title_language) == ("ar", "en")


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("ar", "ar"), ("ar-EG", "ar"), ("en_US", "en"), ("ara", "ar"), ("eng", "en"),
        ("Arabic", "ar"),
        ("العربية", "ar"), ("fa", "fa"), ("und", ""), ("xx", ""), ("", ""), ("Klingonese", ""),
    ],
)  # fmt: skip
def test_language_codes(stated, code):
    assert language_code(stated) == code


def test_the_stated_language_wins_if_it_is_one():
    assert read(body="وقّع الرئيسان المعاهدة", language="fa").language == "fa"
    assert read(body="وقّع الرئيسان المعاهدة في موسكو", language="xx").language == "ar"
