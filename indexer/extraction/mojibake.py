"""Undoes wrong decodings that are plain: UTF-8 encoded twice, Arabic in cp1256 read as Latin.

A page that says it is in ISO 8859-1, as many servers add by themselves, is often in cp1256; an
export that was imported as Latin and exported as UTF-8 is encoded twice. What is changed is told.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from indexer.article import Article, RawPage
from indexer.language.detection import common_function_words

TWICE = "read as UTF-8 that was encoded twice"
CP1256 = "read as cp1256, though its bytes were taken for Latin letters"
ISO_8859_6 = "read as ISO 8859-6, though its bytes were taken for Latin letters"
NO_LANGUAGE = (
    "its text is Latin letters with accents in no language that is known: "
    "it was probably read in a wrong encoding"
)
_REPLACED = "\ufffd"
REPLACED = "characters are missing in it (U+FFFD), as its encoding was lost before"

_LATIN_1 = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]")
_WITH_LATIN_1 = re.compile(r"[a-zA-Z]*+[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff][^\W\d_]*+")
_SIGNS_OF_UTF8 = ("Ã", "Â", "Ø", "Ù", "â€", "Ð", "Ñ")
_ARABIC = re.compile("[\u0621-\u0652]+")
_SAID = 0.03  # of Arabic words are function words; in running news it is a fifth
_MOSTLY = 0.6  # of the letters of words that have an accent; in French it is a fifth
_FEWEST, _MOST = 3, 2_000  # words with accents that are looked at
_ENCODINGS = {"cp1256": CP1256, "iso8859-6": ISO_8859_6}


def repaired(page: RawPage) -> tuple[RawPage, tuple[str, ...]]:
    """Return a page with its text and fields decoded aright, and what was assumed for that.

    Args:
        page: as a reader found it.
    """
    assumed: Counter[str] = Counter()
    text = _repaired(page.text, assumed)
    fields = {name: _repaired(value, assumed) for name, value in page.fields.items()}
    lost = any(_REPLACED in value for value in (page.text, *page.fields.values()))
    page = replace(page, text=text, fields=fields) if assumed else page
    return page, (*assumed, *((REPLACED,) if lost else ()))


def doubts(article: Article) -> tuple[str, ...]:
    """Return what makes an article's text doubtful, in words for a report."""
    is_doubtful = article.language == "und" and _is_latin_1(article.body)
    return (NO_LANGUAGE,) if is_doubtful else ()


def _repaired(text: str, assumed: Counter[str]) -> str:
    if text.isascii():
        return text
    if any(sign in text for sign in _SIGNS_OF_UTF8):
        lines = [_once(line) for line in text.split("\n")]
        once = "\n".join(lines)
        if once != text:
            assumed[TWICE] += 1
            text = once
    if _is_latin_1(text):
        said, name, arabic = max((_said(read), name, read) for name, read in _readings(text))
        if said > _SAID and not _is_latin_1(arabic):
            assumed[_ENCODINGS[name]] += 1
            return arabic
    return text


def _once(line: str) -> str:
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    return fix_encoding(line) if is_bad(line) else line


def _is_latin_1(text: str) -> bool:
    """Whether the words that hold accents consist of accented letters, as in no language."""
    if text.isascii():
        return False
    words = [word[0] for word in islice(_WITH_LATIN_1.finditer(text), _MOST)]
    accented = sum(len(_LATIN_1.findall(word)) for word in words)
    return len(words) >= _FEWEST and accented > _MOSTLY * sum(map(len, words))


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """Give what a text is in the encodings that Arabic pages were written in."""
    import ftfy.bad_codecs  # noqa: F401 - registers Latin codecs that have all bytes, as browsers'

    data = text.encode("sloppy-windows-1252", "replace")
    for name in _ENCODINGS:
        yield name, data.decode(name, "replace")


def _said(text: str) -> float:
    """Return the share of function words among a text's Arabic words."""
    common = common_function_words()
    words = [word[0] for word in islice(_ARABIC.finditer(text), _MOST)]
    return sum(len(word) > 1 and word in common for word in words) / max(len(words), _FEWEST)
