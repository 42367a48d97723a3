"""How alike a name's Arabic and Latin spellings are."""

import pytest

from indexer.language.folding import fold
from indexer.language.paradigms import without_article
from indexer.language.transliteration import beginnings, letters, likeness


@pytest.mark.parametrize(
    ("arabic", "latin", "others"),
    [
        ("بوتين", "Putin", ["Biden", "Patton", "Berlin", "Button"]),
        ("زيلينسكي", "Zelensky", ["Selena", "Zeller", "Lavrov"]),
        ("القذافي", "Gaddafi", ["Gandhi", "Caffa", "Fadi"]),
        ("طهران", "Tehran", ["Turin", "Trains", "Taiwan"]),
        ("رئيسي", "Raisi", ["Rice", "Rossi", "Russia"]),
        ("شرودر", "Schröder", ["Schumann", "Strudel"]),
    ],
)
def test_two_spellings_of_one_name_are_more_alike_than_others(arabic, latin, others):
    ours = without_article(letters(arabic))
    right, *wrong = likeness(ours, [letters(other) for other in (latin, *others)])
    assert right > 6
    assert right > max(wrong)


def test_likeness_is_the_same_in_both_directions():
    arabic, latin = letters("كلينتون"), letters("Clinton")
    there, back = likeness(arabic, [latin])[0], likeness(latin, [arabic])[0]
    assert there == pytest.approx(back, abs=1e-3)


def test_likeness_of_many_is_that_of_each():
    latin = ["putin", "zelenski", "a", "washington"]
    together = likeness("بوتين", latin)
    assert together.tolist() == [pytest.approx(likeness("بوتين", [one])[0]) for one in latin]


def test_unrelated_words_are_unlike():
    assert likeness("مدرسه", ["king", "putin"]).max() < 0


def test_nothing_to_compare_gives_nothing():
    assert likeness("بوتين", []).shape == (0,)


def test_letters_leave_accents_doubling_and_signs_out():
    assert letters("Nasser") == letters("Náser") == "naser"
    assert letters("محمّد") == fold("محمد")
    assert letters("O’Brien-3") == "obrien"


@pytest.mark.parametrize(("name", "beginning"), [("putin", "بوت"), ("بوتين", "put"), ("li", "لي")])
def test_beginnings_hold_how_the_name_begins(name, beginning):
    assert beginning in beginnings(name, 3, 40)


def test_beginnings_come_in_a_fixed_order_and_number():
    assert beginnings("putin", 3, 5) == beginnings("putin", 3, 50)[:5]
    assert len(set(beginnings("putin", 3, 50))) == 50
