"""How both retrievers become one list, on the sample archive with the real model."""

import math
from dataclasses import replace

import msgspec
import pytest

from indexer.storage.query import Filters
from search.engine import SearchEngine
from search.ranking.fusion import Weights
from search.request import SearchRequest

QUERIES = ("Iran Russia drones", "إيران روسيا مسيّرات", "earthquake Morocco", "سد درنة الفيضان")


def languages(response):
    return [hit.article.language for hit in response.hits]


def ids(response):
    return [hit.article.id for hit in response.hits]


@pytest.mark.parametrize("query", QUERIES)
def test_the_first_page_holds_the_story_in_both_languages(sample_engine, query):
    response = sample_engine.search(SearchRequest(query))
    assert set(languages(response)) == {"ar", "en"}


@pytest.mark.parametrize("query", QUERIES)
def test_hits_say_how_probably_they_answer(sample_engine, query):
    hits = sample_engine.search(SearchRequest(query, limit=50)).hits
    for hit in hits:
        assert hit.relevance == pytest.approx(1 / (1 + math.exp(-hit.score)))
    assert hits[0].relevance > 0.5
    assert hits[0].relevance > hits[-1].relevance


def test_words_alone_and_other_fusions_know_no_probability(sample_engine):
    hits = sample_engine.search(SearchRequest("drones", "lexical")).hits
    assert {hit.relevance for hit in hits} == {None}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_filter_keeps_the_order_of_what_remains(sample_engine, query, language):
    whole = sample_engine.search(SearchRequest(query, limit=50, collapse=False))
    filters = Filters(languages=(language,))
    part = sample_engine.search(SearchRequest(query, filters=filters, limit=50, collapse=False))
    left = [hit.article.id for hit in whole.hits if hit.article.language == language]
    assert ids(part)[: len(left)] == left
    scores = {hit.article.id: hit.score for hit in whole.hits}
    assert all(
        hit.score == pytest.approx(scores[hit.article.id])
        for hit in part.hits
        if hit.article.id in scores
    )


@pytest.mark.parametrize("query", QUERIES)
def test_the_language_boost_brings_other_languages_forward_or_holds_them_back(sample_engine, query):
    request = SearchRequest(query, limit=10)
    own = sample_engine.search(request).language
    shares = [
        sum(
            code != own
            for code in languages(sample_engine.search(replace(request, language_boost=b)))
        )
        for b in (-3.0, 0.0, 3.0)
    ]
    assert shares == sorted(shares)
    assert shares[0] < shares[2]


def test_an_article_whose_title_is_the_question_comes_first(sample_engine):
    for hit in sample_engine.search(SearchRequest("drones", limit=10)).hits:
        title = hit.article.title
        first = sample_engine.search(SearchRequest(title, plain=True)).hits[0]
        assert first.article.title == title


@pytest.mark.usefixtures("sample_report")
@pytest.mark.parametrize("method", ["linear", "rrf"])
def test_both_retrievers_can_be_fused_at_once(sample_settings, method):
    engine = SearchEngine(
        sample_settings.index_path, sample_settings, weights=Weights(method=method)
    )
    response = engine.search(SearchRequest("earthquake Morocco High Atlas"))
    assert response.hits[0].article.title
    assert {hit.relevance for hit in response.hits} == {None}
    assert {"lexical", "dense"} <= set(response.hits[0].retrievers)


@pytest.mark.usefixtures("sample_report")
def test_the_fusion_is_a_setting(sample_settings):
    rrf = msgspec.structs.replace(sample_settings, fusion="rrf")
    engine = SearchEngine(sample_settings.index_path, rrf)
    assert engine.search(SearchRequest("earthquake Morocco")).hits[0].score < 0.1


@pytest.mark.parametrize("query", ["xqzv wqpk zzyx", "ضصثق ظطكم غعهخ"])
def test_gibberish_finds_nothing(sample_engine, query):
    assert sample_engine.search(SearchRequest(query)).total == 0


def test_a_question_that_looks_italian_is_asked_of_the_english_articles(sample_engine):
    response = sample_engine.search(SearchRequest("il terremoto del Marocco e la sua gente"))
    assert response.language == "it"
    assert response.hits
