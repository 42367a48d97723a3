"""Names across scripts: إيران is Iran, Russia is روسيا, القذافي is Gaddafi and Qaddafi.

Names are looked up by their stems, so that الإيرانية gives Iran too; and since other words have the
same stems, a name of one word must be written as that name is, or its demonym: السبب الرئيسي is
not Raisi, قاعدة عسكرية not al-Qaeda, an emir not the Emirates.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from indexer.language.analyzer import Token, analyze, layers
from indexer.language.bilingual import entries
from indexer.language.english import possessive_length
from indexer.language.folding import fold
from indexer.language.gazetteer import Name, names
from indexer.language.paradigms import nisbas, without_article

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
    forms: frozenset[str] = frozenset()
    """How a name of one word is written where it is no other word, folded."""


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
            found.append(
                FoundName(
                    tokens[position].mark_start,
                    last.mark_end,
                    writings.counterparts,
                    writings.variants,
                )
            )
        position += max(length, 1)
    return found


def _longest_name(text: str, tokens: list[Token], position: int) -> tuple[int, _Writings]:
    stems = tuple(token.stem for token in tokens[position : position + _LONGEST])
    for length in range(len(stems), 0, -1):
        writings = _known().get(stems[:length])
        if writings and (length > 1 or _is_written(text, tokens[position], writings)):
            return length, writings
    return 0, _Writings()


def _is_written(text: str, token: Token, writings: _Writings) -> bool:
    """Tell whether a word is one of a name's forms, not just of the same stem."""
    if _is_common_word(text, token):
        return False
    whole, bare = _read(text, token)
    return whole in writings.forms or (bare in writings.forms and whole not in _common_words())


def _read(text: str, token: Token) -> tuple[str, str]:
    """Return a word, folded, as it may be a name: whole, and without clitics."""
    whole, bare = text[token.start : token.end], text[token.mark_start : token.mark_end]
    if token.folded.isascii():
        return token.folded, token.folded[: len(token.folded) - possessive_length(token.folded)]
    if text[token.start : token.mark_start].endswith("لل"):  # the article lost its alif
        bare = f"ال{bare}"
    return fold(whole), fold(bare)


def _is_common_word(text: str, token: Token) -> bool:
    """Tell a common word from a name that it is the stem of, by how it is written.

    The abbreviations US, U.S. and WHO are in capitals, and no nisba ends in ى, as مجرى does.
    """
    written = text[token.start : token.end]
    if not token.folded.isascii():
        return written.endswith("ى") and token.stem != token.folded
    if len(token.folded) <= _LONGEST_ABBREVIATION:
        return not written.isupper()
    return written.islower() and written in _common_words()


@cache
def _known() -> dict[tuple[str, ...], _Writings]:
    """Collect the names by the stems of their words; several bearers of a name share an entry."""
    known: dict[tuple[str, ...], _Writings] = {}
    for name in names():
        latin = (*name.latin, *name.adjectives)
        forms = frozenset((*_arabic_forms(name), *_latin_forms(name)))
        for written, others in ((name.arabic, name.latin), (latin, name.arabic)):
            keys = {phrase: tuple(layers(phrase).stem.split()) for phrase in written}
            for key in dict.fromkeys(keys.values()):
                variants = [phrase for phrase in written if keys[phrase] != key]
                met = known.get(key, _Writings())
                known[key] = _Writings(
                    tuple(dict.fromkeys((*met.counterparts, *others))),
                    tuple(dict.fromkeys((*met.variants, *variants))),
                    met.forms | forms,
                )
    return known


def _arabic_forms(name: Name) -> Iterator[str]:
    """Yield how the name and its nisbas are written, with the article where they can have it."""
    single = [fold(written) for written in name.arabic if " " not in written]
    yield from single
    bare = [without_article(written) for written in single]
    yield from (word for word in bare if word not in _common_words())
    for nisba in nisbas(bare) if name.is_place else ():
        if nisba not in _common_words():
            yield from (nisba, f"ال{nisba}")


def _latin_forms(name: Name) -> Iterator[str]:
    for written in (*name.latin, *name.adjectives):
        folded = fold(written)
        yield from (folded, folded.replace("-", ""), folded.replace(".", ""))
    counted = (*name.adjectives, *(written for written in name.latin if written.islower()))
    yield from (f"{fold(written)}s" for written in counted)


@cache
def _common_words() -> frozenset[str]:
    """Return the single words of the bilingual lexicon, folded, but for names and demonyms."""
    known = {fold(word) for name in names() for word in (*name.latin, *name.adjectives)}
    common: set[str] = set()
    proper: set[str] = set()
    for entry in entries():
        words = proper if fold(entry.english[0]) in known else common
        lemmas = (*entry.english, *(forms[0] for forms in entry.arabic))
        words.update(fold(lemma) for lemma in lemmas if " " not in lemma)
    return frozenset(common - proper)
