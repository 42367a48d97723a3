"""Which language a text is in: by its script, then by letters and function words.

The beginning of a text decides, so that a long one costs no more than a short one.
"""

import re
from collections import Counter
from functools import cache
from importlib.resources import files

from indexer.language.folding import fold

LOOKED_AT = 600
"""Code points of a text that are looked at."""

ARABIC_BLOCK = re.compile("[\u0600-\u06ff]")
"""A code point of Unicode's Arabic block: its letters, marks, digits and punctuation."""

_ARABIC_SCRIPT = re.compile(
    r"[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc]+"
)
_LATIN_SCRIPT = re.compile(r"[a-zA-Z\xc0-\u024f\u1e00-\u1eff]+")
# One language stands for a script that several share, where the archive has no other use for it.
_OTHER_SCRIPTS = {
    "ru": re.compile(r"[\u0400-\u052f]+"),
    "el": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]+"),
    "he": re.compile(r"[\u0590-\u05ff\ufb1d-\ufb4f]+"),
    "hy": re.compile(r"[\u0530-\u058f]+"),
    "ka": re.compile(r"[\u10a0-\u10ff]+"),
    "hi": re.compile(r"[\u0900-\u097f]+"),
    "th": re.compile(r"[\u0e00-\u0e7f]+"),
    "am": re.compile(r"[\u1200-\u137f]+"),
    "ja": re.compile(r"[\u3040-\u30ff]+"),
    "zh": re.compile(r"[\u3400-\u9fff]+"),
    "ko": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]+"),
}

# Letters that Arabic doesn't have. Those that two languages share count for both.
_LETTERS = {
    "fa": "پچژگکی",
    "ur": "ٹڈڑںےھہپچگکی",
    "ku": "ەڕڵێۆپچژگکی",
    "ps": "ټډړږښڼېۍځڅګکی",
}


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language that most of a text is in, or "und".

    A page in two scripts is in the one with more letters. Latin text that holds no function word
    of any language, as headlines may, counts as English while it is short.
    """
    sample = text[:LOOKED_AT]
    arabic, latin = _letters(_ARABIC_SCRIPT, sample), _letters(_LATIN_SCRIPT, sample)
    if arabic + latin < len(sample) // 4 or not arabic + latin:
        other = _other_script(sample, max(arabic, latin))
        if other:
            return other
    if not arabic + latin:
        return "und"
    return _arabic_script_language(sample) if arabic >= latin else _latin_language(sample)


def query_language(text: str) -> str:
    """Return the language of a short query: "ar" where half its letters are Arabic script.

    Else English, which names and abbreviations count as, unless the script or at least two
    function words say otherwise.
    """
    arabic, latin = _letters(_ARABIC_SCRIPT, text), _letters(_LATIN_SCRIPT, text)
    other = _other_script(text, max(arabic, latin))
    if other:
        return other
    if arabic and arabic >= latin:
        return "ar"
    scores = _function_words(_LATIN_SCRIPT, text.casefold())
    language, hits = max(scores.items(), key=lambda item: item[1], default=("en", 0))
    return language if hits >= 2 and hits > 2 * scores["en"] else "en"


def _letters(script: re.Pattern[str], text: str) -> int:
    return sum(map(len, script.findall(text)))


def _other_script(text: str, letters: int) -> str:
    """Return the language of another script that holds more than so many letters, or ""."""
    if text.isascii():
        return ""
    counts = {code: _letters(script, text) for code, script in _OTHER_SCRIPTS.items()}
    if counts["ja"]:  # Japanese is written with Han characters too
        counts["ja"] += counts.pop("zh")
    language, most = max(counts.items(), key=lambda item: item[1])
    if most <= letters:
        return ""
    return "uk" if language == "ru" and re.search("[іїєґІЇЄҐ]", text) else language


def _arabic_script_language(sample: str) -> str:
    scores = _function_words(_ARABIC_SCRIPT, sample)
    scores = Counter({code: 2 * hits for code, hits in scores.items()})
    frequencies = Counter(sample)
    for code, letters in _LETTERS.items():
        # A third of a word's weight each: a Persian name in an Arabic text changes nothing.
        scores[code] += sum(frequencies[letter] for letter in letters) // 3
    language, best = max(scores.items(), key=lambda item: item[1], default=("ar", 0))
    return language if best > scores["ar"] else "ar"


def _latin_language(sample: str) -> str:
    scores = _function_words(_LATIN_SCRIPT, sample.casefold())
    language, best = max(scores.items(), key=lambda item: item[1], default=("en", 0))
    if best > scores["en"] + 1:
        return language
    if best == 0 and not sample.isascii() and len(sample.split()) > 20:
        return "und"
    return "en"


def _function_words(script: re.Pattern[str], text: str) -> Counter[str]:
    hits: Counter[str] = Counter()
    languages = _words()
    for word in script.findall(text):
        for language in languages.get(word, ()):
            hits[language] += 1
    return hits


@cache
def common_function_words() -> frozenset[str]:
    """Return the commonest function words of English and Arabic, folded."""
    return frozenset(
        fold(word) for word, languages in _words().items() if {"ar", "en"} & set(languages)
    )


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Return the languages of each function word."""
    table = (files("indexer.language") / "data" / "function_words.tsv").read_text(encoding="utf-8")
    words: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            language, listed = line.split("\t")
            for word in listed.split():
                words[word] = (*words.get(word, ()), language)
    return words
