"""Ranking by both retrievers: fused within the query's language, led across by pivots, paged.

The result set is what the words match, joined by the dense-only articles that are relevant
(`indexer.storage.query.ResultSet`). Relevance orders it and hides no match: articles beyond the
candidates that were fused follow in the lexical retriever's order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.storage.backend import IndexReader
from indexer.storage.query import NO_DOCS, NO_HITS, ResultSet, ScoredDocs, TextQuery
from search.ranking.candidates import (
    Candidates,
    Depths,
    Pool,
    Retrieved,
    retrieve,
    retrieve_at_once,
)
from search.ranking.collapsing import collapsed
from search.ranking.cross_lingual import DEPTHS, NO_PIVOTS, Pivots, cross
from search.ranking.fusion import (
    Docs,
    Floats,
    Fused,
    Spread,
    Weights,
    fuse,
    fuse_at_once,
    joined,
    union,
)
from search.ranking.ranked import Ranking, Ranks, RetrievalQuery
from search.ranking.relevance import relevance_threshold

OWN_DEPTHS = Depths(dense=200, lexical=200)
"""Candidates of the query's own language."""
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
        query: with its vector.
        weights: of the fusion.
        extra: further text queries to be sent along.

    Returns:
        The page, and the answers to the extra queries.
    """
    if weights.method != "pivot":
        fused, retrieved, candidates, through = _at_once(reader, query, weights, extra)
    else:
        fused, retrieved, candidates, through = _led_across(reader, query, weights, extra)
    ranking = _paged(reader, query, weights, fused, retrieved, candidates, through)
    return ranking, list(retrieved.extra)


_Found = tuple[Fused, Retrieved, Candidates, Mapping[int, int]]


def _led_across(
    reader: IndexReader, query: RetrievalQuery, weights: Weights, extra: Sequence[TextQuery]
) -> _Found:
    assert query.vector is not None
    assert reader.manifest.vectors is not None
    others = set(reader.manifest.vectors.articles) - {query.language}
    if query.filters.languages:
        others &= set(query.filters.languages)
    depths = {query.language: OWN_DEPTHS} | dict.fromkeys(sorted(others), DEPTHS)
    retrieved = retrieve(reader, query, depths, extra)
    own_pool, *pools = retrieved.pools
    docs = np.unique(np.concatenate([pool.docs for pool in retrieved.pools]))
    candidates = Candidates(reader, docs, query.vector)
    own, pivots = _own_language(query, weights, own_pool, retrieved, candidates)
    crossed = [cross(query, weights, pool, pivots, candidates) for pool in pools]
    through = {doc: pivot for one in crossed for doc, pivot in one.through.items()}
    return joined([own, *(one.fused for one in crossed)]), retrieved, candidates, through


def _own_language(
    query: RetrievalQuery,
    weights: Weights,
    pool: Pool,
    retrieved: Retrieved,
    candidates: Candidates,
) -> tuple[Fused, Pivots]:
    """Fuse both retrievers over the query's language; return what the filters leave, and pivots.

    Pivots and the scales of the scores are of the whole language, whatever the filters are.
    """
    assert pool.matched is not None
    docs = union(pool.matched, pool.near)
    lexical = _lexical_scores(retrieved, docs)
    spreads = (Spread.of(lexical), pool.spread)
    whole = fuse(docs, lexical, candidates.similarities(docs), spreads, weights)
    pivots = _pivots(whole, lexical, candidates, weights)
    if query.filters.languages and query.language not in query.filters.languages:
        return whole.of(np.zeros(len(docs), np.bool_)), pivots
    left = union(pool.matched_left, pool.near_left)
    similarities = candidates.similarities(left)
    return fuse(left, _lexical_scores(retrieved, left), similarities, spreads, weights), pivots


def _pivots(fused: Fused, lexical: Floats, candidates: Candidates, weights: Weights) -> Pivots:
    """Choose the best articles that have a vector."""
    usable = np.flatnonzero(~np.isnan(candidates.similarities(fused.docs)))
    if not len(usable):
        return NO_PIVOTS
    scores = fused.scores[usable]
    best = np.lexsort((-fused.docs[usable], -scores))[: weights.pivots]
    return Pivots(fused.docs[usable][best].tolist(), scores[best], float(lexical.max(initial=0.0)))


def _at_once(
    reader: IndexReader, query: RetrievalQuery, weights: Weights, extra: Sequence[TextQuery]
) -> _Found:
    """Fuse both retrievers over all languages at once, as other engines do."""
    assert query.vector is not None
    retrieved = retrieve_at_once(reader, query, AT_ONCE, extra)
    (pool,) = retrieved.pools
    fused = fuse_at_once(pool.matched_left, pool.near_left, weights)
    return fused, retrieved, Candidates(reader, fused.docs, query.vector), {}


def _lexical_scores(retrieved: Retrieved, docs: Docs) -> Floats:
    return np.array([retrieved.lexical.get(doc, 0.0) for doc in docs.tolist()], np.float32)


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
    through: Mapping[int, int],
) -> Ranking:
    """Keep what belongs to the result set, order it, and cut out the page."""
    unmatched = not retrieved.anywhere
    threshold = relevance_threshold(reader.manifest, unmatched=unmatched)
    if unmatched and retrieved.nearest < threshold:
        return Ranking(retrievers={"lexical": {}, "dense": {}})
    titles = np.where(np.isin(fused.docs, retrieved.titled), weights.title, 0.0)
    fused = fused.with_part("title", titles) if query.title is not None else fused
    kept = _ordered(query, fused, retrieved, threshold, through)
    groups = [retrieved.groups[doc] for doc in kept.docs]
    reps = collapsed(kept.docs, groups, collapse=query.collapse)
    seen = {retrieved.groups[doc] if query.collapse else doc for doc, _ in reps}
    page = reps[query.offset : query.end]
    results = ResultSet(query.matches().query, query.filters, kept.dense_only)
    if retrieved.total:
        missing = max(query.end - len(reps), 0)
        depth = missing + len(seen) if missing else 0
        tail, members = _rest(reader, query, results, page, retrieved, depth)
        total = tail.total
    else:  # nothing but what was fused belongs to the result set
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
        retrievers=_retrievers(fused, retrieved, candidates),
        total=total,
        relation="gte" if kept.cut else "eq",
        parts=parts,
        through=through,
        passages=_passages(candidates, docs),
        matched=retrieved.anywhere,
        results=results,
    )


def fused_parts(fused: Fused, place: int) -> dict[str, float]:
    """Return the parts of one article's score that aren't 0."""
    return {name: float(part[place]) for name, part in fused.parts.items() if part[place]}


def _ordered(
    query: RetrievalQuery,
    fused: Fused,
    retrieved: Retrieved,
    threshold: float,
    through: Mapping[int, int],
) -> _Ordered:
    matched = _lexical_scores(retrieved, fused.docs) > 0
    scores = fused.scores.round(9)  # so that equal ones are equal, however they came about
    # Among equals the query's own language comes first, then the newer article.
    foreign = np.array([doc in through for doc in fused.docs.tolist()], np.bool_)
    order = np.lexsort((-fused.docs, foreign, -scores)).tolist()
    dense_only = [n for n in order if not matched[n] and fused.nearness[n] >= threshold]
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


def _retrievers(fused: Fused, retrieved: Retrieved, candidates: Candidates) -> dict[str, Ranks]:
    lexical = _lexical_scores(retrieved, fused.docs)
    similarities = candidates.similarities(fused.docs)
    matched, embedded = lexical > 0, ~np.isnan(similarities)
    return {
        "lexical": Ranks(ScoredDocs(fused.docs[matched], lexical[matched], int(matched.sum()))),
        "dense": Ranks(
            ScoredDocs(fused.docs[embedded], similarities[embedded], int(embedded.sum()))
        ),
    }


def _passages(candidates: Candidates, docs: Sequence[int]) -> dict[int, tuple[int, int]]:
    found = {doc: candidates.nearest_passage(doc) for doc in docs}
    return {doc: place for doc, place in found.items() if place is not None}
