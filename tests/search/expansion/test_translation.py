from indexer.language.analyzer import analyze
from indexer.language.names import find_names
from indexer.storage.query import DisjunctionMax, Phrase, Term
from search.expansion.translation import translation_node, translations
from search.expansion.units import MOST_UNITS, Alternative, units


def found(text, held=("ar", "en")):
    tokens = analyze(text)
    names = [(name.start, name.end) for name in find_names(text)]
    some = translations(tokens, names, held)
    return {" ".join(t.folded for t in tokens[one.first : one.last]): one for one in some}


def test_expressions_are_translated_as_wholes():
    assert list(found("suicide bombing in the market")) >= ["suicide bombing"]
    assert "suicide" not in found("suicide bombing")


def test_a_known_name_is_no_word_to_translate():
    assert "iran" not in found("Iran earthquake")
    assert "earthquake" in found("Iran earthquake")


def test_a_language_that_is_not_held_is_not_translated_into():
    assert found("earthquake", held=("en", "fr")) == {}
    assert found("earthquake", held=("en", "ar"))


def test_all_senses_count_as_one_word_the_usual_one_a_little_more():
    node = translation_node(found("talks")["talks"].senses)
    assert isinstance(node, DisjunctionMax)
    boosts = [one.boost for one in node.nodes]
    assert boosts[0] == 1.0
    assert boosts == sorted(boosts, reverse=True)
    assert {type(one) for one in node.nodes} <= {Term, Phrase}


def test_a_query_is_cut_into_words_and_expressions():
    tokens = analyze("champions league final")
    whole = Alternative(0, 2, (Phrase(("دوري", "بطل"), "stem"),))
    part = Alternative(0, 1, (Term("بطل"),))
    first, second = units(tokens, [part, whole])
    assert len(first.words) == 2
    assert whole.nodes[0] in first.other.nodes
    assert part.nodes[0] not in first.other.nodes
    assert len(second.words) == 1


def test_what_is_in_the_same_script_stands_beside_a_word_of_its_own_language():
    (unit,) = units(analyze("Qaddafi"), [Alternative(0, 1, (Term("gaddafi"), Term("قذافي")))])
    assert Term("gaddafi") in unit.words[0].nodes
    assert Term("قذافي") not in unit.words[0].nodes
    assert Term("قذافي") in unit.other.nodes


def test_repeated_words_are_one_unit_and_long_queries_have_no_end_of_them():
    assert len(units(analyze("rain rain rain"), [])) == 1
    words = " ".join(f"w{letter}{other}" for letter in "abcdefgh" for other in "abcdefgh")
    assert len(units(analyze(words), [])) == MOST_UNITS
