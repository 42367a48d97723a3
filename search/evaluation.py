"""Measures how well the engine finds what people judged relevant, on a folder in BEIR's layout."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from indexer.base.errors import PageError
from indexer.storage.query import Filters
from search.engine import SearchEngine
from search.request import Mode, SearchRequest

DEPTH = 100  # results a query
MEASURES = ("nDCG@10", "MRR@10", "Recall@10", "Recall@100")

Qrels = dict[str, dict[str, int]]
Run = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A retrieval test set.

    Attributes:
        queries: text by query id, the judged ones.
        query_languages: language by query id; empty string where the set doesn't say.
        document_languages: language by document id, likewise.
        qrels: grade by document id, by query id.
    """

    queries: Mapping[str, str]
    query_languages: Mapping[str, str]
    document_languages: Mapping[str, str]
    qrels: Qrels


@dataclass(frozen=True, slots=True)
class Slice:
    """The scores of one part of a set.

    Attributes:
        query_language: of the questions, `all` for every one.
        document_language: of the documents that are judged, `all` for every one.
        queries: how many questions have a relevant document here.
        scores: by measure, each the mean over the questions.
    """

    query_language: str
    document_language: str
    queries: int
    scores: dict[str, float]


def corpus_file(folder: Path) -> Path:
    """Return the corpus of a set.

    Raises:
        PageError: the folder holds none.
    """
    for name in ("corpus.jsonl", "corpus.jsonl.gz"):
        if (folder / name).exists():
            return folder / name
    raise PageError(
        "there is no corpus.jsonl or corpus.jsonl.gz",
        str(folder),
        "Name a folder in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/test.tsv",
    )


def read_dataset(folder: Path) -> Dataset:
    """Read a set in BEIR's layout.

    Raises:
        PageError: a file is missing or can't be read; names the file and the line.
    """
    qrels = _qrels(folder / "qrels" / "test.tsv")
    queries = {str(q["_id"]): q for q in _records(folder / "queries.jsonl")}
    if missing := [query for query in qrels if query not in queries]:
        raise PageError(
            f"{len(missing)} judged queries have no text, the first is {missing[0]!r}",
            str(folder / "queries.jsonl"),
            "Add them or take them out of qrels/test.tsv",
        )
    languages = {str(d["_id"]): str(d.get("language", "")) for d in _records(corpus_file(folder))}
    return Dataset(
        queries={query: str(queries[query]["text"]) for query in qrels},
        query_languages={query: str(queries[query].get("language", "")) for query in qrels},
        document_languages=languages,
        qrels=qrels,
    )


def ask(
    engine: SearchEngine,
    dataset: Dataset,
    mode: Mode,
    other_language_only: bool = False,
    advance: Callable[[], None] = lambda: None,
) -> Run:
    """Ask every question as plain text.

    Args:
        engine: over the set's corpus.
        dataset: the questions.
        mode: which legs are asked.
        other_language_only: filter each question to the archive's other languages.
        advance: called after each question.
    """
    everything = sorted(set(dataset.document_languages.values()) - {""})
    run: Run = {}
    for query, text in dataset.queries.items():
        filters = Filters()
        if other_language_only:
            own = dataset.query_languages[query]
            filters = Filters(languages=tuple(code for code in everything if code != own))
        response = engine.search(
            SearchRequest(
                text, mode, filters, limit=DEPTH, plain=True, fold_duplicates=False, snippets=False
            )
        )
        # Falling scores of our own: two equal scores must not leave the order to the measure.
        run[query] = {hit.article.id: float(DEPTH - n) for n, hit in enumerate(response.hits)}
        advance()
    return run


def measure(dataset: Dataset, run: Run) -> list[Slice]:
    """Compute the measures overall and by query language and document language.

    In a slice only documents of its language are judged, over the same mixed ranking.
    """
    asked = ["all", *sorted(set(dataset.query_languages.values()) - {""})]
    judged = ["all", *sorted(set(dataset.document_languages.values()) - {""})]
    slices = []
    for query_language, document_language in product(asked, judged):
        qrels = {
            query: relevant
            for query, grades in dataset.qrels.items()
            if query_language in ("all", dataset.query_languages[query])
            and (
                relevant := {
                    document: grade
                    for document, grade in grades.items()
                    if document_language in ("all", dataset.document_languages.get(document))
                }
            )
        }
        if qrels:
            slices.append(Slice(query_language, document_language, len(qrels), scores(qrels, run)))
    return slices


def scores(qrels: Qrels, run: Run) -> dict[str, float]:
    """Return the mean of each measure over the questions judged, by ir-measures."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    measures = dict(zip(MEASURES, (nDCG @ 10, RR @ 10, R @ 10, R @ 100), strict=True))
    # A question without any answer counts as a failure, not as absent.
    asked = {query: run.get(query) or {"": 0.0} for query in qrels}
    found = ir_measures.calc_aggregate(list(measures.values()), qrels, asked)
    return {name: round(float(found[metric]), 4) for name, metric in measures.items()}


def write_run(run: Run, file: Path, tag: str) -> None:
    """Write a run in TREC's format: query, Q0, document, rank, score, tag."""
    with file.open("w", encoding="utf-8") as out:
        for query, found in run.items():
            for rank, (document, score) in enumerate(found.items(), 1):
                out.write(f"{query} Q0 {document} {rank} {score:g} {tag}\n")


def _qrels(file: Path) -> Qrels:
    qrels: Qrels = {}
    for number, line in enumerate(_lines(file), 1):
        parts = line.split("\t")
        if number == 1 and parts[-1].strip() == "score":
            continue
        try:
            query, document, grade = parts
            qrels.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise PageError(
                "not a query, a document and a whole number, apart by tabs",
                f"{file}:{number}",
                "Mend the line",
            ) from error
    return qrels


def _records(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(file), 1):
        try:
            record = json.loads(line)
            record["_id"]
        except (ValueError, KeyError, TypeError) as error:
            raise PageError(
                "not a JSON object with _id", f"{file}:{number}", "Mend the line"
            ) from error
        yield record


def _lines(file: Path) -> Iterable[str]:
    try:
        with (
            gzip.open(file, "rt", encoding="utf-8")
            if file.suffix == ".gz"
            else file.open(encoding="utf-8") as text
        ):
            yield from (line.rstrip("\n") for line in text if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise PageError(f"can't be read: {error}", str(file), "Check the path") from error
