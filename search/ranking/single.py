"""Ranking by one retriever alone, and by date."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from indexer.storage.backend import IndexReader
from indexer.storage.query import (
    EVERYTHING,
    NOTHING,
    ResultSet,
    ScoredDocs,
    Sort,
    TextQuery,
    VectorQuery,
)
from search.ranking.collapsing import collapsed
from search.ranking.ranked import Ranking, Ranks, RetrievalQuery
from search.ranking.relevance import relevance_threshold
from search.ranking.similarities import Candidates


def lexical(
    reader: IndexReader, query: RetrievalQuery, extra: Sequence[TextQuery] = ()
) -> tuple[Ranking, list[ScoredDocs]]:
    """Rank by words alone; return also the answers to the queries that were sent along."""
    wanted = TextQuery(query.matches(), query.limit, query.offset, collapse=query.collapse)
    found, *others = reader.search_text([wanted, *extra])
    docs, scores = found.docs.tolist(), found.scores.tolist()
    ranking = Ranking(
        docs=docs,
        scores=scores,
        members=found.members or ((),) * len(docs),
        retrievers={"lexical": Ranks(found, first=query.offset + 1)},
        total=found.total,
        parts={doc: {"lexical": score} for doc, score in zip(docs, scores, strict=True)},
        matched=found.total > 0,
        results=wanted.results,
    )
    return ranking, others


def dense(reader: IndexReader, query: RetrievalQuery) -> Ranking:
    """Rank by meaning alone, over all languages."""
    assert query.vector is not None
    limit = query.dense_limit
    wanted = VectorQuery(query.vector, limit + 1, filters=query.filters, must=query.must)
    (found,) = reader.search_vectors([wanted])
    near = int((found.scores >= relevance_threshold(reader.manifest)).sum())
    docs, groups = found.docs[: min(near, limit)], found.groups[: min(near, limit)]
    order = collapsed(docs.tolist(), groups.tolist(), collapse=query.collapse)
    page = order[query.offset : query.end]
    ids = [doc for doc, _ in page]
    scores = dict(zip(found.docs.tolist(), found.scores.tolist(), strict=True))
    return Ranking(
        docs=ids,
        scores=[scores[doc] for doc in ids],
        members=[members for _, members in page],
        retrievers={"dense": Ranks(ScoredDocs(docs, found.scores[: len(docs)], len(docs)))},
        total=len(order),
        relation="gte" if near > limit else "eq",
        parts={doc: {"dense": scores[doc]} for doc in ids},
        passages=nearest_passages(reader, query, ids),
        results=ResultSet(NOTHING, docs=docs),
    )


def nearest_passages(
    reader: IndexReader, query: RetrievalQuery, docs: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Return where each document's passage nearest to the query is; one call, none without any."""
    assert query.vector is not None
    if not docs:
        return {}
    candidates = Candidates(reader, np.unique(np.array(docs, np.int64)), query.vector)
    found = {doc: candidates.nearest_passage(doc) for doc in docs}
    return {doc: place for doc, place in found.items() if place is not None}


def listed(query: RetrievalQuery) -> ResultSet:
    """Return the result set of a query that has filters or operators, but no words."""
    return ResultSet(query.node if query.node is not None else EVERYTHING, query.filters)


def by_date(reader: IndexReader, query: RetrievalQuery, sort: Sort) -> Ranking:
    """List what matches by date, for a query that has filters but no words."""
    found = sorted_by_date(reader, query, Ranking(results=listed(query)), sort)
    return replace(found, matched=found.total > 0)


def sorted_by_date(
    reader: IndexReader, query: RetrievalQuery, found: Ranking, sort: Sort
) -> Ranking:
    """Return the page of a ranking's result set in the order of dates; one call."""
    wanted = TextQuery(found.results, query.limit, query.offset, sort, collapse=query.collapse)
    (page,) = reader.search_text([wanted])
    docs = page.docs.tolist()
    return Ranking(
        docs=docs,
        scores=page.scores.tolist(),
        members=page.members or ((),) * len(docs),
        total=page.total,
        relation=found.relation,
        best=found.best,
        matched=found.matched,
        results=found.results,
    )
