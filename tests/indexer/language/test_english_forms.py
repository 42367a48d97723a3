import pytest

from indexer.language.english_forms import comparatives, other_spellings


@pytest.mark.parametrize(
    ("adjective", "forms"),
    [
        ("deep", ("deeper", "deepest")),
        ("big", ("bigger", "biggest")),
        ("new", ("newer", "newest")),
        ("safe", ("safer", "safest")),
        ("easy", ("easier", "easiest")),
        ("dangerous", ()),
        ("far-off", ()),
    ],
)
def test_short_adjectives_are_compared_by_their_ending(adjective, forms):
    assert comparatives(adjective) == forms


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("organize", "organise"),
        ("organisation", "organization"),
        ("color", "colour"),
        ("centre", "center"),
        ("defence", "defense"),
        ("program", "programme"),
    ],
)
def test_the_spelling_of_the_other_side_of_the_atlantic_is_among_those_made(word, other):
    assert other in other_spellings(word)


def test_of_expressions_nothing_is_made():
    assert other_spellings("color line") == ()
