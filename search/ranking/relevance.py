"""How probable it is that an article answers a query: one model for all languages.

Logistic regression over features that mean the same in every language, so that articles of
different languages can stand in one list. `benchmarks/calibrate_relevance.py` fits it on judged
queries and prints how well the probabilities hold (`docs/architecture.md` has the diagram).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.storage.records import Manifest

Values = NDArray[np.float64]

THRESHOLD_DEVIATIONS = 1.5  # above unrelated articles: where a dense-only answer begins
RELATED_DEVIATIONS = 5.0
"""Above unrelated articles: where an article of the same language is about the same thing."""
RELATED_ACROSS_DEVIATIONS = 3.5  # likewise in another language, where all articles lie further off
ABSENT = 0.5
"""What a word counts that no article of a language holds, against one that is as rare."""
FEWEST = 0.5  # articles that a word is counted with where none holds it


@dataclass(frozen=True, slots=True)
class RelevanceModel:
    """The coefficients, in log-odds.

    Attributes:
        base: of an average article of the query's language that no word matches.
        similarity: for each deviation by which an article is nearer to the query than the average
            article of its language.
        gap: for each deviation by which it is nearer than the nearest article of its language,
            which is never more than 0.
        matched: for the query's words, weighted by their rarity, as often as an article has them.
        coverage: for the share of the query's words, weighted by their rarity, that it has at all.
        other_language: for an article in another language than the query, whose words may lack
            a translation.
        title: where the title holds the whole query.
        parallel_coverage: for each unit of cosine by which an article stands out as near to an
            answer in another language, times the probability of that answer.
        dense_only: probability from which an article belongs to the result set that no word
            matches.
        answer: probability that the best article must reach; below it nothing seems to answer.
    """

    base: float = -6.35
    similarity: float = 0.5
    gap: float = 0.5
    matched: float = 1.72
    coverage: float = 3.0
    other_language: float = 0.6
    title: float = 2.5
    parallel_coverage: float = 6.0
    dense_only: float = 0.02
    answer: float = 0.08


MODEL = RelevanceModel()


def probability(log_odds: Values) -> Values:
    """Return probabilities for log-odds."""
    found: Values = 1.0 / (1.0 + np.exp(-log_odds))
    return found


def rarity(held: Sequence[int], articles: int) -> Values:
    """Return how much words tell: BM25's inverse document frequency, shape (words,).

    Args:
        held: how many articles of a language hold each word.
        articles: how many the language has.
    """
    counts = np.maximum(np.array(held, np.float64), FEWEST)
    rest = np.maximum(articles - counts, 0.0)
    found: Values = np.log1p((rest + 0.5) / (counts + 0.5))
    return found


def matched(scores: NDArray[np.float32], weights: Values) -> tuple[Values, Values]:
    """Return how well articles match a query's words, and how much of them, shape (n,) each.

    The first grows with the square root of a word's score: one word that an article repeats
    doesn't make up for another that it lacks.

    Args:
        scores: of each article by each word, shape (words, n); 0 where it doesn't match.
        weights: of the words, shape (words,).
    """
    total = float(weights.sum())
    if not total:
        none = np.zeros(scores.shape[1])
        return none, none
    share = weights[:, None] / total
    strength = np.sqrt(scores.astype(np.float64) * weights[:, None]).sum(axis=0) / total
    return strength, ((scores > 0) * share).sum(axis=0)


def standardised(similarities: NDArray[np.float32], mean: float, deviation: float) -> Values:
    """Return by how many deviations articles are nearer than the average one of their language.

    An article without a vector counts as an average one.

    Args:
        similarities: to the query, shape (n,); NaN without a vector.
        mean: of the similarities of all articles of the language.
        deviation: of those.
    """
    if deviation <= 0:
        return np.zeros(len(similarities))
    return np.nan_to_num((similarities.astype(np.float64) - mean) / deviation, nan=0.0)


def parts(
    model: RelevanceModel, features: Mapping[str, Values], *, own_language: bool
) -> dict[str, Values]:
    """Return what the log-odds of articles of one language are made of, shape (n,) each.

    Args:
        model: the coefficients.
        features: `similarity`, `gap`, `matched` and `coverage`.
        own_language: whether the articles are in the query's language.
    """
    found = {name: getattr(model, name) * values for name, values in features.items()}
    size = len(next(iter(features.values())))
    found["base"] = np.full(size, model.base)
    if not own_language:
        found["other language"] = np.full(size, model.other_language)
    return found


def related_threshold(manifest: Manifest, *, same_language: bool) -> float:
    """Return the similarity from which an article counts as coverage related to another one."""
    assert manifest.vectors is not None
    calibration = manifest.vectors.space.calibration
    deviations = RELATED_DEVIATIONS if same_language else RELATED_ACROSS_DEVIATIONS
    return calibration.mean + deviations * calibration.deviation


def relevance_threshold(manifest: Manifest, *, unmatched: bool = False) -> float:
    """Return the similarity that an article must reach where similarity alone is known.

    Args:
        manifest: of the index, whose calibration counts.
        unmatched: whether no word of the query is found anywhere in the archive: then an article
            must be nearer than gibberish comes to the nearest one.
    """
    assert manifest.vectors is not None
    calibration = manifest.vectors.space.calibration
    usual = calibration.mean + THRESHOLD_DEVIATIONS * calibration.deviation
    return max(usual, calibration.gibberish) if unmatched else usual
