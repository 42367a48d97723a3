"""From the query's own language to the others: through the best articles found there.

The lexical retriever hardly sees the other languages, and similarities to the query can't be compared
with fused scores. So the best articles of the query's language lead on (`search.ranking.fusion`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.storage.backend import ArchiveSnapshot
from search.ranking.candidates import Pool, RetrievalQuery
from search.ranking.fusion import Fused, Rows, Scores, Weights, led_across

NEAR = 300
"""Articles of a language nearest to the query that a pivot is compared with."""
BY_WORDS = 100
"""Articles of a language that the query's names bring in at most."""


@dataclass(frozen=True, slots=True)
class Pivots:
    """The articles that lead across, best first.

    Attributes:
        rows: the articles.
        scores: their fused scores, falling.
        words: the best keyword score of the query's language; 0 where nothing matched.
    """

    rows: list[int]
    scores: Scores
    words: float


NO_PIVOTS = Pivots([], np.zeros(0), 0.0)


@dataclass(frozen=True, slots=True)
class Crossed:
    """What was found in another language.

    Attributes:
        fused: rows and scores.
        through: by row, the pivot that led there.
    """

    fused: Fused
    through: dict[int, int]


def cross(
    snapshot: ArchiveSnapshot, query: RetrievalQuery, weights: Weights, pool: Pool, pivots: Pivots
) -> Crossed:
    """Place the articles of another language.

    What the filters leave is placed as without them: neighbourhoods and scales are of the whole language.
    """
    assert query.vector is not None
    whole, near, words = pool.near.hits, pool.near_left, pool.words_left
    rows = pool.rows
    led = _led(snapshot, query.vector, weights, pivots)
    similarities = np.nan_to_num(snapshot.similarities(led, rows), nan=-1.0)
    scores = pivots.scores
    extra = {"words": _by_words(rows, words.rows, words.scores, weights, pivots)}
    if query.language_boost:
        extra["language_boost"] = np.full(len(rows), query.language_boost)
        scores = scores + query.language_boost
    in_neighbourhood = np.isin(rows, whole.rows)
    parts, through = led_across(similarities, in_neighbourhood, scores, extra, weights)
    nearness = similarities[through, np.arange(len(rows))]
    found = Fused(rows, parts, nearness)
    kept = np.isin(rows, np.concatenate((near.rows, words.rows)))
    leading = {
        int(row): pivots.rows[number]
        for row, number in zip(rows[kept].tolist(), through[kept].tolist(), strict=True)
        if pivots.rows
    }
    return Crossed(found.of(kept), leading)


def _led(
    snapshot: ArchiveSnapshot, vector: NDArray[np.float32], weights: Weights, pivots: Pivots
) -> NDArray[np.float32]:
    """Return the query's vector drawn towards each pivot's best passage: (pivots, dimension)."""
    led = [vector]
    for row in pivots.rows:
        passage = snapshot.best_passage(row, vector)
        assert passage is not None  # pivots have vectors
        led.append(vector + np.float32(weights.pivot) * passage[0])
    drawn = np.stack(led[1:] or led)
    scaled: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return scaled.astype(np.float32)


def _by_words(
    rows: Rows, matched: Rows, scores: NDArray[np.float32], weights: Weights, pivots: Pivots
) -> Scores:
    """Return what matching the query's words is worth, up to as well as the own language does.

    Where the own language matched nothing, the best of this language sets the measure.
    """
    part = np.zeros(len(rows))
    if len(matched):
        best = pivots.words or float(scores.max())
        worth = np.minimum(scores / best, 1.0) if best > 0 else np.zeros(len(scores))
        part[np.searchsorted(rows, matched)] = weights.words * worth
    return part
