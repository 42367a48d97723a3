import pytest

from indexer.pipeline.run import index_archive
from indexer.storage.query import Filters
from search.engine import SearchEngine
from search.notices import Notice
from search.request import SearchRequest

HELD = ("ar", "en")


def codes(response):
    return [notice.code for notice in response.notices]


@pytest.mark.parametrize(
    "query",
    ["asdkfj qwpoeiru", "zzqqxx", "hjkl;", "ضصثقف غفقثص", "شسيبل كمنتال", "ببببب"],
)
def test_gibberish_in_either_script_finds_nothing_and_says_what_to_do(sample_engine, query):
    response = sample_engine.search(SearchRequest(query))
    assert (response.hits, response.total) == ((), 0)
    assert response.retrievers == ("lexical", "dense")
    assert codes(response) == ["nothing_near"]


@pytest.mark.parametrize(
    "query",
    [
        "زلزال", "هزة أرضية", "مونديال", "سد درنة", "quake", "Derna dams flood",
        "inflación precios del petróleo", "Россия дроны",
    ],
)  # fmt: skip
def test_real_questions_of_any_language_are_answered(sample_engine, query):
    assert sample_engine.search(SearchRequest(query)).hits


@pytest.mark.parametrize("query", ["covid", "كوفيد", "kangaroo", "كنغر"])
def test_a_thing_that_the_archive_has_nothing_of_is_not_padded_with_the_next_best(
    sample_engine, query
):
    response = sample_engine.search(SearchRequest(query))
    assert (response.hits, codes(response)) == ((), ["nothing_near"])


@pytest.mark.parametrize(
    ("query", "answered"),
    [
        ("volcano eruption in Iceland", False),
        ("انفجار بركان في آيسلندا", False),
        ("Iran Russia drones", True),
        ("زلزال المغرب", True),
        ("Who won the Asian Cup?", True),
    ],
)
def test_where_nothing_seems_to_answer_it_is_said_above_what_shares_words(
    sample_engine, query, answered
):
    response = sample_engine.search(SearchRequest(query))
    assert response.hits
    assert ("nothing_relevant" in codes(response)) is not answered


def test_gibberish_is_told_from_what_only_the_filters_leave_out(sample_engine):
    response = sample_engine.search(
        SearchRequest("asdkfj qwpoeiru", filters=Filters(languages=("ar",)))
    )
    assert (response.hits, codes(response)) == ((), ["nothing_filtered"])


def test_filters_that_leave_no_answer_are_not_padded_with_strangers(sample_engine):
    filters = Filters(languages=("ar",))
    assert sample_engine.search(SearchRequest("rice exports", filters=filters)).total < 20
    assert sample_engine.search(SearchRequest("Sbordone", "lexical")).total == 0


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("Россия дроны", "ru"),
        ("Die Bundesregierung hat die Lieferung von Waffen nicht beschlossen", "de"),
        ("Le gouvernement français et la crise des retraites", "fr"),
    ],
)
def test_a_language_that_the_archive_does_not_hold_is_named(sample_engine, query, language):
    notice = Notice.of("language_not_held", language=language, languages=HELD)
    assert notice in sample_engine.search(SearchRequest(query)).notices


@pytest.mark.parametrize("query", ["le tour de france", "drones", "مسيّرات", "Casablanca y Madrid"])
def test_names_and_words_that_the_archive_holds_are_no_foreign_language(sample_engine, query):
    assert "language_not_held" not in codes(sample_engine.search(SearchRequest(query)))


def test_a_language_that_an_archive_does_hold_is_not_named(settings, pages):
    news = pages({"id": "1", "title": "Die Lage", "body": "Der Krieg ist nicht vorbei.",
                  "language": "de"})  # fmt: skip
    index_archive([news], settings, vectors=False)
    engine = SearchEngine(settings.index_path, settings)
    response = engine.search(SearchRequest("die Lieferung von Waffen und der Bundestag"))
    assert response.language == "de"
    assert "language_not_held" not in codes(response)
    arabic = engine.search(SearchRequest("الحرب في أوكرانيا"))
    assert Notice.of("language_not_held", language="ar", languages=("de",)) in arabic.notices


def test_words_alone_that_find_nothing_advise_meaning(sample_engine):
    response = sample_engine.search(SearchRequest("zzqqxx", "lexical"))
    assert codes(response) == ["nothing_by_words"]


@pytest.mark.parametrize("query", ["", "   ", "؟؟ !!"])
def test_a_question_without_a_word_says_that_alone(sample_engine, query):
    response = sample_engine.search(SearchRequest(query))
    assert (response.total, codes(response)) == (0, ["no_word"])


def test_an_answer_needs_no_notice(sample_engine):
    assert sample_engine.search(SearchRequest("Iran Russia drones")).notices == ()
