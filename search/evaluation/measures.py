"""Measures how well the engine finds what people judged relevant, on a set in BEIR's layout."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.base.errors import KashshafError
from indexer.storage.query import Filters
from search.engine import SearchEngine
from search.evaluation.datasets import Dataset, Qrels
from search.evaluation.runs import Run
from search.evaluation.significance import Comparison, compare, standard_error
from search.request import Mode, SearchRequest

DEPTH = 100  # results a query
MEASURES = ("nDCG@10", "MRR@10", "P@10", "Recall@10", "Recall@100")
CONDENSED = ("nDCG@10 condensed", "P@10 condensed")
"""The same over judged documents alone, others struck out (Sakai 2007): a better ranker brings up
articles that nobody judged. Only of sets that judge some documents irrelevant."""

ByQuery = Mapping[str, Mapping[str, float]]
"""By measure, then by query: the query's score."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The scores of one part of a set.

    Attributes:
        query_language: of the queries, `all` for every one.
        document_language: of the documents that are judged, `all` for every one.
        answered: in which languages the queries are answered, as `Dataset.answered` says it;
            `all` for every one.
        values: by measure, then by query.
    """

    query_language: str
    document_language: str
    answered: str
    values: ByQuery

    @property
    def name(self) -> str:
        """A short name: `ar`, `ar→en` (only English documents judged), `ar (own)`."""
        across = f"→{self.document_language}" if self.document_language != "all" else ""
        kind = f" ({self.answered})" if self.answered != "all" else ""
        return f"{self.query_language}{across}{kind}"

    @property
    def telling(self) -> tuple[str, ...]:
        """The measures that count for this slice.

        Where all languages are judged these are nDCG@10 and MRR@10, and the condensed measures of
        pools; where only those of another
        language than the query's are, it is Recall@10: whether they reach the first page.
        """
        if self.document_language == "all":
            return ("nDCG@10", "MRR@10", *(name for name in CONDENSED if name in self.values))
        if self.query_language in ("all", self.document_language):
            return ()
        return ("Recall@10",)

    @property
    def queries(self) -> int:
        """How many queries have a relevant document here."""
        return len(self.values[MEASURES[0]])

    @property
    def scores(self) -> dict[str, float]:
        """By measure, the mean over the queries."""
        return {name: round(float(np.mean([*of.values()])), 4) for name, of in self.values.items()}

    @property
    def errors(self) -> dict[str, float]:
        """By measure, the standard error of that mean."""
        return {
            name: round(standard_error(np.array([*of.values()])), 4)
            for name, of in self.values.items()
        }

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows of it."""
        return {
            "query_language": self.query_language,
            "document_language": self.document_language,
            "answered": self.answered,
            "queries": self.queries,
            "scores": self.scores,
            "errors": self.errors,
        }


def ask(
    engine: SearchEngine,
    dataset: Dataset,
    mode: Mode,
    other_language_only: bool = False,
    advance: Callable[[], None] = lambda: None,
) -> Run:
    """Ask every query as plain text.

    Args:
        engine: over the set's corpus.
        dataset: the queries.
        mode: which retrievers are asked.
        other_language_only: filter each query to the archive's other languages.
        advance: called after each query.
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
                text, mode, filters, limit=DEPTH, plain=True, collapse=False, snippets=False
            )
        )
        # Falling scores of our own: two equal scores must not leave the order to the measure.
        run[query] = {hit.article.id: float(DEPTH - n) for n, hit in enumerate(response.hits)}
        advance()
    return run


def measure(dataset: Dataset, run: Run) -> list[Slice]:
    """Compute the measures overall, by query language and document language, by who answers.

    In a slice only documents of its language are judged, over the same mixed ranking. Where some
    queries are answered in their own language only and others in both, each kind has slices of
    its own.
    """
    asked = ["all", *sorted(set(dataset.query_languages.values()) - {""})]
    judged = ["all", *sorted(set(dataset.document_languages.values()) - {""})]
    kinds = sorted({dataset.answered(query) for query in dataset.qrels})
    parts = [(document, "all") for document in judged]
    parts += [("all", kind) for kind in kinds if len(kinds) > 1]
    values = {document: by_query(_judging(dataset, document), run) for document in judged}
    slices = []
    for query_language in asked:
        for document_language, kind in parts:
            if len(asked) == 2 and query_language != "all" and document_language == "all":
                continue  # all queries are in this language
            of_part = {
                name: {
                    query: score
                    for query, score in scores.items()
                    if query_language in ("all", dataset.query_languages[query])
                    and kind in ("all", dataset.answered(query))
                }
                for name, scores in values[document_language].items()
            }
            if of_part[MEASURES[0]]:
                slices.append(Slice(query_language, document_language, kind, of_part))
    return slices


def by_query(qrels: Qrels, run: Run) -> ByQuery:
    """Return each measure of each query judged, by ir-measures.

    Raises:
        KashshafError: where ir-measures isn't installed.
    """
    ir = measuring_library()
    wanted = (ir.nDCG @ 10, ir.RR @ 10, ir.P @ 10, ir.R @ 10, ir.R @ 100)
    values = _measured(dict(zip(wanted, MEASURES, strict=True)), qrels, run)
    if any(0 in grades.values() for grades in qrels.values()):
        judged = {
            query: {
                document: score for document, score in found.items() if document in qrels[query]
            }
            for query, found in run.items()
            if query in qrels
        }
        condensed = dict(zip((ir.nDCG @ 10, ir.P @ 10), CONDENSED, strict=True))
        values |= _measured(condensed, qrels, judged)
    return values


def _measured(measures: Mapping[Any, str], qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    # A query without any answer counts as a failure, not as absent.
    asked = {query: run.get(query) or {"": 0.0} for query in qrels}
    values: dict[str, dict[str, float]] = {name: {} for name in measures.values()}
    for found in measuring_library().iter_calc(list(measures), qrels, asked) if qrels else ():
        values[measures[found.measure]][found.query_id] = float(found.value)
    return values


def measuring_library() -> Any:
    """Return ir-measures, which only an evaluation needs.

    Raises:
        KashshafError: where it isn't installed.
    """
    try:
        import ir_measures
    except ImportError as error:
        raise KashshafError(
            f"the package ir-measures can't be imported: {error}",
            "evaluation",
            "Install it: pip install 'kashshaf[eval]'",
        ) from error
    return ir_measures


def compared(
    slices: Sequence[Slice], others: Sequence[Slice]
) -> list[tuple[Slice, str, Comparison]]:
    """Compare two runs of one set, slice by slice, in the measures that count for each."""
    return [
        (one, name, compare(one.values[name], other.values[name]))
        for one, other in zip(slices, others, strict=True)
        for name in one.telling
    ]


def strangers(dataset: Dataset, run: Run, kind: str = "own", depth: int = 10) -> dict[str, float]:
    """Return the share of other-language documents among each query's first hits.

    Args:
        dataset: the queries and the documents' languages.
        run: what was found.
        kind: of the queries, as `Dataset.answered` says it.
        depth: how many hits are looked at.
    """
    shares = {}
    for query in dataset.qrels:
        if dataset.answered(query) == kind:
            first = list(run.get(query, {}))[:depth]
            own = dataset.query_languages[query]
            others = sum(dataset.document_languages.get(found) != own for found in first)
            shares[query] = others / max(len(first), 1)
    return shares


def _judging(dataset: Dataset, language: str) -> Qrels:
    """Return the judgements of one language's documents, of queries that have a relevant one."""
    qrels: Qrels = {}
    for query, grades in dataset.qrels.items():
        relevant = {
            document: grade
            for document, grade in grades.items()
            if language in ("all", dataset.document_languages.get(document))
        }
        if relevant:
            qrels[query] = relevant
    return qrels
