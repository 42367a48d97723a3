"""Whole pages: the reference page, the sample archive, and data sets as they are."""

import re
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import pytest

from indexer.article import Article, RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction import Extractor
from indexer.readers import read

SETTINGS = Settings()
extract = Extractor(SETTINGS).extract
CHROME = re.compile(
    r"^(?:عدد (?:الزيارات|الزوار)|المتواجدون|تاريخ (?:الإضافة|النشر)|التعليقات|بقلم|كتب:"
    r"|نُ?شر (?:في|بتاريخ)"
    r"|المصدر:|Added |Published |Source:|By [A-Zء-ي]|Total visits|Visitors:|Online now|©|Copyright)"
    r"|تتمة »|Read more »|اقرأ أيض|Read also|جميع الحقوق",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def reference(shared: Path) -> Article:
    (page,) = read([shared / "data" / "archive" / "iran-russia-friendship.txt"], SETTINGS)
    assert isinstance(page, RawPage)
    return extract(page)


@pytest.fixture(scope="module")
def archive(sample: Path) -> dict[str, Article]:
    pages = [page for page in read([sample], SETTINGS) if isinstance(page, RawPage)]
    return {page.path: extract(page) for page in pages}


def test_reference_fields(reference):
    assert reference.title == "The Iran-Russia Friendship Won’t Wither Under Raisi’s Successor"
    assert reference.author == "Nicole Grajewski"
    assert reference.published == date(2024, 5, 21)
    assert reference.added == datetime(2024, 5, 27, 18, 44)
    assert (reference.visits, reference.comments) == (340, 0)
    assert (reference.language, reference.title_language) == ("en", "en")
    assert reference.id == "iran-russia-friendship.txt"


def test_reference_body_begins_with_the_standfirst_and_ends_with_the_correction(reference):
    paragraphs = reference.body.split("\n\n")
    assert paragraphs[0].startswith("Moscow and Tehran’s partnership has been growing")
    assert paragraphs[-1] == "Correction: This post originally misspelled Kazem Jalali’s surname."
    assert len(paragraphs) == 17
    assert "The “Most Wonderful Person”" in paragraphs


@pytest.mark.parametrize(
    "chrome",
    [
        "زيارات",
        "الزوار",
        "340",
        "164,511,679",
        "Published on",
        "By Nicole",
        "سودان",
        "تتمة",
        ".....",
    ],
)
def test_reference_body_is_free_of_chrome(reference, chrome):
    assert chrome not in reference.body


def test_reference_teaser(reference):
    (teaser,) = reference.relations
    assert teaser.kind == "teaser"
    assert teaser.title.startswith("«سودان بديل» في مصر يمنح أبناءه ملاذاً آمناً")
    assert teaser.published == datetime(2024, 7, 18, 15, 38)
    assert teaser.excerpt == "الجالية الكبرى بين الوافدين... والم…"


def test_every_sample_page_but_the_broken_one_is_extracted(sample, archive):
    errors = [item for item in read([sample], SETTINGS) if isinstance(item, PageError)]
    assert [Path(error.where).name for error in errors] == ["broken-page.html"]
    assert len(archive) + len(errors) == sum(path.is_file() for path in sample.rglob("*.*"))


def test_sample_pages_have_all_their_fields(archive):
    for path, article in archive.items():
        assert article.title, path
        assert article.author, path
        assert article.source, path
        assert article.published is not None, path
        assert isinstance(article.added, datetime), path
        assert article.visits is not None, path
        assert article.comments is not None, path
        assert 0 <= (article.added.date() - _day(article)).days <= 10, path
        assert article.relations, path


def _day(article: Article) -> date:
    timestamp = article.published
    return timestamp.date() if isinstance(timestamp, datetime) else timestamp


def test_sample_bodies_are_complete_and_free_of_chrome(archive):
    for path, article in archive.items():
        assert CHROME.search(article.body) is None, path
        assert article.title not in article.body.split("\n\n"), path
        assert 170 <= len(article.body.split()) <= 480, path


def test_sample_bodies_hold_every_long_paragraph_of_their_page(sample, archive):
    for path, article in archive.items():
        source = (sample / path).read_text(encoding="utf-8")
        for paragraph in re.findall(r"<p>([^<]{200,})</p>|^([^<\n]{300,})$", source, re.MULTILINE):
            assert " ".join("".join(paragraph).split()) in article.body, path


def test_sample_teasers_name_other_sample_pages(archive):
    titles = {article.title for article in archive.values()}
    for path, article in archive.items():
        for relation in article.relations:
            assert relation.title in titles, (path, relation.title)
            assert relation.title != article.title
            assert relation.published is not None
            assert relation.excerpt.endswith("…")
            assert relation.excerpt.split("…")[0][:40] not in article.body, path
            assert relation.url in {"", *archive}, path


def test_sample_languages(archive):
    english = {"corniche-post", "gulf-ledger", "searchlight"}
    for path, article in archive.items():
        expected = "en" if path.split("/")[0] in english else "ar"
        assert article.language == expected, path


def test_published_formats_become_articles(shared):
    items = list(read([shared / "data" / "formats"], SETTINGS))
    articles = [extract(item) for item in items if isinstance(item, RawPage)]
    assert len(articles) == len({a.id for a in articles}) == 302
    bbc = next(a for a in articles if a.id == "BB-culture-1-20180218")
    assert bbc.published == datetime(2018, 2, 18, 17, 21, 49)
    assert (bbc.source, bbc.category, bbc.language) == ("BBC", "culture", "ar")
    assert bbc.body.startswith("كتاب غير مسبوق يؤرخ للمثلين")
    assert "\n\nليست هذه المرة الأولى" in bbc.body
    saudi = [a for a in articles if a.source == "aawsat"]
    assert len(saudi) == 300
    assert all(a.added and a.added.date() == date(2015, 7, 21) and not a.published for a in saudi)
    assert all(a.id == a.url and a.title and a.body and a.language == "ar" for a in saudi)


def test_real_records_become_articles(shared):
    stream = read([shared / "data" / "news" / "articles.jsonl.gz"], SETTINGS)
    pages = list(islice(stream, 3000))
    stream.close()
    for page in pages:
        assert isinstance(page, RawPage)
        article = extract(page)
        assert article.id == page.fields["id"]
        assert article.language == page.fields["language"]
        assert bool(article.published) == ("published" in page.fields)
        assert "&nbsp;" not in article.body + article.author
        assert "  " not in article.body
        assert "\n\n\n" not in article.body


def test_a_text_without_words_is_an_error():
    with pytest.raises(PageError) as caught:
        extract(RawPage("page.txt", "page.txt", "\u200f\n\u00a0"))
    assert caught.value.where == "page.txt"


def test_a_plain_text_of_one_line_is_an_article():
    article = extract(RawPage("a.txt", "a.txt", "مسيّرات إيرانية في كييف"))
    assert (article.title, article.body, article.id) == ("مسيّرات إيرانية في كييف", "", "a.txt")
