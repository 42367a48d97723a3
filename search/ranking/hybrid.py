"""Ranking by both retrievers: each language in its own right, merged by relevance, paged.

The result set is what the words match, joined by the dense-only articles that are relevant
(`indexer.storage.query.ResultSet`). Relevance orders it and hides no match: articles beyond the
candidates that were ranked follow in the lexical retriever's order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.storage.backend import IndexReader
from indexer.storage.query import NO_DOCS, NO_HITS, ResultSet, ScoredDocs, TextQuery
from search.ranking import relevance
from search.ranking.candidates import Retrieved, retrieve_at_once
from search.ranking.collapsing import collapsed
from search.ranking.fusion import Docs, Floats, Fused, Weights, fuse_at_once
from search.ranking.judging import by_relevance
from search.ranking.ranked import Ranking, Ranks, RetrievalQuery
from search.ranking.similarities import Candidates

AT_ONCE = 200  # candidates of each retriever where both are fused over all languages at once
MOST_MEMBERS = 1_000  # of all duplicate groups of a page together
TAIL_STEP = 1e-6  # by which the scores of articles beyond the candidates fall


def hybrid(
    reader: IndexReader, query: RetrievalQuery, weights: Weights, extra: Sequence[TextQuery] = ()
) -> tuple[Ranking, list[ScoredDocs]]:
    """Rank by both retrievers: four calls at most.

    Filters narrow the answers and change neither the scores nor the order of what remains.

    Args:
        reader: of the index.
        query: with its vector; `total` is of no use where it isn't `paged`.
        weights: how candidates are ordered.
        extra: further text queries to be sent along.

    Returns:
        The page, and the answers to the extra queries.
    """
    assert reader.manifest.vectors is not None
    if weights.method == "relevance":
        fused, retrieved, candidates = by_relevance(reader, query, weights.model, extra)
    else:
        fused, retrieved, candidates = _at_once(reader, query, weights, extra)
    ranking = _paged(reader, query, weights, fused, retrieved, candidates)
    return ranking, list(retrieved.extra)


_Found = tuple[Fused, Retrieved, Candidates]


def _at_once(
    reader: IndexReader, query: RetrievalQuery, weights: Weights, extra: Sequence[TextQuery]
) -> _Found:
    """Fuse both retrievers over all languages at once, as other engines do."""
    assert query.vector is not None
    retrieved, lexical, dense = retrieve_at_once(reader, query, AT_ONCE, extra)
    threshold = relevance.relevance_threshold(reader.manifest, unmatched=not retrieved.anywhere)
    fused = fuse_at_once(lexical, dense, threshold, weights)
    if query.title is not None:
        titled = np.isin(fused.docs, retrieved.titled)
        fused = fused.with_part("title", np.where(titled, weights.title, 0.0))
    return fused, retrieved, Candidates(reader, fused.docs, query.vector)


@dataclass(frozen=True, slots=True)
class _Ordered:
    """The fused candidates that belong to the result set, best first.

    Attributes:
        docs, scores: of each.
        dense_only: those that the words don't match.
        cut: whether some were left out for their number.
    """

    docs: list[int]
    scores: dict[int, float]
    places: dict[int, int]
    dense_only: Docs
    cut: bool


def _paged(
    reader: IndexReader,
    query: RetrievalQuery,
    weights: Weights,
    fused: Fused,
    retrieved: Retrieved,
    candidates: Candidates,
) -> Ranking:
    """Keep what belongs to the result set, order it, and cut out the page."""
    unmatched = not retrieved.anywhere
    if unmatched and retrieved.nearest < relevance.relevance_threshold(
        reader.manifest, unmatched=True
    ):
        return Ranking(retrievers={"lexical": {}, "dense": {}})
    lexical = _lexical_scores(retrieved, fused.docs)
    kept = _ordered(query, fused, lexical)
    groups = [retrieved.groups[doc] for doc in kept.docs]
    reps = collapsed(kept.docs, groups, collapse=query.collapse)
    seen = {retrieved.groups[doc] if query.collapse else doc for doc, _ in reps}
    page = reps[query.offset : query.end]
    results = ResultSet(query.matches().query, query.filters, kept.dense_only)
    if retrieved.total and query.paged:
        missing = max(query.end - len(reps), 0)
        depth = missing + len(seen) if missing else 0
        tail, members = _rest(reader, query, results, page, retrieved, depth)
        total = tail.total
    else:  # nothing but what was fused belongs to the result set, or nobody asks
        tail, members, total = NO_HITS, dict(page), len(reps)
    scores = kept.scores
    parts = {doc: fused_parts(fused, kept.places[doc]) for doc, _ in page}
    last = scores[kept.docs[-1]] if kept.docs else 0.0
    first = max(query.offset - len(reps), 0)
    rest = _tail(tail, seen, collapse=query.collapse)[first : first + query.limit - len(page)]
    for place, (doc, others) in enumerate(rest, first + 1):
        score = last - TAIL_STEP * place
        scores[doc], parts[doc], members[doc] = score, {"tail": score}, others
    docs = [doc for doc, _ in (*page, *rest)]
    return Ranking(
        docs=docs,
        scores=[scores[doc] for doc in docs],
        members=[members.get(doc, ()) for doc in docs],
        retrievers=_retrievers(fused, lexical, candidates),
        total=total,
        relation="gte" if kept.cut else "eq",
        parts=parts,
        passages=_passages(candidates, docs),
        relevance=_relevance(docs, scores) if weights.method == "relevance" else {},
        best=_best(kept) if weights.method == "relevance" else None,
        matched=retrieved.anywhere,
        results=results,
    )


def fused_parts(fused: Fused, place: int) -> dict[str, float]:
    """Return the parts of one article's score that aren't 0."""
    return {name: float(part[place]) for name, part in fused.parts.items() if part[place]}


def _lexical_scores(retrieved: Retrieved, docs: Docs) -> Floats:
    """Return the candidates' scores by the words; 0 where they don't match."""
    found = np.zeros(len(docs), np.float32)
    order = np.argsort(docs)
    for pool in retrieved.pools:
        found[order[np.searchsorted(docs[order], pool.docs)]] = pool.lexical
    return found


def _ordered(query: RetrievalQuery, fused: Fused, lexical: Floats) -> _Ordered:
    matched = lexical > 0
    scores = fused.scores.round(9)  # so that equal ones are equal, however they came about
    # Among equals the query's own language comes first, then the newer article.
    order = np.lexsort((-fused.docs, fused.other_language, -scores)).tolist()
    dense_only = [n for n in order if not matched[n] and fused.near[n]]
    chosen = set(dense_only[: query.dense_limit])
    kept = [n for n in order if matched[n] or n in chosen]
    docs = fused.docs[kept].tolist()
    return _Ordered(
        docs=docs,
        scores=dict(zip(docs, scores[kept].tolist(), strict=True)),
        places=dict(zip(docs, kept, strict=True)),
        dense_only=fused.docs[sorted(chosen)] if chosen else NO_DOCS,
        cut=len(dense_only) > query.dense_limit,
    )


def _rest(
    reader: IndexReader,
    query: RetrievalQuery,
    results: ResultSet,
    page: Sequence[tuple[int, tuple[int, ...]]],
    retrieved: Retrieved,
    depth: int,
) -> tuple[ScoredDocs, dict[int, tuple[int, ...]]]:
    """Return the result set in the lexical order, with its total, and the page's group members."""
    asked = [TextQuery(results, depth, collapse=query.collapse)]
    by_group = {retrieved.groups[doc]: doc for doc, _ in page}
    if query.collapse and by_group:
        asked.append(TextQuery(results, MOST_MEMBERS, groups=tuple(by_group)))
    tail, *found = reader.search_text(asked)
    members: dict[int, list[int]] = {}
    for others in found:
        for doc, group in zip(others.docs.tolist(), others.groups.tolist(), strict=True):
            if by_group[group] != doc:
                members.setdefault(by_group[group], []).append(doc)
    return tail, {doc: tuple(others) for doc, others in members.items()}


def _tail(
    found: ScoredDocs, seen: set[int], *, collapse: bool
) -> list[tuple[int, tuple[int, ...]]]:
    """Return what follows the fused candidates: those of the list that aren't among them."""
    docs, groups = found.docs.tolist(), found.groups.tolist()
    members = found.members or ((),) * len(docs)
    return [
        (doc, others)
        for doc, group, others in zip(docs, groups, members, strict=True)
        if (group if collapse else doc) not in seen
    ]


def _retrievers(fused: Fused, lexical: Floats, candidates: Candidates) -> dict[str, Ranks]:
    similarities = candidates.similarities(fused.docs)
    matched, embedded = lexical > 0, ~np.isnan(similarities)
    return {
        "lexical": Ranks(ScoredDocs(fused.docs[matched], lexical[matched], int(matched.sum()))),
        "dense": Ranks(
            ScoredDocs(fused.docs[embedded], similarities[embedded], int(embedded.sum()))
        ),
    }


def _best(kept: _Ordered) -> float | None:
    if not kept.docs:
        return None
    return float(relevance.probability(np.array(kept.scores[kept.docs[0]])))


def _relevance(docs: Sequence[int], scores: Mapping[int, float]) -> dict[int, float]:
    odds = np.array([scores[doc] for doc in docs])
    return dict(zip(docs, relevance.probability(odds).tolist(), strict=True))


def _passages(candidates: Candidates, docs: Sequence[int]) -> dict[int, tuple[int, int]]:
    found = {doc: candidates.nearest_passage(doc) for doc in docs}
    return {doc: place for doc, place in found.items() if place is not None}
