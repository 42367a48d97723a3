"""Candidates with scores that are sums of named parts, and fusion as other engines do it.

By default articles are ordered by their probability of relevance (`search.ranking.relevance`);
`linear` and `rrf` fuse the lists of both retrievers over all languages, for comparison.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.storage.query import ScoredDocs
from search.ranking.relevance import MODEL, RelevanceModel

Floats = NDArray[np.float32]
Scores = NDArray[np.float64]
Docs = NDArray[np.int64]
Method = Literal["relevance", "linear", "rrf"]

RRF_CONSTANT = 60  # of reciprocal rank fusion, as Cormack, Clarke and Büttcher 2009 have it


@dataclass(frozen=True, slots=True)
class Weights:
    """How a hybrid search orders its candidates.

    Attributes:
        method: `relevance` by probability of relevance, each language in its own right; `linear`
            and `rrf` fuse both retrievers over all languages at once.
        model: of relevance.
        lexical: share of the lexical retriever in `linear` and `rrf`, the dense one has the rest.
        title: what an article gets in those whose title holds the whole query.
    """

    method: Method = "relevance"
    model: RelevanceModel = MODEL
    lexical: float = 0.5
    title: float = 1.0


@dataclass(frozen=True, slots=True)
class Fused:
    """Articles with their scores, in no order: docs int64 (n,), and the scores' parts.

    Attributes:
        docs: the articles.
        parts: by name float64 (n,); they add up to the scores.
        near: whether an article belongs to the result set by its meaning alone, shape (n,).
        other_language: whether it is in another language than the query, shape (n,).
    """

    docs: Docs
    parts: Mapping[str, Scores]
    near: NDArray[np.bool_]
    other_language: NDArray[np.bool_]

    @property
    def scores(self) -> Scores:
        """The sum of the parts."""
        return sum(self.parts.values(), np.zeros(len(self.docs)))

    def without_near(self) -> "Fused":
        """Return the articles, none of which belongs to the result set by its meaning alone."""
        return replace(self, near=np.zeros(len(self.docs), np.bool_))

    def with_part(self, name: str, part: Scores) -> "Fused":
        """Return the articles with one part more."""
        return Fused(self.docs, {**self.parts, name: part}, self.near, self.other_language)


def fuse_at_once(
    lexical: ScoredDocs, dense: ScoredDocs, threshold: float, weights: Weights
) -> Fused:
    """Fuse both retrievers over all languages: by rank (`rrf`) or by score (`linear`).

    In `linear` each retriever's scores are brought to 0 … 1 over its own list; a retriever without
    the article counts as 0.

    Args:
        lexical: what the lexical retriever found.
        dense: what the dense retriever found.
        threshold: similarity from which an article belongs to the result set by meaning alone.
        weights: the method, and the share of each retriever.
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
    near = np.isin(docs, dense.docs[dense.scores >= threshold])
    return Fused(docs, parts, near, np.zeros(len(docs), np.bool_))


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
        np.concatenate([side.near for side in sides]),
        np.concatenate([side.other_language for side in sides]),
    )
