from search.request import Explanation, MatchedTerm
from web.reasons import Met, Written, key_of, words_met


def term(written, place, query="Iran", layer="stem", kind="name"):
    return MatchedTerm(query, written, layer, place, kind)


def test_what_a_word_met_stands_together_with_all_its_places():
    explanation = Explanation(
        (),
        (
            term("إيرانية", "title"),
            term("Iran", "title", layer="exact", kind="word"),
            term("روسيا", "body", query="Russia", layer="exact"),
            term("إيرانية", "body"),
            term("ايران", "body", layer="folded"),
        ),
    )
    assert words_met(explanation) == (
        Met(
            "Iran",
            "name",
            (
                Written("إيرانية", "stem", ("title", "body")),
                Written("ايران", "folded", ("body",)),
            ),
        ),
        Met("Iran", "word", (Written("Iran", "exact", ("title",)),)),
        Met("Russia", "name", (Written("روسيا", "exact", ("body",)),)),
    )


def test_no_word_meets_where_meaning_alone_has_found():
    assert words_met(Explanation((("dense", 1.0),), ())) == ()


def test_parts_have_keys_that_sentences_can_be_named_by():
    assert key_of("other language") == "other_language"
    assert key_of("dense") == "dense"
