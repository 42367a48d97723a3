"""The words of a piece of text without white space: where each is, and its three layers."""

import re
from dataclasses import dataclass
from functools import cache

from pyarabic import araby

from indexer.language import arabic, english
from indexer.language.characters import ARABIC, LATIN
from indexer.language.folding import exact, fold, mark_class
from indexer.language.lexicon import lexicon
from indexer.language.options import final_letters
from indexer.language.paradigms import written_function_words

_FINAL = {araby.TEH_MARBUTA: araby.TEH_MARBUTA, "ۃ": araby.TEH_MARBUTA,
          araby.ALEF_MAKSURA: araby.ALEF_MAKSURA}  # fmt: skip
_BEFORE_HAMZA = re.compile("[وف][أإآ]..")
_HAMZA_ON_ALEF = ("يأة", "يأه")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a chunk's exact form: where it is there, and what is left out of the mark."""

    start: int
    end: int
    clitics: int
    possessive: int
    exact: str
    folded: str
    stem: str


@cache
def _pattern() -> re.Pattern[str]:
    r"""Compile the pattern of a word in the exact form, where no haraka, tatweel or joiner is left.

    In this order: letters with dots between (u.s., أ.ف.ب), numbers (1,000.5), names with a
    number (f-16, covid-19; not may-2024), one letter and a word (e-mail), c++ and c#, Latin words
    (o'brien, 3d, mp3), Arabic words, ideographs one by one, words of other scripts.
    """
    marks = mark_class()
    latin, arabic_letter = f"[{LATIN}]", f"[{ARABIC}]"
    word = rf"(?:{latin}[{marks}]*)"
    other = rf"(?![{LATIN}{ARABIC}])[^\W_]"
    return re.compile(
        rf"(?P<dotted>(?<!\w)(?:{latin}(?:\.{latin})+|{arabic_letter}(?:\.{arabic_letter})+)(?!\w))"
        rf"|(?P<number>\d{{1,3}}(?:[,٬]\d{{3}})+(?!\d)(?:[.٫]\d+)?(?!\w)"
        rf"|(?<!\d[.٫])\d+[.٫]\d+(?!\d)(?![.٫]\d)(?!\w))"
        rf"|(?P<hyphened>(?<![\w-])(?:{word}+-(?!(?:1[5-9]|20)\d\d(?!\d))\d+{latin}?"
        rf"|{latin}-{word}+)(?!\w)(?:'s(?!\w))?)"
        rf"|(?P<sign>(?<!\w){latin}(?:\+\+|\#)(?!\w))"
        rf"|(?P<latin>(?:{word}|\d(?=\d*{latin})|(?<={latin})\d+)(?:{word}|\d)*(?:'{word}+)*)"
        rf"|(?P<arabic>{arabic_letter}+)"
        rf"|(?P<digits>\d+)"
        rf"|(?P<ideograph>[\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
        rf"|(?P<other>{other}(?:{other}|[{marks}])*)"
    )


def find_words(written: str) -> list[Word]:
    """Find the words of a chunk in its exact form."""
    words = []
    for match in _pattern().finditer(written):
        word = _word(match, match.lastgroup or "")
        if word is not None:
            words.append(word)
    return words


def count_words(text: str) -> int:
    """Count the words of a text, without looking at what they are."""
    return sum(1 for _ in _pattern().finditer(exact(text)))


def _word(match: re.Match[str], kind: str) -> Word | None:
    written, folded = match[0], fold(match[0])
    clitics = possessive = 0
    if kind in {"dotted", "hyphened"}:
        folded = folded.replace(".", "").replace("-", "")
    elif kind == "number":
        folded = folded.replace(",", "")
    if kind == "arabic":
        folded, stem, clitics = arabic_layers(written)
    elif kind in {"latin", "hyphened"}:
        possessive = english.possessive_length(folded)
        stem = english.stem(folded)
        folded = folded if possessive else folded.replace("'", "")
    else:
        stem = folded
    if not (folded and stem) or " " in folded:
        return None
    return Word(match.start(), match.end(), clitics, possessive, written, folded, stem)


def _usual_hamza(written: str, folded: str) -> str:
    """Return a folded word with its hamza as most write it: طوارئ for طوارىء, هيئة for هيأة."""
    if written.endswith(_HAMZA_ON_ALEF):
        return f"{folded[:-2]}ء{folded[-1]}"
    if folded.endswith("ء") and len(folded) > 1:
        other = f"{folded[:-2]}ء" if folded[-2] == "ي" else f"{folded[:-1]}يء"
        if lexicon().frequency(other) > lexicon().frequency(folded):
            return other
    return folded


def _stem(written: str, folded: str) -> arabic.Stem:
    """Return the stem of a word; what is before a hamza on alif at its beginning is a particle.

    Next to no word's second letter is one, so that وأضاف is و + أضاف, however frequent the whole.
    """
    if not _BEFORE_HAMZA.match(written) or not lexicon().frequency(folded[1:]):
        return arabic.stem(folded)
    stem, clitics = arabic.stem(folded[1:])
    return arabic.Stem(stem, clitics + 1)


def arabic_layers(written: str) -> tuple[str, str, int]:
    """Return an Arabic word folded, its stem, and how many letters before that are clitics.

    A function word that ends in ى keeps it in its stem: على, folded like the name علي, isn't it.
    Where final letters are apart, ة and ى stay at the end of both layers.
    """
    folded = fold(written)
    folded = written if folded == written else folded  # one string, where it is one
    stem, clitics = _stem(written, _usual_hamza(written, folded))
    if written in written_function_words():
        stem, clitics = written, 0
    if final_letters() == "one":
        return folded, stem, clitics
    spelled = folded[:-1] + _FINAL.get(written[-1], folded[-1])
    if stem == folded[clitics:]:
        return spelled, spelled[clitics:], clitics
    return spelled, lexicon().spelled(stem), clitics
