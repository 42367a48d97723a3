"""FreeDict's dictionaries of English and Arabic, read where the system has them.

They are in the format of dictd: an index of headwords with the offset and length of each article
in base 64, and the articles in one file that gzip reads.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from indexer.language.bilingual import Entry

_FOLDERS = (
    Path("/usr/share/dictd"),
    Path("/usr/local/share/dictd"),
    Path("/opt/homebrew/share/dictd"),
)
_NAMES = {"freedict-eng-ara": True, "freedict-ara-eng": False}
_DIGITS = {
    digit: value
    for value, digit in enumerate(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    )
}
_PRONUNCIATION = re.compile(r"\s*/[^/]*/\s*$")
_NUMBER = re.compile(r"^\d+\.\s*")
_LARGEST = 1 << 26  # bytes of the articles, unpacked
_MOST_WORDS = 3


def freedict_files() -> dict[Path, Path]:
    """Return by its index the articles of each dictionary that is here."""
    found = {}
    for name in _NAMES:
        for folder in _FOLDERS:
            index, articles = folder / f"{name}.index", folder / f"{name}.dict.dz"
            if index.is_file() and articles.is_file():
                found[index] = articles
                break
    return found


def freedict_entries(index: Path, articles: Path) -> list[Entry]:
    """Read the entries of a dictionary.

    Args:
        index: of its headwords; its name says which language they are in.
        articles: what the index points into.

    Raises:
        OSError: a file can't be read.
        ValueError: a file isn't what its name says.
    """
    with gzip.open(articles) as packed:
        text = packed.read(_LARGEST)
    found = list(_entries(index, text))
    if not found:
        raise ValueError("it holds no headword with a meaning")
    return found


def _entries(index: Path, text: bytes) -> Iterator[Entry]:
    english_first = _NAMES[index.stem]
    for line in index.read_text(encoding="utf-8").splitlines():
        headword, offset, length = line.split("\t")[:3]
        if headword.startswith("00"):
            continue
        start = _number(offset)
        article = text[start : start + _number(length)].decode("utf-8")
        written, meanings = _read(article)
        for rank, meaning in enumerate(meanings):
            english, arabic = (written, meaning) if english_first else (meaning, written)
            if _is_searched(english) and _is_searched(arabic):
                yield Entry((english,), "n", ((arabic,),), rank)


def _read(article: str) -> tuple[str, list[str]]:
    """Return the headword of an article, and what it means."""
    first, *rest = [line.strip() for line in article.splitlines() if line.strip()] or [""]
    return _PRONUNCIATION.sub("", first), [_NUMBER.sub("", line) for line in rest]


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        if digit not in _DIGITS:
            raise ValueError(f"{digits!r} is no number in base 64")
        number = number * 64 + _DIGITS[digit]
    return number


def _is_searched(words: str) -> bool:
    return 0 < len(words.split()) <= _MOST_WORDS
