"""The result set: what totals, pages, facets and histograms run over, in every mode."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from indexer.storage.query import DateHistogram, Filters, TermsAggregation, filter_key
from search.counting import without_own
from search.request import SearchRequest

MODES = ("hybrid", "lexical", "dense")
QUERIES = (
    "Iran Russia drones",
    "إيران روسيا مسيّرات",
    "BRICS Johannesburg invitation six countries",
    "war",
    "+drones -Ukraine",
    "election president",
    "xqzv wqpk",
)
NARROWED = (
    Filters(),
    Filters(languages=("ar",)),
    Filters(languages=("en",), sources=("Corniche Post",)),
)


def everything(engine, request):
    """Return the ids of all pages, a page at a time, hits and their duplicates together."""
    first = engine.search(request)
    pages, seen = [first], len(first.hits)
    while pages[-1].hits:
        pages.append(engine.search(replace(request, offset=seen)))
        seen += len(pages[-1].hits)
    return first, [hit for page in pages for hit in page.hits]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.sampled_from(QUERIES),
    mode=st.sampled_from(MODES),
    narrowed=st.sampled_from(NARROWED),
    collapse=st.booleans(),
    limit=st.integers(3, 60),
)
def test_the_pages_together_are_the_result_set_each_article_once(
    sample_engine, query, mode, narrowed, collapse, limit
):
    request = SearchRequest(query, mode, narrowed, limit=limit, collapse=collapse, snippets=False)
    first, hits = everything(sample_engine, request)
    assert len(hits) == first.total
    shown = [hit.article.id for hit in hits]
    articles = shown + [other for hit in hits for other in hit.duplicates]
    assert len(set(articles)) == len(articles)
    flat, whole = everything(sample_engine, replace(request, collapse=False, limit=100))
    assert flat.total == len(whole) == len(articles)
    assert {hit.article.id for hit in whole} == set(articles)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("narrowed", NARROWED)
def test_facets_and_histograms_count_the_result_set(sample_engine, query, mode, narrowed):
    asked = (
        TermsAggregation("language"),
        TermsAggregation("source"),
        TermsAggregation("category"),
        DateHistogram("year"),
        DateHistogram("month"),
        DateHistogram("day"),
    )
    request = SearchRequest(query, mode, narrowed, limit=100, collapse=False, aggregations=asked)
    first, hits = everything(sample_engine, request)
    articles = [hit.article for hit in hits]
    keyword = {"language": [], "source": [], "category": []}
    for buckets, field in zip(first.facets, keyword, strict=False):
        values = Counter(filter_key(getattr(one, field)) for one in articles if getattr(one, field))
        assert {filter_key(b.value): b.count for b in buckets.buckets} == values
        assert buckets.missing == len(articles) - values.total()
    for buckets, length in zip(first.facets[3:], (4, 7, 10), strict=True):
        days = Counter(one.timestamp.isoformat()[:length] for one in articles if one.timestamp)
        assert {b.value: b.count for b in buckets.buckets} == days
        assert [b.value for b in buckets.buckets] == sorted(days)
        assert buckets.missing == len(articles) - days.total()


def test_a_collapsed_search_counts_facets_by_article(sample_engine):
    asked = (TermsAggregation("language"),)
    request = SearchRequest("BRICS Johannesburg invitation six countries", aggregations=asked)
    collapsed = sample_engine.search(request)
    flat = sample_engine.search(replace(request, collapse=False))
    assert collapsed.total < flat.total
    assert collapsed.facets == flat.facets


FACETS = (
    TermsAggregation("language"),
    TermsAggregation("source"),
    TermsAggregation("author"),
    TermsAggregation("category"),
    DateHistogram("month"),
)
CHOSEN = (
    Filters(),
    Filters(languages=("ar",)),
    Filters(sources=("corniche post",)),
    Filters(languages=("en",), sources=("Corniche Post", "Manara")),
    Filters(first=date(2023, 1, 1), last=date(2023, 12, 31)),
    Filters(languages=("ar",), last=date(2023, 6, 30)),
)


def value_of(article, facet):
    if isinstance(facet, DateHistogram):
        return article.timestamp.isoformat()[:7] if article.timestamp else ""
    return filter_key(getattr(article, facet.field)) if getattr(article, facet.field) else ""


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.sampled_from(("", *QUERIES)),
    mode=st.sampled_from(MODES),
    chosen=st.sampled_from(CHOSEN),
    facet=st.sampled_from(FACETS),
)
def test_a_facet_counts_what_the_search_finds_without_the_facets_own_filter(
    sample_engine, query, mode, chosen, facet
):
    assume(query or chosen)
    request = SearchRequest(query, mode, chosen, limit=100, collapse=False, snippets=False)
    asked = replace(request, alternatives=FACETS)
    buckets = sample_engine.search(asked).alternatives[FACETS.index(facet)]
    relaxed = replace(request, filters=without_own(chosen, facet))
    if query or relaxed.filters:
        _, hits = everything(sample_engine, relaxed)
        values = [value_of(hit.article, facet) for hit in hits]
        assert buckets.missing == values.count("")
        counted = {filter_key(b.value): b.count for b in buckets.buckets}
        expected = Counter(value for value in values if value)
        if len(expected) > getattr(
            facet, "limit", len(expected)
        ):  # the most frequent ones are listed
            assert len(counted) == facet.limit
            assert counted.items() <= expected.items()
        else:
            assert counted == expected
    else:  # without a query and filters nothing is searched; the facet counts the archive
        total = sum(b.count for b in buckets.buckets) + buckets.missing
        assert total == sample_engine.statistics().articles


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("collapse", [True, False])
def test_every_order_pages_through_the_same_articles(sample_engine, query, mode, collapse):
    request = SearchRequest(query, mode, limit=7, collapse=collapse, snippets=False)
    best, hits = everything(sample_engine, request)
    groups = {frozenset((hit.article.id, *hit.duplicates)) for hit in hits}
    for sort, sign in (("newest", -1), ("oldest", 1)):
        first, listed = everything(sample_engine, replace(request, sort=sort))
        assert (first.total, first.total_relation) == (best.total, best.total_relation)
        assert {frozenset((hit.article.id, *hit.duplicates)) for hit in listed} == groups
        dates = [hit.article.timestamp for hit in listed]
        known = [at.toordinal() for at in dates if at is not None]
        assert known == sorted(known, key=lambda day: sign * day)
        assert None not in dates[: len(known)]
