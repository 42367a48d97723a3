"""Measures what "unrelated" looks like in a vector space, so that the search can tell it."""

import random

import numpy as np
from numpy.typing import NDArray

from indexer.storage.records import Calibration

QUERIES = 200  # headlines that are asked
GIBBERISH = 30  # queries without sense, of each language
GIBBERISH_QUANTILE = 0.95
LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
ARABIC_SCRIPT = frozenset({"ar", "fa", "ur", "ckb", "ku", "ps"})
GUESS_WEIGHT = 20  # articles that the shipped guess of the calibration is worth

Floats = NDArray[np.float32]


def gibberish(language: str) -> list[str]:
    """Return queries without sense: random letters, the same ones every time."""
    letters = ARABIC_LETTERS if language in ARABIC_SCRIPT else LATIN_LETTERS
    chance = random.Random(language)  # noqa: S311  # no secret

    def word() -> str:
        return "".join(chance.choices(letters, k=chance.randint(3, 9)))

    return [" ".join(word() for _ in range(chance.randint(1, 4))) for _ in range(GIBBERISH)]


def calibrate(
    queries: Floats, vectors: Floats, own: NDArray[np.int64], senseless: Floats
) -> Calibration:
    """Measure how similar queries are to articles that they have nothing to do with.

    Args:
        queries: centred, of unit length, shape (m, dimension).
        vectors: of the articles, likewise, shape (n, dimension).
        own: for each query the article that it was made from, which is left out, shape (m,).
        senseless: queries that no article answers, shape (k, dimension).
    """
    similarities = queries @ vectors.T
    foreign = np.ones(similarities.shape, np.bool_)
    foreign[np.arange(len(own)), own] = False
    counted = similarities[foreign].astype(np.float64)
    # Few articles tell little: the shipped guess keeps some weight then.
    n, guess = len(vectors) - 1, Calibration()
    mean, deviation = (counted.mean(), counted.std()) if len(counted) else (0.0, 0.0)
    share = n / (n + GUESS_WEIGHT)
    return Calibration(
        mean=float(share * mean + (1 - share) * guess.mean),
        deviation=float(share * deviation + (1 - share) * guess.deviation),
        gibberish=float(np.quantile((senseless @ vectors.T).max(axis=1), GIBBERISH_QUANTILE)),
        pairs=len(counted),
    )
