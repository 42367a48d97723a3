import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.language.analyzer import analyze
from indexer.language.folding import exact
from indexer.language.vocalised import MARKS, marks_pattern, vocalised_words

EVERY_TEST = settings(deadline=None, database=None)
TEXTS = st.text("كشّافعلمأاى ةءًٌٍَُِْٰـ.,«\n\u200fx1\u0654\ufdfa\ufe77")


def finds(asked, written):
    (word,) = vocalised_words(asked)
    return any(re.fullmatch(marks_pattern(word), other) for other in vocalised_words(written))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("عَلِمَ كشّافٌ بالأمر", ["عَلِمَ", "كشّافٌ"]),
        ("قال: «الحربُ» انتهت", ["الحربُ"]),
        ("كـــشّـــاف", ["كشّاف"]),
        ("\u200fعَلم\u200f", ["عَلم"]),
        ("\ufef7مّ", ["لأمّ"]),
        ("هٰذا", ["هٰذا"]),
        ("قلم، Drones (2024) ـ", []),
        ("َ ّ ـَ", []),
        ("", []),
    ],
)
def test_words_with_marks_are_taken_and_no_others(text, words):
    normal = [unicodedata.normalize("NFC", word) for word in words]
    assert vocalised_words(text) == normal


@pytest.mark.parametrize(
    ("asked", "written", "found"),
    [
        ("كشّاف", "كَشَّاف", True),
        ("كَشّاف", "كُشّاف", False),
        ("كشّاف", "كشاف", False),
        ("عَلِم", "عَلِمَ", True),
        ("عَلِمَ", "عَلِم", False),
        ("عَلِمَ", "عُلِمَ", False),
        ("عَلِمَ", "وعَلِمَ", False),
        ("كتابًا", "كتاباً", True),
        ("هدىً", "هُدًى", True),
        ("علمٌ", "علم\u08f1", True),
        ("شّ" + "َ", "ش" + "َّ", True),
    ],
)
def test_marks_asked_for_must_be_there_and_the_others_are_free(asked, written, found):
    assert finds(asked, written) == found


@EVERY_TEST
@given(TEXTS)
def test_letters_are_those_of_the_exact_layer(text):
    words = {token.exact for token in analyze(text)}
    for word in vocalised_words(text):
        assert any(mark in word for mark in MARKS)
        assert set(exact(word).split()) <= words | {""} or "." in text


@EVERY_TEST
@given(TEXTS)
def test_each_word_is_found_by_itself_however_it_is_encoded(text):
    words = vocalised_words(text)
    assert vocalised_words(" ".join(words)) == words
    assert vocalised_words(unicodedata.normalize("NFD", text)) == words
    for word in words:
        assert re.fullmatch(marks_pattern(word), word)


def test_a_run_without_end_takes_no_time_to_pass():
    text = "ك" * 100_000 + "َ" + "ك" * 100_000
    assert len(vocalised_words(text)) == 1


def test_a_tanwin_that_is_moved_is_sorted_among_the_marks_of_its_letter():
    words = vocalised_words("ءٌاً")
    assert vocalised_words(unicodedata.normalize("NFD", "ءٌاً")) == words
    assert vocalised_words(" ".join(words)) == words
