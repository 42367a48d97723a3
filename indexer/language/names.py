"""Names across scripts: إيران is Iran, Russia is روسيا, القذافي is Gaddafi and Qaddafi.

Names are looked up by their stems, so that الإيرانية gives Iran too.
"""

from functools import cache
from typing import NamedTuple

from indexer.language.analyzer import Token, analyze, layers
from indexer.language.gazetteer import names

_LONGEST = 4  # words of a name
_LONGEST_ABBREVIATION = 3  # letters


class FoundName(NamedTuple):
    """A name in a text.

    Attributes:
        start, end: where it is, clitics apart.
        counterparts: how the other script writes it, the usual way first.
        variants: how the same script writes it as well, Iran for Iranian, Qaddafi for Gaddafi.
    """

    start: int
    end: int
    counterparts: tuple[str, ...]
    variants: tuple[str, ...] = ()


class _Writings(NamedTuple):
    """How else a name is written: in the other script, in the same one."""

    counterparts: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()


def counterparts(phrase: str) -> tuple[str, ...]:
    """Return how a name is written in the other script, the usual way first.

    Args:
        phrase: a name and nothing else, in any inflection: "الإيرانية", "Iran's", "حزب الله".

    Returns:
        Its names in the other script; empty where it isn't known.
    """
    tokens = analyze(phrase)
    length, writings = _longest_name(phrase, tokens, 0)
    return writings.counterparts if length == len(tokens) else ()


def find_names(text: str) -> list[FoundName]:
    """Return the known names in a text, longest first where they overlap, in their order."""
    tokens = analyze(text)
    found: list[FoundName] = []
    position = 0
    while position < len(tokens):
        length, writings = _longest_name(text, tokens, position)
        if length:
            last = tokens[position + length - 1]
            found.append(FoundName(tokens[position].mark_start, last.mark_end, *writings))
        position += max(length, 1)
    return found


def _longest_name(text: str, tokens: list[Token], position: int) -> tuple[int, _Writings]:
    stems = tuple(token.stem for token in tokens[position : position + _LONGEST])
    for length in range(len(stems), 0, -1):
        writings = _known().get(stems[:length])
        if writings and (length > 1 or not _is_common_word(text, tokens[position])):
            return length, writings
    return 0, _Writings()


def _is_common_word(text: str, token: Token) -> bool:
    """Tell "us" and "who" from the abbreviations US, U.S. and WHO: those are in capitals."""
    if len(token.folded) > _LONGEST_ABBREVIATION or not token.folded.isascii():
        return False
    return not text[token.start : token.end].isupper()


@cache
def _known() -> dict[tuple[str, ...], _Writings]:
    """Collect the names by the stems of their words; several bearers of a name share an entry."""
    known: dict[tuple[str, ...], _Writings] = {}
    for name in names():
        latin = (*name.latin, *name.adjectives)
        for written, others in ((name.arabic, name.latin), (latin, name.arabic)):
            keys = {phrase: tuple(layers(phrase).stem.split()) for phrase in written}
            for key in dict.fromkeys(keys.values()):
                variants = [phrase for phrase in written if keys[phrase] != key]
                met = known.get(key, _Writings())
                known[key] = _Writings(
                    tuple(dict.fromkeys((*met.counterparts, *others))),
                    tuple(dict.fromkeys((*met.variants, *variants))),
                )
    return known
