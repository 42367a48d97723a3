"""Near-duplicates: the same text told again with small changes, recognised by small signatures.

Two articles are near-duplicates where nearly all of the shorter one stands in the other word for
word, the other is not much longer, and their numbers agree:

    reprint with another headline, a byline, a typo, a cut end, a paragraph less → near-duplicates
    same sentences about another match, another day's exchange rates             → others

What is compared are shingles, the runs of four folded words (Broder 1997, "On the resemblance and
containment of documents"). A signature keeps the smallest digests of them: a random sample that is
the same for equal texts (bottom-k sketch; Cohen and Kaplan 2007). Its smallest digest in each of
sixteen classes is one MinHash value (one-permutation hashing; Li, Owen and Zhang 2012); two values
in turn make the key under which likely pairs find each other (locality-sensitive hashing).
"""

import struct
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from indexer.language.folding import fold

SHINGLE = 4  # words
SAMPLED = 96  # digests of shingles in a signature: all of them in texts of up to 99 words
NUMBERS = 24  # digests of numbers in a signature
CLASSES = 16  # MinHash values of a signature, and bands
CONTAINED = 0.8  # share of the shorter text's shingles that the other must have
LENGTHS = 0.55  # shorter text to longer; above a half, no text joins two that share nothing
AGREEING = 0.7  # share of the numbers of the text with fewer of them that the other must have
READ = 1 << 16  # characters of a text that are compared
SHORT = 20  # words; shorter texts must be practically identical
IDENTICAL = 0.9  # what replaces CONTAINED and LENGTHS there

_SEPARATOR, _LETTER, _DIGIT, _JOINT = range(4)
_JOINTS = ".,:/٫٬"  # between two digits they are part of a number: 3.52, 18:40
_HEADER = struct.Struct("<IIBB")
_LARGEST = 0xFFFF_FFFF
_MULTIPLIER = np.uint64(0x9E37_79B9_7F4A_7C15)

Digests = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text to recognise its near-duplicates; at most 442 bytes.

    Attributes:
        words: of the text that was read.
        size: how many different shingles it has.
        shingles: the up to 96 smallest digests (32 bits) of them, ascending.
        numbers: the up to 24 smallest digests (16 bits) of its numbers, ascending.
    """

    words: int
    size: int
    shingles: tuple[int, ...]
    numbers: tuple[int, ...]

    def to_bytes(self) -> bytes:
        """Return the signature for storing; the same on every machine."""
        header = _HEADER.pack(self.words, self.size, len(self.shingles), len(self.numbers))
        shingles = struct.pack(f"<{len(self.shingles)}I", *self.shingles)
        return header + shingles + struct.pack(f"<{len(self.numbers)}H", *self.numbers)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Signature":
        """Read back what `to_bytes` wrote."""
        words, size, shingles, numbers = _HEADER.unpack_from(stored)
        digests = struct.unpack_from(f"<{shingles}I{numbers}H", stored, _HEADER.size)
        return cls(words, size, digests[:shingles], digests[shingles:])


def signature(title: str, body: str) -> Signature:
    """Sign an article by its body alone, where that has twenty words: headlines get changed."""
    digests, numbers = _words(body)
    if len(digests) < SHORT:
        digests, numbers = _words(f"{title}\n{body}")
    shingles = _shingle_digests(digests)
    told = _distinct(digests[numbers] >> np.uint64(48))[:NUMBERS]
    return Signature(
        len(digests), len(shingles), tuple(shingles[:SAMPLED].tolist()), tuple(told.tolist())
    )


def bands(signed: Signature) -> tuple[int, ...]:
    """Return the keys (63 bits) of which near-duplicates have at least one in common.

    Each is made of two of the signature's MinHash values, so that a single common sentence
    ("Reporting by ...; editing by ...") doesn't make all of an agency's articles candidates.
    """
    digests = np.array(signed.shingles[::-1], np.uint64)
    lowest = np.zeros(CLASSES, np.uint64)  # 0: no shingle of that class
    lowest[digests % CLASSES] = digests  # of several the last, which is the smallest, stays
    pairs = lowest << np.uint64(32) | np.roll(lowest, -1)
    return tuple((_mixed(pairs[pairs > 0]) >> np.uint64(1)).tolist())


def near(first: Signature, second: Signature) -> bool:
    """Return whether two articles are near-duplicates of each other."""
    # Of equal sizes either may be the inner one: the answer must not depend on the order.
    shorter, longer = sorted((first, second), key=lambda signed: (signed.size, signed.shingles))
    short = min(first.words, second.words) < SHORT
    if shorter.size < longer.size * (IDENTICAL if short else LENGTHS):
        return False
    if _agreement(shorter.numbers, longer.numbers) < (IDENTICAL if short else AGREEING):
        return False
    return containment(shorter, longer) >= (IDENTICAL if short else CONTAINED)


def containment(inner: Signature, outer: Signature) -> float:
    """Estimate which share (0 to 1) of one text's shingles the other has.

    Exact where both texts have at most 96 shingles; else with a standard error of about 0.04.
    """
    limit = min(_reach(inner), _reach(outer))
    sample = inner.shingles[: bisect_right(inner.shingles, limit)]
    return len(set(sample).intersection(outer.shingles)) / len(sample) if sample else 0.0


def _reach(signed: Signature) -> int:
    """Return up to which digest the signature has all of the text's shingles."""
    return _LARGEST if signed.size <= SAMPLED else signed.shingles[-1]


def _agreement(first: tuple[int, ...], second: tuple[int, ...]) -> float:
    """Return which share of the numbers of the text with fewer of them the other has."""
    limit = min(n[-1] if len(n) == NUMBERS else _LARGEST for n in (first, second))
    one, other = ({digest for digest in n if digest <= limit} for n in (first, second))
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 1.0


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return the kind of each UTF-16 unit; what lies beyond the basic plane counts as letters."""
    of = {"L": _LETTER, "M": _LETTER, "N": _DIGIT}
    kinds = np.array([of.get(category(chr(unit))[0], _SEPARATOR) for unit in range(1 << 16)])
    kinds[0xD800:0xE000] = _LETTER
    kinds[[ord(joint) for joint in _JOINTS]] = _JOINT
    return kinds.astype(np.uint8)


@cache
def _powers() -> tuple[Digests, Digests]:
    """Return the powers of the multiplier modulo 2**64, and of its inverse."""
    inverse = np.uint64(pow(int(_MULTIPLIER), -1, 1 << 64))
    powers = np.cumprod(np.full(READ, _MULTIPLIER, np.uint64), dtype=np.uint64)
    inverses = np.cumprod(np.full(READ, inverse, np.uint64), dtype=np.uint64)
    return powers, inverses


def _words(text: str) -> tuple[Digests, NDArray[np.bool_]]:
    """Digest (64 bits) each folded word of a text, and tell which have a digit."""
    encoded = fold(f"\n{text[:READ]}").encode("utf-16-le", "surrogatepass")
    units = np.frombuffer(encoded[: 2 * READ], "<u2")
    kinds = _kinds()[units]
    digits = kinds == _DIGIT
    inside = (kinds == _LETTER) | digits
    inside[1:-1] |= (kinds[1:-1] == _JOINT) & digits[:-2] & digits[2:]
    starts = np.flatnonzero(inside[1:] > inside[:-1]) + 1
    if not len(starts):
        return np.empty(0, np.uint64), np.empty(0, np.bool_)
    # The digest of a word is a polynomial with its letters as coefficients: taken at the word's
    # place in the text, then moved to its beginning.
    powers, inverses = _powers()
    terms = powers[: len(units)] * (units * inside)
    digests = np.add.reduceat(terms, starts) * inverses[starts]
    return _mixed(digests), np.logical_or.reduceat(digits, starts)


def _shingle_digests(words: Digests) -> NDArray[np.uint32]:
    """Return the different digests (32 bits) of the runs of four words, ascending.

    A shorter text is one run; an empty one has none.
    """
    if 0 < len(words) < SHINGLE:
        words = np.concatenate((words, np.zeros(SHINGLE - len(words), np.uint64)))
    runs = max(len(words) - SHINGLE + 1, 0)
    digests = np.zeros(runs, np.uint64)
    for place in range(SHINGLE if runs else 0):
        digests = digests * _MULTIPLIER + words[place : place + runs]
    return _distinct((_mixed(digests) >> np.uint64(32)).astype(np.uint32))


def _distinct(digests: NDArray[Any]) -> NDArray[Any]:
    """Sort digests and drop the repeated ones; a third of what `np.unique` takes on so few."""
    digests.sort()
    new = np.ones(len(digests), np.bool_)
    np.not_equal(digests[1:], digests[:-1], out=new[1:])
    return digests[new]


def _mixed(digests: Digests) -> Digests:
    """Spread each digest over all 64 bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    digests = (digests ^ (digests >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    digests = (digests ^ (digests >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return digests ^ (digests >> np.uint64(31))


def components(
    signatures: Mapping[str, Signature],
    *,
    changed: Container[str] | None = None,
    together: Iterable[Sequence[str]] = (),
) -> list[list[str]]:
    """Return the connected components of the graph of near-duplicates.

    Two articles are joined where they have a band in common and are near. The answer depends on
    the articles alone, not on their order.

    Args:
        signatures: by article id.
        changed: ids of the articles that are compared with all others; None: all of them.
        together: ids that are known to be in one component.

    Returns:
        Each component's ids, ascending; those of a single article included.
    """
    joined = _Disjoint(signatures)
    for known in together:
        for other in known[1:]:
            joined.union(known[0], other)
    compared: set[tuple[str, str]] = set()
    for bucket in _buckets(signatures):
        clusters = joined.clusters(bucket)
        for first in bucket:
            if changed is not None and first not in changed:
                continue
            own, merged = joined.root(first), False
            for key, members in clusters.items():
                if key != own and _joins(first, members, signatures, compared):
                    joined.union(first, key)
                    merged = True
            if merged:  # identical reprints by the thousand are one cluster at once
                clusters = joined.clusters(bucket)
    return [sorted(members) for members in joined.clusters(signatures).values()]


def _buckets(signatures: Mapping[str, Signature]) -> Iterator[list[str]]:
    """Yield the ids of two and more that have a band in common, ascending."""
    buckets: dict[int, list[str]] = defaultdict(list)
    for article_id, signed in signatures.items():
        for band in bands(signed):
            buckets[band].append(article_id)
    yield from (sorted(bucket) for bucket in buckets.values() if len(bucket) > 1)


def _joins(
    first: str,
    members: Iterable[str],
    signatures: Mapping[str, Signature],
    compared: set[tuple[str, str]],
) -> bool:
    """Tell whether an article is near one of these; pairs compared before are left out."""
    for second in members:
        pair = (first, second) if first < second else (second, first)
        if pair not in compared:
            compared.add(pair)
            if near(signatures[first], signatures[second]):
                return True
    return False


class _Disjoint:
    """Disjoint sets of ids (union-find)."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._parent = {one: one for one in ids}

    def root(self, one: str) -> str:
        """Return the id that stands for a set."""
        parent = self._parent
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    def union(self, one: str, other: str) -> None:
        """Join two sets."""
        first, second = self.root(one), self.root(other)
        self._parent[max(first, second)] = min(first, second)

    def clusters(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """Return these ids by the set that they are in."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in ids:
            found[self.root(one)].append(one)
        return found
