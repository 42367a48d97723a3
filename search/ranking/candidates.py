"""What both retrievers propose for a query in each language, and their scores of all candidates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.storage.backend import IndexReader
from indexer.storage.query import NOTHING, Filters, ResultSet, ScoredDocs, TextQuery, VectorQuery
from search.ranking.fusion import Docs, Floats, Spread, union
from search.ranking.ranked import RetrievalQuery

TITLES = 20  # titles that hold the whole query


@dataclass(frozen=True, slots=True)
class Depths:
    """How many candidates of a language each retriever proposes."""

    dense: int
    lexical: int


@dataclass(frozen=True, slots=True)
class Pool:
    """What both retrievers propose in one language.

    Attributes:
        language: which.
        near: the nearest articles, filters apart.
        spread: of the similarities of the whole language.
        near_left: the nearest articles that the filters leave.
        matched_left: what the words find of those.
        matched: what the words find, filters apart; None where only what is left counts.
    """

    language: str
    near: ScoredDocs
    spread: Spread
    near_left: ScoredDocs
    matched_left: ScoredDocs
    matched: ScoredDocs | None

    @property
    def docs(self) -> Docs:
        """All articles that are proposed."""
        lexical = [self.matched_left, *([self.matched] if self.matched else [])]
        return union(self.near, self.near_left, *lexical)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What two calls, one to each retriever, bring.

    Attributes:
        pools: by language, the query's own first.
        lexical: scores of all candidates that the words match, filters apart.
        total: how many articles the words match within the filters.
        anywhere: whether they match any at all, filters apart.
        titled: articles whose title holds the whole query.
        nearest: similarity of the nearest article of all, -1 where there is none.
        groups: duplicate group by document.
        extra: answers to the queries that were sent along.
    """

    pools: Sequence[Pool]
    lexical: Mapping[int, float]
    total: int
    anywhere: bool
    titled: Docs
    nearest: float
    groups: Mapping[int, int]
    extra: Sequence[ScoredDocs]


def retrieve(
    reader: IndexReader,
    query: RetrievalQuery,
    depths: Mapping[str, Depths],
    extra: Sequence[TextQuery] = (),
) -> Retrieved:
    """Ask both retrievers in every language: one call to each.

    The articles that the words find, filters apart, are asked for in the query's own language
    alone: it is there that they set the scale.

    Args:
        reader: of the index.
        query: with its vector.
        depths: how many candidates of each language, the query's own first.
        extra: further text queries to be sent along.
    """
    assert query.vector is not None
    narrowed = {code: _is_narrowed(query, code) for code in depths}
    dense = [VectorQuery(query.vector, 1)]
    for code, depth in depths.items():
        nearest = VectorQuery(query.vector, depth.dense, frozenset({code}))
        filters = _within(query.filters, code)
        left = replace(nearest, filters=filters, must=query.must)
        dense += [nearest, left] if narrowed[code] else [nearest]
    answers = iter(reader.search_vectors(dense))
    best = next(answers)
    near: dict[str, tuple[ScoredDocs, ScoredDocs]] = {}
    for code in depths:
        whole = next(answers)
        near[code] = (whole, next(answers) if narrowed[code] else whole)
    docs = union(best, *(found for pair in near.values() for found in pair))
    return _with_text(reader, query, depths, narrowed, near, docs, best, extra)


def _with_text(
    reader: IndexReader,
    query: RetrievalQuery,
    depths: Mapping[str, Depths],
    narrowed: Mapping[str, bool],
    near: Mapping[str, tuple[ScoredDocs, ScoredDocs]],
    docs: Docs,
    best: ScoredDocs,
    extra: Sequence[TextQuery],
) -> Retrieved:
    own_language = Filters(languages=(query.language,))
    asked = [
        *_common(query, docs),
        TextQuery(query.matches(own_language), depths[query.language].lexical),
    ]
    asked += [
        TextQuery(query.matches(_within(query.filters, code)), depth.lexical)
        for code, depth in depths.items()
        if narrowed[code] or code != query.language
    ]
    answers = reader.search_text([*asked, *extra])
    total, anywhere, titled, scored, own = answers[:5]
    left = iter(answers[5 : len(asked)])
    pools = []
    for code in depths:
        is_own = code == query.language
        found = next(left) if narrowed[code] or not is_own else own
        spread = _spread(reader, code, query)
        pools.append(
            Pool(code, near[code][0], spread, near[code][1], found, own if is_own else None)
        )
    lists = [
        scored,
        *(found for pool in pools for found in (pool.matched, pool.matched_left) if found),
    ]
    return Retrieved(
        pools=pools,
        lexical=_scores_of(lists),
        total=total.total,
        anywhere=bool(total.total or anywhere.total),
        titled=titled.docs,
        nearest=float(best.scores.max(initial=-1.0)),
        groups=_groups_of((*lists, *_flat(near))),
        extra=answers[len(asked) :],
    )


def _common(query: RetrievalQuery, docs: Docs) -> list[TextQuery]:
    """Return what every ranking asks: two totals, titles, and scores of the dense candidates."""
    title = ResultSet(query.title if query.title is not None else NOTHING, query.filters)
    return [
        TextQuery(query.matches(), limit=0),
        TextQuery(query.matches(Filters()), limit=0),
        TextQuery(title, TITLES),
        TextQuery(query.matches(Filters()), limit=len(docs), within=docs),
    ]


def retrieve_at_once(
    reader: IndexReader, query: RetrievalQuery, depth: int, extra: Sequence[TextQuery] = ()
) -> Retrieved:
    """Ask both retrievers over all languages together: one call to each.

    Args:
        reader: of the index.
        query: with its vector.
        depth: candidates of each retriever.
        extra: further text queries to be sent along.
    """
    assert query.vector is not None
    best, near = reader.search_vectors(
        [
            VectorQuery(query.vector, 1),
            VectorQuery(query.vector, depth, filters=query.filters, must=query.must),
        ]
    )
    asked = [*_common(query, near.docs), TextQuery(query.matches(), depth)]
    total, anywhere, titled, scored, found, *others = reader.search_text([*asked, *extra])
    return Retrieved(
        pools=[Pool("", near, Spread(0.0, 0.0), near, found, None)],
        lexical=_scores_of((scored, found)),
        total=total.total,
        anywhere=bool(total.total or anywhere.total),
        titled=titled.docs,
        nearest=float(best.scores.max(initial=-1.0)),
        groups=_groups_of((scored, found, near)),
        extra=others,
    )


def _flat(near: Mapping[str, tuple[ScoredDocs, ScoredDocs]]) -> list[ScoredDocs]:
    return [found for pair in near.values() for found in pair]


def _scores_of(found: Iterable[ScoredDocs]) -> dict[int, float]:
    scores: dict[int, float] = {}
    for one in found:
        scores.update(zip(one.docs.tolist(), one.scores.tolist(), strict=True))
    return scores


def _groups_of(found: Iterable[ScoredDocs]) -> dict[int, int]:
    groups: dict[int, int] = {}
    for one in found:
        groups.update(zip(one.docs.tolist(), one.groups.tolist(), strict=True))
    return groups


def _within(filters: Filters, language: str) -> Filters:
    return replace(filters, languages=(language,))


def _is_narrowed(query: RetrievalQuery, language: str) -> bool:
    only = Filters(languages=(language,))
    return _within(query.filters, language) != only or query.must is not None


def _spread(reader: IndexReader, language: str, query: RetrievalQuery) -> Spread:
    """Return the spread of a language's similarities, from the moments that are stored."""
    assert query.vector is not None
    vectors = reader.manifest.vectors
    moments = vectors.moments.get(language) if vectors else None
    return Spread(*moments.spread(query.vector)) if moments else Spread(0.0, 0.0)


class Candidates:
    """The vectors of all candidates: similarities are computed here, not by the storage.

    Args:
        reader: of the index; called once.
        docs: the candidates, int64 (n,), ascending.
        vector: the query's.
    """

    def __init__(self, reader: IndexReader, docs: Docs, vector: NDArray[np.float32]) -> None:
        self._docs = docs
        self._passages = reader.passage_vectors(docs)
        counts = np.array([len(one) for one in self._passages], np.int64)
        self._has = counts > 0
        self._starts = np.cumsum(counts) - counts
        vectors = [passage.vector for one in self._passages for passage in one]
        self._vectors = np.stack(vectors) if vectors else np.empty((0, len(vector)), np.float32)
        self._vector = vector
        self._own = self._similarities(vector[None, :])[0]

    def similarities(self, docs: Docs) -> Floats:
        """Return documents' similarity to the query, that of the nearest passage; NaN without."""
        found: Floats = self._own[np.searchsorted(self._docs, docs)]
        return found

    def similarities_to(self, vectors: NDArray[np.float32], docs: Docs) -> NDArray[np.float32]:
        """Return documents' similarities to other vectors, shape (vectors, documents)."""
        found: Floats = self._similarities(vectors)[:, np.searchsorted(self._docs, docs)]
        return found

    def nearest_vector(self, doc: int) -> NDArray[np.float32]:
        """Return the vector of the document's passage that is nearest to the query."""
        passages = self._passages[int(np.searchsorted(self._docs, doc))]
        return max(passages, key=lambda one: float(one.vector @ self._vector)).vector

    def nearest_passage(self, doc: int) -> tuple[int, int] | None:
        """Return where the document's nearest passage is in its body; None without vectors."""
        place = int(np.searchsorted(self._docs, doc))
        if place >= len(self._docs) or self._docs[place] != doc or not self._passages[place]:
            return None
        best = max(self._passages[place], key=lambda one: float(one.vector @ self._vector))
        return best.start, best.end

    def _similarities(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        found = np.full((len(vectors), len(self._docs)), np.nan, np.float32)
        if len(self._vectors):
            products = vectors @ self._vectors.T
            found[:, self._has] = np.maximum.reduceat(products, self._starts[self._has], axis=1)
        return found
