"""From two retrievers to one list: how scores are normalised, added and carried across languages.

Within the query's language both retrievers see the same articles, and the sum of their normalised
scores beats either. The lexical retriever hardly sees the other language, so that a sum over both
would bury it: there the best articles of the query's language lead on as *pivots*. An article
counts by its margin over its neighbourhood (the idea of CSLS, Conneau et al. 2018: where articles
are dense a high similarity says little), and never comes before the pivot it was found through.

Every score is the sum of named parts, which is also how it is explained.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.storage.query import ScoredDocs

Floats = NDArray[np.float32]
Scores = NDArray[np.float64]
Docs = NDArray[np.int64]
Method = Literal["pivot", "linear", "rrf"]

RRF_CONSTANT = 60  # of reciprocal rank fusion, as Cormack, Clarke and Büttcher 2009 have it


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the fusion; `docs/architecture.md` says how they were found.

    Attributes:
        lexical: share of the lexical retriever in the sum, the dense retriever has the rest.
        pivots: how many of the best articles of the query's language lead across.
        pivot: weight of a pivot's vector against the query's in the search across.
        neighbourhood: how many articles next after one make its neighbourhood.
        scale: turns a margin (a difference of cosines) into the fused scores' unit.
        offset: what a margin must exceed to meet an average candidate of the query's language.
        words: what an article of another language gets that matches as many of the query's
            words, by its names, as the best one of the query's language.
        title: what an article gets whose title holds the whole query.
        method: `pivot` as above; `linear` and `rrf` fuse both retrievers over all languages at
            once.
    """

    lexical: float = 0.5
    pivots: int = 5
    pivot: float = 2.0
    neighbourhood: int = 20
    scale: float = 50.0
    offset: float = 2.0
    words: float = 1.0
    title: float = 1.0
    method: Method = "pivot"


@dataclass(frozen=True, slots=True)
class Fused:
    """Articles with their scores, in no order: docs int64 (n,), and the scores' parts.

    Attributes:
        docs: the articles.
        parts: by name float64 (n,); they add up to the scores.
        nearness: similarity to the query, or to what it was drawn towards, float32 (n,); -1
            for an article without a vector.
    """

    docs: Docs
    parts: Mapping[str, Scores]
    nearness: Floats

    @property
    def scores(self) -> Scores:
        """The sum of the parts."""
        return sum(self.parts.values(), np.zeros(len(self.docs)))

    def of(self, kept: NDArray[np.bool_]) -> "Fused":
        """Return those articles only."""
        parts = {name: part[kept] for name, part in self.parts.items()}
        return Fused(self.docs[kept], parts, self.nearness[kept])

    def with_part(self, name: str, part: Scores) -> "Fused":
        """Return the articles with one part more."""
        return Fused(self.docs, {**self.parts, name: part}, self.nearness)


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation of a retriever's scores: what an average candidate looks like."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, scores: Floats) -> "Spread":
        """Measure the spread of some scores."""
        wide = scores.astype(np.float64)
        return cls(float(wide.mean()), float(wide.std())) if len(wide) else cls(0.0, 0.0)

    def standardised(self, scores: Floats) -> Scores:
        """Return z-scores; all 0 where the scores don't differ, and 0 for NaN."""
        if self.deviation <= 0:
            return np.zeros(len(scores))
        wide = (scores.astype(np.float64) - self.mean) / self.deviation
        return np.where(np.isnan(wide), 0.0, wide)


def fuse(
    docs: Docs,
    lexical: Floats,
    similarities: Floats,
    spreads: tuple[Spread, Spread],
    weights: Weights,
) -> Fused:
    """Sum the normalised scores of both retrievers over their common candidates.

    Args:
        docs: the candidates, shape (n,): all that either retriever proposes.
        lexical: their lexical scores; 0 where the words don't match.
        similarities: their similarity to the query; NaN where an article has no vector,
            which counts as an average article.
        spreads: of the lexical scores and of the similarities.
        weights: the share of each retriever.
    """
    words, meaning = spreads
    parts = {
        "lexical": weights.lexical * words.standardised(lexical),
        "dense": (1 - weights.lexical) * meaning.standardised(similarities),
    }
    return Fused(docs, parts, np.nan_to_num(similarities, nan=-1.0))


def margin(similarities: Floats, neighbourhood: Floats, size: int) -> Scores:
    """Return by how much articles are nearer than their neighbourhood, those next after them.

    Args:
        similarities: of the articles, shape (n,).
        neighbourhood: similarities of the language's nearest articles, falling; the articles are
            usually among them.
        size: of the neighbourhood.

    Returns:
        float64, shape (n,): differences of cosines.
    """
    if len(neighbourhood) < 2:
        return np.zeros(len(similarities))
    padded = np.concatenate(([0.0], np.cumsum(neighbourhood, dtype=np.float64)))
    # An article's neighbourhood begins after the last one that is at least as near.
    first = np.searchsorted(-neighbourhood, -similarities, side="right")
    first = np.minimum(first, len(neighbourhood) - 1)
    last = np.minimum(first + size, len(neighbourhood))
    around = (padded[last] - padded[first]) / (last - first)
    return np.asarray(similarities - around, dtype=np.float64)


def led_across(
    similarities: NDArray[np.float32],
    near: NDArray[np.bool_],
    pivots: Scores,
    extra: Mapping[str, Scores],
    weights: Weights,
) -> tuple[dict[str, Scores], NDArray[np.int64]]:
    """Place articles of another language on the scale of the query's own language.

    Args:
        similarities: to the query drawn towards each pivot, shape (pivots, n); to the query
            itself, shape (1, n), where there is none.
        near: which articles are the nearest of the language, shape (n,): the neighbourhoods.
        pivots: the pivots' fused scores, falling, shape (pivots,); none where nothing leads.
        extra: further parts of the articles' scores, shape (n,) each.
        weights: size of the neighbourhood, scale and offset.

    Returns:
        The parts of each article's score through the pivot that places it highest, shape (n,)
        each, and that pivot's number, shape (n,).
    """
    added = sum(extra.values(), np.full(similarities.shape[1], -weights.offset))
    limits = pivots if len(pivots) else np.array([np.inf])
    behind = pivots[0] - pivots if len(pivots) else np.zeros(1)
    placed = np.empty(similarities.shape)
    out = np.empty(similarities.shape)
    for number, row in enumerate(similarities):
        out[number] = weights.scale * margin(row, np.sort(row[near])[::-1], weights.neighbourhood)
        placed[number] = _capped(out[number] + added - behind[number], near, limits[number])
    through = placed.argmax(axis=0)
    each = np.arange(similarities.shape[1])
    standing = out[through, each]
    parts = {
        "margin": standing,
        "language offset": np.full(len(each), -weights.offset),
        "pivot gap": -behind[through],
        **extra,
        "score cap": placed[through, each] - (standing + added - behind[through]),
    }
    return parts, through


def _capped(scores: Scores, near: NDArray[np.bool_], limit: float) -> Scores:
    """Keep scores from exceeding a limit, in proportion where the limit is positive.

    A margin depends on how many other articles there are; a small archive would put the other
    language before the query's own.
    """
    highest = scores[near].max(initial=0.0)
    if 0 < limit < highest:
        scores = np.where(scores > 0, scores * (limit / highest), scores)
    return np.minimum(scores, limit)


def fuse_at_once(lexical: ScoredDocs, dense: ScoredDocs, weights: Weights) -> Fused:
    """Fuse both retrievers over all languages: by rank (`rrf`) or by score (`linear`).

    In `linear` each retriever's scores are brought to 0 … 1 over its own list; a retriever without
    the article counts as 0.
    """
    docs = union(lexical, dense)
    shares = {"lexical": weights.lexical, "dense": 1 - weights.lexical}
    parts = {}
    for (name, share), retriever in zip(shares.items(), (lexical, dense), strict=True):
        if weights.method == "rrf":
            values = 2 * share / (RRF_CONSTANT + 1 + np.arange(len(retriever.docs)))
        else:
            low, high = retriever.scores.min(initial=np.inf), retriever.scores.max(initial=-np.inf)
            values = share * (retriever.scores.astype(np.float64) - low) / max(high - low, 1e-9)
        part = np.zeros(len(docs))
        part[np.searchsorted(docs, retriever.docs)] = values
        parts[name] = part
    nearness = np.full(len(docs), -1.0, np.float32)
    nearness[np.searchsorted(docs, dense.docs)] = dense.scores
    return Fused(docs, parts, nearness)


def union(*retrieved: ScoredDocs) -> Docs:
    """Return the documents that any of these lists holds, ascending."""
    return np.unique(np.concatenate([found.docs for found in retrieved])).astype(np.int64)


def joined(sides: list[Fused]) -> Fused:
    """Put the articles of several languages together; a part that one lacks is 0 there."""
    names = dict.fromkeys(name for side in sides for name in side.parts)
    return Fused(
        np.concatenate([side.docs for side in sides]),
        {
            name: np.concatenate([side.parts.get(name, np.zeros(len(side.docs))) for side in sides])
            for name in names
        },
        np.concatenate([side.nearness for side in sides]),
    )
