import pytest

from indexer.language.analyzer import layers
from search.query.analysis import analyze_text
from web.cli.analysis_tree import print_analysis


@pytest.fixture
def outline(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")

    def show(text, **options):
        print_analysis(analyze_text(text, **options))
        return capsys.readouterr().out

    return show


def test_words_stand_in_a_table_with_what_is_highlighted(outline):
    lines = outline("وبالطائرات F-16").splitlines()
    assert lines[0].split() == ["place", "word", "exact", "folded", "stem"]
    assert lines[1].split() == [
        "0", "0–10", "وبالطائرات", "[الطائرات]", "وبالطائرات", "وبالطاءرات", layers("طائرات").stem,
    ]  # fmt: skip
    assert lines[2].split() == ["1", "11–15", "F-16", "f-16", "f16", "f16"]


def test_dates_and_names_are_told(outline):
    shown = outline("بوتين يوم الأحد 20 أيار 2024")
    assert "name: بوتين = Putin" in shown
    assert "2024-05-20, day, the weekday is wrong" in shown


def test_the_query_is_an_indented_outline(outline):
    shown = outline('Iran -Russia "drone attack" language:ar')
    assert "filter: languages ar" in shown
    must = next(line for line in shown.splitlines() if "must: all of" in line)
    phrase = next(line for line in shown.splitlines() if "phrase: drone attack" in line)
    word = next(line for line in shown.splitlines() if "term: russia · layer stem" in line)
    assert must.index("must") < phrase.index("phrase") < word.index("term")


def test_markup_of_the_text_is_shown_as_it_stands(outline):
    assert "filter: categories [bold]x[/bold]" in outline('category:"[bold]x[/bold]"')


def test_notices_and_errors_are_told(outline):
    assert "read as punctuation" in outline("Iran - Russia")
    assert "query, character 7: AND has no word after it" in outline("(iran AND")
    assert "no word to search for" in outline("…")
