"""How many calls to the storage a search makes: behind each there may be a network."""

from collections import Counter
from dataclasses import replace
from functools import partial

import pytest

from indexer.storage import open_reader
from indexer.storage.query import DateHistogram, Filters, TermsAggregation
from search.engine import SearchEngine
from search.request import SearchRequest

MOST = 8
QUERIES = (
    "Iran Russia drones",
    "إيران روسيا مسيّرات",
    "Grundberg Zaporizhzhia Khartoum",
    "غروندبرغ زابوريجيا",
    "Burhan البرهان Hemedti حميدتي",
    "hujum 3ala alhudud",
    "+Derna flood -Libya",
    '"Arab League" Syria',
    "il terremoto del Marocco",
    "xqzv wqpk zzyx",
    "title:drones source:nosuch",
    "BRICS Johannesburg invitation six countries",
)


class CountingReader:
    """Counts the calls that go through to a reader."""

    def __init__(self, reader, counts):
        self._reader, self._counts = reader, counts
        self.manifest = reader.manifest

    def __getattr__(self, name):
        found = getattr(self._reader, name)
        if name not in ("is_current", "close"):
            return partial(self._counted, name, found)
        return found

    def _counted(self, name, found, *arguments):
        self._counts[name] += 1
        return found(*arguments)


@pytest.fixture
def counted(sample_report, sample_settings):  # noqa: ARG001
    """An engine over the sample archive that remembers nothing yet, and the calls it makes."""
    counts = Counter()
    engine = SearchEngine(
        sample_settings.index_path,
        sample_settings,
        open_index=lambda location: CountingReader(open_reader(location), counts),
    )
    with engine:
        yield engine, counts


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"filters": Filters(languages=("en",))},
        {"filters": Filters(sources=("Manara",), languages=("ar",)), "collapse": False},
        {"offset": 30, "limit": 50},
        {"mode": "lexical"},
        {"mode": "dense"},
        {"sort": "newest"},
        {"sort": "oldest", "mode": "dense"},
    ],
)
def test_no_search_makes_more_than_eight_calls(counted, query, more):
    engine, counts = counted
    engine.search(SearchRequest(query, **more))
    assert 1 <= counts.total() <= MOST, counts
    assert max(counts.values()) <= 4


def test_aggregations_cost_one_call_more(counted):
    engine, counts = counted
    request = SearchRequest("drones")
    engine.search(request)
    counts.clear()
    engine.search(request)
    plain = counts.total()
    counts.clear()
    asked = (TermsAggregation("source"), DateHistogram("month"), TermsAggregation("language"))
    engine.search(SearchRequest("drones", aggregations=asked))
    assert counts.total() == plain + 1


def test_each_filter_that_a_facet_leaves_out_costs_a_ranking_and_a_count(counted):
    engine, counts = counted
    facets = (TermsAggregation("language"), TermsAggregation("source"), DateHistogram("month"))
    request = SearchRequest("drones", filters=Filters(languages=("en",)))
    engine.search(request)
    counts.clear()
    engine.search(request)
    plain = counts.total()
    counts.clear()
    engine.search(replace(request, alternatives=facets))
    assert counts.total() <= plain + 1 + 5
    counts.clear()
    engine.search(replace(request, mode="lexical", alternatives=facets))
    assert counts["aggregate"] == 2


def test_related_coverage_makes_no_more_than_eight_calls(counted):
    engine, counts = counted
    hits = engine.search(SearchRequest("Syria returns to the Arab League", limit=5)).hits
    for hit in hits:
        counts.clear()
        engine.related(hit.article.id)
        assert 1 <= counts.total() <= MOST, counts
