"""What each dictionary beside our lexicon is worth: keyword search among the other language.

    python -m benchmarks.dictionaries [SET …]

Every query is narrowed to the languages that it isn't in, so that only translation and names can
find anything. The sets lie in $KASHSHAF_SHARED/data/eval.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import combinations
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.evaluate import chosen, set_folder
from indexer.base.errors import KashshafError
from indexer.base.settings import Settings, load_settings
from indexer.language import options
from indexer.language.options import DICTIONARIES
from search.evaluation.datasets import Dataset, read_dataset
from search.evaluation.index import evaluation_engine
from search.evaluation.measures import ask, by_query
from search.evaluation.runs import Run
from web.cli.terminal import progress_bar

MEASURE = "nDCG@10"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="SET", default=["topics"])
    names = parser.parse_args(arguments).names
    settings = load_settings()
    try:
        for folder in chosen(set_folder(None), names, settings.cache_path / "eval"):
            dataset = read_dataset(folder)
            for used in _choices():
                options.forget()
                states = {name: name in used for name in DICTIONARIES}
                run = _run(folder, dataset, msgspec.structs.replace(settings, **states))
                scores = ", ".join(_scores(dataset, run))
                print(f"{folder.name:20} {' + '.join(('own', *used)):26} {scores}", flush=True)
    except KashshafError as error:
        print(f"dictionaries: {error}", file=sys.stderr)
        return 2
    return 0


def _choices() -> Iterator[tuple[str, ...]]:
    for count in range(len(DICTIONARIES) + 1):
        yield from combinations(DICTIONARIES, count)


def _run(folder: Path, dataset: Dataset, settings: Settings) -> Run:
    with (
        progress_bar(quiet=True) as progress,
        closing(evaluation_engine(folder, None, settings, "lexical", progress)) as engine,
    ):
        return ask(engine, dataset, "lexical", other_language_only=True)


def _scores(dataset: Dataset, run: Run) -> Iterator[str]:
    """Yield the mean of each query language's queries that the other language answers."""
    judged = {
        query: {
            doc: grade
            for doc, grade in grades.items()
            if dataset.document_languages.get(doc, "") != dataset.query_languages[query]
        }
        for query, grades in dataset.qrels.items()
    }
    found = by_query({q: grades for q, grades in judged.items() if any(grades.values())}, run)
    for language in sorted(set(dataset.query_languages.values())):
        values = [v for q, v in found[MEASURE].items() if dataset.query_languages[q] == language]
        if values:
            yield f"{language} asked {float(np.mean(values)):.3f} ({len(values)})"


if __name__ == "__main__":
    sys.exit(main())
