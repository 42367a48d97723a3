from dataclasses import replace

import msgspec
import pytest

from indexer.article import Article
from search.engine import SearchEngine
from search.query import parse_query
from search.request import Expansion, SearchRequest
from search.results.explanation import MOST_TERMS, Explainer
from search.results.matching import Matcher

QUERIES = ("Iran Russia drones", "إيران روسيا مسيّرات", "ira*", "Red Sea shipping", "سد درنة")


def told(query, article, also=()):
    """Return the terms of a query that was expanded by nothing but what is given."""
    parsed = parse_query(query)
    explainer = Explainer.of(Matcher.of([parsed.node]).find, parsed.text, also)
    return explainer.explain(article, {}).terms


def met(terms):
    return [(term.query, term.written, term.layer, term.place) for term in terms]


def hits_of(engine, query, mode="hybrid", **wanted):
    return engine.search(SearchRequest(query, mode, explain=True, limit=60, **wanted)).hits


def assert_parts_add_up(hits):
    assert hits
    for hit in hits:
        parts = hit.explanation.parts
        assert parts
        assert len(dict(parts)) == len(parts)
        assert sum(value for _, value in parts) == pytest.approx(hit.score, abs=1e-9)


@pytest.mark.parametrize("language_boost", [0.0, 1.5, -1.5])
@pytest.mark.parametrize("query", QUERIES)
def test_the_parts_of_a_hybrid_hit_add_up_to_its_score(sample_engine, query, language_boost):
    hits = hits_of(sample_engine, query, language_boost=language_boost)
    if "*" not in query:  # a pattern finds what is written so
        assert {hit.article.language for hit in hits} == {"ar", "en"}
    assert_parts_add_up(hits)


@pytest.mark.parametrize("mode", ["lexical", "dense"])
def test_a_single_leg_has_its_own_score_for_a_part(sample_engine, mode):
    hits = hits_of(sample_engine, "Iran Russia drones", mode)
    assert_parts_add_up(hits)
    name = mode
    assert {hit.explanation.parts for hit in hits} == {
        ((name, hit.retrievers[mode].score),) for hit in hits
    }


@pytest.mark.parametrize("fusion", ["linear", "rrf"])
@pytest.mark.parametrize("query", QUERIES[:2])
def test_parts_add_up_with_the_fusions_of_other_engines(
    sample_engine, sample_settings, fusion, query
):
    settings = msgspec.structs.replace(sample_settings, fusion=fusion)
    engine = SearchEngine(settings.index_path, settings)
    hits = hits_of(engine, query)
    assert_parts_add_up(hits)
    assert {name for hit in hits for name, _ in hit.explanation.parts} >= {"lexical", "dense"}
    usual = hits_of(sample_engine, query)
    assert [hit.score for hit in hits] != [hit.score for hit in usual]


def test_hits_of_both_languages_are_explained_by_the_same_features(sample_engine):
    hits = hits_of(sample_engine, "Iran Russia drones")
    own, other = (
        dict(next(hit for hit in hits if hit.article.language == code).explanation.parts)
        for code in ("en", "ar")
    )
    usual = {"similarity", "matched", "coverage", "base"}
    assert own.keys() - {"parallel coverage"} == usual
    assert other.keys() - {"parallel coverage"} == usual | {"other language"}


def test_a_translation_is_told_as_one(sample_engine):
    hits = hits_of(sample_engine, "earthquake", "lexical")
    arabic = [hit for hit in hits if hit.article.language == "ar"]
    assert arabic
    terms = {(t.query, t.kind) for hit in arabic for t in hit.explanation.terms}
    assert terms == {("earthquake", "translation")}


def test_the_title_that_holds_the_whole_question_is_a_part(sample_engine):
    title = "After the Fog at Varzaqan"
    first = hits_of(sample_engine, title)[0]
    assert first.article.title.startswith(title)
    assert dict(first.explanation.parts)["title"] > 0


def test_the_language_boost_is_a_part_of_the_other_language_alone(sample_engine):
    for hit in hits_of(sample_engine, "Iran Russia drones", language_boost=1.5):
        language_boost = dict(hit.explanation.parts).get("language boost")
        assert language_boost == (1.5 if hit.article.language == "ar" else None)


def test_articles_listed_by_date_have_no_parts(sample_engine):
    hits = hits_of(sample_engine, "language:ar")
    assert hits
    assert {hit.explanation.parts for hit in hits} == {()}
    assert {hit.score for hit in hits} == {0.0}


def test_nothing_is_explained_unasked(sample_engine):
    request = SearchRequest("Iran Russia drones")
    assert all(hit.explanation is None for hit in sample_engine.search(request).hits)


def test_a_name_meets_the_other_scripts_adjective_as_a_name(sample_engine):
    hits = hits_of(sample_engine, "Iran", "lexical")
    terms = [term for hit in hits if hit.article.language == "ar" for term in hit.explanation.terms]
    assert {(term.query, term.kind) for term in terms} == {("Iran", "name")}
    assert "إيرانية" in {term.written for term in terms}


def test_an_archives_spelling_is_told_from_a_known_name(sample_engine):
    hits = hits_of(sample_engine, "Derna", "lexical")
    arabic = next(hit for hit in hits if hit.article.language == "ar")
    assert ("Derna", "درنة", "spelling") in {
        (term.query, term.written, term.kind) for term in arabic.explanation.terms
    }


def test_every_spelling_that_was_searched_is_a_name_though_few_are_shown():
    also = [Expansion("drones", ("مسيرة", "UAV"), "name")]  # درون is searched as well
    matcher = Matcher.of([parse_query("drones درون").node])
    explainer = Explainer.of(matcher.find, "drones", also)
    (term,) = explainer.explain(Article("1", "", "درون", "ar"), {}).terms
    assert (term.query, term.written, term.kind) == ("drones", "درون", "name")


def test_the_layer_is_the_strictest_in_which_two_words_are_the_same():
    article = Article("1", "إيران", "وقالت ايران إن الطائرات الإيرانية عادت", "ar")
    assert met(told("إيران", article)) == [
        ("إيران", "إيران", "exact", "title"),
        ("إيران", "ايران", "folded", "body"),
        ("إيران", "الإيرانية", "stem", "body"),
    ]


def test_clitics_stay_outside_of_what_is_written():
    (term,) = told("موسكو", Article("1", "", "بموسكو", "ar"))
    assert (term.written, term.layer) == ("موسكو", "stem")


def test_title_and_body_are_told_apart_and_each_term_named_once():
    article = Article("1", "Drones", "Drones, drones and one drone.", "en")
    assert met(told("drones", article)) == [
        ("drones", "Drones", "exact", "title"),
        ("drones", "Drones", "exact", "body"),
        ("drones", "drones", "exact", "body"),
        ("drones", "drone", "stem", "body"),
    ]


def test_a_word_in_quotes_meets_no_other_form_of_itself():
    article = Article("1", "Drone", "Drones flew; a drone fell.", "en")
    assert met(told('"drones"', article)) == [("drones", "Drones", "exact", "body")]


def test_words_of_a_phrase_meet_where_they_stand_together_only():
    article = Article("1", "Red tape", "The Red Sea is a sea.", "en")
    assert met(told('"Red Sea"', article)) == [
        ("Red", "Red", "exact", "body"),
        ("Sea", "Sea", "exact", "body"),
    ]


def test_excluded_words_explain_nothing():
    article = Article("1", "Drones", "Drones over Ukraine", "en")
    assert {term.query for term in told("drones -Kyiv", article)} == {"drones"}


def test_a_pattern_is_shown_with_what_it_met():
    article = Article("1", "Iran", "An Iranian in Iraq", "en")
    assert met(told("i?an", article)) == [("i?an", "Iran", "folded", "title")]
    terms = told("ira*", article)
    assert [term.written for term in terms] == ["Iran", "Iranian", "Iraq"]
    assert {term.layer for term in terms} == {"folded"}
    assert {term.query for term in terms} == {"ira*"}


def test_a_beginning_is_looked_for_behind_clitics_too():
    (term,) = told("مسيّ*", Article("1", "", "بالمسيّرات", "ar"))
    assert (term.written, term.layer) == ("المسيّرات", "stem")


def test_a_hit_found_by_meaning_alone_has_no_terms(sample_engine):
    hits = hits_of(sample_engine, "central bankers")
    alone = [hit for hit in hits if "lexical" not in hit.retrievers]
    assert alone
    assert all(hit.explanation.terms == () for hit in alone)
    assert_parts_add_up(alone)


def test_no_hit_names_more_terms_than_anybody_reads():
    words = [f"w{letter}{other}" for letter in "abcdef" for other in "abcdef"]
    terms = told(" ".join(words), Article("1", "", " ".join(words), "en"))
    assert len(terms) == MOST_TERMS


def test_filters_change_no_explanation_of_what_remains(sample_engine):
    request = SearchRequest("war in Sudan", explain=True, limit=60, collapse=False)
    narrow = replace(request.filters, languages=("en",))
    everything = {hit.article.id: hit.explanation for hit in sample_engine.search(request).hits}
    some = sample_engine.search(replace(request, filters=narrow)).hits
    assert some
    for hit in some:
        if hit.article.id in everything and "dense" in hit.retrievers:
            assert hit.explanation.terms == everything[hit.article.id].terms
