"""Vocalised words and filters by value, from the query to the hits, on both keyword engines."""

import msgspec
import pytest

from indexer.article import Article
from indexer.storage import open_writer
from indexer.storage.local.keyword import ENGINES
from indexer.storage.query import Filters
from search.engine import SearchEngine
from search.query.filters import narrowed
from search.request import SearchRequest

ARTICLES = (
    Article("knew", "خبر", "عَلِمَ مراسلنا أن العَلَم رُفع.", language="ar", category="World News"),
    Article("flag", "رُفِعَ عَلَمٌ", "لا نص.", language="ar", category="world news"),
    Article("bare", "علم", "علم مراسلنا بالأمر.", language="ar", source="الأنباء"),
    Article("scout", "كَشَّاف جديد", "وصل كُشّاف آخر.", language="ar", source="الانباء", author="Ali"),
)  # fmt: skip


@pytest.fixture(params=ENGINES)
def ask(request, settings):
    """Asks an archive of a few articles by words; returns ids and the marked words."""
    settings = msgspec.structs.replace(settings, keyword_engine=request.param, model="none")
    with open_writer(settings.index_path, settings) as writer:
        writer.put(ARTICLES)
        writer.commit()
    engine = SearchEngine(settings.index_path, settings)

    def search(query="", **filters):
        response = engine.search(SearchRequest(query, "lexical", Filters(**filters)))
        marks = {f.text for hit in response.hits for f in (*hit.title, *hit.snippet) if f.marked}
        return {hit.article.id for hit in response.hits}, marks

    return search


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("علم", {"knew", "flag", "bare"}),
        ('"علم"', {"knew", "flag", "bare"}),
        ("مشكول:عَلِمَ", {"knew"}),
        ("vocalised:عَلَم", {"flag"}),
        ("مشكول:العَلَم", {"knew"}),
        ('مشكول:"رفع عَلَم"', {"flag"}),
        ("مشكول:كشّاف", {"scout"}),
        ("مشكول:كَشّاف", {"scout"}),
        ("مشكول:كِشّاف", set()),
        ("مراسلنا -مشكول:عَلِمَ", {"bare"}),
    ],
)
def test_vocalised_words_are_found_by_the_marks_typed(ask, query, ids):
    assert ask(query)[0] == ids


def test_a_vocalised_word_is_marked_where_it_stands(ask):
    assert "عَلِمَ" in ask("مشكول:عَلِمَ")[1]


@pytest.mark.parametrize("category", ["World News", "WORLD NEWS", "world  news"])
def test_a_category_is_the_same_in_any_case(ask, category):
    assert ask(f'category:"{category}"')[0] == {"knew", "flag"}
    assert ask(f'category:"{category}"', categories=(category.swapcase(),))[0] == {"knew", "flag"}


def test_sources_and_authors_are_the_same_in_any_spelling(ask):
    assert ask(sources=("الأنباء",))[0] == {"bare", "scout"}
    assert ask(authors=("ALI",))[0] == {"scout"}
    assert ask('قسم:"World news"', sources=("الأنباء",))[0] == set()


def test_filters_of_query_and_request_meet_whatever_their_spelling():
    first, second = Filters(categories=("World News", "x")), Filters(categories=("world news",))
    assert narrowed(first, second).categories == ("World News",)
