from dataclasses import replace
from datetime import date

import msgspec
import pytest

from indexer.base.errors import IndexFormatError, ModelUnavailable
from indexer.pipeline.run import index_archive
from indexer.storage.query import Filters
from search.engine import SearchEngine
from search.query.filters import narrowed
from search.request import Expansion, SearchRequest


def ids(response):
    return [hit.article.id for hit in response.hits]


def text(fragments):
    return "".join(fragment.text for fragment in fragments)


def marked(fragments):
    return [fragment.text for fragment in fragments if fragment.marked]


@pytest.mark.parametrize("query", ["Iran Russia drones", "إيران روسيا مسيّرات"])
def test_a_question_in_either_language_finds_articles_in_both(sample_engine, query):
    response = sample_engine.search(SearchRequest(query))
    assert response.retrievers == ("lexical", "dense")
    assert {"ar", "en"} == {hit.article.language for hit in response.hits}
    both = {hit.article.id.rpartition("/")[2].partition(".")[0] for hit in response.hits[:4]}
    assert "iran-drones-kyiv" in both


def test_the_question_language_is_told(sample_engine):
    assert sample_engine.search(SearchRequest("زلزال المغرب")).language == "ar"
    assert sample_engine.search(SearchRequest("Morocco earthquake")).language == "en"


def test_hits_come_best_first_with_their_place_in_each_leg(sample_engine):
    response = sample_engine.search(SearchRequest("earthquake Morocco High Atlas"))
    scores = [hit.score for hit in response.hits]
    assert scores == sorted(scores, reverse=True)
    first = response.hits[0]
    assert first.retrievers["lexical"].rank == 1
    assert first.retrievers["dense"].score > 0.2


def test_every_hit_has_a_snippet_of_its_own_text(sample_engine):
    for hit in sample_engine.search(SearchRequest("سد درنة الفيضان", limit=30)).hits:
        flat = " ".join(hit.article.body.split())
        snippet = text(hit.snippet).removeprefix("… ").removesuffix(" …")
        assert snippet
        assert " ".join(snippet.split()) in flat


def test_matching_words_are_marked_in_the_original_spelling(sample_engine):
    hit = sample_engine.search(SearchRequest("drones", "lexical")).hits[0]
    marks = marked(hit.title) + marked(hit.snippet)
    assert marks
    assert {mark.lower() for mark in marks} <= {"drone", "drones"}


def test_lexical_mode_finds_no_article_by_meaning(sample_engine):
    request = SearchRequest("المحافظ السابق", "lexical", limit=50)
    response = sample_engine.search(replace(request, expand=False))
    assert response.retrievers == ("lexical",)
    assert {hit.article.language for hit in response.hits} == {"ar"}
    assert not response.expansions
    both = sample_engine.search(request)
    assert {one.kind for one in both.expansions} == {"translation"}
    assert {hit.article.language for hit in both.hits} == {"ar", "en"}


def test_names_are_searched_in_the_other_script_too(sample_engine):
    response = sample_engine.search(SearchRequest("إيران", "lexical", limit=50))
    assert Expansion("إيران", ("Iran",), "name") in response.expansions
    assert {hit.article.language for hit in response.hits} == {"ar", "en"}
    english = next(hit for hit in response.hits if hit.article.language == "en")
    assert "Iran" in marked(english.title) + marked(english.snippet)


def test_dense_mode_finds_the_other_language_without_a_word_in_common(sample_engine):
    response = sample_engine.search(
        SearchRequest("هزة أرضية تدمر مدناً وتقتل الآلاف", "dense", Filters(languages=("en",)))
    )
    assert response.retrievers == ("dense",)
    assert any("quake" in hit.article.title.lower() for hit in response.hits[:3])


def test_the_total_counts_the_result_set_and_pages_add_up_to_it(sample_engine):
    request = SearchRequest("election president", limit=7, collapse=False)
    first = sample_engine.search(request)
    seen = ids(first)
    while len(seen) < first.total:
        page = ids(sample_engine.search(replace(request, offset=len(seen))))
        assert page
        seen += page
    assert len(seen) == len(set(seen)) == first.total
    assert ids(sample_engine.search(replace(request, offset=first.total))) == []


def test_filters_hold_and_keep_the_order_of_what_remains(sample_engine):
    request = SearchRequest("war in Sudan", limit=100, collapse=False)
    everything = sample_engine.search(request)
    narrow = Filters(first=date(2023, 1, 1), last=date(2023, 12, 31), languages=("en",))
    some = sample_engine.search(replace(request, filters=narrow))
    assert some.hits
    for hit in some.hits:
        assert hit.article.language == "en"
        assert hit.article.timestamp.isoformat()[:4] == "2023"
    kept = [i for i in ids(everything) if i in set(ids(some))]
    assert [i for i in ids(some) if i in set(kept)] == kept


def test_filters_without_a_word_list_the_newest_first(sample_engine):
    filters = Filters(languages=("ar",))
    response = sample_engine.search(SearchRequest("", filters=filters, collapse=False))
    dates = [hit.article.timestamp.isoformat() for hit in response.hits]
    assert dates == sorted(dates, reverse=True)
    assert response.total == sample_engine.statistics().languages["ar"]


@pytest.mark.parametrize("query", ["", "  ", "…؟!"])
def test_a_question_without_a_word_says_so(sample_engine, query):
    response = sample_engine.search(SearchRequest(query))
    assert (response.hits, response.total) == ((), 0)
    assert response.notices


def test_near_duplicates_are_folded_below_the_best_of_them(sample_engine):
    request = SearchRequest("BRICS Johannesburg invitation six countries", limit=200)
    folded = sample_engine.search(request)
    flat = sample_engine.search(replace(request, collapse=False))
    below = [other for hit in folded.hits for other in hit.duplicates]
    assert below
    assert sorted(ids(folded) + below) == sorted(ids(flat))


def test_related_coverage_crosses_languages_and_leaves_the_article_out(sample_engine):
    response = sample_engine.search(SearchRequest("BRICS opens the door in Johannesburg"))
    article = response.hits[0].article
    related = sample_engine.related(article.id, 5)
    assert article.id not in [hit.article.id for hit in related]
    assert {hit.article.language for hit in related} == {"ar", "en"}
    assert all("BRICS" in one or "بريكس" in one for one in (hit.article.title for hit in related))


def test_an_article_that_stands_alone_has_no_related_coverage(sample_engine):
    for title in ("Goodbye Julia", "A Moon Landing Ends in Silence"):
        (hit, *_) = sample_engine.search(SearchRequest(f'"{title}"')).hits
        assert hit.article.title.strip("“”").startswith(title)
        assert sample_engine.related(hit.article.id) == ()


def test_related_coverage_of_an_unknown_article_is_an_error(sample_engine):
    with pytest.raises(KeyError):
        sample_engine.related("no such article")


def test_statistics_describe_the_archive(sample_engine, sample_report):
    statistics = sample_engine.statistics()
    assert statistics.articles == sample_report.articles == sum(statistics.languages.values())
    assert statistics.vectors == statistics.articles
    assert statistics.dense == ""
    assert statistics.first.isoformat()[:4] == "2022"


def test_a_missing_index_is_an_error_that_says_what_to_do(settings):
    with pytest.raises(IndexFormatError, match="kashshaf index"):
        SearchEngine(settings.index_path, settings)


def test_without_a_model_words_are_searched_and_the_notice_says_why(settings, pages):
    off = msgspec.structs.replace(settings, model="none")
    news = pages({"id": "1", "title": "Drones over Kyiv", "body": "Seen at dawn."})
    report = index_archive([news], off)
    assert "switched off" in report.dense_off
    engine = SearchEngine(off.index_path, off)
    response = engine.search(SearchRequest("drones"))
    assert (ids(response), response.retrievers) == (["1"], ("lexical",))
    assert any("Search by meaning is off" in str(notice) for notice in response.notices)
    with pytest.raises(ModelUnavailable):
        engine.search(SearchRequest("drones", "dense"))


def test_an_archive_of_one_article_is_found_from_the_other_language(settings, pages):
    news = pages(
        {"id": "1", "title": "Drones over Kyiv", "body": "Russia sent Iranian drones at dawn."}
    )
    index_archive([news], settings)
    engine = SearchEngine(settings.index_path, settings)
    assert ids(engine.search(SearchRequest("مسيّرات إيرانية روسية فوق كييف"))) == ["1"]


def test_the_engine_sees_what_is_indexed_after_it_was_opened(settings, pages):
    index_archive([pages({"id": "1", "title": "Rain", "body": "It rained."})], settings)
    engine = SearchEngine(settings.index_path, settings)
    assert ids(engine.search(SearchRequest("drones", "lexical"))) == []
    news = pages({"id": "2", "title": "Drones", "body": "Seen at dawn."}, name="more.jsonl")
    index_archive([news], settings)
    assert ids(engine.search(SearchRequest("drones", "lexical"))) == ["2"]


def test_filters_of_query_and_request_are_both_demanded():
    both = narrowed(
        Filters(languages=("ar", "en"), first=date(2024, 1, 1)),
        Filters(languages=("en", "fr"), sources=("Post",), first=date(2024, 3, 1)),
    )
    assert both == Filters(languages=("en",), sources=("Post",), first=date(2024, 3, 1))


def test_filters_that_exclude_each_other_find_nothing(sample_engine):
    filters = narrowed(Filters(languages=("ar",)), Filters(languages=("en",)))
    assert sample_engine.search(SearchRequest("Sudan", filters=filters)).total == 0
