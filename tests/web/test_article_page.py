import json
from datetime import date, datetime
from urllib.parse import quote

from indexer.article import Article
from search.results.matching import Matcher
from web.pages.article import paragraphs

BRICS = "searchlight/brics-johannesburg.txt"
AWKWARD = "https://x.example/a?b=c d/é/خبر"


def address(article_id):
    return f"/article/{quote(article_id, safe='')}"


def article_of(article_id, **more):
    # Bodies differ, or they would be folded as near-duplicates.
    known = {"title": f"About {article_id}", "body": f"{article_id}. " * 9, "language": "en"}
    return Article(article_id, **(known | more))


def test_an_article_is_shown_whole_in_its_own_direction(client, sample_engine, read):
    article = sample_engine.article("manara/kursk-incursion.txt")
    page = read(client.get(address(article.id)))
    assert page.one("html").attributes["dir"] == "ltr"
    body = page.one("div", class_="body")
    assert (body.attributes["lang"], body.attributes["dir"]) == ("ar", "rtl")
    assert body.text.split() == article.body.split() or "".join(body.text.split()) == "".join(
        article.body.split()
    )
    assert page.one("h1").text == " ".join(article.title.split())
    assert page.one("title").text.startswith(article.title[:20])


def test_both_dates_source_author_and_counters_are_shown(small, read):
    client = small(
        article_of(
            "1", published=date(2024, 5, 21), added=datetime(2024, 5, 27, 18, 44), source="المنارة",
            author="Jane Doe", category="News", visits=15_342, comments=1,
            url="https://x.example/1",
        )
    )  # fmt: skip
    page = read(client.get("/article/1"))
    data = page.one("dl", class_="data")
    times = [time.attributes["datetime"] for time in data.all("time")]
    assert times == ["2024-05-21", "2024-05-27T18:44:00"]
    assert data.all("dt")[0].text == "Published"
    assert data.all("dd")[0].text == "21 May 2024"
    assert [dd.text for dd in data.all("dd")[2:4]] == ["15,342 visits", "1 comment"]
    assert data.one("a").attributes["href"] == "https://x.example/1"
    assert page.one("a", rel="author").text == "Jane Doe"
    assert page.one("article").one("a", class_="source").attributes["href"] == (
        f"/?source={quote('المنارة')}"
    )


def test_dangerous_links_are_not_made(small):
    client = small(article_of("1", url="javascript:alert(1)"))
    assert "javascript:" not in client.get("/article/1").text


def test_an_id_may_be_any_text(small, read):
    ids = [AWKWARD, "x/related", "x", "/slashes//in/a/row/", "100% sure?"]
    client = small(*(article_of(name) for name in ids))
    for name in ids:
        page = read(client.get(address(name)))
        assert page.one("h1").text == f"About {name}"
    found = read(client.get("/?q=About&language=en"))
    links = [h.one("a").attributes["href"] for h in found.one("ol", class_="hits").all("h2")]
    assert sorted(links) == sorted(f"{address(name)}?q=About&language=en" for name in ids)


def test_an_id_is_found_with_its_slashes_unencoded_too(small):
    client = small(article_of("https://x.example/a"))
    assert client.get("/article/https://x.example/a").status_code == 200


def test_related_coverage_stands_in_both_languages_with_its_legs(client, read):
    page = read(client.get(address(BRICS)))
    aside = page.one("aside", class_="related")
    assert [heading.text for heading in aside.all("h3")] == ["English", "Arabic"]
    assert all(item.one("span", class_="retrievers") for item in aside.all("li"))
    for link in aside.all("a"):
        assert client.get(link.attributes["href"]).status_code == 200


def test_teased_articles_link_into_the_archive_where_it_has_them(client, sample_engine, read):
    article = sample_engine.article("https://manara.example/2022/11/iran-drones-kyiv")
    assert article.relations
    page = read(client.get(address(article.id)))
    teasers = page.one("section", class_="teasers").all("li")
    assert [t.one("h3").text for t in teasers] == [
        " ".join(relation.title.split()) for relation in article.relations
    ]
    inside = [link for t in teasers for link in t.one("h3").all("a")]
    assert inside
    assert client.get(inside[0].attributes["href"]).status_code == 200
    assert all(t.attributes["dir"] == "auto" for t in teasers)


def test_query_words_are_marked_and_lead_back_to_the_results(client, read):
    page = read(client.get(f"{address('searchlight/iran-drones-kyiv.txt')}?q=drones"))
    assert {mark.text.lower() for mark in page.one("div", class_="body").all("mark")} >= {"drones"}
    assert page.one("p", class_="back").one("a").attributes["href"] == "/?q=drones"
    jump = page.one("p", class_="jump").one("a").attributes["href"]
    first = page.one("p", id=jump.removeprefix("#"))
    assert first.all("mark")
    assert page.one("div", class_="body").all("mark")[0] is first.all("mark")[0]


def test_the_way_back_keeps_page_mode_and_filters(client, read):
    state = "?q=drones&mode=lexical&language=en&sort=newest"
    results = read(client.get(f"/{state}"))
    link = results.one("ol", class_="hits").all("h2")[0].one("a").attributes["href"]
    back = read(client.get(link)).one("p", class_="back").one("a").attributes["href"]
    assert set(back.removeprefix("/?").split("&")) == set(state[1:].split("&"))


def test_an_article_describes_itself_to_other_programs(small, read):
    hostile = "</script><script>alert(1)</script>"
    page = read(small(Article("a", hostile, "text", source="The Daily")).get("/article/a"))
    (script,) = page.all("script")
    described = json.loads(script.text)
    assert described["@type"] == "NewsArticle"
    assert described["headline"] == hostile
    assert [one.attributes["href"] for one in page.all("link") if
            one.attributes.get("rel") == "canonical"] == [described["url"]]  # fmt: skip


def test_a_faulty_query_marks_nothing_and_hides_nothing(client, read):
    response = client.get(f"{address('searchlight/iran-drones-kyiv.txt')}?q=%22open")
    assert response.status_code == 200
    assert read(response).one("div", class_="body").all("mark") == []


def test_lines_of_a_poem_stay_lines(small, read):
    body = "A first line,\nand a second line.\n\nA paragraph.\n\n\n\nAnother."
    assert [len(lines) for lines in paragraphs(body, Matcher())] == [2, 1, 1]
    shown = read(small(article_of("1", body=body)).get("/article/1")).one("div", class_="body")
    assert [len(p.all("br")) for p in shown.all("p")] == [1, 0, 0]


def test_an_article_without_text_or_title_says_so(small, read):
    page = read(small(article_of("1", title="", body="")).get("/article/1"))
    assert page.one("h1").text == "Untitled"
    assert "no text" in page.one("div", class_="body").text


def test_an_unknown_article_is_a_404_page(client, read):
    response = client.get("/article/no/such")
    assert response.status_code == 404
    assert "There is no such page" in read(response).one("h1").text
