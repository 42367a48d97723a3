"""Parallel coverage: what articles gain from one in another language that answers the query.

Reports of one story in two languages lie nearer to each other than anything else does: where one
answers, the other one does too, though the query's words and its vector may say less of it.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from search.ranking.candidates import Pool
from search.ranking.relevance import Values
from search.ranking.similarities import Candidates

NEIGHBOURS = 20
"""Those after the nearest one, whose mean is what being near means there."""
LEAST = 0.02  # a less probable answer leads nowhere


def parallel_coverage(
    candidates: Candidates, pools: Sequence[Pool], answering: Mapping[str, Values]
) -> list[Values]:
    """Return how far each candidate stands out as parallel coverage of an answer.

    The margin in cosine by which it is nearer to an article of another language than its
    language's next ones to the query are, times the probability that this article answers; the
    best of the pivots of all other languages counts. Nothing of it depends on filters.

    Args:
        candidates: vectors of the pools' candidates, pivots and articles around.
        pools: a language each.
        answering: by language, the probability that each pivot answers.

    Returns:
        For each pool shape (docs,), 0 or more.
    """
    found = [np.zeros(len(pool.docs)) for pool in pools]
    for source in pools:
        for pivot, chance in zip(source.pivots.tolist(), answering[source.language], strict=True):
            if chance < LEAST:
                continue
            for pool, best in zip(pools, found, strict=True):
                if pool is not source and len(pool.docs):
                    np.maximum(best, chance * _margins(candidates, pool, pivot), out=best)
    return found


def _margins(candidates: Candidates, pool: Pool, pivot: int) -> Values:
    """Return by how much a language's candidates are nearer to an article than others there."""
    around = np.sort(np.nan_to_num(candidates.similarities_to(pivot, pool.around), nan=-1.0))[::-1]
    others = around[1 : NEIGHBOURS + 1]
    if not len(others):
        return np.zeros(len(pool.docs))
    near = candidates.similarities_to(pivot, pool.docs).astype(np.float64) - float(others.mean())
    return np.maximum(np.nan_to_num(near, nan=0.0), 0.0)
