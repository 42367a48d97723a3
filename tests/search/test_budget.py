"""A search that takes longer than it may leaves out what it can do without, and says so."""

import msgspec
import pytest

from search.budget import Budget
from search.engine import SearchEngine
from search.request import SearchRequest


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_budget_allows_work_until_it_is_used_up():
    clock = Clock()
    budget = Budget(500, clock)
    clock.now = 0.4
    assert budget.allows("snippets")
    assert not budget.is_used_up
    with budget.uncounted():
        clock.now = 3.4
    assert budget.allows("snippets")
    clock.now = 3.6
    assert not budget.allows("suggestion")
    assert not budget.allows("snippets")
    assert budget.is_used_up
    assert [one.code for one in budget.notices()] == ["partial_suggestion", "partial_snippets"]


@pytest.fixture(scope="module")
def hurried(sample_engine, sample_settings):
    """An engine whose searches may take a millisecond, and one that takes its time."""
    settings = msgspec.structs.replace(sample_settings, time_budget=1)
    with SearchEngine(sample_settings.index_path, settings) as engine:
        yield engine, sample_engine


def test_hits_and_totals_are_whole_when_the_time_is_up(hurried):
    request = SearchRequest("Iran Russia drones", explain=True)
    partial, whole = (engine.search(request) for engine in hurried)
    assert partial.partial
    assert not whole.partial
    assert [hit.article.id for hit in partial.hits] == [hit.article.id for hit in whole.hits]
    assert (partial.total, partial.total_relation) == (whole.total, whole.total_relation)
    codes = {notice.code for notice in partial.notices}
    assert {"partial_snippets", "partial_explanations"} <= codes
    assert any(part.marked for hit in whole.hits for part in hit.snippet)
    for hit in partial.hits:
        assert hit.snippet
        assert not any(part.marked for part in (*hit.title, *hit.snippet))
        assert hit.explanation.parts
        assert not hit.explanation.terms


def test_no_other_wording_is_looked_for_when_the_time_is_up(hurried):
    partial, whole = (engine.search(SearchRequest("misayarat irania")) for engine in hurried)
    assert whole.suggestion
    assert not partial.suggestion
    assert "partial_suggestion" in {notice.code for notice in partial.notices}


def test_spellings_are_not_looked_for_when_the_time_is_up(sample_engine):
    from search.expansion.expander import Expander
    from search.expansion.synonyms import Synonyms
    from search.query import parse_query

    parsed = parse_query("Derna")
    with sample_engine.lease() as reader:
        for allowed in (False, True):
            expander = Expander(Synonyms(None))
            expanded = expander.expand(
                expander.vocabulary(reader), parsed, spellings=lambda allowed=allowed: allowed
            )
            kinds = {one.kind for one in expanded.additions}
            assert ("spelling" in kinds) is allowed
