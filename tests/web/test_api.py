import re
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from flask.testing import FlaskClient

from indexer.article import Article
from indexer.base.errors import SettingsError
from indexer.language.analyzer import layers
from search.engine import SearchEngine
from web.api.analyze import ANALYZE_PARAMETERS
from web.api.articles import RELATED_PARAMETERS
from web.api.search import PARAMETERS
from web.app import create_app
from web.i18n import english
from web.parameters import FILTERS, SINGLE
from web.reasons import key_of

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "http-api.md"
AWKWARD = "https://x.example/a?b=c d/é/خبر"


def address(article_id, tail=""):
    return f"/api/v1/articles/{quote(article_id, safe='')}{tail}"


def article_of(article_id):
    return Article(article_id, f"Drones {article_id}", "Drones flew here.", language="en")


@pytest.mark.parametrize("query", ["Iran Russia drones", "إيران روسيا مسيّرات"])
def test_a_question_is_answered_in_both_languages(client, query):
    found = client.get("/api/v1/search", query_string={"q": query}).json
    assert (found["query"], found["mode"]) == (query, "hybrid")
    assert found["retrievers"] == ["lexical", "dense"]
    assert {hit["language"] for hit in found["hits"]} == {"ar", "en"}
    assert found["total"] >= len(found["hits"]) == 10


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
@pytest.mark.parametrize("query", ["Iran Russia drones", "إيران روسيا مسيّرات"])
def test_an_explanation_adds_up_to_the_score(client, query, mode):
    asked = {"q": query, "mode": mode, "explain": "1", "limit": 30}
    found = client.get("/api/v1/search", query_string=asked).json["hits"]
    assert found
    for hit in found:
        parts = hit["explanation"]["parts"]
        assert sum(part["value"] for part in parts) == pytest.approx(hit["score"], abs=1e-9)
    languages = {hit["language"] for hit in found if hit["explanation"]["terms"]}
    assert languages == {"ar", "en"}


@pytest.mark.parametrize("fusion", ["linear", "rrf"])
def test_the_fusions_of_other_engines_can_be_set_and_explain_themselves(
    sample_report, sample_settings, fusion
):
    assert sample_report.articles
    settings = msgspec.structs.replace(sample_settings, fusion=fusion)
    client = create_app(SearchEngine(settings.index_path, settings), settings).test_client()
    found = client.get("/api/v1/search?q=Iran+Russia+drones&explain=1").json["hits"]
    assert {hit["language"] for hit in found} == {"ar", "en"}
    for hit in found:
        parts = {part["name"]: part["value"] for part in hit["explanation"]["parts"]}
        assert parts.keys() <= {"lexical", "dense", "title", "tail"}
        assert sum(parts.values()) == pytest.approx(hit["score"], abs=1e-9)
        assert hit["relevance"] is None


def test_a_name_across_scripts_explains_itself_as_one(client):
    asked = {"q": "Iran", "language": "ar", "mode": "lexical", "explain": "1"}
    for hit in client.get("/api/v1/search", query_string=asked).json["hits"]:
        assert {term["kind"] for term in hit["explanation"]["terms"]} == {"name"}


def test_hits_are_explained_where_that_is_asked_for_only(client):
    hits = client.get("/api/v1/search?q=drones").json["hits"]
    assert {hit["explanation"] for hit in hits} == {None}


def test_the_language_boost_moves_the_other_language(client):
    def found(language_boost):
        asked = {"q": "drones", "language_boost": language_boost}
        return client.get("/api/v1/search", query_string=asked).json["hits"]

    foreign = [
        sum(hit["language"] == "ar" for hit in found(language_boost))
        for language_boost in ("-3", "0", "3")
    ]
    assert foreign == sorted(foreign)
    assert foreign[0] < foreign[-1]
    assert [hit["id"] for hit in found("١٫٥")] == [hit["id"] for hit in found("1.5")]


def test_nothing_relevant_says_what_to_do(client):
    for query, said in [
        ("asdkfj qwpoeiru", "check the spelling"),
        ("ضصثقف غفقثص", "check the spelling"),
        ("؟؟ !!", "type a word"),
    ]:
        found = client.get("/api/v1/search", query_string={"q": query}).json
        assert (found["total"], found["hits"]) == (0, [])
        assert said in found["notices"][0]
    german = {"q": "Die Bundesregierung hat die Lieferung von Waffen nicht beschlossen"}
    (notice,) = client.get("/api/v1/search", query_string=german).json["notices"]
    assert "no articles in German; it holds Arabic and English" in notice


def test_arabic_is_sent_as_arabic(client):
    response = client.get("/api/v1/search", query_string={"q": "البحر الأحمر"})
    assert response.content_type.startswith("application/json")
    assert "البحر الأحمر" in response.text


def test_limit_and_offset_cut_the_same_list(client):
    whole = client.get("/api/v1/search?q=drones&limit=6").json["hits"]
    part = client.get("/api/v1/search?q=drones&limit=3&offset=3").json["hits"]
    assert [hit["id"] for hit in part] == [hit["id"] for hit in whole[3:]]


def test_filters_narrow(client):
    found = client.get(
        "/api/v1/search", query_string={"language": "en", "after": "شباط 2023", "before": "2023"}
    ).json
    assert found["hits"]
    for hit in found["hits"]:
        assert hit["language"] == "en"
        assert "2023-02-01" <= (hit["published"] or hit["added"]) < "2024"


def test_every_hit_can_be_fetched_by_its_id(client):
    for hit in client.get("/api/v1/search?q=drones").json["hits"]:
        article = client.get(address(hit["id"])).json
        assert (article["id"], article["title"]) == (hit["id"], hit["title"])


def test_an_article_is_the_archives(client, sample_engine):
    article = sample_engine.article("searchlight/iran-drones-kyiv.txt")
    found = client.get(address(article.id)).json
    assert found["body"] == article.body
    assert len(found["relations"]) == len(article.relations)


def test_related_coverage_has_a_limit_and_leaves_the_article_out(client):
    name = "searchlight/iran-drones-kyiv.txt"
    found = client.get(address(name, "/related?limit=3")).json
    assert found["id"] == name
    assert 1 <= len(found["hits"]) <= 3
    assert name not in {hit["id"] for hit in found["hits"]}


def test_related_coverage_that_is_empty_says_so(client):
    name = client.get("/api/v1/search?q=%22Goodbye+Julia%22").json["hits"][0]["id"]
    found = client.get(address(name, "/related")).json
    assert found["hits"] == []
    assert "near enough" in found["notices"][0]


def test_ids_may_be_any_text(small):
    client = small(
        article_of(AWKWARD), article_of("a//b/"), article_of("x/related"), article_of("y")
    )
    for name in (AWKWARD, "a//b/", "x/related", "y"):
        assert client.get(address(name)).json["id"] == name
        assert client.get(address(name, "/related")).json["id"] == name


def test_an_id_that_ends_in_related_is_told_from_what_is_related(small):
    client = small(article_of("x"), article_of("x/related"))
    assert "hits" in client.get("/api/v1/articles/x/related").json
    assert "body" in client.get("/api/v1/articles/x%2Frelated").json
    assert client.get("/api/v1/articles/x/related/related").json["id"] == "x/related"
    without = {"REQUEST_URI": None, "RAW_URI": None}
    assert "hits" in client.get("/api/v1/articles/x%2Frelated", environ_overrides=without).json


def test_without_the_raw_request_the_archive_decides(small):
    client = small(article_of("x/related"))
    found = client.get("/api/v1/articles/x/related", environ_overrides={"REQUEST_URI": None})
    assert found.json["id"] == "x/related"
    assert "body" in found.json


def error_of(client: FlaskClient, path, method="GET"):
    response = client.open(path, method=method)
    assert list(response.json) == ["error"]
    return response.status_code, response.json["error"]


@pytest.mark.parametrize(
    ("query", "named", "allowed"),
    [
        ("q=x&colour=red", "colour", "q, mode, language"),
        ("q=x&page=2", "page", "limit, offset"),
        ("q=x&mode=fuzzy", "mode", "lexical, dense, hybrid"),
        ("q=x&limit=0", "limit", "1 to 100"),
        ("q=x&limit=101", "limit", "1 to 100"),
        ("q=x&offset=-1", "offset", "0 to 10000"),
        ("q=x&offset=10000", "offset", "Narrow"),
        ("q=x&after=someday", "after", "2024-05-21"),
        ("q=x&q=y", "q", "once"),
        ("q=x&plain=2", "plain", "1 or 0"),
        ("q=x&explain=2", "explain", "1 or 0"),
        ("q=x&language_boost=4", "language_boost", "from -3"),
        ("", "q", "filter"),
    ],
)
def test_a_bad_parameter_is_named_with_what_can_be_taken(client, query, named, allowed):
    status, error = error_of(client, f"/api/v1/search?{query}")
    assert (status, error["code"], error["where"]) == (400, "bad_parameter", f"parameter {named}")
    assert allowed in error["remedy"]
    assert "position" not in error


def test_a_faulty_query_gives_its_position(client):
    status, error = error_of(client, "/api/v1/search?q=drones+%22over")
    assert (status, error["code"], error["position"]) == (400, "bad_query", 7)
    assert error["remedy"]


def test_plain_words_are_never_faulty(client):
    assert client.get("/api/v1/search?q=drones+%22over&plain=1").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/articles/nope", 404, "not_found"),
        ("GET", "/api/v1/articles/nope/related", 404, "not_found"),
        ("GET", "/api/v1/nope", 404, "not_found"),
        ("GET", "/api/v2/search", 404, "not_found"),
        ("POST", "/api/v1/analyze", 405, "method_not_allowed"),
    ],
)
def test_other_errors_have_the_same_shape(client, method, path, status, code):
    found, error = error_of(client, path, method)
    assert (found, error["code"]) == (status, code)
    assert error["message"]
    assert error["remedy"]


def test_a_text_is_analysed_as_it_is_indexed_and_read(client):
    found = client.get("/api/v1/analyze", query_string={"q": " بالطائرات"}).json
    (token,) = found["tokens"]
    marked = ("الطائرات", layers("طائرات").stem)
    assert (token["start"], token["marked"], token["stem"]) == (1, *marked)
    assert found["query"]["node"]["kind"] == "or"


def test_texts_are_analysed_as_the_archive_is(sample_engine, sample_settings):
    other = msgspec.structs.replace(sample_settings, final_letters="apart")
    with pytest.raises(SettingsError, match="already analyses"):
        create_app(sample_engine, other)


def test_an_analysis_answers_a_faulty_query_with_its_error(client):
    response = client.get("/api/v1/analyze?q=(iran+AND")
    assert response.status_code == 200
    assert response.json["query"]["error"]["position"] == 6
    plain = client.get("/api/v1/analyze?q=(iran+AND&plain=1")
    assert plain.json["query"]["error"] is None


@pytest.mark.parametrize(
    ("query", "named"),
    [("", "q"), ("q=+", "q"), ("q=x&limit=1", "limit"), ("q=x&plain=2", "plain")],
)
def test_an_analysis_names_bad_parameters(client, query, named):
    status, error = error_of(client, f"/api/v1/analyze?{query}")
    assert (status, error["where"]) == (400, f"parameter {named}")


def test_a_text_too_long_to_analyse_is_refused(client):
    status, error = error_of(client, f"/api/v1/analyze?q={'x' * 4001}")
    assert (status, error["code"]) == (400, "bad_parameter")
    assert "4000" in error["remedy"]


def test_articles_take_no_parameters(client):
    status, error = error_of(client, address("searchlight/iran-drones-kyiv.txt", "?q=x"))
    assert (status, error["code"]) == (400, "bad_parameter")


def test_meaning_alone_without_vectors_is_a_503(small):
    status, error = error_of(small(article_of("1")), "/api/v1/search?q=drones&mode=dense")
    assert (status, error["code"]) == (503, "model_unavailable")


def test_an_answer_is_not_sent_twice(client):
    first = client.get("/api/v1/search?q=drones")
    again = client.get("/api/v1/search?q=drones", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    other = client.get("/api/v1/search?q=dam", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_each_page_names_its_json_twin(client):
    for page in ("/?q=drones&page=2&language=ar", "/article/searchlight%2Firan-drones-kyiv.txt"):
        twin = re.search(r'type="application/json" href="([^"]+)"', client.get(page).text)[1]
        assert client.get(twin.replace("&amp;", "&")).status_code == 200


def test_the_twin_of_a_page_holds_the_same_hits(client):
    text = client.get("/?q=drones&page=2").text
    twin = re.search(r'type="application/json" href="([^"]+)"', text)[1].replace("&amp;", "&")
    for hit in client.get(twin).json["hits"]:
        assert f'href="/article/{quote(hit["id"], safe="")}?q=drones&amp;page=2"' in text


def test_every_route_is_documented(app):
    text = DOCUMENTATION.read_text(encoding="utf-8")
    for rule in app.url_map.iter_rules():
        shown = re.sub(r"<id:article_id>", "<id>", rule.rule).replace("<path:filename>", "<file>")
        assert f"`{shown}`" in text or f"`GET {shown}`" in text, shown


def test_every_parameter_is_documented():
    text = DOCUMENTATION.read_text(encoding="utf-8")
    names = {*PARAMETERS, *ANALYZE_PARAMETERS, *RELATED_PARAMETERS, *SINGLE, *FILTERS, "ui"}
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_part_of_a_score_is_documented_and_has_a_sentence(client):
    text = DOCUMENTATION.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z' ]+)` \|", text.partition("### Explanations")[2], re.MULTILINE)
    documented = [name for name in rows if f"part_{key_of(name)}" in english.SENTENCES]
    said = [key for key in english.SENTENCES if key.startswith("part_")]
    assert [f"part_{key_of(name)}" for name in documented] == said
    asked = [
        "q=drones&language_boost=1",
        "q=After+the+Fog+at+Varzaqan",
        "q=the&limit=100",
        "q=Iran&mode=lexical",
    ]
    seen = {
        part["name"]
        for query in asked
        for hit in client.get(f"/api/v1/search?{query}&explain=1").json["hits"]
        for part in hit["explanation"]["parts"]
    }
    assert {"lexical", "similarity", "coverage", "language boost", "title"} <= seen
    assert seen <= set(documented)


def test_every_key_and_error_code_is_documented(client):
    from web.errors import _CODES

    text = DOCUMENTATION.read_text(encoding="utf-8")
    found = client.get("/api/v1/search?q=drones&explain=1&language_boost=1.5").json
    explanations = [hit["explanation"] for hit in found["hits"]]
    article = client.get(address("searchlight/iran-drones-kyiv.txt")).json
    analysis = client.get("/api/v1/analyze", query_string={"q": "بوتين 20 أيار 2024"}).json
    parts = [analysis, *(analysis[name][0] for name in ("tokens", "dates", "names"))]
    keys = {key for part in (*parts, analysis["query"]) for key in part}
    keys |= {key for part in explanations for key in (*part, *part["parts"][0])}
    keys |= {key for part in explanations for term in part["terms"] for key in term}
    for key in (*found, *found["hits"][0], *article, *keys):
        assert f"`{key}`" in text or f'"{key}"' in text, key
    for _, code, _ in _CODES:
        assert f"`{code}`" in text


def test_facets_count_the_whole_result_set(client):
    address = "/api/v1/search?q=drones&facet=language&facet=year&facet=author"
    few, many = (client.get(f"{address}&limit={limit}").json for limit in (1, 100))
    assert few["facets"] == many["facets"]
    assert list(few["facets"]) == ["language", "year", "author"]
    articles = {"language": 0, "year": 0, "author": 0}
    for name, facet in few["facets"].items():
        counts = [bucket["count"] for bucket in facet["buckets"]]
        articles[name] = sum(counts) + facet["other"] + facet["missing"]
    shown = sum(1 + len(hit["duplicates"]) for hit in many["hits"])
    assert set(articles.values()) == {shown}
    assert {bucket["value"] for bucket in few["facets"]["language"]["buckets"]} == {"ar", "en"}


def test_an_unknown_facet_is_refused_with_those_that_there_are(client):
    response = client.get("/api/v1/search?q=drones&facet=colour")
    assert response.status_code == 400
    assert "language, source" in response.json["error"]["remedy"]
