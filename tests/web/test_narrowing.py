"""Facets, bars over time, order and bounds of the search page; the HTTP interface has the same."""

import re
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from indexer.article import Article
from web.parameters import MAX_VALUES

QUERIES = ("drones", "إيران", "war")


def facet(page, name):
    return page.one("div", role="group", aria_labelledby=f"facet-{name}")


def rows(box):
    """Return a facet's values: label, count, address."""
    return [
        (link.one("bdi").text, int(link.one("span", class_="many").text), link.attributes["href"])
        for link in box.all("a", class_="value")
    ]


def found(client, address):
    """Return how many articles a search finds, near-duplicates one by one."""
    query = urlsplit(address).query
    total, offset = 0, 0
    while True:
        hits = client.get(f"/api/v1/search?{query}&limit=100&offset={offset}").json["hits"]
        total += sum(1 + len(hit["duplicates"]) for hit in hits)
        offset += len(hits)
        if not hits:
            return total


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
@pytest.mark.parametrize("more", ["", "&language=ar", "&source=The+Searchlight&after=2023"])
def test_every_value_of_a_keyword_facet_finds_as_many_as_it_says(client, read, mode, more):
    page = read(client.get(f"/?q=drones&mode={mode}{more}", follow_redirects=True))
    seen = 0
    for name in ("language", "source", "author"):
        if f"{name}=" in more:
            continue  # a further value of a field that is narrowed adds to the chosen ones
        for box in page.all("div", role="group", aria_labelledby=f"facet-{name}"):
            for label, count, address in rows(box):
                assert found(client, address) == count, label
                seen += 1
    assert seen or mode == "dense"


def test_a_chosen_value_stays_with_its_count_and_beside_it_what_else_there_is(client, read):
    before = rows(facet(read(client.get("/?q=drones&mode=lexical")), "language"))
    box = facet(read(client.get("/?q=drones&mode=lexical&language=ar")), "language")
    (chosen,) = box.all("a", class_="chosen")
    assert chosen.one("bdi").text == "Arabic"
    assert chosen.attributes["href"] == "/?q=drones&mode=lexical"
    after = rows(box)
    assert {(label, count) for label, count, _ in after} == {(la, co) for la, co, _ in before}
    assert {la: href for la, _, href in after}["English"].endswith("language=ar&language=en")


def test_years_and_months_narrow_the_dates_and_are_taken_back(client, read):
    page = read(client.get("/?q=drones&mode=lexical"))
    for name, length in (("year", 4), ("month", 7)):
        for _, count, address in rows(facet(page, name)):
            asked = parse_qs(urlsplit(address).query)
            assert asked["after"] == asked["before"]
            assert len(asked["after"][0]) == length
            assert found(client, address) == count
            (chosen,) = facet(read(client.get(address)), name).all("a", class_="chosen")
            assert chosen.attributes["href"] == "/?q=drones&mode=lexical"


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("more", ["", "&language=ar", "&source=The+Searchlight&language=en"])
def test_the_interface_for_programs_has_the_numbers_of_the_page(client, read, query, more):
    page = read(client.get(f"/?q={query}{more}"))
    twin = page.one("link", type="application/json").attributes["href"]
    answer = client.get(twin).json
    for name in ("source", "author", "category", "year"):
        counted = {one["value"]: one["count"] for one in answer["facets"][name]["buckets"]}
        shown = page.all("div", role="group", aria_labelledby=f"facet-{name}")
        assert {label: count for box in shown for label, count, _ in rows(box)} == counted
    bars = answer["histogram"]["bars"]
    table = page.one("section", class_="time").one("tbody").all("tr")
    assert [int(row.all("td")[0].text) for row in table] == [bar["count"] for bar in bars]
    drawn = page.one("section", class_="time").one("svg", class_="bars").all("rect", class_="bar")
    assert len(drawn) == sum(bar["count"] > 0 for bar in bars)
    total = sum(bar["count"] for bar in bars) + answer["histogram"]["missing"]
    assert total == found(client, f"/?q={query}{more}")


def dated(number, published, **more):
    return Article(
        f"{number}", f"Drones {number}", "Drones flew.", "en", published=published, **more
    )


def test_bars_show_gaps_and_narrow_to_their_own_time(small, read):
    client = small(
        dated(1, date(2001, 5, 1)), dated(2, date(2004, 5, 1)), dated(3, date(2012, 1, 1))
    )
    page = read(client.get("/?q=drones"))
    assert [row.one("th").text for row in page.one("tbody").all("tr")] == [
        str(year) for year in range(2001, 2013)
    ]
    links = [bar.attributes["href"] for bar in page.one("svg", class_="bars").all("a")]
    assert links[0] == "/?q=drones&after=2001&before=2001"
    months = read(client.get(links[0])).one("tbody").all("tr")
    assert len(months) == 8  # the archive begins in May
    assert months[0].one("a").attributes["href"] == "/?q=drones&after=2001-05&before=2001-05"
    days = read(client.get("/?q=drones&after=2001-05&before=2001-05")).one("tbody").all("tr")
    assert [row.one("th").text for row in days if row.all("a")] == ["1 May 2001"]


def test_time_runs_as_the_page_does(small, read):
    client = small(dated(1, date(2001, 5, 1)), dated(2, date(2012, 1, 1)))
    for ui, first_is_left in (("en", True), ("ar", False)):
        bars = (
            read(client.get(f"/?q=drones&ui={ui}"))
            .one("svg", class_="bars")
            .all("rect", class_="bar")
        )
        assert (float(bars[0].attributes["x"]) < float(bars[1].attributes["x"])) == first_is_left


def test_bars_can_show_the_share_of_the_archive(small, read):
    others = [Article(f"o{n}", "Rain", "Rain.", "en", published=date(2001, 1, 1)) for n in range(3)]
    client = small(dated(1, date(2001, 5, 1)), dated(2, date(2012, 1, 1)), *others)
    page = read(client.get("/?q=drones&mode=lexical&scale=share"))
    heights = [float(bar.attributes["height"]) for bar in page.all("rect", class_="bar")]
    assert heights == [25, 100]
    shares = [row.all("td")[1].text for row in page.one("tbody").all("tr") if row.all("a")]
    assert shares == ["25%", "100%"]


def test_undated_articles_stand_beside_the_bars_and_are_named_when_dates_leave_them_out(
    small, read
):
    client = small(dated(1, date(2001, 5, 1)), dated(2, None), dated(3, None))
    beside = read(client.get("/?q=drones")).one("p", class_="undated")
    assert beside.text == "Without a date: \u20682 articles\u2069"
    narrowed = read(client.get("/?q=drones&after=2000"))
    assert narrowed.one("h1", class_="count").one("span").text == "1 result"
    assert "leave out" in narrowed.one("p", class_="undated").text
    assert "2 articles" in narrowed.one("p", class_="undated").text
    for sort in ("newest", "oldest"):
        shown = read(client.get(f"/?q=drones&sort={sort}")).one("ol", class_="hits").all("article")
        assert [bool(hit.all("time")) for hit in shown] == [True, False, False]


def test_the_order_is_one_click_away_and_stays_in_the_address(client, read):
    page = read(client.get("/?q=drones&language=ar"))
    order = page.one("p", class_="order")
    assert order.one("span", aria_current="true").text == "Relevance"
    newest, oldest = order.all("a")
    assert newest.attributes["href"] == "/?q=drones&sort=newest&language=ar"
    times = [
        time.attributes["datetime"]
        for time in read(client.get(oldest.attributes["href"])).one("ol", class_="hits").all("time")
    ]
    assert times == sorted(times)
    assert client.get("/?q=drones&sort=best").status_code == 400


def test_a_mode_acts_at_once_with_what_is_typed_and_chosen(client):
    sent = "/?q=drones&mode=dense&language=ar&after=&before=&mode=lexical"
    assert client.get(sent).location == "/?q=drones&mode=lexical&language=ar"


def test_values_of_a_long_facet_can_be_looked_for(small, read):
    client = small(*(dated(n, None, author=f"Writer {n:03}") for n in range(120)))
    box = facet(read(client.get("/?q=drones&mode=lexical&sort=oldest")), "author")
    assert len(rows(box)) == MAX_VALUES
    assert "70 articles" in box.text
    form = box.one("form")
    sent = {one.attributes["name"]: one.attributes["value"] for one in form.all("input")}
    address = f"/?{urlencode(sent | {'seek_author': 'writer 11'})}"
    sought = facet(read(client.get(address)), "author")
    assert [label for label, _, _ in rows(sought)] == [f"Writer {n}" for n in range(110, 120)]
    picked = read(client.get(rows(sought)[3][2]))
    (chosen,) = facet(picked, "author").all("a", class_="chosen")
    assert chosen.one("bdi").text == "Writer 113"
    asked = {"q": "drones", "facet": "author", "seek_author": "WRITER 11"}
    counted = client.get("/api/v1/search", query_string=asked).json["facets"]["author"]
    assert [one["value"] for one in counted["buckets"]] == [f"Writer {n}" for n in range(110, 120)]


@pytest.mark.parametrize("name", ["language", "source", "author", "category", "verbatim"])
def test_more_values_than_can_be_taken_are_refused_with_a_small_page(client, read, name):
    values = [f"v{n}" for n in range(2_000)]
    response = client.get("/", query_string={"q": "drones", name: values})
    assert response.status_code == 400
    assert len(response.data) < 20_000 + 2 * len(response.request.url)
    said = read(response).one("section", class_="problem").text
    assert name in said
    assert str(MAX_VALUES) in said
    answer = client.get("/api/v1/search", query_string={"q": "drones", name: values})
    assert (answer.status_code, answer.json["error"]["where"]) == (400, f"parameter {name}")


def test_a_page_grows_with_its_parameters_not_with_their_square(client, read):
    sizes = []
    for count in (0, 25, 50):
        values = [f"a source with a long name {n}" for n in range(count)]
        asked = {"q": "drones", "language": ["ar", "en"], "source": values, "author": values}
        response = client.get("/", query_string=asked)
        assert response.status_code == 200
        read(response)
        sizes.append(len(response.data))
    assert sizes[2] - sizes[1] < 1.5 * (sizes[1] - sizes[0])
    assert sizes[2] < 400_000


def test_buttons_of_a_long_search_do_what_links_do(client, read):
    values = ["The Searchlight", *(f"a source with quite a long name {n}" for n in range(49))]
    state = {"q": "drones", "source": values}
    page = read(client.get("/", query_string=state))
    box = facet(page, "language")
    button = facet(page, "source").all("button", class_="chosen")[0]
    assert box.all("a", class_="value") == []
    assert button.attributes["form"] == "search"
    assert (button.attributes["name"], button.attributes["value"]) == (
        "drop",
        f"source:{values[0]}",
    )
    kept = [
        (one.attributes["name"], one.attributes["value"])
        for one in page.one("form", id="search").all("input")
    ]
    sent = urlencode([*kept, ("drop", f"source:{values[0]}")])
    where = parse_qs(urlsplit(client.get(f"/?{sent}").location).query)
    assert where == {"q": ["drones"], "source": values[1:]}
    sent = urlencode([*kept, ("period", "2023-05")])
    where = parse_qs(urlsplit(client.get(f"/?{sent}").location).query)
    assert where["after"] == where["before"] == ["2023-05"]


def test_parameters_that_are_too_long_for_an_address_are_refused(client, read):
    response = client.get("/", query_string={"q": "drones", "source": "س" * 6_000})
    assert response.status_code == 400
    assert len(response.data) < 60_000
    assert "32000" in read(response).one("section", class_="problem").text


def test_a_day_picked_in_a_calendar_is_a_date_like_one_that_is_typed(client):
    sent = "/?q=drones&after=May+2022&after_day=2023-01-05&before=&before_day="
    assert client.get(sent).location == "/?q=drones&after=2023-01-05"


def test_the_drawing_needs_no_style_that_the_policy_forbids(client):
    text = client.get("/?q=drones").text
    assert not re.search(r"\sstyle=|<style|<script", text)
