"""Runs one test set in every configuration, over its mixed archive and over one language alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.base.settings import Settings
from indexer.pipeline.report import Progress
from search.engine import SearchEngine
from search.evaluation.datasets import Dataset, read_dataset
from search.evaluation.index import evaluation_engine, language_subset
from search.evaluation.measures import Slice, ask, compared, measure, strangers
from search.evaluation.runs import Run
from search.evaluation.significance import Comparison, compare
from search.request import Mode

MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")
ACROSS = "-across"  # ends the name of a configuration that is filtered to the other languages


@dataclass(frozen=True, slots=True)
class Measured:
    """A set's scores.

    Attributes:
        name: the set's; `set/ar` for its Arabic queries over its Arabic documents alone.
        dataset: the queries and judgements.
        model: that made the vectors.
        runs: by configuration: what was found.
        slices: by configuration: the scores.
    """

    name: str
    dataset: Dataset
    model: str
    runs: dict[str, Run]
    slices: dict[str, list[Slice]]

    def slice(self, configuration: str, name: str) -> Slice | None:
        """Return a slice by its name, None where the set has none such."""
        return next((s for s in self.slices[configuration] if s.name == name), None)

    def retrievers(self, hybrid: str) -> dict[str, list[tuple[Slice, str, Comparison]]]:
        """Compare a hybrid configuration with its two retrievers, in every slice."""
        return {
            retriever: compared(
                self.slices[hybrid], self.slices[hybrid.replace("hybrid", retriever)]
            )
            for retriever in ("lexical", "dense")
        }


@dataclass(frozen=True, slots=True)
class Alone:
    """Queries answered in their own language only: mixed archive against that language's alone.

    Attributes:
        language: of the queries.
        comparison: of nDCG@10, mixed first.
        strangers: mean share of other-language articles among the first ten of the mixed archive.
    """

    language: str
    comparison: Comparison
    strangers: float


def measure_set(folder: Path, settings: Settings, progress: Progress) -> Iterator[Measured]:
    """Measure a set, then each of its languages alone where its queries are answered in it.

    Args:
        folder: in BEIR's layout.
        settings: of the search.
        progress: is told how far it has got.
    """
    dataset = read_dataset(folder)
    yield _measured(folder.name, folder, dataset, settings, progress)
    own = {q for q in dataset.qrels if dataset.answered(q) != "other"}
    if len(set(dataset.document_languages.values())) > 1:
        for language in sorted({dataset.query_languages[q] for q in own}):
            subset = language_subset(folder, language, settings)
            name = f"{folder.name}/{language}"
            yield _measured(name, subset, read_dataset(subset), settings, progress)


def alone(mixed: Measured, single: Measured) -> Alone | None:
    """Set a mixed archive against one language's; None where no query is of its own only."""
    language = single.name.rpartition("/")[2]
    part = mixed.slice("hybrid", f"{language} (own)") or mixed.slice("hybrid", language)
    whole = single.slice("hybrid", "all")
    queries = {
        q
        for q, of in mixed.dataset.query_languages.items()
        if of == language and mixed.dataset.answered(q) == "own"
    }
    if part is None or whole is None or not queries:
        return None
    name = "nDCG@10"
    shares = strangers(mixed.dataset, mixed.runs["hybrid"])
    return Alone(
        language,
        compare(
            {q: score for q, score in part.values[name].items() if q in queries},
            {q: score for q, score in whole.values[name].items() if q in queries},
        ),
        float(np.mean([shares[q] for q in queries])),
    )


def _measured(
    name: str, folder: Path, dataset: Dataset, settings: Settings, progress: Progress
) -> Measured:
    engine = evaluation_engine(folder, None, settings, "hybrid", progress)
    runs = dict(_runs(name, engine, dataset, progress))
    with engine.lease() as reader:
        vectors = reader.manifest.vectors
    return Measured(
        name=name,
        dataset=dataset,
        model=vectors.space.model_id if vectors else "",
        runs=runs,
        slices={configuration: measure(dataset, run) for configuration, run in runs.items()},
    )


def _runs(
    name: str, engine: SearchEngine, dataset: Dataset, progress: Progress
) -> Iterator[tuple[str, Run]]:
    """Ask all queries in each mode; once more across, where only other languages answer."""
    across = any(dataset.answered(query) == "other" for query in dataset.qrels)
    for ending in ("", ACROSS) if across else ("",):
        for mode in MODES:
            progress.phase(f"{name} {mode}{ending}", len(dataset.queries))
            run = ask(engine, dataset, mode, bool(ending), lambda: progress.advance(1))
            yield f"{mode}{ending}", run
