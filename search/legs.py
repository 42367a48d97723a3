"""What a question is to the two legs, and what each leg says of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.storage.port import ArchiveSnapshot
from indexer.storage.query import Filters, LegHits, Node
from search.request import LegScore

Vector = NDArray[np.float32]

FLOOR_DEVIATIONS = 1.5  # above unrelated articles: where an answer by meaning alone begins


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the legs need it.

    Attributes:
        node: what must match for the keyword leg; None without a word to look for.
        required: what every answer must match, by whatever leg it was found; None for nothing.
        vector: centred and of unit length; None where the vector leg is off.
        language: of the question.
        filters: what narrows the answers.
        needed: how many answers are to be ranked at least.
        semantic_limit: how many answers by meaning alone count at most.
        title: what matches titles that hold the whole question; None where that says nothing.
        balance: deviations that articles of other languages get on top, or are held back by.
    """

    node: Node | None
    required: Node | None
    vector: Vector | None
    language: str
    filters: Filters
    needed: int
    semantic_limit: int
    title: Node | None = None
    balance: float = 0.0


def keywords(snapshot: ArchiveSnapshot, node: Node | None, filters: Filters, limit: int) -> LegHits:
    """Return what the words find; nothing where there is no word."""
    if node is None:
        return LegHits(np.empty(0, np.int64), np.empty(0, np.float32), 0)
    return snapshot.keyword.search(node, filters, limit)


def floor(snapshot: ArchiveSnapshot, *, alone: bool = False) -> float:
    """Return the similarity from which on an article answers by its meaning alone.

    Args:
        snapshot: whose calibration counts.
        alone: whether no word of the question is found anywhere in the archive: then an article
            must be nearer than gibberish comes to the nearest one.
    """
    assert snapshot.manifest.vectors is not None
    calibration = snapshot.manifest.vectors.calibration
    usual = calibration.mean + FLOOR_DEVIATIONS * calibration.deviation
    return max(usual, calibration.gibberish) if alone else usual


def places(*legs: LegHits) -> dict[int, LegScore]:
    """Return each article's rank, from 1, and score over all of these lists together."""
    rows = np.concatenate([leg.rows for leg in legs]) if legs else np.empty(0, np.int64)
    scores = np.concatenate([leg.scores for leg in legs]) if legs else np.empty(0, np.float32)
    order = np.argsort(-scores, kind="stable")
    found: dict[int, LegScore] = {}
    for place in order.tolist():
        found.setdefault(int(rows[place]), LegScore(len(found) + 1, float(scores[place])))
    return found
