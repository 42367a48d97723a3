"""Tokens: what is a word, its three layers, its place, and the part to highlight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language.analyzer import LayeredText, analyze, layers
from indexer.language.folding import fold

LETTERS = "ابتوفلكسيةىئأإن\u064e\u0651ـ\u200f\u200babSuécIß'’-.,3٣٫+#&@/_«» \n\u00a0йאが中½ﷺﻻ\u0301ُ"
texts = st.one_of(st.text(), st.text(alphabet=LETTERS, max_size=60))


def layer(text: str, name: str) -> list[str]:
    return [getattr(token, name) for token in analyze(text)]


@given(texts)
def test_the_fast_road_gives_the_words_of_the_exact_one(text):
    tokens = analyze(text)
    expected = LayeredText(
        " ".join(token.exact for token in tokens),
        " ".join(token.folded for token in tokens),
        " ".join(token.stem for token in tokens),
    )
    assert layers(text) == expected


@given(texts)
def test_every_token_has_all_layers_and_a_place_in_the_text(text):
    after = 0
    for position, token in enumerate(analyze(text)):
        assert token.position == position
        for written in (token.exact, token.folded, token.stem):
            assert written.split() == [written]
        assert after <= token.start <= token.mark_start < token.mark_end <= token.end <= len(text)
        after = token.start


@given(st.text(alphabet="ابتكلمنوأإىةيء", min_size=1), st.sampled_from("ًٌٍَُِّْـ\u200c\u200f\u0670"))
def test_harakat_tatweel_and_joiners_never_break_a_word(word, mark):
    decorated = mark.join(word)
    assert layers(decorated) == layers(word)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("F-16", ["f16"]),
        ("COVID-19", ["covid19"]),
        ("MiG-29's", ["mig29's"]),
        ("F\u201116", ["f16"]),
        ("U.S. forces", ["us", "forces"]),
        ("أ.ف.ب", ["افب"]),
        ("3.5 ٣٫٥", ["3.5", "3.5"]),
        ("1,000 ١٬٠٠٠ 1,234.5", ["1000", "1000", "1234.5"]),
        ("27.5.2024 12:30 3-2", ["27", "5", "2024", "12", "30", "3", "2"]),
        ("C++ C# e-mail", ["c++", "c#", "email"]),
        ("Amir-Abdollahian", ["amir", "abdollahian"]),
        ("May-2024 mid-1990s", ["may", "2024", "mid", "1990s"]),
        ("Sana'a O’Brien", ["sanaa", "obrien"]),
        ("الـCIA", ["ال", "cia"]),
        ("كوفيد-19 في2024", ["كوفيد", "19", "في", "2024"]),
        ("https://example.com/a?b=1", ["https", "example", "com", "a", "b", "1"]),
        ("someone@example.com", ["someone", "example", "com"]),
        ("#إيران_روسيا", ["ايران", "روسيا"]),
        ("北京 Москва", ["北", "京", "москва"]),
        ("— … _ ـــ «»", []),
        ("ﷺ", ["صلي", "الله", "عليه", "وسلم"]),
    ],
)
def test_words_are_cut_where_a_reader_would(text, folded):
    assert layer(text, "folded") == folded


def test_the_exact_layer_tells_apart_what_folding_joins():
    assert layer("عَلِي على", "exact") == ["علي", "على"]
    assert layer("عَلِي على", "folded") == ["علي", "علي"]


def test_a_name_is_not_the_preposition_it_is_spelt_like():
    assert len(set(layer("علي على", "stem"))) == 2


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("بـ«الطائرات»", ["بـ", "الطائرات"]),
        ("وبالطَّائِراتِ", ["الطَّائِراتِ"]),
        ("للبنان", ["لبنان"]),
        ("\u200fإيران\u200f،", ["إيران"]),
        ("Iran’s", ["Iran"]),
    ],
)
def test_marks_leave_clitics_and_possessives_outside(text, marked):
    assert [text[token.mark_start : token.mark_end] for token in analyze(text)] == marked


def test_a_word_includes_its_marks_but_no_bidi_control():
    text = "قال\u200f: كِتابٌ\u200f."
    assert [text[token.start : token.end] for token in analyze(text)] == ["قال", "كِتابٌ"]


def test_words_are_the_same_whatever_came_before_them():
    first = layers("والطائرات الروسية").stem
    for number in range(300_000):  # more than is remembered
        layers(f"w{number}")
    assert layers("والطائرات الروسية").stem == first


def test_each_script_has_its_own_stems():
    assert layers("drones الطائرات").stem == "drone " + layers("طائرة").stem


def test_real_articles_keep_their_positions(shared):
    text = (shared / "data/archive/iran-russia-friendship.txt").read_text(encoding="utf-8")
    tokens = analyze(text)
    assert len(tokens) > 500
    assert layers(text).folded.split(" ") == [token.folded for token in tokens]
    assert all(fold(text[t.start : t.end]).startswith(t.folded[:1]) for t in tokens)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الطوارئ", "الطوارىء"),
        ("شاطئ", "شاطىء"),
        ("لاجئ", "لاجىء"),
        ("هيئة", "هيأة"),
        ("والهيئة", "والهيأة"),
        ("شيء", "شئ"),
        ("مسؤول", "مسئول"),
        ("بلدية", "البلدية"),
    ],
)
def test_spellings_of_the_hamza_and_words_with_their_article_are_one(one, other):
    assert layers(one).stem == layers(other).stem


@pytest.mark.parametrize(("one", "other"), [("بلدية", "لديه"), ("لسان", "سان"), ("فاسد", "الأسد")])
def test_a_letter_of_the_word_is_no_particle(one, other):
    assert layers(one).stem != layers(other).stem
