"""White space is made plain; letters are left alone."""

import pytest

from indexer.extraction.whitespace import clean, clean_line, paragraphs

WRAPPED = """    Showers continued throughout the week in
the Bahia cocoa zone, alleviating the drought since early
January and improving prospects for the coming temporao,
although normal humidity levels have not been restored,
Comissaria Smith said in its weekly review.
    The dry period means the temporao will be late this
year and the arrivals for the week ended February 22 were
155,221 bags of 60 kilos making a cumulative total for the
season of 5.93 mln against 5.81 at the same stage last year.
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u00a0b  c\td", "a b c d"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\ufeffa\x00b\u200bc\u00ad", "abc"),
        ("a\n\u200f \u202b\nb", "a\n\nb"),
        ("a\ud83db", "ab"),
        ("  a  ", "a"),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize(
    "text", ["مُسَيَّرَاتٌ", "كـأس", "می‌خواهم", "إلى آخره، «ثم»؟", "naïve café – “x”…", "😀 a\u200fب"]
)
def test_letters_and_signs_stay(text):
    assert clean(text) == text


def test_one_line():
    assert clean_line(" a\n\n b\u00a0 c ") == "a b c"


def test_each_line_is_a_paragraph():
    assert paragraphs("أولاً\nثانياً\n\n\n  ثالثاً  \n") == ["أولاً", "ثانياً", "ثالثاً"]


def test_a_text_wrapped_by_hand_is_joined():
    first, second = paragraphs(WRAPPED)
    assert first.startswith("Showers continued throughout the week in the Bahia")
    assert first.endswith("weekly review.")
    assert second.startswith("The dry period means the temporao will be late this year and")


def test_short_lines_are_not_joined():
    verse = "يا أرزة سكنت فوق الغمام\nأبت إلا الوقوف\nعلى صخر من الزمن\nلا الثلج يثنيها\nولا المطر"
    assert len(paragraphs(verse)) == 5
