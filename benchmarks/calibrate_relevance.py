"""Fits the coefficients of `search.ranking.relevance` on judged queries, and tells how they hold.

    python -m benchmarks.calibrate_relevance [--queries N] [--set NAME=WEIGHT …]

The features are read off the explanations of hits. Folds are drawn by question, so that no wording
of one is judged by what another taught; printed are the coefficients, nDCG@10 by slice with the
coefficients of the other folds, and a reliability table with the expected calibration error. Of
sets with one judged article a question everything else counts as irrelevant; of pooled sets what
nobody judged is left out.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluate import chosen, set_folder
from indexer.base.errors import KashshafError
from indexer.base.settings import load_settings
from indexer.pipeline.report import Silent
from search.engine import SearchEngine
from search.evaluation.datasets import Dataset, read_dataset
from search.evaluation.index import evaluation_engine
from search.evaluation.measures import measure
from search.ranking.fusion import Weights
from search.ranking.relevance import MODEL, RelevanceModel, probability
from search.request import SearchRequest

FEATURES = (
    "similarity",
    "gap",
    "matched",
    "coverage",
    "other language",
    "title",
    "parallel coverage",
)
FIXED = {"gap": 0.5, "other language": 0.6, "title": 2.5, "parallel coverage": 6.0}
"""Coefficients that are set, not fitted. Likelihood counts every article alike, and puts 1.7 for
the other language and .3 for the gap: it pays with the first place in the query's own language
(nDCG@10 of XQuAD's own-language half .93 instead of .96) for tenth places in the other. Titles that
hold a whole query are too few here to tell more than that they come first. Parallel coverage was
taken out of the sets of one language, from which likelihood learns that there is none (-.4); any
value from 4 to 8 ranks alike."""
POOLED = ("topics",)
"""Sets of which only what was judged counts."""
WEIGHTS = {
    "topics": 1.0, "xquad-one-language": 0.5, "news-one-language": 0.5,
    "xquad-mixed": 0.3, "news-mixed": 0.3,
}  # fmt: skip
"""What each set counts in the fit, however many queries it has."""
FOLDS = 11
DEPTH = 100
BINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """The candidates of one query.

    Attributes:
        query: its id.
        documents: ids, in the order they were found.
        features: shape (documents, features).
    """

    query: str
    documents: list[str]
    features: Values


@dataclass(frozen=True, slots=True)
class Sampled:
    """The candidates of a set's queries.

    Attributes:
        name: of the set.
        dataset: its queries and judgments.
        samples: a query each.
    """

    name: str
    dataset: Dataset
    samples: list[Sample]

    def rows(self, sample: Sample) -> Iterator[tuple[int, bool]]:
        """Yield which documents of a sample count, and whether they are relevant."""
        judged = self.dataset.qrels[sample.query]
        for number, document in enumerate(sample.documents):
            if document in judged or self.name not in POOLED:
                yield number, judged.get(document, 0) > 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments, fit, print; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        folder, cache = set_folder(options.sets), load_settings().cache_path / "eval"
        sampled = [_sample(one, options.queries) for one in chosen(folder, list(WEIGHTS), cache)]
    except KashshafError as error:
        print(f"calibrate_relevance: {error}", file=sys.stderr)
        return 2
    _print_model(_fit(sampled, None))
    _print_held_out(sampled)
    return 0


def _sample(folder: Path, most: int) -> Sampled:
    dataset = read_dataset(folder)
    queries = sorted(dataset.queries)
    random.Random(7).shuffle(queries)
    weights = Weights(model=replace(MODEL, dense_only=0.0))
    settings = load_settings()
    with evaluation_engine(folder, None, settings, "hybrid", Silent(), weights) as engine:
        samples = [_candidates(engine, dataset, query) for query in queries[:most]]
    print(f"{folder.name}: {len(samples)} queries", flush=True)
    return Sampled(folder.name, dataset, samples)


def _candidates(engine: SearchEngine, dataset: Dataset, query: str) -> Sample:
    request = SearchRequest(
        dataset.queries[query], plain=True, explain=True, snippets=False, collapse=False,
        limit=DEPTH,
    )  # fmt: skip
    documents, rows = [], []
    for hit in engine.search(request).hits:
        parts = dict(hit.explanation.parts if hit.explanation else ())
        if "tail" not in parts:
            documents.append(hit.article.id)
            rows.append([parts.get(name, 0.0) / _coefficient(name) for name in FEATURES])
    return Sample(query, documents, np.array(rows).reshape(-1, len(FEATURES)))


def _coefficient(name: str) -> float:
    value: float = getattr(MODEL, _attribute(name))
    return value


def _attribute(name: str) -> str:
    return name.replace(" ", "_")


def _fold(query: str) -> int:
    """Return the fold of a question: the same for all its wordings."""
    return random.Random(query.rpartition(":")[2]).randrange(FOLDS)


def _fit(sampled: Sequence[Sampled], without: int | None) -> RelevanceModel:
    """Fit the model by maximum likelihood, on all folds but one."""
    from scipy.optimize import minimize

    rows, relevant, weights = [], [], []
    for one in sampled:
        found = [
            (sample.features[number], answer)
            for sample in one.samples
            if _fold(sample.query) != without
            for number, answer in one.rows(sample)
        ]
        rows += [features for features, _ in found]
        relevant += [answer for _, answer in found]
        weights += [WEIGHTS[one.name] / max(len(found), 1)] * len(found)
    design = np.column_stack([np.ones(len(rows)), np.array(rows)])
    signs = np.where(relevant, 1.0, -1.0)
    share = np.array(weights) / sum(weights)
    fixed = np.array([np.nan, *(FIXED.get(name, np.nan) for name in FEATURES)])
    free = np.isnan(fixed)
    known = design[:, ~free] @ fixed[~free]

    def loss(values: Values) -> tuple[float, Values]:
        margins = signs * (known + design[:, free] @ values)
        slope = -share * signs * probability(-margins)
        return float(share @ np.logaddexp(0.0, -margins)), design[:, free].T @ slope

    fixed[free] = minimize(loss, np.zeros(int(free.sum())), jac=True, method="BFGS").x
    values = {
        _attribute(name): round(float(value), 2)
        for name, value in zip(("base", *FEATURES), fixed, strict=True)
    }
    return replace(MODEL, **values)


def _log_odds(model: RelevanceModel, features: Values) -> Values:
    weights = np.array([getattr(model, _attribute(name)) for name in FEATURES])
    odds: Values = features @ weights + model.base
    return odds


def _print_model(model: RelevanceModel) -> None:
    for name in map(_attribute, ("base", *FEATURES)):
        print(f"    {name}: float = {getattr(model, name)}")


def _print_held_out(sampled: Sequence[Sampled]) -> None:
    models = [_fit(sampled, fold) for fold in range(FOLDS)]
    chances, answers, weights = [], [], []
    for one in sampled:
        run = {}
        found = []
        for sample in one.samples:
            odds = _log_odds(models[_fold(sample.query)], sample.features)
            run[sample.query] = dict(zip(sample.documents, odds.tolist(), strict=True))
            found += [(probability(odds[number]), answer) for number, answer in one.rows(sample)]
        chances += [chance for chance, _ in found]
        answers += [answer for _, answer in found]
        weights += [WEIGHTS[one.name] / max(len(found), 1)] * len(found)
        judged = {query: one.dataset.qrels[query] for query in run}
        for part in measure(replace(one.dataset, qrels=judged), run):
            if part.document_language == "all":
                score = part.scores["nDCG@10"]
                print(f"{one.name:20} {part.name:12} {part.queries:5} nDCG@10 {score:.4f}")
    _print_reliability(np.array(chances), np.array(answers), np.array(weights))


def _print_reliability(chances: Values, answers: NDArray[np.bool_], weights: Values) -> None:
    """Print, for articles of similar probability, how many do answer."""
    weights = weights / weights.sum()
    error = 0.0
    print("\n| probability | share of articles | mean probability | do answer |\n|---|---|---|---|")
    for low, high in pairwise(BINS):
        inside = (chances >= low) & ((chances < high) | (high == 1.0))
        share = float(weights[inside].sum())
        if not share:
            continue
        said = float(np.average(chances[inside], weights=weights[inside]))
        true = float(np.average(answers[inside], weights=weights[inside]))
        error += share * abs(said - true)
        print(f"| {low:.2f} to {high:.2f} | {share:.4f} | {said:.3f} | {true:.3f} |")
    print(f"\nexpected calibration error {error:.4f}")


def _parser() -> argparse.ArgumentParser:
    first, _, _ = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(prog="calibrate_relevance", description=first)
    parser.add_argument("--sets", type=Path, metavar="DIR", help="folder of the sets")
    parser.add_argument("--queries", type=int, default=400, help="of each set, at most")
    return parser


if __name__ == "__main__":
    sys.exit(main())
