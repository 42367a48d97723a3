"""From two legs to one list: fused within the question's language, then led across by a pivot.

Within the question's language both legs see the same articles, and the sum of their normalised
scores beats either. The other language is out of the keyword leg's sight, so that a sum over both
would bury it: there the best article of the question's language leads on as a *pivot*, and an
article counts by how far it stands out from its own crowd (the idea of CSLS, Conneau et al. 2018:
in a dense neighbourhood a high similarity says little).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.storage.query import LegHits

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the fusion; `docs/architecture.md` says how they were found.

    Attributes:
        lexical: share of the keyword leg in the sum, the vector leg has the rest.
        pivot: weight of the pivot's vector against the question's in the search across.
        crowd: how many articles right behind one make its crowd.
        scale: turns standing out (a difference of cosines) into the fused scores' unit.
        offset: what standing out must exceed to meet an average candidate of the question's
            language.
    """

    lexical: float = 0.5
    pivot: float = 2.0
    crowd: int = 10
    scale: float = 50.0
    offset: float = 2.0


@dataclass(frozen=True, slots=True)
class Fused:
    """A fused list, best first: rows int64 (n,), scores float64 (n,)."""

    rows: Rows
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation of a leg's scores: what an average candidate looks like."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, scores: Floats) -> "Spread":
        """Measure the spread of some scores."""
        wide = scores.astype(np.float64)
        return cls(float(wide.mean()), float(wide.std())) if len(wide) else cls(0.0, 0.0)

    def standardised(self, scores: Floats) -> NDArray[np.float64]:
        """Return z-scores; all 0 where the scores don't differ, and 0 for NaN."""
        if self.deviation <= 0:
            return np.zeros(len(scores))
        wide = (scores.astype(np.float64) - self.mean) / self.deviation
        return np.where(np.isnan(wide), 0.0, wide)


def fuse(
    rows: Rows,
    lexical: Floats,
    similarities: Floats,
    spreads: tuple[Spread, Spread],
    weights: Weights,
) -> Fused:
    """Sum the normalised scores of both legs over their common candidates.

    Args:
        rows: the candidates, shape (n,): all that either leg proposes.
        lexical: their keyword scores; 0, the leg's floor, where the words don't match.
        similarities: their similarity to the question; NaN where an article has no vector,
            which counts as an average article.
        spreads: of the keyword scores and of the similarities.
        weights: the share of each leg.
    """
    words, meaning = spreads
    scores = weights.lexical * words.standardised(lexical)
    scores += (1 - weights.lexical) * meaning.standardised(similarities)
    order = np.lexsort((-rows, -scores))
    return Fused(rows[order], scores[order])


def standing_out(similarities: Floats, crowd: Floats, weights: Weights) -> NDArray[np.float64]:
    """Place articles of the other language on the scale of the fused scores.

    Args:
        similarities: of the articles to the question and its pivot, shape (n,).
        crowd: the similarities of the language's nearest articles, falling, unfiltered; the
            articles are usually among them.
        weights: size of the crowd, scale and offset.

    Returns:
        float64, shape (n,).
    """
    padded = np.concatenate(([0.0], np.cumsum(crowd, dtype=np.float64)))
    # An article's crowd begins right behind the last one that is at least as near.
    first = np.searchsorted(-crowd, -similarities, side="right")
    first = np.clip(first, 0, max(len(crowd) - 1, 0))
    last = np.minimum(first + weights.crowd, len(crowd))
    size = np.maximum(last - first, 1)
    around = (padded[last] - padded[first]) / size
    out = similarities - around if len(crowd) > 1 else np.zeros(len(similarities))
    return weights.scale * np.asarray(out, dtype=np.float64) - weights.offset


def at_most(best: float, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale the positive scores down so that none exceeds `best`, in proportion.

    How far an article stands out depends on how many others there are; a small archive would
    put the other language before the question's own.
    """
    highest = scores.max(initial=0.0)
    if highest <= best or best <= 0:
        return scores
    return np.where(scores > 0, scores * (best / highest), scores)


def merged(own: Fused, other_rows: Rows, other_scores: NDArray[np.float64]) -> Fused:
    """Merge two lists by score; among equals the question's own language comes first."""
    rows = np.concatenate((own.rows, other_rows))
    scores = np.concatenate((own.scores, other_scores))
    order = np.argsort(-scores, kind="stable")
    return Fused(rows[order], scores[order])


def candidates(*legs: LegHits) -> Rows:
    """Return the rows that any of these legs proposes, ascending."""
    return np.unique(np.concatenate([leg.rows for leg in legs])).astype(np.int64)
