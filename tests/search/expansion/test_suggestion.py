"""Misspelt words are mended in their own script, where the archive has the right one."""

import msgspec
import pytest

from indexer.article import Article
from indexer.storage import open_writer
from indexer.storage.local.keyword import ENGINES
from search.engine import SearchEngine
from search.request import SearchRequest

BODIES = (
    "The earthquake of Tuesday. Parliament will vote on the budget. A church was damaged.",
    "هزّ الزلزال المدينة، وناقش البرلمان الميزانية، والقاهرة هادئة.",
)


@pytest.fixture(params=ENGINES)
def suggested(request, settings):
    settings = msgspec.structs.replace(
        settings, keyword_engine=request.param, model="none", time_budget=60_000
    )
    with open_writer(settings.index_path, settings) as writer:
        writer.put([Article(str(number), "", body) for number, body in enumerate(BODIES)])
        writer.commit()
    engine = SearchEngine(settings.index_path, settings)
    return lambda query: engine.search(SearchRequest(query, "lexical")).suggestion


@pytest.mark.parametrize(
    ("query", "better"),
    [
        ("earthquke", "earthquake"),
        ("eartqhuake", "earthquake"),
        ("Parliamnet", "parliament"),
        ("budgett parliamentt", "budget parliament"),
        ("الزلزاال", "الزلزال"),
        ("البرلممان", "البرلمان"),
    ],
)
def test_a_misspelt_word_is_mended(suggested, query, better):
    assert suggested(query).lower() == better


@pytest.mark.parametrize("query", ["taxi", "earthworm", "xearthquake", "سيارة", "churn", "12345"])
def test_another_word_is_left_alone(suggested, query):
    assert suggested(query) == ""


@pytest.mark.parametrize("query", ["earthquake", "الزلزال", "Church"])
def test_a_word_that_is_found_is_left_alone(suggested, query):
    assert suggested(query) == ""
