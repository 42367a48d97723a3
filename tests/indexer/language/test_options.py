"""The choice whether ة and ه, ى and ي are one at the end of a word."""

import pytest

from indexer.base.errors import IndexFormatError, SettingsError
from indexer.base.settings import Settings
from indexer.language import options
from indexer.language.analyzer import analyze, analyzer_version, layers
from indexer.pipeline.run import index_archive
from search.engine import SearchEngine
from search.request import SearchRequest


@pytest.fixture(autouse=True)
def chosen_anew():
    options.forget()
    yield
    options.forget()


@pytest.fixture
def apart():
    options.choose(Settings(final_letters="apart"))


def stems(words: str) -> set[str]:
    return set(layers(words).stem.split())


def test_final_letters_are_one_by_default():
    assert layers("طائره").folded == layers("طائرة").folded
    assert stems("مدينة مدينه") == {"مدينه"}


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize(
    ("first", "second"), [("طائرة", "طائره"), ("علي", "على"), ("مدينة", "مدينه"), ("جدة", "جده")]
)
def test_apart_they_differ_in_both_layers(first, second):
    assert layers(first).folded != layers(second).folded
    assert stems(first) != stems(second)


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize(
    "paradigm",
    [
        "طائرة طائرات والطائرات بالطائرة طائرتها",
        "مستشفى المستشفى مستشفيات والمستشفيات",
        "قرية قرى القرى",
        "كرسي الكرسي كراسي",
        "جدة بجدة وجدة",
        "إيران الإيرانية إيرانيون",
        "جديد جديدة الجديدة",
    ],
)
def test_apart_the_forms_of_a_paradigm_still_meet(paradigm):
    assert len(stems(paradigm)) == 1


@pytest.mark.usefixtures("apart")
def test_apart_other_spelling_variants_stay_one():
    assert layers("إيران").folded == layers("ايران").folded
    assert layers("کتاب").folded == layers("كتاب").folded


@pytest.mark.usefixtures("apart")
def test_apart_analyze_and_layers_agree():
    text = "«على» طائرة بدون طيار، مستشفى ومدينه"
    assert " ".join(token.stem for token in analyze(text)) == layers(text).stem
    assert " ".join(token.folded for token in analyze(text)) == layers(text).folded


def test_what_was_analysed_before_the_choice_is_analysed_anew():
    before = layers("طائرة"), [token.folded for token in analyze("طائرة")]
    options.choose(Settings(final_letters="apart"))
    assert layers("طائرة") != before[0]
    assert [token.folded for token in analyze("طائرة")] != before[1]


def test_the_version_of_the_analysis_tells_the_choices_apart():
    default = analyzer_version()
    options.choose(Settings(final_letters="apart"))
    assert analyzer_version() != default


def test_a_second_choice_must_be_the_same():
    options.choose(Settings(final_letters="apart"))
    options.choose(Settings(final_letters="apart"))
    with pytest.raises(SettingsError, match="a process of its own"):
        options.choose(Settings())


def test_an_index_of_the_other_kind_is_not_opened(tmp_path):
    (tmp_path / "page.txt").write_text("حلّقت طائرة فوق المدينة\n\nنص الخبر.", encoding="utf-8")
    settings = {"index": str(tmp_path / "index"), "cache": str(tmp_path / "cache"), "model": "none"}
    index_archive([tmp_path / "page.txt"], Settings(**settings), vectors=False)
    other = Settings(**settings, final_letters="apart")
    with pytest.raises(SettingsError):
        SearchEngine(other.index_path, other)
    options.forget()
    with pytest.raises(IndexFormatError, match="the keywords are rebuilt"):
        SearchEngine(other.index_path, other)
    index_archive([tmp_path / "page.txt"], other, vectors=False)
    engine = SearchEngine(other.index_path, other)
    found = [engine.search(SearchRequest(word)).total for word in ("طائرة", "طائرات", "طائره")]
    assert found == [1, 1, 0]
