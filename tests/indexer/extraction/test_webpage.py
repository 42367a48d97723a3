"""HTML pages: the article is complete, and nothing else of the page is in it."""

import logging
from datetime import date, datetime

import pytest

from indexer.article import Article, RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction import Extractor

PROSE = (
    "The harbour was closed for eleven days, and the ships that waited outside could be counted "
    "from the corniche. Pilots said that the channel had lost two metres of its depth."
)
PAGE = """<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>Harbour opens | Corniche Post</title>
<link rel="canonical" href="https://post.example/2024/05/harbour">
{head}</head><body>
<header><a href="/">Corniche Post</a>
<nav><a href="/a">World</a> <a href="/b">Sport</a></nav></header>
<div class="breadcrumb"><a href="/">Home</a> / Harbour opens</div>
{body}
<footer><p>عدد الزيارات: 164,511,679</p><p>عدد الزوار: 7,386,669</p>
<p>© 2024 Corniche Post</p></footer>
</body></html>"""
ARTICLE = f"""<article><h1>Harbour opens</h1>
<div class="meta">تاريخ الإضافة الإثنين 27 أيار 2024 - 6:44 م&nbsp;&nbsp; عدد الزيارات 340
التعليقات 0</div>
<p class="by">By Nour Chidiac in Beirut</p><p>Published on May 21, 2024</p>
<p>{PROSE}</p><h2>Outside</h2><p>{PROSE} Again.</p></article>"""


def read(body: str = ARTICLE, head: str = "", path: str = "post/harbour.html") -> Article:
    source = PAGE.format(head=head, body=body)
    return Extractor(Settings()).extract(RawPage("harbour.html", path, source, markup=True))


def test_a_page_without_meta_tags():
    article = read()
    assert article.title == "Harbour opens"
    assert article.body == f"{PROSE}\n\nOutside\n\n{PROSE} Again."
    assert (article.author, article.source) == ("Nour Chidiac", "Corniche Post")
    assert (article.published, article.added) == (date(2024, 5, 21), datetime(2024, 5, 27, 18, 44))
    assert (article.visits, article.comments) == (340, 0)
    assert article.url == article.id == "https://post.example/2024/05/harbour"
    assert (article.language, article.title_language) == ("en", "en")


def test_meta_tags_say_more_than_the_text():
    head = """<meta property="article:published_time" content="2024-05-21T09:30:00+03:00">
    <meta name="author" content="N. Chidiac"><meta property="article:section" content="Ports">
    <meta property="og:site_name" content="The Post">"""
    article = read(head=head)
    assert article.published == datetime(2024, 5, 21, 6, 30)
    assert (article.author, article.category, article.source) == ("N. Chidiac", "Ports", "The Post")


def test_json_ld_is_read_and_broken_json_ld_is_not():
    good = """<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"},
    {"@type": ["NewsArticle"], "headline": "Harbour opens", "datePublished": "2024-05-20",
     "author": [{"name": "A"}, {"name": "B"}], "publisher": {"name": "Wire"}}]}</script>"""
    article = read(head='<script type="application/ld+json">{"@type": </script>' + good)
    assert (article.author, article.source) == ("A, B", "Wire")
    assert article.published == date(2024, 5, 20)


def test_a_time_stamp_stands_in_for_a_missing_date():
    body = ARTICLE.replace(
        "<p>Published on May 21, 2024</p>", '<time datetime="2024-05-21T08:00:00Z">Tuesday</time>'
    )
    assert read(body).published == datetime(2024, 5, 21, 8)


def test_a_short_page_keeps_its_body():
    article = read("<main><h1>Harbour opens</h1><p>It opened.</p><p>At noon.</p></main>")
    assert article.body == "It opened.\n\nAt noon."


def test_related_blocks_become_relations():
    body = (
        ARTICLE
        + """<aside class="related"><h3>Read also</h3><ul>
    <li><a href="../desk/oil.html">«Oil Falls Again»</a> <small>3 May 2024</small> Brent lost 2%…
      <a class="more" href="../desk/oil.html">Read more »</a></li>
    <li><a href="https://x.example/y">سفن تهجر باب المندب</a> (الخميس 8 شباط 2024 - 3:17 م) تراجعت…
      <a href="https://x.example/y">تتمة »</a></li>
    <li><a href="/sport">Sport</a></li></ul></aside>"""
    )
    article = read(body)
    first, second = article.relations
    assert (first.title, first.url, first.published) == (
        "Oil Falls Again", "desk/oil.html", date(2024, 5, 3))  # fmt: skip
    assert first.excerpt == "Brent lost 2%…"
    assert (second.url, second.published) == ("https://x.example/y", datetime(2024, 2, 8, 15, 17))
    assert article.body == read().body


def test_a_related_block_inside_the_article_is_no_body():
    inside = (
        '<div class="related-stories"><a href="/z">Another story of the day</a> 2 May 2024</div>'
    )
    article = read(ARTICLE.replace("<h2>", inside + "<h2>"))
    assert article.body == read().body
    assert article.relations[0].url == "https://post.example/z"


def test_the_header_may_stand_outside_the_article():
    meta = '<div class="info">Added Monday 27 May 2024 - 6:44 PM Visits 12 Comments 1</div>'
    article = read(f"{meta}<article><h1>Harbour opens</h1><p>{PROSE}</p></article>")
    assert (article.added, article.visits) == (datetime(2024, 5, 27, 18, 44), 12)
    assert article.body == PROSE


def test_a_page_without_article_element_is_read():
    body = f"<div><h1>Harbour opens</h1><div><p>{PROSE}</p><p>{PROSE} Twice.</p></div></div>"
    assert read(body).body == f"{PROSE}\n\n{PROSE} Twice."


def test_the_wrong_element_is_not_taken_for_the_article():
    body = f"<article><h1>Harbour opens</h1></article><div>{f'<p>{PROSE}</p>' * 3}</div>"
    assert read(body).body.count("eleven days") == 3


def test_a_page_laid_out_by_tables_is_read():
    body = f"""<table><tr><td><a href=1>First story</a><br><a href=2>Second story</a></td>
    <td><font size=5>Harbour opens</font><br>تاريخ الإضافة: الاثنين 27 أيار 2024 - 6:44 م<br>
    By Nour Chidiac<br><br>{PROSE}<br><br>{PROSE} Twice.</td></tr></table>"""
    article = read(body)
    assert article.body == f"{PROSE}\n\n{PROSE} Twice."
    assert (article.author, article.added) == ("Nour Chidiac", datetime(2024, 5, 27, 18, 44))


def test_a_data_table_is_kept_row_by_row():
    table = "<table><tr><td>Year</td><td>Ships</td></tr><tr><td>2023</td><td>84</td></tr></table>"
    assert "Year Ships\n\n2023 84" in read(ARTICLE.replace("<h2>", table + "<h2>")).body


def test_a_blog_page_is_read():
    body = f"""<main id="main"><article class="post"><header class="entry-header">
    <h1 class="entry-title">Harbour opens</h1>
    <div class="entry-meta"><span class="posted-on">Posted on
    <time datetime="2024-05-21T08:00:00+00:00">May 21, 2024</time></span><span class="byline"> by
    <a href="/author/n" rel="author">Nour Chidiac</a></span>
    <span><a href="#c">3 Comments</a></span></div>
    </header><div class="entry-content"><p>{PROSE}</p><div class="sharedaddy sd-sharing"><ul><li>
    <a href="x">Share on X</a></li></ul></div></div></article>
    <div id="comments"><p>I think so.</p></div>
    </main>"""
    article = read(body)
    assert article.body == PROSE
    assert (article.author, article.comments) == ("Nour Chidiac", 3)
    assert article.published == date(2024, 5, 21)


def test_the_title_is_told_from_the_site_by_what_the_page_repeats():
    source = (
        f"<html><head><title>The Daily - Harbour opens</title></head><body><div>Harbour opens</div>"
        f"<div>{PROSE}</div><div>{PROSE} Twice.</div></body></html>"
    )
    article = Extractor(Settings()).extract(RawPage("x", "x.html", source, markup=True))
    assert (article.title, article.source) == ("Harbour opens", "The Daily")
    assert article.body == f"{PROSE}\n\n{PROSE} Twice."


def test_unseen_text_is_no_text():
    hidden = '<p style="display:none">hidden words</p><script>var a = "script words"</script>'
    comments = '<div id="comments"><p>reader words</p></div><form>form words</form>'
    article = read(ARTICLE.replace("</article>", hidden + comments + "</article>"))
    assert "words" not in article.body


def test_line_breaks_of_a_poem_are_kept():
    verse = "<blockquote><p>يا أرزة سكنت فوق الغمام<br>أبت إلا الوقوف</p></blockquote>"
    assert (
        "يا أرزة سكنت فوق الغمام\nأبت إلا الوقوف"
        in read(ARTICLE.replace("<h2>", verse + "<h2>")).body
    )


def test_a_page_without_text_is_an_error():
    with pytest.raises(PageError) as caught:
        read("<div id='app'></div>")
    assert caught.value.where == "harbour.html"
    with pytest.raises(PageError):
        Extractor(Settings()).extract(RawPage("x", "x", "<!-- nothing -->", markup=True))


@pytest.mark.parametrize(
    "source",
    ["<p>" + "<b>" * 3000 + "deep", "<p>a\x00b &#0; &nosuch; <", "<table><p>x<td>y", "x" * 50],
)
def test_damaged_pages_do_not_break_the_reader(source):
    try:
        article = Extractor(Settings()).extract(RawPage("x", "x.html", source, markup=True))
    except PageError:
        return
    assert article.body


def test_nothing_is_logged_to_the_user(caplog):
    with caplog.at_level(logging.WARNING):
        read("<main><h1>Harbour opens</h1><p>It opened.</p></main>")
    assert caplog.records == []


def crawled(**fields: str) -> Article:
    source = (
        "<html lang='en'><head><meta name='author' content='Ann Reed'>"
        "<meta property='article:published_time' content='2024-05-21T08:00:00'></head>"
        "<body><h1>The harbour reopens</h1><p>Ships came in at noon for the first time since the "
        "storm, and the cranes were at work by one o'clock, the harbour master said.</p></body>"
    )
    page = RawPage("x:1", "x#1", source, markup=True, fields=fields, origin="crawl:x#1")
    return Extractor(Settings()).extract(page)


def test_fields_beside_the_markup_win_over_it():
    article = crawled(id="7", title="Harbour open again", added="2024-06-01", source="Post")
    assert (article.id, article.title, article.source) == ("7", "Harbour open again", "Post")
    assert article.added == date(2024, 6, 1)
    assert article.published == datetime(2024, 5, 21, 8, 0)
    assert article.author == "Ann Reed"
    assert article.body.startswith("Ships came in at noon")
    assert article.origin == "crawl:x#1"


def test_a_body_in_the_fields_leaves_the_markup_its_other_fields():
    article = crawled(body="One.\n\nTwo.")
    assert article.body == "One.\n\nTwo."
    assert (article.title, article.author) == ("The harbour reopens", "Ann Reed")


def test_markup_without_an_article_costs_no_fields():
    page = RawPage("x", "x", "<!-- nothing -->", markup=True, fields={"title": "T", "body": "B"})
    article = Extractor(Settings()).extract(page)
    assert (article.title, article.body) == ("T", "B")
