import json
from datetime import date, datetime

import numpy as np

from indexer.article import Article, Relation
from search.request import (
    Explanation,
    Fragment,
    Hit,
    MatchedTerm,
    RetrieverScore,
    SearchRequest,
    SearchResponse,
)
from web.serialize import article_as_dict, hit_as_dict, marked, response_as_dict

ARTICLE = Article(
    id="a/b",
    title="عنوان",
    body="نص",
    language="ar",
    title_language="ar",
    published=date(2024, 5, 21),
    added=datetime(2024, 5, 27, 18, 44),
    visits=0,
    relations=(Relation("teaser", "Other", "https://x.example/o", date(2024, 1, 2), "cut …"),),
)


def test_text_of_an_article_never_becomes_markup():
    fragments = (Fragment("<b>&"), Fragment('"<script>', marked=True), Fragment("'"))
    assert marked(fragments) == "&lt;b&gt;&amp;<mark>&#34;&lt;script&gt;</mark>&#39;"
    assert marked(()) == ""


def test_a_hit_names_its_article_and_why_it_is_there():
    hit = Hit(
        ARTICLE,
        1.5,
        {"lexical": RetrieverScore(1, 9.0), "dense": RetrieverScore(4, 0.25)},
        snippet=(Fragment("a < "), Fragment("b", marked=True)),
        relevance=0.75,
        duplicates=("d",),
        reranked=0.75,
    )
    assert hit_as_dict(hit) == {
        "id": "a/b",
        "title": "عنوان",
        "url": "",
        "language": "ar",
        "published": "2024-05-21",
        "added": "2024-05-27T18:44",
        "source": "",
        "author": "",
        "score": 1.5,
        "retrievers": {
            "lexical": {"rank": 1, "score": 9.0},
            "dense": {"rank": 4, "score": 0.25},
        },
        "snippet": "a &lt; <mark>b</mark>",
        "relevance": 0.75,
        "duplicates": ["d"],
        "reranked": 0.75,
        "explanation": None,
    }


def test_an_explanation_is_given_part_by_part_and_word_by_word():
    explanation = Explanation(
        (("words", 2.0), ("score cap", np.float64(-0.5))),
        (MatchedTerm("Iran", "إيرانية", "stem", "title", "name"),),
    )
    found = hit_as_dict(Hit(ARTICLE, 1.5, {}, explanation=explanation))["explanation"]
    assert json.loads(json.dumps(found)) == {
        "parts": [
            {"name": "words", "value": 2.0},
            {"name": "score cap", "value": -0.5},
        ],
        "terms": [
            {
                "query": "Iran",
                "written": "إيرانية",
                "layer": "stem",
                "place": "title",
                "kind": "name",
            }
        ],
    }


def test_what_is_unknown_is_null():
    found = hit_as_dict(Hit(Article("a", "", ""), 1.0, {}))
    assert (found["published"], found["added"], found["relevance"]) == (None, None, None)
    assert article_as_dict(Article("a", "", ""))["visits"] is None


def test_an_article_is_given_whole():
    found = article_as_dict(ARTICLE)
    assert (found["body"], found["visits"], found["comments"]) == ("نص", 0, None)
    assert found["relations"] == [
        {
            "kind": "teaser",
            "title": "Other",
            "url": "https://x.example/o",
            "published": "2024-01-02",
            "excerpt": "cut …",
        }
    ]


def test_numpy_scores_can_be_carried_by_json():
    retriever = RetrieverScore(np.int64(2), np.float32(0.5))
    hit = Hit(ARTICLE, np.float32(1.25), {"lexical": retriever})
    response = SearchResponse(SearchRequest("q"), (hit,), 1, ("lexical",), "en", 1.0)
    found = json.loads(json.dumps(response_as_dict(response)))
    assert found["hits"][0]["retrievers"]["lexical"] == {"rank": 2, "score": 0.5}
    assert list(found) == [
        "query", "mode", "sort", "retrievers", "language", "total", "total_relation", "took_ms",
        "partial", "expansions", "suggestion", "notices", "facets", "hits",
    ]  # fmt: skip
