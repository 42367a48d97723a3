"""What else is searched for the words of a query, and how it is taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.base.settings import Settings
from indexer.pipeline.run import index_archive
from search.engine import SearchEngine
from search.expansion.dates import other_datings
from search.request import Expansion, SearchRequest, SearchResponse

ARTICLES = (
    ("grundberg-en", "en", "Grundberg in Aden", "Envoy Grundberg spoke of the Aden offensive."),
    ("grundberg-ar", "ar", "غروندبرغ في عدن", "قال غروندبرغ إن الهجوم على عدن مستمر."),
    ("church-en", "en", "Parish news", "The church was full and the church bells rang."),
    ("company-ar", "ar", "أخبار", "قالت الشركة إن أرباحها زادت، وشركة أخرى خسرت."),
    ("drone-ar", "ar", "مسيّرة", "سقطت طائرة مسيرة قرب الحدود، وحلّقت طائرة أخرى غير مسيرة."),
    ("iran-en", "en", "Tehran", "Iran rejected the report."),
)


@pytest.fixture
def ask(
    pages: Callable[..., Path], settings: Settings, tmp_path: Path
) -> Callable[..., SearchResponse]:
    archive = pages(
        *({"id": i, "language": code, "title": t, "body": b} for i, code, t, b in ARTICLES)
    )
    index_archive([archive], settings, vectors=False)
    (tmp_path / "synonyms.txt").write_text("quadcopter => طائرة مسيرة\n", encoding="utf-8")
    with_synonyms = Settings(
        index=settings.index, cache=settings.cache, synonyms=str(tmp_path / "synonyms.txt")
    )
    engine = SearchEngine(settings.index_path, with_synonyms)

    def search(query: str, **more: object) -> SearchResponse:
        return engine.search(SearchRequest(query, "lexical", **more))  # type: ignore[arg-type]

    return search


def ids(response: SearchResponse) -> set[str]:
    return {hit.article.id for hit in response.hits}


@pytest.mark.parametrize("query", ["Grundberg Aden", "غروندبرغ عدن", "غروندبرغ", "grundberg"])
def test_a_name_unknown_to_the_gazetteer_meets_in_both_scripts(ask, query):
    assert ids(ask(query)) == {"grundberg-en", "grundberg-ar"}


def test_what_was_added_is_told(ask):
    assert ask("grundberg").expansions == (Expansion("grundberg", ("غروندبرغ",), "spelling"),)
    assert ask("غروندبرغ").expansions == (Expansion("غروندبرغ", ("Grundberg",), "spelling"),)
    (known,) = ask("Iran").expansions
    assert (known.word, known.others[0], known.kind) == ("Iran", "إيران", "name")


def test_what_was_added_can_be_taken_back(ask):
    response = ask("Grundberg", verbatim=("grundberg",))
    assert ids(response) == {"grundberg-en"}
    assert response.expansions == ()


@pytest.mark.parametrize("query", ["شركة", "church"])
def test_a_common_word_is_no_name(ask, query):
    response = ask(query)
    assert len(response.hits) == 1
    assert {one.kind for one in response.expansions} <= {"translation"}


@pytest.mark.parametrize("query", ["+Grundberg +Aden", "Grundberg AND Aden", "title:Grundberg"])
def test_a_demanded_name_may_be_written_in_either_script(ask, query):
    assert ids(ask(query)) == {"grundberg-en", "grundberg-ar"}


def test_a_quotation_is_taken_as_it_is(ask):
    assert ids(ask('"Grundberg"')) == {"grundberg-en"}


def test_an_adjective_finds_its_country(ask):
    assert "iran-en" in ids(ask("Iranian"))


def test_the_keepers_synonyms_are_searched(ask):
    response = ask("quadcopter")
    assert ids(response) == {"drone-ar"}
    assert response.expansions == (Expansion("quadcopter", ("طائرة مسيرة",), "synonym"),)


def test_a_phrase_that_was_added_is_one_mark(ask):
    (hit,) = ask("quadcopter").hits
    assert [part.text for part in hit.snippet if part.marked] == ["طائرة مسيرة"]


def test_arabic_in_latin_letters_is_offered_in_arabic(ask):
    response = ask("hujum 3ala alhudud")
    assert response.total == 0
    assert "هجوم" in response.suggestion
    assert ask(response.suggestion).total > 0


def test_nothing_is_offered_where_the_words_are_found(ask):
    assert ask("church").suggestion == ""


def test_scraps_are_offered_nothing(ask):
    assert ask("qxzzt 123").suggestion == ""


def test_a_date_is_searched_by_the_months_other_names(pages, settings):
    archive = pages(
        {"id": "en", "language": "en", "title": "Floods", "body": "Seen in May 2024 by many."},
        {"id": "ar", "language": "ar", "title": "سيول", "body": "وقعت في أيار 2024 سيول كبيرة."},
        {"id": "eg", "language": "ar", "title": "أمطار", "body": "هطلت في مايو 2024 أمطار."},
        {"id": "no", "language": "en", "title": "Notes", "body": "It may rain. So it did in 1999."},
    )
    index_archive([archive], settings, vectors=False)
    engine = SearchEngine(settings.index_path, settings)
    for query in ("May 2024", "أيار 2024", "مايو 2024"):
        assert {"en", "ar", "eg"} <= ids(engine.search(SearchRequest(query, "lexical")))
    response = engine.search(SearchRequest("أيار 2024", "lexical"))
    assert ids(response) == {"en", "ar", "eg"}
    assert response.expansions == (Expansion("أيار 2024", ("May 2024",), "date"),)


@pytest.mark.parametrize("text", ["May day", "2024", "it may rain in 2024", "كان 12 رجلا"])
def test_a_number_or_a_month_alone_is_no_date(text):
    assert list(other_datings(text)) == []


def test_a_day_is_written_in_the_other_script_without_its_year():
    (dating,) = other_datings("raid of 20 May 2024")
    assert dating.written == "20 May 2024"
    assert dating.others[:2] == ("20 مايو", "20 أيار")


def test_a_word_said_a_thousand_times_is_expanded_once(ask):
    once, often = ask("Iran grundberg"), ask("Iran grundberg " * 250)
    assert often.expansions == once.expansions
    assert ids(often) == ids(once)
