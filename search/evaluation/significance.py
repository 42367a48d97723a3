"""Whether one configuration of the search is better than another, query by query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FLIPS = 10_000  # the smallest p that can be told is one in so many
AT_ONCE = 500  # flips in memory at once
Verdict = Literal["better", "equal", "worse"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two configurations on the same queries.

    Attributes:
        queries: how many.
        first: mean score of the first configuration.
        second: mean score of the second.
        error: standard error of the difference of the two.
        p: how often chance alone would give a difference as large, of either sign.
    """

    queries: int
    first: float
    second: float
    error: float
    p: float

    @property
    def difference(self) -> float:
        """How much higher the first scores."""
        return self.first - self.second

    @property
    def verdict(self) -> Verdict:
        """What the first is against the second: `equal` within one standard error."""
        if abs(self.difference) <= self.error:
            return "equal"
        return "better" if self.difference > 0 else "worse"

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows of it."""
        return {
            "queries": self.queries,
            "this": round(self.first, 4),
            "other": round(self.second, 4),
            "difference": round(self.difference, 4),
            "error": round(self.error, 4),
            "p": round(self.p, 4),
            "verdict": self.verdict,
        }


def compare(first: Mapping[str, float], second: Mapping[str, float]) -> Comparison:
    """Compare two configurations by their scores of the same queries.

    Args:
        first: score by query.
        second: likewise, of the very same queries.

    Raises:
        ValueError: the queries differ, or there are none.
    """
    if not first or first.keys() != second.keys():
        raise ValueError("two configurations can be compared on the same queries only")
    one = np.array(list(first.values()))
    other = np.array([second[query] for query in first])
    return Comparison(
        queries=len(one),
        first=float(one.mean()),
        second=float(other.mean()),
        error=standard_error(one - other),
        p=randomisation_p(one - other),
    )


def standard_error(values: NDArray[np.float64]) -> float:
    """Return the standard error of a mean, from values of shape (n,); 0 for a single value."""
    if len(values) < 2:
        return 0.0
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def randomisation_p(differences: NDArray[np.float64], flips: int = FLIPS, seed: int = 0) -> float:
    """Return p of the paired randomisation test, two-sided.

    Were both configurations the same, each query's difference could as well have had the other
    sign: so signs are flipped at random, and the means that come of it counted that are as far
    from zero as the real one (Smucker, Allan and Carterette, CIKM 2007).

    Args:
        differences: one a query, shape (n,).
        flips: how often all signs are drawn.
        seed: of the draws.
    """
    telling = differences[differences != 0]  # a tie is a tie whatever its sign
    if not len(telling):
        return 1.0
    chance = np.random.default_rng(seed)
    real = abs(telling.sum()) - 1e-9
    as_far = 0
    for start in range(0, flips, AT_ONCE):
        drawn = chance.integers(0, 2, (min(AT_ONCE, flips - start), len(telling)), np.int8)
        as_far += int((np.abs((2.0 * drawn - 1.0) @ telling) >= real).sum())
    return (as_far + 1) / (flips + 1)
