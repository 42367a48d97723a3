from urllib.parse import parse_qs, urlsplit

import pytest

from indexer.article import Article, Relation


def hits(page):
    return page.one("ol", class_="hits").all("article")


def test_the_front_page_says_what_the_archive_holds(client, sample_engine, read):
    page = read(client.get("/"))
    held = sample_engine.statistics()
    assert page.one("p", class_="figure").text == f"{held.articles} articles"
    assert [d.text for d in page.one("dl", class_="holdings").all("dd")] == [
        str(count) for count in held.languages.values()
    ]
    assert page.one("p", class_="span").text == "March 2022 – December 2024"
    assert len(page.one("ul", class_="sources").all("a")) == len(held.sources)


def test_every_example_on_the_front_page_finds_something(client, read):
    for ui in ("ar", "en"):
        page = read(client.get(f"/?ui={ui}"))
        links = page.one("p", class_="examples").all("a") + page.one("dl", class_="how").all("a")
        assert len(links) == 9
        for link in links:
            assert hits(read(client.get(link.attributes["href"]))), link.text


@pytest.mark.parametrize("query", ["Iran Russia drones", "إيران روسيا مسيّرات"])
def test_results_come_in_both_languages_each_in_its_own_direction(client, query, read):
    page = read(client.get("/", query_string={"q": query}))
    seen = set()
    for hit in hits(page):
        title = hit.one("h2").one("bdi")
        snippet = hit.one("p", class_="snippet")
        language = snippet.attributes["lang"]
        seen.add(language)
        expected = {"ar": "rtl", "en": "ltr"}[language]
        assert snippet.attributes["dir"] == title.attributes["dir"] == expected
        assert hit.attributes["dir"] == expected
    assert seen == {"ar", "en"}


def test_what_matched_is_marked_and_why_it_was_found_is_said(client, read):
    first = hits(read(client.get("/?q=drones&mode=lexical")))[0]
    assert "drone" in first.all("mark")[0].text.lower()
    assert first.one("span", class_="legs").text == "Found by words 1"


def test_an_article_found_across_languages_names_the_one_that_led_to_it(client, read):
    page = read(client.get("/?q=Iran+Russia+drones"))
    through = page.all("span", class_="through")
    assert through
    assert through[0].one("a").text in {hit.one("h2").text for hit in hits(page)}


def test_near_duplicates_are_named_below_the_best(client, read):
    page = read(client.get("/?q=BRICS+Johannesburg+invites+six"))
    copies = page.all("details", class_="copies")
    assert copies
    assert copies[0].one("summary").text == "1 similar copy"
    assert client.get(copies[0].one("a").attributes["href"]).status_code == 200


def test_the_form_shows_the_whole_state_again(client, read):
    page = read(
        client.get(
            "/?q=drones&mode=lexical&language=en&source=The+Searchlight&author=Nobody"
            "&after=2022&before=May+2024&plain=1"
        )
    )
    assert page.one("input", name="q").attributes["value"] == "drones"
    chosen = [box.attributes["value"] for box in page.all("input", checked="")]
    assert chosen == ["lexical", "en", "The Searchlight", "1"]
    assert page.one("input", name="author", type="hidden").attributes["value"] == "Nobody"
    assert page.one("input", name="after").attributes["value"] == "2022"
    assert page.one("input", name="before").attributes["value"] == "May 2024"
    apart = page.one("details", class_="filters").all("input")
    assert all(field.attributes["form"] == "search" for field in apart)


def test_filters_narrow_and_each_can_be_taken_away(client, read):
    page = read(client.get("/?q=drones&language=ar&after=2022-11"))
    assert {hit.one("p", class_="snippet").attributes["lang"] for hit in hits(page)} == {"ar"}
    chips = page.one("ul", class_="chips").all("a")
    assert [chip.attributes["href"] for chip in chips] == [
        "/?q=drones&after=2022-11",
        "/?q=drones&language=ar",
        "/?q=drones",
    ]


def test_a_filter_without_a_query_lists_the_newest_first(client, read):
    page = read(client.get("/?language=en&before=2022"))
    times = [hit.all("time")[0].attributes["datetime"] for hit in hits(page)]
    assert times == sorted(times, reverse=True)
    assert all(time.startswith("2022") for time in times)


def test_a_form_that_sends_everything_ends_at_the_short_address(client):
    sent = "/?q=drones&mode=hybrid&after=&before=&page=1&language=ar&ui=ar"
    response = client.get(sent)
    assert response.status_code == 302
    where = urlsplit(response.location)
    assert where.path == "/"
    assert parse_qs(where.query) == {"q": ["drones"], "language": ["ar"], "ui": ["ar"]}
    assert client.get(response.location).status_code == 200


def test_foreign_parameters_are_let_pass(client):
    assert client.get("/?q=drones&utm_source=x").status_code == 200


def test_pages_follow_each_other_without_repeating(client, read):
    first = read(client.get("/?q=drones"))
    link = first.one("nav", class_="paging").one("a", rel="next").attributes["href"]
    second = read(client.get(link))
    assert second.one("nav", class_="paging").one("span", aria_current="page").text == "2"
    assert second.one("ol", class_="hits").attributes["start"] == "11"
    titles = [
        {hit.one("h2").one("a").attributes["href"] for hit in hits(p)} for p in (first, second)
    ]
    assert titles[0].isdisjoint(titles[1])
    assert first.one("link", rel="next").attributes["href"] == link


def test_a_page_behind_the_last_leads_back(client, read):
    page = read(client.get("/?q=drones&page=90"))
    assert "no more results" in page.one("main").text
    links = page.one("section", class_="results").all("a")
    assert links[-1].attributes["href"] == "/?q=drones"


def test_nothing_found_gives_advice_that_can_be_followed(client, read):
    page = read(client.get("/?q=zzqqxx&mode=lexical&language=ar"))
    box = page.one("section", class_="nothing")
    assert [link.attributes["href"] for link in box.all("a")] == [
        "/?q=zzqqxx&mode=lexical",
        "/?q=zzqqxx&language=ar",
        "/?q=zzqqxx&mode=lexical&plain=1&language=ar",
    ]


def test_a_faulty_query_is_answered_with_its_position(client, read):
    response = client.get("/", query_string={"q": 'drones "over Kyiv'})
    assert response.status_code == 400
    fault = read(response).one("section", class_="fault")
    assert fault.one("p", class_="faulty").text == 'drones "over Kyiv'
    assert fault.one("mark").text == '"'
    assert "Character \u20688\u2069" in fault.text
    assert read(response).one("input", name="q").attributes["value"] == 'drones "over Kyiv'


@pytest.mark.parametrize(
    ("ui", "said"),
    [
        ("en", "“\u2068someday\u2069” can’t be read as a date"),
        ("ar", "تعذّرت قراءة «\u2068someday\u2069» تاريخًا"),
    ],
)
def test_a_date_that_can_not_be_read_is_said_in_the_interfaces_language(client, ui, said, read):
    response = client.get(f"/?q=drones&after=someday&ui={ui}")
    assert response.status_code == 400
    assert read(response).one("section", class_="fault").one("h1").text == said


@pytest.mark.parametrize("bad", ["mode=fuzzy", "page=0", "page=x", "language=1", "plain=maybe"])
def test_a_bad_parameter_is_a_400_that_names_it(client, bad, read):
    response = client.get(f"/?q=drones&{bad}")
    assert response.status_code == 400
    assert bad.partition("=")[0] in read(response).one("section", class_="fault").text


def test_search_without_vectors_says_so_and_still_finds(small, read):
    client = small(Article("1", "Drones", "Drones over the river.", "en"))
    page = read(client.get("/?q=drones"))
    assert len(hits(page)) == 1
    assert "meaning is off" in page.one("div", class_="notice").text
    arabic = read(client.get("/?q=drones&ui=ar"))
    assert "متوقّف" in arabic.one("div", class_="notice").text
    assert "متوقّف" in read(client.get("/")).one("div", class_="notice").text


def test_meaning_alone_without_vectors_is_a_503_that_offers_words(small, read):
    client = small(Article("1", "Drones", "Drones over the river.", "en"))
    response = client.get("/?q=drones&mode=semantic")
    assert response.status_code == 503
    fault = read(response).one("section", class_="fault")
    assert fault.one("a").attributes["href"] == "/?q=drones&mode=lexical"


def test_what_an_archive_holds_never_becomes_markup(small, read):
    evil = '"><script>alert(1)</script>'
    names = {"id": evil, "source": evil, "author": evil, "category": evil, "url": evil}
    relation = Relation("teaser", evil, evil, None, evil)
    client = small(
        Article(title=f"drones {evil}", body=f"drones {evil}", relations=(relation,), **names)
    )
    for address in ("/", "/?q=drones", f"/?q={evil}", f"/?q=drones&source={evil}"):
        page = read(client.get(address))
        assert page.all("script") == []
    link = hits(read(client.get("/?q=drones")))[0].one("h2").one("a").attributes["href"]
    article = read(client.get(link))
    assert article.all("script") == []
    assert "<script>" in article.one("h1").text


def test_notices_are_said_in_the_pages_language(client, read):
    query = {"q": "Iran - Russia"}
    said = read(client.get("/", query_string=query | {"ui": "en"})).one("div", class_="notice")
    assert "read as punctuation" in said.text
    said = read(client.get("/", query_string=query | {"ui": "ar"})).one("div", class_="notice")
    assert "من الترقيم" in said.text
    assert not said.all(lang="en")
    assert client.get("/api/v1/search", query_string=query).json["notices"][0].startswith("A - ")


def test_what_was_also_searched_can_be_taken_back(client, read):
    page = read(client.get("/?q=Iran&mode=lexical"))
    (link,) = page.one("ul", class_="also").all("a")
    assert "إيران" in link.text
    after = read(client.get(link.attributes["href"]))
    assert after.all("ul", class_="also") == []
    assert hits(after)


def test_arabic_in_latin_letters_is_offered_in_arabic(client, read):
    page = read(client.get("/?q=misayarat&mode=lexical"))
    (link,) = page.one("p", class_="suggestion").all("a")
    assert "مسي" in link.text
    assert hits(read(client.get(link.attributes["href"])))
