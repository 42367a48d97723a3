"""Folding: one spelling for all ways to write a word, and the way back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language.folding import exact, exact_with_offsets, fold, fold_with_offsets

TROUBLE = (
    "ab éÉ\u0301\u0654\u0653\u0655ئؤأإآةىاويه\u064b\u0651\u0670ـ\u200c\u200f\u200b٣۴ﻻﷲﷺﺇйЙ\u0306ё가"
    "\u1100\u1161\u11a8"
    "が\u3099\u05b0\u05d0µ㎛İıßΐ\u0345ﬁ½ﹰ㈱①\u0915\u093c\u09c7\u09be'’«-\n\u00a0کگپ"
)
texts = st.one_of(st.text(), st.text(alphabet=TROUBLE))


@given(texts)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(texts, st.sampled_from(["NFC", "NFD", "NFKC"]))
def test_folding_does_not_depend_on_the_normal_form(text, form):
    assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(texts)
def test_offsets_belong_to_the_folded_text_and_never_decrease(text):
    for change, with_offsets in ((fold, fold_with_offsets), (exact, exact_with_offsets)):
        folded, offsets = with_offsets(text)
        assert folded == change(text)
        assert len(offsets) == len(folded) + 1
        assert offsets[-1] == len(text)
        assert all(offsets[:-1] <= offsets[1:])
        assert offsets.min() >= 0


@given(st.text(alphabet="ابتكلمنوأإآىةيءئؤ\u064e\u0651\u0652ـ\u200c abcÉé\u0301"))
def test_folding_what_lies_between_two_offsets_gives_what_lies_there(text):
    folded, offsets = fold_with_offsets(text)
    for start in range(len(folded)):
        piece = text[offsets[start] : offsets[start + 1]]
        assert fold(piece) == folded[start]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("إيـــران", "ايران"),
        ("ﺇﻳﺮﺍﻥ", "ايران"),
        ("ا\u0655يران", "ايران"),
        ("مُسَيَّرَات", "مسيرات"),
        ("ٱلرحمن", "الرحمن"),
        ("هٰذا", "هذا"),
        ("مدينة", "مدينه"),
        ("على", "علي"),
        ("کتاب", "كتاب"),
        ("پوتین", "بوتين"),
        ("می\u200cخواهم", "ميخواهم"),
        ("\u200fإيران\u200e", "ايران"),
        ("٣٫٥ ۴۵", "3.5 45"),
        ("ﷲ", "الله"),
        ("Élysée Łódź Straße Øre", "elysee lodz strasse ore"),
        ("Iran’s “drones”", 'iran\'s "drones"'),
        ("ﬁ Ａ", "fi a"),
        ("\ufeffword", "word"),
    ],
)
def test_spelling_variants_become_one(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize("pair", [("مسؤول", "مسئول"), ("شؤون", "شئون"), ("رؤوس", "رءوس")])
def test_the_seat_of_a_hamza_is_spelling(pair):
    assert fold(pair[0]) == fold(pair[1])


def test_letters_of_other_scripts_are_only_case_folded():
    assert fold("Йод Ёлка") == "йод ёлка"
    assert fold("שָׁלוֹם") == unicodedata.normalize("NFC", unicodedata.normalize("NFKD", "שָׁלוֹם"))
    assert fold("한국 が") == "한국 が"


def test_the_exact_layer_keeps_letters_and_drops_decoration():
    assert exact("عَلِيّ") == "علي" != exact("على")
    assert exact("ﺇﻳـﺮﺍﻥ") == "إيران"
    assert exact("ا\u0655يران") == "إيران"
    assert exact("Élysée") == "élysée"
    assert exact("کتاب ٣") == "کتاب ٣"


def test_offsets_lead_from_a_vocalised_word_to_its_letters():
    text = "الطَّائِرَات"
    folded, offsets = fold_with_offsets(text)
    start = folded.index("طاءرات")
    assert text[offsets[start] :] == "طَّائِرَات"
