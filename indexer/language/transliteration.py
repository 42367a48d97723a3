"""How alike a name's Arabic and Latin spellings are: بوتين and Putin, زيلينسكي and Zelensky.

Arabic leaves short vowels out and writes p as ب, v as ف, g as غ, ج or ق; Latin spellings of one
name differ by the language they went through. No rule covers that, so the two spellings are
aligned: each is cut into pieces of up to two Arabic and three Latin letters that stand for each
other, ش for sh, sch or ch, و for o, ou or w, nothing for e. How often each correspondence is used
was learned from names known in both scripts (`benchmarks/learn_transliteration.py`), and the
likelihood of the best alignment, against that of the letters met by chance, is the likeness
(a joint multigram model as of Bisani and Ney 2008; many-to-many alignment as of Jiampojamarn,
Kondrak and Sherif 2007).
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from indexer.language.folding import fold

LONGEST_PIECE = 3  # letters
_RARE = 1e-6  # share of a correspondence of single letters that was never met
_RARE_LOG = math.log(_RARE)
_RAREST_LETTER = math.log(1e-4)
_IMPOSSIBLE = np.float32(-1e4)
_UNLIKELY = 5e-4  # share of all ways to write a name from which on one isn't followed
_NOTHING = 1  # the number of the piece without letters
_ARABIC = re.compile("[ء-ي]")
_FOLDED = re.compile("[a-z]+|[ءابت-غف-ويه]+")
_REPEATED = re.compile(r"(.)\1+")
_NOT_LETTERS = re.compile("[^a-zء-ي]")


@lru_cache(maxsize=1 << 16)
def letters(name: str) -> str:
    """Return a name's bare letters: folded, without accents, signs and digits, each once in a row.

    Arabic doesn't write a letter twice for its length, and Latin spellings differ in it: Nas(s)er.
    """
    if not _FOLDED.fullmatch(name):  # most are: the words of an index
        name = _NOT_LETTERS.sub("", unicodedata.normalize("NFKD", fold(name)))
    return _REPEATED.sub(r"\1", name)


def likeness(name: str, others: Sequence[str]) -> NDArray[np.float32]:
    """Tell how alike a name is to names of the other script.

    Args:
        name: one word, Arabic or Latin, as `letters` gives it.
        others: words of the other script, likewise.

    Returns:
        Shape (n,): the logarithm (in nats) of how many times likelier two spellings of one name
        look like these than two words that have nothing to do with each other. Two random words
        come out far below 0; what to take for the same name depends on how many are compared.
    """
    if not others:
        return np.zeros(0, np.float32)
    best = _aligned(name, others)
    chance = _model().chance
    alone = sum(map(chance, name))
    return best - np.array([alone + sum(map(chance, other)) for other in others], np.float32)


@lru_cache(maxsize=256)
def beginnings(name: str, length: int, count: int) -> tuple[str, ...]:
    """Return how a name may begin in the other script, the likeliest first.

    Args:
        name: one word, as `letters` gives it.
        length: letters of a beginning; a name that is shorter as a whole is given as a whole.
        count: how many to return at most.
    """
    pieces = _model().pieces(_is_arabic(name))
    rest = _likelihood_of_rests(name, pieces)
    begun: list[defaultdict[str, float]] = [defaultdict(float) for _ in range(len(name) + 1)]
    begun[0][""] = 1.0
    least = _UNLIKELY * rest[0]
    found: defaultdict[str, float] = defaultdict(float)
    for place, known in enumerate(begun):
        for size in range(length):
            # What stands for nothing in the name makes longer ones in the same place.
            for written in [written for written in known if len(written) == size]:
                so_far = known[written]
                if place == len(name) and written:
                    found[written] += so_far
                for end, piece, share in _continuations(name, place, pieces):
                    longer, likelihood = written + piece, so_far * share
                    if likelihood * rest[end] < least:
                        continue
                    if len(longer) >= length:
                        found[longer[:length]] += likelihood * rest[end]
                    else:
                        begun[end][longer] += likelihood
    return tuple(sorted(found, key=lambda written: (-found[written], written))[:count])


_Pieces = dict[str, list[tuple[str, float]]]  # of one script: what may stand for each, its share


def _continuations(name: str, place: int, pieces: _Pieces) -> Iterator[tuple[int, str, float]]:
    """Yield what may be written next: where the name is then, the letters, their share."""
    for end in range(place, min(place + LONGEST_PIECE, len(name)) + 1):
        for piece, share in pieces.get(name[place:end], ()):
            yield end, piece, share


def _likelihood_of_rests(name: str, pieces: _Pieces) -> list[float]:
    """Return how likely the letters from each place on are, whatever is written for them."""
    shares = {piece: sum(share for _, share in others) for piece, others in pieces.items()}
    again = 1 / (1 - shares[""])  # letters of the other script that stand for nothing here
    rest = [0.0] * len(name) + [again]
    for place in reversed(range(len(name))):
        for end in range(place + 1, min(place + LONGEST_PIECE, len(name)) + 1):
            share = shares.get(name[place:end], _RARE if end == place + 1 else 0.0)
            rest[place] += share * rest[end] * again
    return rest


class _Model:
    """The correspondences and their shares, in the shapes that are asked for."""

    def __init__(self, shares: Mapping[tuple[str, str], float]) -> None:
        self._pieces: dict[bool, _Pieces] = {True: {}, False: {}}
        counts: defaultdict[str, float] = defaultdict(float)
        for pair, share in shares.items():
            for arabic, (piece, other) in ((True, pair), (False, pair[::-1])):
                self._pieces[arabic].setdefault(piece, []).append((other, share))
                for letter in piece:
                    counts[letter] += share
        self._logarithms = {arabic: _Logarithms(self._pieces, arabic) for arabic in (True, False)}
        self._chance = {
            letter: math.log(count / sum(n for other, n in counts.items() if _same(letter, other)))
            for letter, count in counts.items()
        }

    def pieces(self, arabic: bool) -> _Pieces:
        """Return the pieces of one script with what may stand for each."""
        return self._pieces[arabic]

    def logarithms(self, arabic: bool) -> "_Logarithms":
        """Return the logarithms of the shares, looked up by the pieces of one script."""
        return self._logarithms[arabic]

    def chance(self, letter: str) -> float:
        """Return the logarithm of a letter's share among those of its script."""
        return self._chance.get(letter, _RAREST_LETTER)


def _same(letter: str, other: str) -> bool:
    return _is_arabic(letter) == _is_arabic(other)


def _is_arabic(name: str) -> bool:
    return _ARABIC.match(name) is not None


@cache
def _model() -> _Model:
    table = (files("indexer.language") / "data" / "graphemes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return _Model({(arabic, latin): int(share) / 1e6 for arabic, latin, share in rows})


class _Logarithms:
    """Logarithms of the shares: for a piece of one script, a row over the numbered other ones.

    Attributes:
        numbers: of the other script's pieces, from 2 on; 0 is none of them, 1 is nothing at all.
    """

    def __init__(self, pieces: Mapping[bool, _Pieces], arabic: bool) -> None:
        others = sorted(piece for piece in pieces[not arabic] if piece)
        self.numbers = {piece: number for number, piece in enumerate(others, _NOTHING + 1)}
        self._unmet = self._row("", ())
        self._rows = {piece: self._row(piece, found) for piece, found in pieces[arabic].items()}

    def row(self, piece: str) -> NDArray[np.float32] | None:
        """Return a piece's row; None for several letters that are no piece."""
        return self._rows.get(piece, self._unmet if len(piece) == 1 else None)

    def _row(self, piece: str, found: Iterable[tuple[str, float]]) -> NDArray[np.float32]:
        row = np.full(len(self.numbers) + _NOTHING + 1, _IMPOSSIBLE)
        if len(piece) < 2:  # any letter may stand for any other one, or for nothing: names vary
            row[[number for other, number in self.numbers.items() if len(other) == 1]] = _RARE_LOG
            row[_NOTHING] = _RARE_LOG
        for other, share in found:
            row[self.numbers[other] if other else _NOTHING] = math.log(share)
        return row


class _Words:
    """Words of one script, ready to be aligned all at once.

    Attributes:
        lengths: letters of each, shape (n,).
        ending: by length of a piece and place in the word, the number of the piece that ends
            there, 0 where it is none; shape (longest piece + 1, longest word + 1, n).
    """

    def __init__(self, words: Sequence[str], numbers: Mapping[str, int]) -> None:
        self.lengths = np.array([len(word) for word in words])
        longest = int(self.lengths.max())
        written = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)
        alphabet, letters_met = np.unique(written, return_inverse=True)
        base = len(alphabet) + 1  # the last one stands for no letter
        codes = np.full((len(words), longest), base - 1)
        codes[np.arange(longest) < self.lengths[:, None]] = letters_met
        self.ending = np.zeros((LONGEST_PIECE + 1, longest + 1, len(words)), np.int16)
        known = {chr(letter): code for code, letter in enumerate(alphabet.tolist())}
        for size in range(1, min(LONGEST_PIECE, longest) + 1):
            table = _numbered(numbers, known, size, base)
            ends = np.zeros((len(words), longest - size + 1), np.int64)
            for place in range(size):
                ends = ends * base + codes[:, place : longest - size + 1 + place]
            self.ending[size, size:] = table[ends].T


def _numbered(
    numbers: Mapping[str, int], known: Mapping[str, int], size: int, base: int
) -> NDArray[np.int16]:
    """Return the numbers of the pieces of one size by their letters' codes, read in a base."""
    table = np.zeros(base**size, np.int16)
    for piece, number in numbers.items():
        if len(piece) == size and all(letter in known for letter in piece):
            code = 0
            for letter in piece:
                code = code * base + known[letter]
            table[code] = number
    return table


def _aligned(name: str, others: Sequence[str]) -> NDArray[np.float32]:
    """Return the log-likelihood of the best alignment with each of the others, shape (n,)."""
    costs = _model().logarithms(_is_arabic(name))
    words = _Words(others, costs.numbers)
    ending, ends = words.ending, words.ending.shape[1]
    best = np.full((len(name) + 1, ends, len(others)), _IMPOSSIBLE)
    best[0, 0] = 0
    for place in range(len(name) + 1):
        rows = [
            (size, row)
            for size in range(min(LONGEST_PIECE, place) + 1)
            if (row := costs.row(name[place - size : place])) is not None
        ]
        for end in range(ends):
            cell = best[place, end]
            for size, row in rows:
                before = best[place - size]
                if size:
                    np.maximum(cell, before[end] + row[_NOTHING], out=cell)
                for letters_ in range(1, min(LONGEST_PIECE, end) + 1):
                    step = before[end - letters_] + row[ending[letters_, end]]
                    np.maximum(cell, step, out=cell)
    found: NDArray[np.float32] = best[len(name), words.lengths, np.arange(len(others))]
    return found
