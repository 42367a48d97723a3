"""From a text to its words in three layers; the same for indexing, asking and highlighting.

    analyze("بالطائرات F-16")  gives  بالطائرات | بالطاءرات | طاءره  and   f-16 | f16 | f16

A text is cut at white space, and each chunk analysed by itself: so what a chunk gives can be
remembered, and `layers` and `analyze` can't differ.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from indexer.language import english
from indexer.language.folding import exact, exact_with_offsets
from indexer.language.lexicon import WORDFREQ_VERSION
from indexer.language.options import FinalLetters, final_letters
from indexer.language.words import Word, arabic_layers, find_words

ANALYZER_VERSION = f"5+wordfreq{WORDFREQ_VERSION}"
"""Changes whenever any layer of any word does, but for what is chosen by setting."""

# Longer chunks (addresses, encoded data) don't come again: they would only fill the memory.
_LONGEST_REMEMBERED = 40
_REMEMBERED = 1 << 18

# One word of plain letters between punctuation that has no part in any word: most chunks are.
_PLAIN = re.compile(
    r"""["«(\[]?(?:(?P<latin>[A-Za-z]+)|(?P<arabic>[\u0621-\u063a\u0641-\u064a]+))[.,،؛:!?؟)\]"»]*"""
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, in three layers. Offsets count code points of the original text.

    Attributes:
        start, end: the word as it is, its marks included.
        mark_start, mark_end: what to highlight of it: the article is, the proclitics before it and
            the possessive aren't: بـ[الطائرات].
        position: 0, 1, 2 … within the text.
        exact: as written, but for case and what only decorates: "علي" isn't "على".
        folded: spelling variants one: أ = ا, ى = ي, ة = ه, ک = ك, ٣ = 3, É = e.
        stem: clitics and endings off.
    """

    start: int
    end: int
    mark_start: int
    mark_end: int
    position: int
    exact: str
    folded: str
    stem: str


@dataclass(frozen=True, slots=True)
class LayeredText:
    """A text's layers: its tokens joined by one space, the same words in the same places."""

    exact: str
    folded: str
    stem: str


_Layers = tuple[str, str, str]


def _chunk_layers(chunk: str) -> _Layers | None:
    """Return the layers of a chunk without white space, None where it holds no word."""
    plain = _PLAIN.fullmatch(chunk)
    if plain:
        return _plain_layers(plain)
    words = [w for part in exact(chunk).split() for w in find_words(part)]
    if not words:
        return None
    return (
        " ".join([word.exact for word in words]),
        " ".join([word.folded for word in words]),
        " ".join([word.stem for word in words]),
    )


def _plain_layers(plain: re.Match[str]) -> _Layers:
    """Return the layers of a chunk that is one word of plain letters, the short way."""
    if plain["latin"]:
        word = plain["latin"].lower()
        return word, word, english.stem(word)
    word = plain["arabic"]
    folded, stem, _ = arabic_layers(word)
    return word, folded, stem


class _Remembered(dict[str, "_Layers | None"]):
    """The layers of chunks met lately, in two generations: no more than twice its size.

    A plain look-up costs half of what `lru_cache` takes, and news repeats its words.
    """

    def __init__(self) -> None:
        super().__init__()
        self._older: dict[str, _Layers | None] = {}

    def __missing__(self, chunk: str) -> "_Layers | None":
        if len(chunk) > _LONGEST_REMEMBERED:
            return _chunk_layers(chunk)
        if len(self) >= _REMEMBERED:
            self._older = dict(self)
            self.clear()
        older = self._older
        found = older[chunk] if chunk in older else _chunk_layers(chunk)
        self[chunk] = found
        return found


@cache
def _remembered_with(_: FinalLetters) -> _Remembered:
    return _Remembered()


def _remembered() -> _Remembered:
    return _remembered_with(final_letters())


def analyzer_version() -> str:
    """Return what an index records: indexes of other versions hold other words."""
    return ANALYZER_VERSION if final_letters() == "one" else f"{ANALYZER_VERSION}+apart"


def layers(text: str) -> LayeredText:
    """Return a text's layers for the index; the words and positions are those of `analyze`."""
    found = list(map(_remembered().__getitem__, text.split()))
    if None in found:
        found = [chunk for chunk in found if chunk]
    if not found:
        return LayeredText("", "", "")
    written, folded, stems = zip(*found, strict=True)
    return LayeredText(" ".join(written), " ".join(folded), " ".join(stems))


def analyze(text: str, worthwhile: Callable[[str, str, str], bool] | None = None) -> list[Token]:
    """Return the words of a text, in their order; none holds white space or has an empty layer.

    Args:
        text: any text.
        worthwhile: where given, only the chunks are looked at of whose exact, folded and stem
            layers (their words joined by spaces) this is true; positions count those alone.
            Finding a few words in a long text is several times faster so.
    """
    tokens: list[Token] = []
    chosen = None if worthwhile is None else _chosen(text, worthwhile)
    if chosen is not None and not chosen:
        return tokens
    for chunk in re.finditer(r"\S+", text):
        if chosen is not None and chunk[0] not in chosen:
            continue
        base = chunk.start()
        for word in _places_of(chunk[0]):
            tokens.append(
                Token(
                    start=base + word.start,
                    end=base + word.end,
                    mark_start=base + word.mark_start,
                    mark_end=base + word.mark_end,
                    position=len(tokens),
                    exact=word.exact,
                    folded=word.folded,
                    stem=word.stem,
                )
            )
    return tokens


def _chosen(text: str, worthwhile: Callable[[str, str, str], bool]) -> set[str]:
    """Return a text's chunks that are worth a closer look; each is asked about once."""
    remembered = _remembered()
    return {
        chunk
        for chunk in set(text.split())
        if (found := remembered[chunk]) is not None and worthwhile(*found)
    }


def _chunk_places(chunk: str) -> tuple[Token, ...]:
    """Return the words of a chunk with their places in it."""
    written, offsets = exact_with_offsets(chunk)
    places = offsets.tolist()
    tokens: list[Token] = []
    for part in re.finditer(r"\S+", written):
        for word in find_words(part[0]):
            start, end = part.start() + word.start, part.start() + word.end
            right = _end(chunk, places, end)
            tokens.append(
                Token(
                    start=places[start],
                    end=right,
                    mark_start=places[start + _unmarked(word)],
                    mark_end=places[end - word.possessive] if word.possessive else right,
                    position=len(tokens),
                    exact=word.exact,
                    folded=word.folded,
                    stem=word.stem,
                )
            )
    return tuple(tokens)


@lru_cache(maxsize=_REMEMBERED // 8)
def _remembered_places(chunk: str, _: FinalLetters) -> tuple[Token, ...]:
    return _chunk_places(chunk)


def _places_of(chunk: str) -> tuple[Token, ...]:
    if len(chunk) > _LONGEST_REMEMBERED:
        return _chunk_places(chunk)
    return _remembered_places(chunk, final_letters())


def _unmarked(word: Word) -> int:
    """Return how many letters at the beginning are proclitics; the article belongs to its noun."""
    before = word.clitics
    return before - 2 if word.exact[max(before - 2, 0) : before] == "ال" else before


def _end(chunk: str, places: list[int], end: int) -> int:
    """Return where a word ends in its chunk: behind its marks, before an invisible control."""
    last = places[end - 1]
    # Where one character makes two words (ﷺ), the next one begins where this one does.
    following = max(places[end], last + 1)
    while following > last + 1 and unicodedata.category(chunk[following - 1]) == "Cf":
        following -= 1
    return following
