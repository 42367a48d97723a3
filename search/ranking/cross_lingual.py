"""From the query's own language to the others: through the best articles found there.

The lexical retriever hardly sees the other languages, and similarities to the query can't be
compared with fused scores. So the best articles of the query's language, the pivots, lead on
(`search.ranking.fusion`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.ranking.candidates import Candidates, Depths, Pool
from search.ranking.fusion import Docs, Fused, Scores, Weights, led_across
from search.ranking.ranked import RetrievalQuery

DEPTHS = Depths(dense=300, lexical=100)
"""Candidates of another language: those nearest to the query, with which a pivot is compared, and
those that the query's names bring in."""


@dataclass(frozen=True, slots=True)
class Pivots:
    """The articles that lead across, best first.

    Attributes:
        docs: the articles.
        scores: their fused scores, falling.
        lexical: the best lexical score of the query's language; 0 where nothing matched.
    """

    docs: list[int]
    scores: Scores
    lexical: float


NO_PIVOTS = Pivots([], np.zeros(0), 0.0)


@dataclass(frozen=True, slots=True)
class Crossed:
    """What was found in another language.

    Attributes:
        fused: documents and scores.
        through: by document, the pivot that led there.
    """

    fused: Fused
    through: Mapping[int, int]


def cross(
    query: RetrievalQuery, weights: Weights, pool: Pool, pivots: Pivots, candidates: Candidates
) -> Crossed:
    """Rank the articles of another language.

    What the filters leave is ranked as without them: neighbourhoods and scales are those of the
    whole language.
    """
    docs = pool.docs
    led = _led(query, weights, pivots, candidates)
    similarities = np.nan_to_num(candidates.similarities_to(led, docs), nan=-1.0)
    scores = pivots.scores
    extra = {"lexical": _lexical(docs, pool, weights, pivots)}
    if query.language_boost:
        extra["language boost"] = np.full(len(docs), query.language_boost)
        scores = scores + query.language_boost
    in_neighbourhood = np.isin(docs, pool.near.docs)
    parts, through = led_across(similarities, in_neighbourhood, scores, extra, weights)
    nearness = similarities[through, np.arange(len(docs))]
    found = Fused(docs, parts, nearness)
    kept = np.isin(docs, np.concatenate((pool.near_left.docs, pool.matched_left.docs)))
    leading = {
        int(doc): pivots.docs[number]
        for doc, number in zip(docs[kept].tolist(), through[kept].tolist(), strict=True)
        if pivots.docs
    }
    return Crossed(found.of(kept), leading)


def _led(
    query: RetrievalQuery, weights: Weights, pivots: Pivots, candidates: Candidates
) -> NDArray[np.float32]:
    """Return the query's vector drawn towards each pivot's best passage: (pivots, dimension)."""
    assert query.vector is not None
    drawn = [
        query.vector + np.float32(weights.pivot) * candidates.nearest_vector(doc)
        for doc in pivots.docs
    ]
    led = np.stack(drawn or [query.vector])
    scaled: NDArray[np.float32] = led / np.linalg.norm(led, axis=1, keepdims=True)
    return scaled.astype(np.float32)


def _lexical(docs: Docs, pool: Pool, weights: Weights, pivots: Pivots) -> Scores:
    """Return what matching the query's words is worth, up to as well as the own language does.

    Where the own language matched nothing, the best of this language sets the measure.
    """
    part = np.zeros(len(docs))
    found = pool.matched_left
    if len(found.docs):
        best = pivots.lexical or float(found.scores.max())
        worth = np.minimum(found.scores / best, 1.0) if best > 0 else np.zeros(len(found.scores))
        part[np.searchsorted(docs, found.docs)] = weights.words * worth
    return part
