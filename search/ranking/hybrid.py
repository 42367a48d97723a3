"""From an understood question to one ranked list: both legs asked, fused, and counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from indexer.storage.backend import ArchiveSnapshot
from indexer.storage.query import Filters, LegHits, Node
from search.ranking.candidates import Places, Pool, Question, Scored, Vector, floor, keywords
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
from search.request import LegScore

POOL = 200  # candidates that each leg proposes for the fusion
TITLES = 20  # titles that hold the whole question


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranked list.

    Attributes:
        rows: best first.
        scores: falling, one a row.
        legs: by leg, then by row: rank and score there.
        total: size of the whole result set.
        capped: whether the answers by meaning alone were cut at their limit.
        parts: by row, what its score is made of; it adds up. Those that are needed have it.
        through: by row, the article of the question's language that led to it.
        vector: the question's, where the vector leg ran.
    """

    rows: list[int]
    scores: list[float]
    legs: Mapping[str, Mapping[int, LegScore]]
    total: int
    capped: bool = False
    parts: Mapping[int, dict[str, float]] = field(default_factory=dict)
    through: Mapping[int, int] = field(default_factory=dict)
    vector: Vector | None = None


def newest(snapshot: ArchiveSnapshot, node: Node, filters: Filters, needed: int) -> Ranking:
    """List what matches by date, for a question that has filters but no words."""
    hits = snapshot.keyword.newest(node, filters, needed)
    return Ranking(hits.rows.tolist(), hits.scores.tolist(), {}, hits.total)


def lexical(snapshot: ArchiveSnapshot, question: Question) -> Ranking:
    """Rank by words alone."""
    hits = keywords(snapshot, question.node, question.filters, max(question.needed, 1))
    return _by_one_leg("lexical", "words", hits)


def semantic(snapshot: ArchiveSnapshot, question: Question) -> Ranking:
    """Rank by meaning alone, over all languages."""
    assert question.vector is not None
    found = snapshot.nearest(
        question.vector,
        question.semantic_limit + 1,
        filters=question.filters,
        required=question.required,
    ).hits
    near = found.scores >= floor(snapshot)
    capped = int(near.sum()) > question.semantic_limit
    rows = found.rows[near][: question.semantic_limit]
    scores = found.scores[near][: question.semantic_limit]
    ranking = _by_one_leg("semantic", "meaning", LegHits(rows, scores, len(rows)))
    return replace(ranking, capped=capped, vector=question.vector)


def _by_one_leg(leg: str, part: str, hits: LegHits) -> Ranking:
    rows, scores = hits.rows.tolist(), hits.scores.tolist()
    parts = {row: {part: score} for row, score in zip(rows, scores, strict=True)}
    return Ranking(rows, scores, {leg: Places(hits)}, hits.total, parts=parts)


def hybrid(snapshot: ArchiveSnapshot, question: Question, weights: Weights) -> Ranking:
    """Rank by both legs: fused within the question's language, then led across by pivots.

    The result set is what the words find, joined by what is near enough in meaning. Filters
    narrow it and change neither the scores nor the order of what remains.
    """
    assert question.vector is not None
    if weights.method != "pivot":
        return _at_once(snapshot, question, weights)
    own_pool = Pool.of(snapshot, question, question.language, POOL, POOL)
    wanted = set(snapshot.embedded()) - {question.language}
    if question.filters.languages:
        wanted &= set(question.filters.languages)
    pools = [Pool.of(snapshot, question, code, NEAR, BY_WORDS) for code in sorted(wanted)]
    rows = np.concatenate([pool.rows for pool in (own_pool, *pools)])
    words = [hits for pool in (own_pool, *pools) for hits in pool.matched]
    known = Scored(snapshot, question, rows, words)
    own, pivots = _own_language(question, weights, own_pool, known)
    others = [cross(snapshot, question, weights, pool, pivots) for pool in pools]
    fused = joined([own, *(other.fused for other in others)])
    through = {row: pivot for other in others for row, pivot in other.through.items()}
    return _result(snapshot, question, weights, fused, known, through)


def _own_language(
    question: Question, weights: Weights, pool: Pool, known: Scored
) -> tuple[Fused, Pivots]:
    """Fuse both legs over the question's language; return what the filters leave, and the pivots.

    Pivots and the scales of the scores are of the whole language, whatever the filters are.
    """
    assert pool.words is not None
    rows = candidates(pool.words, pool.near.hits)
    matched = known.matched(rows)
    spreads = (Spread.of(matched), Spread(pool.near.mean, pool.near.deviation))
    whole = fuse(rows, matched, known.similarities(rows), spreads, weights)
    pivots = _pivots(whole, known, weights)
    if question.filters.languages and question.language not in question.filters.languages:
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


def _at_once(snapshot: ArchiveSnapshot, question: Question, weights: Weights) -> Ranking:
    """Fuse both legs over all languages at once, as other engines do."""
    assert question.vector is not None
    words = keywords(snapshot, question.node, question.filters, POOL)
    near = snapshot.nearest(
        question.vector, POOL, filters=question.filters, required=question.required
    ).hits
    fused = fuse_at_once(words, near, weights)
    known = Scored(snapshot, question, fused.rows, [words])
    return _result(snapshot, question, weights, fused, known, {})


def _result(
    snapshot: ArchiveSnapshot,
    question: Question,
    weights: Weights,
    fused: Fused,
    known: Scored,
    through: Mapping[int, int],
) -> Ranking:
    """Keep what belongs to the result set, order it and count it."""
    assert question.vector is not None
    by_words = known.matched(fused.rows)
    matched = by_words > 0
    total = keywords(snapshot, question.node, question.filters, 1).total
    anywhere = bool(total) or _found_anywhere(snapshot, question)
    if not anywhere and _without_sense(snapshot, question.vector):
        return Ranking([], [], {"lexical": {}, "semantic": {}}, 0)
    fused = _titled(snapshot, question, weights, fused)
    scores = fused.scores.round(9)  # so that equal ones are equal, however they came about
    # Among equals the question's own language comes first, then the newer article.
    foreign = np.array([row in through for row in fused.rows.tolist()], np.bool_)
    order = np.lexsort((-fused.rows, foreign, -scores))
    lowest = floor(snapshot, alone=not anywhere)
    by_meaning = [n for n in order.tolist() if not matched[n] and fused.nearness[n] >= lowest]
    cut = set(by_meaning[question.semantic_limit :])
    chosen = set(by_meaning) - cut
    kept = [n for n in order.tolist() if matched[n] or n in chosen]
    rows, ranked = fused.rows[kept].tolist(), scores[kept].tolist()
    parts = {
        row: {name: float(part[n]) for name, part in fused.parts.items() if part[n]}
        for row, n in zip(rows[: question.needed], kept, strict=False)
    }
    if len(rows) < question.needed:
        words = keywords(snapshot, question.node, question.filters, question.needed + len(rows))
        _append_tail(rows, ranked, parts, words)
    lexical = LegHits(fused.rows[matched], by_words[matched], total)
    near = known.similarities(fused.rows)
    has = ~np.isnan(near)
    meaning = LegHits(fused.rows[has], near[has], int(has.sum()))
    return Ranking(
        rows=rows,
        scores=ranked,
        legs={"lexical": Places(lexical), "semantic": Places(meaning)},
        total=total + len(chosen),
        capped=bool(cut),
        parts=parts,
        through=through,
        vector=question.vector,
    )


def _found_anywhere(snapshot: ArchiveSnapshot, question: Question) -> bool:
    """Tell whether the question's words match anything at all, filters apart."""
    if not question.filters or question.node is None:
        return False
    return bool(keywords(snapshot, question.node, Filters(), 1).total)


def _without_sense(snapshot: ArchiveSnapshot, vector: Vector) -> bool:
    """Tell whether even the nearest article is no nearer than the nearest one to random letters."""
    nearest = snapshot.nearest(vector, 1).hits.scores
    return bool(nearest.max(initial=-1.0) < floor(snapshot, alone=True))


def _titled(snapshot: ArchiveSnapshot, question: Question, weights: Weights, fused: Fused) -> Fused:
    """Raise the articles whose title holds the whole question; they are never buried."""
    if question.title is None:
        return fused
    titled = keywords(snapshot, question.title, question.filters, TITLES).rows
    return fused.with_part("title", np.where(np.isin(fused.rows, titled), weights.title, 0.0))


def _append_tail(
    rows: list[int], scores: list[float], parts: dict[int, dict[str, float]], words: LegHits
) -> None:
    """Append keyword matches beyond the fused pools, in the keyword leg's order."""
    have = set(rows)
    last = scores[-1] if scores else 0.0
    for row in words.rows.tolist():
        if row not in have:
            last -= 1e-6
            rows.append(row)
            scores.append(last)
            parts[row] = {"behind the others": last}
