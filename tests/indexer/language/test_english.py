"""English stems."""

import pytest

from indexer.language.analyzer import layers
from indexer.language.english import possessive_length, stem


@pytest.mark.parametrize(
    "forms",
    [
        "drone drones drone's drones'",
        "sanction sanctions sanctioned",
        "Iran Iran's IRAN",
        "F-16 F16 F-16s",
    ],
)
def test_forms_of_a_word_meet_in_one_stem(forms):
    assert len({layers(form).stem for form in forms.split()}) == 1


def test_a_number_in_a_name_is_part_of_it():
    assert stem("f16") != stem("f35")
    assert stem("1990s") == "1990"


def test_short_words_and_lone_letters_are_never_emptied():
    assert [stem(word) for word in ("s", "'s", "a", "is", "us")] == ["s", "s", "a", "is", "us"]


def test_possessives_are_told_from_other_apostrophes():
    assert possessive_length("iran's") == 2
    assert possessive_length("drones'") == 1
    assert possessive_length("sana'a") == 0
