import json

import pytest

from search.query.analysis import analyze_text
from web.analysis import analysis_as_dict
from web.errors import envelope

EVERYTHING = (
    'Iran "drone attack" +ira?i مسير* Zelensky~ -(title:x OR after:2024-05) published:2024 '
    'language:ar category:"World news" source:BBC'
)


def test_an_analysis_can_be_written_as_json_and_read_back():
    found = analysis_as_dict(analyze_text(EVERYTHING))
    assert json.loads(json.dumps(found)) == found


def test_offsets_cut_the_texts_that_are_shown_beside_them():
    text = "قال بوتين و F-16 في 20 أيار 2024 بالطائرات"
    found = analysis_as_dict(analyze_text(text))
    for part in (*found["tokens"], *found["dates"], *found["names"]):
        assert text[part["start"] : part["end"]] == part["text"]
    for token in found["tokens"]:
        assert text[token["mark_start"] : token["mark_end"]] == token["marked"]
    assert found["tokens"][-1]["marked"] == "الطائرات"
    assert found["dates"][0]["value"] == "2024-05-20"


def test_a_query_is_a_tree_of_nested_objects():
    query = analysis_as_dict(analyze_text('-Iran "drone attack"'))["query"]
    phrase, without = query["node"]["nodes"]
    assert query["node"]["kind"] == "and"
    assert (phrase["kind"], phrase["words"], phrase["layer"]) == (
        "phrase", ["drone", "attack"], "exact",
    )  # fmt: skip
    assert without["kind"] == "not"
    assert without["node"]["nodes"][0]["text"] == "iran"
    assert query["must"] == query["node"]
    assert query["error"] is None


def test_filters_that_are_set_are_shown_and_no_others():
    query = analysis_as_dict(analyze_text("لغة:عربي after:2024-05 Iran"))["query"]
    assert query["filters"] == {"languages": ["ar"], "first": "2024-05-01"}


@pytest.mark.parametrize("text", ["", "…"])
def test_a_text_without_a_word_has_no_tree(text):
    query = analysis_as_dict(analyze_text(text))["query"]
    assert (query["node"], query["must"], query["words"]) == (None, None, [])


def test_notices_are_sentences():
    (notice,) = analysis_as_dict(analyze_text("Iran - Russia"))["query"]["notices"]
    assert notice.startswith("A - that touches no word")


def test_an_error_has_the_shape_of_all_errors():
    query = analysis_as_dict(analyze_text("(iran AND"))["query"]
    assert query.keys() == {"language", "error"}
    assert query["error"].keys() == envelope("", "", position=0)["error"].keys()
    assert (query["error"]["code"], query["error"]["position"]) == ("bad_query", 6)
