"""The one table of characters: which code points are variants of which, and what becomes of them.

Every other module reads it: the *exact* layer drops what only decorates a word, the *folded* layer
also makes one of all spellings of a letter. Arabic groups are built on PyArabic's constants. Its
functions aren't used: ``normalize_alef`` takes ى for an alef, ``strip_tashkeel`` leaves U+0670 and
U+0653–0655, ``normalize_hamza`` turns أحمد into ءحمد.

What isn't listed here follows Unicode: NFKC, case folding, and no accents on Latin letters.
"""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from pyarabic import araby


class Group(NamedTuple):
    """Characters that share a fate.

    Attributes:
        name: what they are.
        members: the code points, one after another.
        exact: what each becomes in the exact layer; None keeps it.
        folded: what each becomes in the folded layer.
    """

    name: str
    members: str
    exact: str | None
    folded: str


class Character(NamedTuple):
    """One row of the table: a code point, its Unicode name, and what becomes of it."""

    code_point: str
    name: str
    group: str
    exact: str
    folded: str


def _span(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


_COMBINING_HAMZA = araby.MADDA_ABOVE + araby.HAMZA_ABOVE + araby.HAMZA_BELOW
_PLAIN_MARKS = "".join(araby.TASHKEEL) + _COMBINING_HAMZA
_QURANIC = "".join(mark for mark in araby.DIACRITICS if mark not in _PLAIN_MARKS)
_QURANIC += _span(0x8CA, 0x8E1) + _span(0x8E3, 0x8FF)

DROPPED = (
    Group("harakat, tanwin, shadda, sukun", "".join(araby.TASHKEEL), "", ""),
    Group("Quranic and extended marks", _QURANIC, "", ""),
    Group("small letters", araby.SMALL_WAW + araby.SMALL_YEH, "", ""),
    # Where they belong to a letter, normalisation has joined them to it before this is read.
    Group("combining madda and hamza", _COMBINING_HAMZA, "", ""),
    Group("tatweel", araby.TATWEEL, "", ""),
    Group("bidi controls",
          "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e" + _span(0x2066, 0x206F), "", ""),
    Group("joiners and invisible signs",
          "\xad\u034f\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u180e" + araby.BYTE_ORDER_MARK,
          "", ""),
    Group("signs around numbers and verses",
          "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2", "", ""),
    Group("variation selectors", _span(0xFE00, 0xFE0F), "", ""),
)  # fmt: skip

ARABIC_LETTERS = (
    Group("alef with hamza, madda, wasla or wavy hamza",
          araby.ALEF_HAMZA_ABOVE + araby.ALEF_HAMZA_BELOW + araby.ALEF_MADDA + araby.ALEF_WASLA
          + "ٲٳ", None, araby.ALEF),
    # مسؤول is also written مسئول, رؤوس also رءوس: the seat of a hamza is spelling.
    Group("hamza on waw and yeh", araby.WAW_HAMZA + araby.YEH_HAMZA, None, araby.HAMZA),
    Group("teh marbuta", araby.TEH_MARBUTA + "ۃ", None, araby.HEH),
    Group("alef maksura, Persian, Urdu and Kurdish yeh",
          araby.ALEF_MAKSURA + "یېےۍێۓ", None, araby.YEH),
    Group("Persian and Urdu heh", "ەہھۀۂۿ", None, araby.HEH),
    Group("keheh, gaf and kin", "کڪګڬڭڮگڰڱڲڳڴݢݣݤ", None, araby.KAF),
    Group("peh and kin", "پٻڀ", None, araby.BEH),
    Group("tcheh and kin", "چڃڄڿڇ", None, araby.JEEM),
    Group("jeh and Pashto zain", "ژڙ", None, araby.ZAIN),
    Group("veh and kin", "ڤڡڢڣڥڦ", None, araby.FEH),
    Group("Maghrebi qaf", "ٯڧڨ", None, araby.QAF),
    Group("Urdu and Sindhi teh", "ٹټٽٺ", None, araby.TEH),
    Group("Urdu and Pashto dal", "ڈډڊڋڌڍڎڏڐۮ", None, araby.DAL),
    Group("Urdu, Pashto and Kurdish reh", "ڑڒړڔڕږڗ", None, araby.REH),
    Group("Pashto and Moroccan seen", "ښڛڜ", None, araby.SEEN),
    Group("Kurdish lam", "ڵڶڷڸ", None, araby.LAM),
    Group("noon ghunna and kin", "ںڻڼڽڹ", None, araby.NOON),
    Group("Kurdish and Uyghur waw", "ۆۇۈۉۊۋۏۄۅ", None, araby.WAW),
)  # fmt: skip

DIGITS = tuple(
    Group(f"digit {value}", arabic + persian, None, western)
    for value, (arabic, persian, western) in enumerate(
        zip(araby.NUMBERS_EAST, araby.NUMBERS_PERS, araby.NUMBERS_WEST, strict=True)
    )
)

PUNCTUATION = (
    Group("apostrophes",
          "`´\u2018\u2019\u201a\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\uff07", "'", "'"),
    Group("quotation marks", "«»\u201c\u201d\u201e\u201f\u2033\uff02", '"', '"'),
    Group("single guillemets", "\u2039\u203a", "'", "'"),
    Group("hyphens and dashes", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-", "-"),
    Group("comma and thousands separator", araby.COMMA + araby.THOUSANDS, None, ","),
    Group("decimal separator and Urdu full stop", araby.DECIMAL + araby.FULL_STOP, None, "."),
    Group("semicolon", araby.SEMICOLON, None, ";"),
    Group("query mark", araby.QUESTION, None, "?"),
    Group("percent", araby.PERCENT, None, "%"),
    Group("star", araby.STAR, None, "*"),
    # A place where a line may break: it parts words as a space does.
    Group("zero width space", "\u200b", " ", " "),
)  # fmt: skip

# Latin letters whose stroke or ligature Unicode doesn't take apart.
LATIN_LETTERS = (
    Group("o with stroke", "ø", None, "o"),
    Group("d with stroke, eth", "đð", None, "d"),
    Group("l with stroke", "ł", None, "l"),
    Group("h with stroke", "ħ", None, "h"),
    Group("t with stroke", "ŧ", None, "t"),
    Group("dotless i", "ı", None, "i"),
    Group("dotless j", "ȷ", None, "j"),
    Group("schwa", "ə", None, "e"),
    Group("eng", "ŋ", None, "n"),
    Group("ash", "æ", None, "ae"),
    Group("ethel", "œ", None, "oe"),
    Group("thorn", "þ", None, "th"),
)

GROUPS = (*DROPPED, *ARABIC_LETTERS, *DIGITS, *PUNCTUATION, *LATIN_LETTERS)

# Ranges for the inside of a character class.
LATIN = "a-zA-Z\xc0-\xd6\xd8-\xf6\xf8-\u02b8\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff"
ARABIC = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff" \
         "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufd3d" \
         "\ufd50-\ufdfb\ufe70-\ufefc"  # fmt: skip


def characters() -> Iterator[Character]:
    """Give the table row by row."""
    for group in GROUPS:
        for character in group.members:
            kept = character if group.exact is None else group.exact
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            yield Character(character, name, group.name, kept, group.folded)
