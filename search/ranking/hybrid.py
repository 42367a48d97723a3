"""From an understood query to one ranked list: both retrievers asked, fused, and counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from indexer.storage.backend import ArchiveSnapshot
from indexer.storage.query import Filters, QueryNode, ScoredDocs
from search.ranking.candidates import Places, Pool, RetrievalQuery, Scored, Vector, floor, keywords
from search.ranking.cross_lingual import BY_WORDS, NEAR, NO_PIVOTS, Pivots, cross
from search.ranking.fusion import (
    Fused,
    Spread,
    Weights,
    candidates,
    fuse,
    fuse_at_once,
    joined,
)
from search.request import RetrieverScore

POOL = 200  # candidates that each retriever proposes for the fusion
TITLES = 20  # titles that hold the whole query


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranked list.

    Attributes:
        rows: best first.
        scores: falling, one a row.
        retrievers: by retriever, then by row: rank and score there.
        total: size of the whole result set.
        capped: whether the answers by meaning alone were cut at their limit.
        parts: by row, what its score is made of; it adds up. Those that are needed have it.
        through: by row, the article of the query's language that led to it.
        vector: the query's, where the dense retriever ran.
    """

    rows: list[int]
    scores: list[float]
    retrievers: Mapping[str, Mapping[int, RetrieverScore]]
    total: int
    capped: bool = False
    parts: Mapping[int, dict[str, float]] = field(default_factory=dict)
    through: Mapping[int, int] = field(default_factory=dict)
    vector: Vector | None = None


def newest(snapshot: ArchiveSnapshot, node: QueryNode, filters: Filters, needed: int) -> Ranking:
    """List what matches by date, for a query that has filters but no words."""
    hits = snapshot.keyword.newest(node, filters, needed)
    return Ranking(hits.rows.tolist(), hits.scores.tolist(), {}, hits.total)


def lexical(snapshot: ArchiveSnapshot, query: RetrievalQuery) -> Ranking:
    """Rank by words alone."""
    hits = keywords(snapshot, query.node, query.filters, max(query.needed, 1))
    return _by_one_retriever("lexical", "words", hits)


def dense(snapshot: ArchiveSnapshot, query: RetrievalQuery) -> Ranking:
    """Rank by meaning alone, over all languages."""
    assert query.vector is not None
    found = snapshot.nearest(
        query.vector,
        query.dense_limit + 1,
        filters=query.filters,
        required=query.required,
    ).hits
    near = found.scores >= floor(snapshot)
    capped = int(near.sum()) > query.dense_limit
    rows = found.rows[near][: query.dense_limit]
    scores = found.scores[near][: query.dense_limit]
    ranking = _by_one_retriever("dense", "meaning", ScoredDocs(rows, scores, len(rows)))
    return replace(ranking, capped=capped, vector=query.vector)


def _by_one_retriever(retriever: str, part: str, hits: ScoredDocs) -> Ranking:
    rows, scores = hits.rows.tolist(), hits.scores.tolist()
    parts = {row: {part: score} for row, score in zip(rows, scores, strict=True)}
    return Ranking(rows, scores, {retriever: Places(hits)}, hits.total, parts=parts)


def hybrid(snapshot: ArchiveSnapshot, query: RetrievalQuery, weights: Weights) -> Ranking:
    """Rank by both retrievers: fused within the query's language, then led across by pivots.

    The result set is what the words find, joined by what is near enough in meaning. Filters
    narrow it and change neither the scores nor the order of what remains.
    """
    assert query.vector is not None
    if weights.method != "pivot":
        return _at_once(snapshot, query, weights)
    own_pool = Pool.of(snapshot, query, query.language, POOL, POOL)
    wanted = set(snapshot.embedded()) - {query.language}
    if query.filters.languages:
        wanted &= set(query.filters.languages)
    pools = [Pool.of(snapshot, query, code, NEAR, BY_WORDS) for code in sorted(wanted)]
    rows = np.concatenate([pool.rows for pool in (own_pool, *pools)])
    words = [hits for pool in (own_pool, *pools) for hits in pool.matched]
    known = Scored(snapshot, query, rows, words)
    own, pivots = _own_language(query, weights, own_pool, known)
    others = [cross(snapshot, query, weights, pool, pivots) for pool in pools]
    fused = joined([own, *(other.fused for other in others)])
    through = {row: pivot for other in others for row, pivot in other.through.items()}
    return _result(snapshot, query, weights, fused, known, through)


def _own_language(
    query: RetrievalQuery, weights: Weights, pool: Pool, known: Scored
) -> tuple[Fused, Pivots]:
    """Fuse both retrievers over the query's language; return what the filters leave, and the pivots.

    Pivots and the scales of the scores are of the whole language, whatever the filters are.
    """
    assert pool.words is not None
    rows = candidates(pool.words, pool.near.hits)
    matched = known.matched(rows)
    spreads = (Spread.of(matched), Spread(pool.near.mean, pool.near.deviation))
    whole = fuse(rows, matched, known.similarities(rows), spreads, weights)
    pivots = _pivots(whole, known, weights)
    if query.filters.languages and query.language not in query.filters.languages:
        return whole.of(np.zeros(len(rows), np.bool_)), pivots
    left = candidates(pool.words_left, pool.near_left)
    similarities = known.similarities(left)
    return fuse(left, known.matched(left), similarities, spreads, weights), pivots


def _pivots(fused: Fused, known: Scored, weights: Weights) -> Pivots:
    """Choose the best articles that have a vector."""
    usable = np.flatnonzero(~np.isnan(known.similarities(fused.rows)))
    if not len(usable):
        return NO_PIVOTS
    scores = fused.scores[usable]
    best = np.lexsort((-fused.rows[usable], -scores))[: weights.pivots]
    words = float(known.matched(fused.rows).max(initial=0.0))
    return Pivots(fused.rows[usable][best].tolist(), scores[best], words)


def _at_once(snapshot: ArchiveSnapshot, query: RetrievalQuery, weights: Weights) -> Ranking:
    """Fuse both retrievers over all languages at once, as other engines do."""
    assert query.vector is not None
    words = keywords(snapshot, query.node, query.filters, POOL)
    near = snapshot.nearest(query.vector, POOL, filters=query.filters, required=query.required).hits
    fused = fuse_at_once(words, near, weights)
    known = Scored(snapshot, query, fused.rows, [words])
    return _result(snapshot, query, weights, fused, known, {})


def _result(
    snapshot: ArchiveSnapshot,
    query: RetrievalQuery,
    weights: Weights,
    fused: Fused,
    known: Scored,
    through: Mapping[int, int],
) -> Ranking:
    """Keep what belongs to the result set, order it and count it."""
    assert query.vector is not None
    by_words = known.matched(fused.rows)
    matched = by_words > 0
    total = keywords(snapshot, query.node, query.filters, 1).total
    anywhere = bool(total) or _found_anywhere(snapshot, query)
    if not anywhere and _without_sense(snapshot, query.vector):
        return Ranking([], [], {"lexical": {}, "dense": {}}, 0)
    fused = _titled(snapshot, query, weights, fused)
    scores = fused.scores.round(9)  # so that equal ones are equal, however they came about
    # Among equals the query's own language comes first, then the newer article.
    foreign = np.array([row in through for row in fused.rows.tolist()], np.bool_)
    order = np.lexsort((-fused.rows, foreign, -scores))
    lowest = floor(snapshot, alone=not anywhere)
    by_meaning = [n for n in order.tolist() if not matched[n] and fused.nearness[n] >= lowest]
    cut = set(by_meaning[query.dense_limit :])
    chosen = set(by_meaning) - cut
    kept = [n for n in order.tolist() if matched[n] or n in chosen]
    rows, ranked = fused.rows[kept].tolist(), scores[kept].tolist()
    parts = {
        row: {name: float(part[n]) for name, part in fused.parts.items() if part[n]}
        for row, n in zip(rows[: query.needed], kept, strict=False)
    }
    if len(rows) < query.needed:
        words = keywords(snapshot, query.node, query.filters, query.needed + len(rows))
        _append_tail(rows, ranked, parts, words)
    lexical = ScoredDocs(fused.rows[matched], by_words[matched], total)
    near = known.similarities(fused.rows)
    has = ~np.isnan(near)
    meaning = ScoredDocs(fused.rows[has], near[has], int(has.sum()))
    return Ranking(
        rows=rows,
        scores=ranked,
        retrievers={"lexical": Places(lexical), "dense": Places(meaning)},
        total=total + len(chosen),
        capped=bool(cut),
        parts=parts,
        through=through,
        vector=query.vector,
    )


def _found_anywhere(snapshot: ArchiveSnapshot, query: RetrievalQuery) -> bool:
    """Tell whether the query's words match anything at all, filters apart."""
    if not query.filters or query.node is None:
        return False
    return bool(keywords(snapshot, query.node, Filters(), 1).total)


def _without_sense(snapshot: ArchiveSnapshot, vector: Vector) -> bool:
    """Tell whether even the nearest article is no nearer than the nearest one to random letters."""
    nearest = snapshot.nearest(vector, 1).hits.scores
    return bool(nearest.max(initial=-1.0) < floor(snapshot, alone=True))


def _titled(
    snapshot: ArchiveSnapshot, query: RetrievalQuery, weights: Weights, fused: Fused
) -> Fused:
    """Raise the articles whose title holds the whole query; they are never buried."""
    if query.title is None:
        return fused
    titled = keywords(snapshot, query.title, query.filters, TITLES).rows
    return fused.with_part("title", np.where(np.isin(fused.rows, titled), weights.title, 0.0))


def _append_tail(
    rows: list[int], scores: list[float], parts: dict[int, dict[str, float]], words: ScoredDocs
) -> None:
    """Append keyword matches beyond the fused pools, in the lexical retriever's order."""
    have = set(rows)
    last = scores[-1] if scores else 0.0
    for row in words.rows.tolist():
        if row not in have:
            last -= 1e-6
            rows.append(row)
            scores.append(last)
            parts[row] = {"tail": last}
