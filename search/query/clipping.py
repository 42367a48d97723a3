"""How much of a text is read as a query: what costs more than it can tell is left out.

A stretch without a space is a word, an address or encoded data; analysing it costs by its length,
of some characters by the square of it. One character can stand for a sentence (ﷺ has 18 letters).
"""

import re
from unicodedata import normalize

LONGEST_TEXT = 20_000
"""Characters, presentation forms and ligatures written out."""
LONGEST_STRETCH = 250
"""Characters without white space between them; of a longer stretch the beginning is read."""
MOST_PIECES = 100
"""Pieces of a text that is embedded: about as many tokens, a millisecond and a half each."""

_LONGEST_BEGINNING = 3 * MOST_PIECES  # characters: no piece takes more, spaces included
_STRETCH = re.compile(rf"(\S{{{LONGEST_STRETCH}}})\S+")
_PIECE = re.compile(r"[A-Za-z\u0621-\u063a\u0641-\u064a]{1,2}|\S")


def clipped(text: str) -> str:
    """Return a text without what is beyond the limits; the very same one where nothing is."""
    short = short_stretches(text[:LONGEST_TEXT])
    return short[: readable(short)]


def short_stretches(text: str) -> str:
    """Return a text with no longer stretch than `LONGEST_STRETCH`."""
    return _STRETCH.sub(r"\1", text) if len(text) > LONGEST_STRETCH else text


def readable(text: str) -> int:
    """Return how many of a text's first characters are within `LONGEST_TEXT`, written out."""
    if len(normalize("NFKC", text[:LONGEST_TEXT])) <= LONGEST_TEXT:
        return min(len(text), LONGEST_TEXT)
    written = 0
    for at, letter in enumerate(text):
        written += len(normalize("NFKC", letter))
        if written > LONGEST_TEXT:
            return at
    return len(text)


def embeddable(text: str) -> str:
    """Return the beginning of a text whose meaning is searched, at most `MOST_PIECES` of it.

    A piece is two letters of a word, or any other sign: a model's token is seldom less.
    """
    begins = _beginning(text)
    for number, piece in enumerate(_PIECE.finditer(begins)):
        if number == MOST_PIECES:
            return begins[: piece.start()].rstrip()
    return begins


def whole_is_embedded(text: str) -> bool:
    """Tell whether the meaning of all of a text is searched."""
    begins = _beginning(text)
    return begins == embeddable(text) and len(" ".join(text.split())) <= _LONGEST_BEGINNING


def _beginning(text: str) -> str:
    words = " ".join(text.split())[:_LONGEST_BEGINNING]
    return " ".join(normalize("NFKC", words).split())
