"""Words written together or apart, from the query to the hits, on both keyword engines."""

import msgspec
import pytest

from indexer.article import Article
from indexer.language.analyzer import analyze
from indexer.language.folding import fold
from indexer.storage import open_writer
from indexer.storage.local.keyword import ENGINES
from search.engine import SearchEngine
from search.expansion.compounds import MOST_JOINED, joined, split
from search.request import SearchRequest

BODIES = {
    "together": "وصل الأمير عبدالله إلى بورسعيد أمس.",
    "apart": "وصل الأمير عبد الله إلى بور سعيد أمس.",
    "khan": "قصف على خانيونس ليلا.",
    "latin": "Zeineddine agreed to the ceasefire.",
    "articled": "Zein El Dine broke the cease-fire.",
    "other": "قال الوزير إن الله كريم. Salah spoke of a fire.",
}


@pytest.fixture(params=ENGINES)
def ask(request, settings):
    settings = msgspec.structs.replace(
        settings, keyword_engine=request.param, model="none", time_budget=60_000
    )
    with open_writer(settings.index_path, settings) as writer:
        writer.put([Article(key, "", body) for key, body in BODIES.items()])
        writer.commit()
    engine = SearchEngine(settings.index_path, settings)
    return lambda query: engine.search(SearchRequest(query, "lexical"))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("عبد الله", {"together", "apart"}),
        ("عبدالله", {"together", "apart"}),
        ("بور سعيد", {"together", "apart"}),
        ("بورسعيد", {"together", "apart"}),
        ("خان يونس", {"khan"}),
        ("Khan Younis", {"khan"}),
        ("Zeineddine", {"latin", "articled"}),
        ("Zein al-Din", {"latin", "articled"}),
        ("ceasefire", {"latin", "articled"}),
        ("cease fire", {"latin", "articled"}),
        ("cease-fire", {"latin", "articled"}),
    ],
)
def test_both_ways_to_write_a_word_are_found(ask, query, wanted):
    assert wanted <= {hit.article.id for hit in ask(query).hits}


@pytest.mark.parametrize("query", ["El-Sisi", "El Sisi", "el‑sisi", "Al Sisi visit"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_latin_article_finds_nothing_by_itself(settings, engine, query):
    settings = msgspec.structs.replace(
        settings, keyword_engine=engine, model="none", time_budget=60_000
    )
    with open_writer(settings.index_path, settings) as writer:
        writer.put(
            [
                Article("sisi", "", "President Sisi spoke."),
                Article("article", "", "President El-Sisi spoke."),
                Article("nino", "", "Floods after El Nino, the al Hayat paper wrote."),
            ]
        )
        writer.commit()
    answer = SearchEngine(settings.index_path, settings).search(SearchRequest(query, "lexical"))
    assert {hit.article.id for hit in answer.hits} == {"sisi", "article"}


def test_a_demanded_article_stays_with_its_name(ask):
    assert {hit.article.id for hit in ask("+el-Dine").hits} == {"articled"}
    assert {hit.article.id for hit in ask('"El Dine"').hits} == {"articled"}


def test_the_searcher_is_told_of_a_word_that_was_joined(ask):
    (told,) = (one for one in ask("عبد الله").expansions if one.kind == "spelling")
    assert (told.word, told.others) == ("عبد الله", ("عبدالله",))


@pytest.mark.parametrize("word", ["president", "مدرسة", "الاقتصادية", "capitalism", "fire", "F16"])
def test_other_words_are_not_taken_apart(word):
    assert split(fold(word)) == ()


def test_a_long_query_joins_its_first_words_alone():
    tokens = analyze(" ".join(["abcdef"] * 200))
    assert len({place for place, _, _ in joined(tokens)}) == MOST_JOINED


def test_a_word_without_end_has_no_parts():
    assert split("ceasefire" * 100) == ()
