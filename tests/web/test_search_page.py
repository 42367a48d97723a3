import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from indexer.article import Article, Relation
from search.engine import SearchEngine
from search.request import SearchRequest


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
def test_texts_run_in_their_own_direction_and_hits_stand_on_the_pages_side(client, query, read):
    page = read(client.get("/", query_string={"q": query}))
    seen = set()
    for hit in hits(page):
        title = hit.one("h2").one("bdi")
        snippet = hit.one("p", class_="snippet")
        language = snippet.attributes["lang"]
        seen.add(language)
        expected = {"ar": "rtl", "en": "ltr"}[language]
        assert snippet.attributes["dir"] == title.attributes["dir"] == expected
        assert "dir" not in hit.attributes
    assert seen == {"ar", "en"}


def test_what_matched_is_marked(client, read):
    first = hits(read(client.get("/?q=drones&mode=lexical")))[0]
    assert "drone" in first.all("mark")[0].text.lower()


def test_relevance_is_said_in_a_word_and_its_making_behind_a_link(client, read, sample_engine):
    found = sample_engine.search(SearchRequest("Iran Russia drones", limit=10)).hits
    shown = hits(read(client.get("/?q=Iran+Russia+drones")))
    for hit, box in zip(found, shown, strict=True):
        probability = hit.relevance
        word = "Strong" if probability >= 0.7 else "Fair" if probability >= 0.3 else "Weak"
        assert box.one("p", class_="why").text == f"{word} match Why this result"


def test_the_first_page_shows_the_story_in_both_languages(client, read):
    page = read(client.get("/?q=Iran+Russia+drones"))
    snippets = [hit.one("p", class_="snippet") for hit in hits(page)]
    assert {snippet.attributes["dir"] for snippet in snippets} == {"rtl", "ltr"}
    said = [one.text for one in page.all("ul", class_="also")[0].all("li")]
    assert any("drones" in one and "مسيرة" in one for one in said)


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
    (mode,) = page.one("div", class_="modes").all("button", aria_pressed="true")
    assert mode.attributes["value"] == "lexical"
    kept = page.one("form", id="search").all("input", type="hidden")
    assert [(one.attributes["name"], one.attributes["value"]) for one in kept] == [
        ("mode", "lexical"), ("language", "en"),
        ("source", "The Searchlight"), ("author", "Nobody"),
    ]  # fmt: skip
    assert [box.attributes["name"] for box in page.all("input", checked="")] == ["plain"]
    assert page.one("input", id="after").attributes["value"] == "2022"
    assert page.one("input", id="before").attributes["value"] == "May 2024"
    apart = page.one("details", class_="filters").one("fieldset", class_="dates").all("input")
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
    first = read(client.get("/?q=drones"))
    pages = int(first.one("nav", class_="paging").one("ol").all("li")[-1].text)
    page = read(client.get("/?q=drones&page=90"))
    said = page.one("p", class_="past-end")
    counted = first.one("h1", class_="count").one("span").text
    assert said.text.startswith(f"There is no page \u206890\u2069: \u2068{counted}\u2069 on")
    assert [link.attributes["href"] for link in said.all("a")] == [
        f"/?q=drones&page={pages}", "/?q=drones",
    ]  # fmt: skip


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
    problem = read(response).one("section", class_="problem")
    assert problem.one("p", class_="faulty").text == 'drones "over Kyiv'
    assert problem.one("mark").text == '"'
    assert "Character \u20688\u2069" in problem.text
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
    assert read(response).one("section", class_="problem").one("h1").text == said


@pytest.mark.parametrize("bad", ["mode=fuzzy", "page=0", "page=x", "language=1", "plain=maybe"])
def test_a_bad_parameter_is_a_400_that_names_it(client, bad, read):
    response = client.get(f"/?q=drones&{bad}")
    assert response.status_code == 400
    assert bad.partition("=")[0] in read(response).one("section", class_="problem").text


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
    response = client.get("/?q=drones&mode=dense")
    assert response.status_code == 503
    problem = read(response).one("section", class_="problem")
    assert problem.one("a").attributes["href"] == "/?q=drones&mode=lexical"


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
    (data,) = article.all("script")  # which no browser runs
    assert data.attributes["type"] == "application/ld+json"
    assert "<" not in data.text
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


def reasons(page):
    return page.all("details", class_="reasons")


def test_a_hit_offers_its_explanation_in_the_same_search(client, read):
    asked = "/?q=Iran+Russia+drones&language_boost=1.5&language=ar&language=en&page=2"
    page = read(client.get(asked))
    assert reasons(page) == []
    link = hits(page)[2].one("a", class_="explain").attributes["href"]
    where = urlsplit(link)
    assert parse_qs(where.query) == {
        "q": ["Iran Russia drones"], "language_boost": ["1.5"], "language": ["ar", "en"],
        "page": ["2"], "explain": ["1"],
    }  # fmt: skip
    explained = read(client.get(link))
    opened = hits(explained)[2].one("details", class_="reasons")
    assert opened.one("div", id=where.fragment)
    assert explained.all("a", class_="explain") == []
    assert len(reasons(explained)) == len(hits(explained))


@pytest.mark.parametrize(
    ("ui", "summary", "score"),
    [("en", "Why this result", "Score"), ("ar", "لماذا هذه النتيجة", "الدرجة")],
)
@pytest.mark.parametrize("query", ["Iran Russia drones", "إيران روسيا مسيّرات"])
def test_an_explanation_reads_in_the_interfaces_language(client, read, query, ui, summary, score):
    page = read(client.get("/", query_string={"q": query, "explain": "1", "ui": ui}))
    assert reasons(page)
    for details in reasons(page):
        assert details.one("summary").text == summary
        (last,) = details.one("table").all("tr", class_="sum")
        assert last.one("th").text == score
        rows = [row.one("td").text for row in details.one("table").all("tr")]
        *parts, total, _ = rows  # the last says the score as a probability
        added = sum(float(part.replace("\u200e", "")) for part in parts)
        assert added == pytest.approx(float(total.replace("\u200e", "")), abs=0.03)


def test_an_explanation_names_the_words_that_met_and_where(client, read):
    page = read(client.get("/?q=Iran&mode=lexical&language=ar&explain=1"))
    met = hits(page)[0].one("ul", class_="met").all("li")
    assert len(met) == 1
    assert met[0].one("bdi", class_="query-word").text == "Iran"
    assert "إيران" in met[0].text
    assert "in the t" in met[0].text
    assert "(another way to say it)" in met[0].text


def test_an_explanation_says_how_probably_the_article_answers(client, read):
    page = read(client.get("/?q=Iran+Russia+drones&explain=1"))
    for details in reasons(page):
        (row,) = details.one("table").all("tr", class_="relevance")
        assert row.one("th").text == "Probability that it answers"
        assert re.fullmatch(r"\d+%", row.one("td").text)


def test_a_hit_found_by_meaning_alone_says_so(client, read):
    page = read(client.get("/", query_string={"q": "inflación precios petróleo", "explain": "1"}))
    assert reasons(page)
    for details in reasons(page):
        assert "found by its meaning" in details.text
        assert details.all("ul", class_="met") == []


def test_articles_listed_by_date_have_nothing_to_explain(client, read):
    page = read(client.get("/?language=en&explain=1"))
    assert hits(page)
    assert reasons(page) == page.all("a", class_="explain") == []


def test_explanations_stay_while_searching_on_and_can_be_put_away(client, read):
    page = read(client.get("/?q=drones&explain=1"))
    kept = page.one("form", id="search").one("input", name="explain")
    assert (kept.attributes["type"], kept.attributes["value"]) == ("hidden", "1")
    following = page.one("nav", class_="paging").one("a", rel="next").attributes["href"]
    assert parse_qs(urlsplit(following).query)["explain"] == ["1"]
    away = [a for a in page.one("section", class_="results").all("a") if a.text.startswith("Hide")]
    assert [a.attributes["href"] for a in away] == ["/?q=drones"]


@pytest.mark.parametrize(("ui", "said"), [("en", "The reranker’s score"), ("ar", "إعادة الترتيب")])
def test_the_rerankers_score_is_shown_where_there_is_one(
    client, read, monkeypatch, sample_engine, ui, said
):
    answered = sample_engine.search(SearchRequest("drones", explain=True, limit=3))
    hits_with = tuple(replace(hit, reranked=0.75) for hit in answered.hits)
    monkeypatch.setattr(SearchEngine, "search", lambda *_: replace(answered, hits=hits_with))
    for details in reasons(read(client.get(f"/?q=drones&explain=1&ui={ui}"))):
        row = details.one("table").all("tr")[-1]
        assert said in row.one("th").text
        assert row.one("td").text == "0.75"


@pytest.mark.parametrize(
    ("ui", "names"),
    [
        ("en", ["Mostly the query’s language", "Balanced", "More of the other language"]),
        ("ar", ["لغة السؤال غالبًا", "متوازن", "المزيد من اللغة الأخرى"]),
    ],
)
def test_the_form_offers_three_mixes_of_languages(client, read, ui, names):
    page = read(client.get(f"/?q=drones&language_boost=1.5&ui={ui}"))
    select = page.one("select", name="language_boost", form="search")
    options = select.all("option")
    assert [option.text for option in options] == names
    assert [option.attributes["value"] for option in options] == ["-1.5", "0", "1.5"]
    assert [option.text for option in select.all("option", selected="")] == names[2:]
    assert page.one("label", for_="language_boost").text


def test_the_default_mix_leaves_no_trace_in_the_address(client):
    response = client.get("/?q=drones&language_boost=0&explain=0")
    assert urlsplit(response.location).query == "q=drones"


def test_a_mix_can_be_seen_and_taken_away(client, read):
    page = read(client.get("/?q=drones&language_boost=-1.5"))
    (chip,) = page.one("ul", class_="chips").all("a")
    assert "Mostly the query’s language" in chip.text
    assert chip.attributes["href"] == "/?q=drones"


def test_a_mix_of_the_urls_own_is_kept_by_the_form(client, read):
    page = read(client.get("/", query_string={"q": "drones", "language_boost": "٠٫٧"}))
    assert page.one("select").one("option", selected="").attributes["value"] == "٠٫٧"
    assert "٠٫٧" in page.one("ul", class_="chips").text


@pytest.mark.parametrize("bad", ["4", "nan", "more"])
def test_a_mix_that_can_not_be_taken_is_a_400_that_says_what_can(client, read, bad):
    response = client.get(f"/?q=drones&language_boost={bad}")
    assert response.status_code == 400
    page = read(response)
    assert bad in page.one("section", class_="problem").one("h1").text
    assert "from -3" in page.one("section", class_="problem").text
    assert page.one("select").one("option", selected="").attributes["value"] == "0"


@pytest.mark.parametrize(
    ("query", "english", "arabic"),
    [
        ("asdkfj qwpoeiru", "check the spelling", "تحقّق من الكتابة"),
        ("ضصثقف غفقثص", "check the spelling", "تحقّق من الكتابة"),
        ("؟؟ !!", "type a word or a name", "اكتب كلمة أو اسمًا"),
    ],
)
def test_nothing_relevant_is_said_with_what_to_do(client, read, query, english, arabic):
    for ui, said in (("en", english), ("ar", arabic)):
        page = read(client.get("/", query_string={"q": query, "ui": ui}))
        assert said in page.one("div", class_="notice").text
        nothing = page.one("section", class_="nothing")
        assert nothing.all("li") or nothing.one("p", class_="examples").all("a")


def test_a_question_of_punctuation_is_answered_with_examples_that_find_something(client, read):
    nothing = read(client.get("/?q=%3F%3F+!!")).one("section", class_="nothing")
    for link in nothing.one("p", class_="examples").all("a"):
        assert hits(read(client.get(link.attributes["href"])))


def test_an_empty_question_leads_to_the_front_page(client, read):
    assert client.get("/?q=").location == "/"
    page = read(client.get("/?q=", follow_redirects=True))
    assert page.one("p", class_="examples").all("a")


def test_a_language_that_is_not_held_is_named_in_the_interfaces_language(client, read):
    query = {"q": "Die Bundesregierung hat die Lieferung von Waffen nicht beschlossen"}
    english = read(client.get("/", query_string=query | {"ui": "en"})).one("div", class_="notice")
    assert "German" in english.text
    assert "Arabic and English" in english.text
    arabic = read(client.get("/", query_string=query | {"ui": "ar"})).one("div", class_="notice")
    assert "الألمانية" in arabic.text
    assert "العربية والإنجليزية" in arabic.text
