"""The table of characters: complete against PyArabic, and without contradictions."""

import re
import unicodedata

import pytest
from pyarabic import araby

from indexer.language.characters import ARABIC, GROUPS, LATIN, characters
from indexer.language.folding import exact, fold


def test_every_row_has_a_unicode_name_of_its_own():
    rows = list(characters())
    assert len({row.code_point for row in rows}) == len(rows)
    assert len({row.name for row in rows}) == len(rows)


def test_what_a_row_becomes_is_final():
    for row in characters():
        assert fold(row.folded) == row.folded
        assert exact(row.exact) == row.exact


@pytest.mark.parametrize("mark", araby.DIACRITICS)
def test_every_diacritic_of_pyarabic_disappears(mark):
    assert fold(mark) == exact(mark) == ""


@pytest.mark.parametrize("letter", araby.LETTERS)
def test_every_letter_of_pyarabic_stays_one_letter(letter):
    assert exact(letter) == letter
    assert fold(letter) in araby.LETTERS


def test_arabic_letters_fold_to_the_basic_alphabet():
    basic = set(araby.LETTERS) - set("أإآؤئةى")
    for group in GROUPS:
        for member in group.members:
            if re.fullmatch(f"[{ARABIC}]", member) and unicodedata.category(member) == "Lo":
                assert set(group.folded) <= basic, group.name


def test_letter_ranges_hold_letters_of_their_script_only():
    for script, ranges in (("LATIN", LATIN), ("ARABIC", ARABIC)):
        letters = [c for c in map(chr, range(0x10000)) if re.fullmatch(f"[{ranges}]", c)]
        named = [c for c in letters if unicodedata.category(c)[0] == "L"]
        strange = [c for c in named if script not in unicodedata.name(c)]
        assert not [c for c in strange if not unicodedata.name(c).startswith("MODIFIER")]
