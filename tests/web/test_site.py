import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import web
from indexer.article import Article
from web.app import create_app

STATIC = Path(web.__file__).parent / "static"
STYLE = (STATIC / "style.css").read_text(encoding="utf-8")
ADDRESSES = [
    "/", "/?q=drones", "/?q=%22open", "/?q=zzqqxx&mode=lexical", "/?language=ar",
    "/?q=Iran+Russia+drones&explain=1&language_boost=0.7", "/?q=asdkfj+qwpoeiru", "/?q=%3F%3F+!!",
    "/article/searchlight%2Firan-drones-kyiv.txt?q=drones", "/article/nope", "/nope",
]  # fmt: skip


def test_health_tells_what_the_archive_holds(client, sample_engine):
    held = sample_engine.statistics()
    response = client.get("/healthz")
    assert response.json == {
        "status": "ok",
        "articles": held.articles,
        "vectors": held.vectors,
        "dense": True,
        "reason": "",
    }
    assert response.headers["Cache-Control"] == "no-store"


def test_health_says_why_meaning_is_off(small):
    client = small(Article("1", "Drones", "Drones over the river.", "en"))
    found = client.get("/healthz").json
    assert found["dense"] is False
    assert "vectors" in found["reason"]


def test_browsers_can_add_the_search(client):
    response = client.get("/opensearch.xml", headers={"Host": "evil.example"})
    assert response.mimetype == "application/opensearchdescription+xml"
    root = ET.fromstring(response.text)
    templates = [url.get("template") for url in root.iter() if url.tag.endswith("Url")]
    assert templates == [
        "http://127.0.0.1:80/?q={searchTerms}",
        "http://127.0.0.1:80/api/v1/search?q={searchTerms}",
    ]


def test_robots_read_articles_but_leave_searches_alone(client):
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert "Disallow: /api/" in response.text
    assert "/article" not in response.text


@pytest.mark.parametrize("ui", ["ar", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_well_formed_in_both_languages(client, address, ui, read):
    page = read(client.get(f"{address}{'&' if '?' in address else '?'}ui={ui}"))
    root = page.one("html").attributes
    assert (root["lang"], root["dir"]) == (ui, {"ar": "rtl", "en": "ltr"}[ui])
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert len(page.all("h1")) == 1
    fields = [f for f in page.all("input") if f.attributes["type"] in {"search", "text"}]
    labels = {label.attributes.get("for") for label in page.all("label")}
    assert {f.attributes["id"] for f in fields} <= labels
    switch = page.one("a", class_="switch")
    assert switch.attributes["lang"] != ui


def test_nothing_comes_from_elsewhere_and_nothing_is_inline(client, read):
    for address in ADDRESSES:
        page = read(client.get(address))
        scripts = [one.attributes.get("type") for one in page.all("script")]
        assert set(scripts) <= {"application/ld+json"}  # data, which no browser runs
        assert page.all("style") == page.all("iframe") == []
        for element in page.all():
            assert "style" not in element.attributes
            assert not any(name.startswith("on") for name in element.attributes)
            if element.tag in {"link", "img"} and element.attributes.get("rel") != "canonical":
                address_of = element.attributes.get("href") or element.attributes.get("src")
                assert address_of.startswith("/")
    assert not re.search(r"url\(|@import|https?:", STYLE)


def test_security_headers_stand_on_every_answer(client):
    for address in ("/", "/nope", "/healthz", "/api/v1/search", "/static/style.css"):
        with client.get(address) as response:
            headers = response.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_a_choice_of_language_is_remembered(client, read):
    response = client.get("/?ui=ar")
    cookie = response.headers["Set-Cookie"]
    for part in ("ui=ar", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="):
        assert part in cookie
    assert "Secure" not in cookie
    assert read(client.get("/")).one("html").attributes["lang"] == "ar"
    assert client.get("/").headers.getlist("Set-Cookie") == []


def test_over_https_the_cookie_stays_on_https(client):
    cookie = client.get("/?ui=en", base_url="https://archive.example/").headers["Set-Cookie"]
    assert "Secure" in cookie


def test_caches_are_told_what_a_page_hangs_on(client):
    headers = client.get("/?q=drones").headers
    assert set(headers["Vary"].replace(" ", "").split(",")) >= {"Accept-Language", "Cookie"}
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Language"] == "en"


def test_static_files_are_cached_under_an_address_of_their_content(client, read):
    link = read(client.get("/")).one("link", rel="stylesheet").attributes["href"]
    assert re.search(r"\?v=[0-9a-f]{12}$", link)
    with client.get(link) as response:
        assert int(re.search(r"max-age=(\d+)", response.headers["Cache-Control"])[1]) > 86_400


@pytest.mark.parametrize(("method", "address", "status"), [
    ("GET", "/nope", 404), ("PUT", "/", 405), ("DELETE", "/article/x", 405),
])  # fmt: skip
@pytest.mark.parametrize("ui", ["ar", "en"])
def test_errors_have_a_page_in_both_languages(client, method, address, status, ui, read):
    response = client.open(f"{address}?ui={ui}", method=method)
    assert response.status_code == status
    page = read(response)
    assert page.one("p", class_="status").text == str(status)
    assert page.one("html").attributes["lang"] == ui
    assert ("GET" in response.headers.get("Allow", "")) == (status == 405)


def test_a_fault_of_ours_is_a_page_that_tells_nothing_of_it(sample_engine, sample_settings, read):
    app = create_app(sample_engine, sample_settings)

    def broken():
        raise RuntimeError("secret of the house")

    app.add_url_rule("/broken", view_func=broken)
    app.add_url_rule("/api/broken", "api_broken", view_func=broken)
    page = app.test_client().get("/broken?ui=en")
    assert page.status_code == 500
    assert "Something went wrong" in read(page).one("h1").text
    assert "secret" not in page.text
    answer = app.test_client().get("/api/broken")
    assert answer.status_code == 500
    assert answer.json["error"]["code"] == "internal_server_error"
    assert "secret" not in answer.text


# The style sheet


def test_the_style_sheet_knows_no_left_and_no_right():
    physical = r"(margin|padding|border)-(left|right|top|bottom)|[^-\w](left|right|top|bottom)\s*:"
    assert re.findall(physical, STYLE) == []
    assert not re.search(r"(text-align|float)\s*:\s*(left|right)", STYLE)


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_meet_wcag_aa(scheme):
    block = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for ink in ("ink", "soft", "accent", "visited"):
        for ground in ("paper", "sheet"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for ink, ground in (("mark-ink", "mark"), ("accent-ink", "accent"), ("ink", "warn")):
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["edge"], colours["paper"]) >= 3  # borders of fields
