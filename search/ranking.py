"""From an understood question to one ranked list: both legs asked, fused, and counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from indexer.storage.port import ArchiveSnapshot
from indexer.storage.query import Filters, LegHits, Node
from search.fusion import (
    Fused,
    Spread,
    Weights,
    at_most,
    candidates,
    fuse,
    merged,
    standing_out,
)
from search.request import LegScore

POOL = 200  # candidates that each leg proposes for the fusion
FLOOR_DEVIATIONS = 1.5  # above unrelated articles: where an answer by meaning alone begins

Rows = NDArray[np.int64]
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the legs need it.

    Attributes:
        node: what must match for the keyword leg; None without a word to look for.
        required: what every answer must match, by whatever leg it was found; None for nothing.
        vector: centred and of unit length; None where the vector leg is off.
        language: of the question.
        filters: what narrows the answers.
        needed: how many answers are to be ranked at least.
        semantic_limit: how many answers by meaning alone count at most.
    """

    node: Node | None
    required: Node | None
    vector: Vector | None
    language: str
    filters: Filters
    needed: int
    semantic_limit: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranked list.

    Attributes:
        rows: best first.
        scores: falling, one a row.
        legs: by leg, then by row: rank and score there.
        total: size of the whole result set.
        capped: whether the answers by meaning alone were cut at their limit.
        pivot: row of the article that led to the other languages; None without one.
        through: rows that were found through it.
        vector: the question's, where the vector leg ran.
    """

    rows: list[int]
    scores: list[float]
    legs: dict[str, dict[int, LegScore]]
    total: int
    capped: bool = False
    pivot: int | None = None
    through: frozenset[int] = field(default_factory=frozenset)
    vector: Vector | None = None


def newest(snapshot: ArchiveSnapshot, node: Node, filters: Filters, needed: int) -> Ranking:
    """List what matches by date, for a question that has filters but no words."""
    hits = snapshot.keyword.newest(node, filters, needed)
    return Ranking(hits.rows.tolist(), hits.scores.tolist(), {}, hits.total)


def lexical(snapshot: ArchiveSnapshot, question: Question) -> Ranking:
    """Rank by words alone."""
    hits = _keywords(snapshot, question.node, question.filters, max(question.needed, 1))
    legs = {"lexical": _places(hits)}
    return Ranking(hits.rows.tolist(), hits.scores.tolist(), legs, hits.total)


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
    rows, scores = found.rows[near], found.scores[near]
    capped = len(rows) > question.semantic_limit
    hits = LegHits(rows[: question.semantic_limit], scores[: question.semantic_limit], len(rows))
    legs = {"semantic": _places(hits)}
    return Ranking(
        hits.rows.tolist(),
        hits.scores.tolist(),
        legs,
        len(hits.rows),
        capped,
        vector=question.vector,
    )


def hybrid(snapshot: ArchiveSnapshot, question: Question, weights: Weights) -> Ranking:
    """Rank by both legs: fused within the question's language, then led across by a pivot.

    The result set is what the words find, joined by what is near enough in meaning. Filters
    narrow it and change neither the scores nor the order of what remains.
    """
    home = _own_language(snapshot, question, weights)
    wanted = set(snapshot.embedded()) - {question.language}
    if question.filters.languages:
        wanted &= set(question.filters.languages)
    across = _across(snapshot, question, weights, sorted(wanted), home)
    return _counted(snapshot, question, home, across)


def floor(snapshot: ArchiveSnapshot) -> float:
    """Return the similarity from which on an article answers by its meaning alone."""
    assert snapshot.manifest.vectors is not None
    calibration = snapshot.manifest.vectors.calibration
    return calibration.mean + FLOOR_DEVIATIONS * calibration.deviation


@dataclass(frozen=True, slots=True)
class _Side:
    """The candidates of one side (the question's language, or the others), best first.

    Attributes:
        fused: rows and scores.
        near: rows near enough to answer by their meaning.
        matched: rows that the words match.
        lexical, semantic: their places in the legs.
    """

    fused: Fused
    near: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    matched: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    lexical: dict[int, LegScore] = field(default_factory=dict)
    semantic: dict[int, LegScore] = field(default_factory=dict)


NOTHING = _Side(Fused(np.empty(0, np.int64), np.empty(0, np.float64)))


class _Pool:
    """What both legs propose in one language, under the filters given."""

    def __init__(
        self,
        snapshot: ArchiveSnapshot,
        question: Question,
        vector: Vector,
        language: str,
        filters: Filters,
    ) -> None:
        self.words = _keywords(snapshot, question.node, filters, POOL)
        found = snapshot.nearest(
            vector, POOL, {language}, filters=filters, required=question.required
        )
        self.near = found.hits
        self.meaning = Spread(found.mean, found.deviation)
        self.rows = candidates(self.words, self.near)
        self.lexical = np.zeros(len(self.rows), np.float32)
        if question.node is not None:
            self.lexical = snapshot.keyword.scores(question.node, self.rows)
        self.similarities = snapshot.similarities(vector, self.rows)
        self._floor = floor(snapshot)

    def side(self, fused: Fused) -> _Side:
        """Return the pool with its ranking."""
        return _Side(
            fused,
            near=self.near.rows[self.near.scores >= self._floor],
            matched=self.rows[self.lexical > 0],
            lexical=_places(self.words),
            semantic=_places(self.near),
        )


@dataclass(frozen=True, slots=True)
class _Home:
    """The question's own language.

    Attributes:
        side: what the filters leave, on the scale that was measured without them.
        pivot: row of the best article, filters apart; None where there is none.
        best: its score.
    """

    side: _Side
    pivot: int | None
    best: float


def _own_language(snapshot: ArchiveSnapshot, question: Question, weights: Weights) -> _Home:
    """Fuse both legs over the question's language."""
    assert question.vector is not None
    language = question.language
    whole = _Pool(snapshot, question, question.vector, language, Filters(languages=(language,)))
    spreads = (Spread.of(whole.lexical), whole.meaning)

    def side(pool: _Pool) -> _Side:
        return pool.side(fuse(pool.rows, pool.lexical, pool.similarities, spreads, weights))

    found = side(whole)
    pivot = int(found.fused.rows[0]) if len(found.fused.rows) else None
    best = float(found.fused.scores[0]) if pivot is not None else np.inf
    if question.filters.languages and language not in question.filters.languages:
        found = NOTHING
    elif question.filters:
        within = replace(question.filters, languages=(language,))
        found = side(_Pool(snapshot, question, question.vector, language, within))
    return _Home(found, pivot, best)


def _across(
    snapshot: ArchiveSnapshot,
    question: Question,
    weights: Weights,
    languages: Iterable[str],
    home: _Home,
) -> _Side:
    """Find articles of the other languages through the pivot."""
    assert question.vector is not None
    led = _led(snapshot, question.vector, weights, home.pivot)
    sides = []
    for language in languages:
        crowd = snapshot.nearest(led, POOL, {language}).hits.scores
        within = replace(question.filters, languages=(language,))
        pool = _Pool(snapshot, question, led, language, within)
        similarities = np.nan_to_num(pool.similarities, nan=-1.0)
        scores = at_most(home.best, standing_out(similarities, crowd, weights))
        sides.append(pool.side(Fused(pool.rows, scores)))
    return _together(sides)


def _together(sides: Sequence[_Side]) -> _Side:
    """Join what was found in several languages."""
    if not sides:
        return NOTHING
    rows = np.concatenate([side.fused.rows for side in sides])
    scores = np.concatenate([side.fused.scores for side in sides])
    return _Side(
        Fused(rows, scores),
        near=np.concatenate([side.near for side in sides]),
        matched=np.concatenate([side.matched for side in sides]),
        lexical={row: place for side in sides for row, place in side.lexical.items()},
        semantic={row: place for side in sides for row, place in side.semantic.items()},
    )


def _led(snapshot: ArchiveSnapshot, vector: Vector, weights: Weights, pivot: int | None) -> Vector:
    """Return the question's vector, drawn towards the pivot's best passage."""
    found = snapshot.best_passage(pivot, vector) if pivot is not None else None
    if found is None:
        return vector
    led = vector + np.float32(weights.pivot) * found[0]
    scaled: Vector = (led / np.linalg.norm(led)).astype(np.float32)
    return scaled


def _counted(snapshot: ArchiveSnapshot, question: Question, home: _Home, across: _Side) -> Ranking:
    """Merge both sides, keep what belongs to the result set, and count it."""
    joined = merged(home.side.fused, across.fused.rows, across.fused.scores)
    legs = _together([home.side, across])
    matched = np.isin(joined.rows, legs.matched)
    beyond = np.flatnonzero(~matched & np.isin(joined.rows, legs.near))
    by_meaning = beyond[: question.semantic_limit]
    kept = np.sort(np.concatenate((np.flatnonzero(matched), by_meaning)))
    rows, scores = joined.rows[kept].tolist(), joined.scores[kept].tolist()
    words = _keywords(snapshot, question.node, question.filters, question.needed + len(rows))
    if len(rows) < question.needed:
        _append_tail(rows, scores, words, legs.lexical)
    return Ranking(
        rows=rows,
        scores=scores,
        legs={"lexical": legs.lexical, "semantic": legs.semantic},
        total=words.total + len(by_meaning),
        capped=len(beyond) > question.semantic_limit,
        pivot=home.pivot,
        through=frozenset(across.fused.rows.tolist()) if home.pivot is not None else frozenset(),
        vector=question.vector,
    )


def _append_tail(
    rows: list[int], scores: list[float], words: LegHits, places: dict[int, LegScore]
) -> None:
    """Append keyword matches beyond the fused pools, in the keyword leg's order."""
    have = set(rows)
    last = scores[-1] if scores else 0.0
    for rank, (row, score) in enumerate(
        zip(words.rows.tolist(), words.scores.tolist(), strict=True)
    ):
        if row not in have:
            rows.append(row)
            last -= 1e-6
            scores.append(last)
            places.setdefault(row, LegScore(rank + 1, score))


def _keywords(
    snapshot: ArchiveSnapshot, node: Node | None, filters: Filters, limit: int
) -> LegHits:
    if node is None:
        return LegHits(np.empty(0, np.int64), np.empty(0, np.float32), 0)
    return snapshot.keyword.search(node, filters, limit)


def _places(hits: LegHits) -> dict[int, LegScore]:
    found = zip(hits.rows.tolist(), hits.scores.tolist(), strict=True)
    return {row: LegScore(rank, score) for rank, (row, score) in enumerate(found, 1)}
