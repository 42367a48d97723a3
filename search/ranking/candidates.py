"""What both retrievers propose for a query in each language, and their scores of all candidates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.storage.backend import IndexReader
from indexer.storage.query import (
    NOTHING,
    Filters,
    ResultSet,
    ScoredDocs,
    TextQuery,
    VectorQuery,
)
from search.ranking.fusion import Docs, Floats, union
from search.ranking.ranked import RetrievalQuery
from search.ranking.relevance import ABSENT, Values, rarity

DEPTH = 200
"""Candidates of each language that each retriever proposes."""
TITLES = 20  # titles that hold the whole query


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """What both retrievers propose in one language, filters observed.

    Attributes:
        language: which.
        docs: the candidates, ascending, shape (n,).
        lexical: their scores by the whole query, float32 (n,); 0 where no word matches.
        words: their scores by each word, float32 (words, n).
        weights: how much each word tells in this language, float64 (words,).
        held: whether any article of the language has any of the words.
        nearest: similarity of the language's nearest article, filters apart; -1 where it has none.
    """

    language: str
    docs: Docs
    lexical: Floats
    words: NDArray[np.float32]
    weights: Values
    held: bool
    nearest: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What two calls, one to each retriever, bring.

    Attributes:
        pools: a language each, the query's own first; where all are asked together, one.
        total: how many articles the words match within the filters.
        anywhere: whether they match any at all, filters apart.
        titled: articles whose title holds the whole query.
        nearest: similarity of the nearest article of all, -1 where there is none.
        groups: duplicate group by document.
        extra: answers to the queries that were sent along.
    """

    pools: Sequence[Pool]
    total: int
    anywhere: bool
    titled: Docs
    nearest: float
    groups: Mapping[int, int]
    extra: Sequence[ScoredDocs]


def retrieve(
    reader: IndexReader,
    query: RetrievalQuery,
    languages: Sequence[str],
    extra: Sequence[TextQuery] = (),
) -> Retrieved:
    """Ask both retrievers in every language: one call to each.

    Args:
        reader: of the index.
        query: with its vector.
        languages: to be asked, the query's own first.
        extra: further text queries to be sent along.
    """
    assert query.vector is not None
    filters = [replace(query.filters, languages=(code,)) for code in languages]
    nearest = [VectorQuery(query.vector, 1, frozenset({code})) for code in languages]
    left = [VectorQuery(query.vector, DEPTH, filters=one, must=query.must) for one in filters]
    best, *answers = reader.search_vectors([VectorQuery(query.vector, 1), *nearest, *left])
    tops, near = answers[: len(languages)], answers[len(languages) :]
    # The own language is always counted: what its words tell there weighs those of the others.
    counted = list(dict.fromkeys((query.language, *languages)))
    counts = [_counts(query, code) for code in counted]
    asked = [
        *_common(query),
        *(one for of in counts for one in of),
        *(
            one
            for code, kept, found in zip(languages, filters, near, strict=True)
            for one in _scores(query, code, kept, found.docs)
        ),
    ]
    found = iter(reader.search_text([*asked, *extra]))
    total, anywhere, titled = (next(found) for _ in range(3))
    held = {code: [next(found).total for _ in of] for code, of in zip(counted, counts, strict=True)}
    lists = [(next(found), next(found)) for _ in languages]
    weights = _weights(reader, query, held)
    return Retrieved(
        pools=[
            _pool(code, near[n], lists[n], weights[code], held=any(held[code]), best=tops[n])
            for n, code in enumerate(languages)
        ],
        total=total.total,
        anywhere=bool(total.total or anywhere.total),
        titled=titled.docs,
        nearest=_similarity(best),
        groups=_groups_of((*near, *(one for pair in lists for one in pair))),
        extra=list(found),
    )


def _common(query: RetrievalQuery) -> list[TextQuery]:
    """Return what every ranking asks: two totals, and titles."""
    title = ResultSet(query.title if query.title is not None else NOTHING, query.filters)
    return [
        TextQuery(query.matches(), limit=0),
        TextQuery(query.matches(Filters()), limit=0),
        TextQuery(title, TITLES),
    ]


def _counts(query: RetrievalQuery, language: str) -> list[TextQuery]:
    """Return the queries that count how many articles of a language hold each word."""
    whole = Filters(languages=(language,))
    return [TextQuery(ResultSet(word, whole), limit=0) for word in query.words_for(language)]


def _scores(query: RetrievalQuery, language: str, filters: Filters, near: Docs) -> list[TextQuery]:
    """Return the queries for what the words find in a language, and how near ones score."""
    words = query.words_for(language)
    return [
        TextQuery(query.matches(filters), DEPTH, parts=words),
        TextQuery(query.matches(Filters()), len(near), within=near, parts=words),
    ]


def _similarity(best: ScoredDocs) -> float:
    return float(best.scores.max(initial=-1.0))


def _weights(
    reader: IndexReader, query: RetrievalQuery, held: Mapping[str, Sequence[int]]
) -> dict[str, Values]:
    """Return how much each word tells in each language.

    A word that a language doesn't hold says less of its articles than one that it does, and as
    much as it says in the query's own language: *of* isn't rare because no Arabic text has it.
    """
    articles = reader.manifest.languages
    own = rarity(held[query.language], articles.get(query.language, 0))
    by_unit: list[float] = []
    start = 0
    for unit in query.units:
        by_unit.append(float(own[start : start + len(unit.words)].mean()))
        start += len(unit.words)
    found = {}
    for code, counts in held.items():
        missing = np.array(counts) == 0
        weights = rarity(counts, articles.get(code, 0))
        usual = own if code == query.language else np.array(by_unit)
        found[code] = np.where(missing, ABSENT * usual, weights)
    return found


def _pool(
    language: str,
    near: ScoredDocs,
    lists: Sequence[ScoredDocs],
    weights: Values,
    *,
    held: bool,
    best: ScoredDocs,
) -> Pool:
    docs = union(near, *lists)
    lexical = np.zeros(len(docs), np.float32)
    words = np.zeros((len(weights), len(docs)), np.float32)
    for one in lists:
        places = np.searchsorted(docs, one.docs)
        lexical[places] = one.scores
        if len(weights):
            words[:, places] = one.parts
    return Pool(language, docs, lexical, words, weights, held, _similarity(best))


def retrieve_at_once(
    reader: IndexReader, query: RetrievalQuery, depth: int, extra: Sequence[TextQuery] = ()
) -> tuple[Retrieved, ScoredDocs, ScoredDocs]:
    """Ask both retrievers over all languages together: one call to each.

    Args:
        reader: of the index.
        query: with its vector.
        depth: candidates of each retriever.
        extra: further text queries to be sent along.

    Returns:
        What was found, and the lists of the lexical and of the dense retriever.
    """
    assert query.vector is not None
    best, near = reader.search_vectors(
        [
            VectorQuery(query.vector, 1),
            VectorQuery(query.vector, depth, filters=query.filters, must=query.must),
        ]
    )
    asked = [
        *_common(query),
        TextQuery(query.matches(Filters()), len(near.docs), within=near.docs),
        TextQuery(query.matches(), depth),
    ]
    total, anywhere, titled, scored, found, *others = reader.search_text([*asked, *extra])
    retrieved = Retrieved(
        pools=[_pool("", near, (found, scored), np.zeros(0), held=bool(total.total), best=best)],
        total=total.total,
        anywhere=bool(total.total or anywhere.total),
        titled=titled.docs,
        nearest=_similarity(best),
        groups=_groups_of((scored, found, near)),
        extra=others,
    )
    return retrieved, found, near


def _groups_of(found: Iterable[ScoredDocs]) -> dict[int, int]:
    groups: dict[int, int] = {}
    for one in found:
        groups.update(zip(one.docs.tolist(), one.groups.tolist(), strict=True))
    return groups


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
        has = counts > 0
        starts = np.cumsum(counts) - counts
        vectors = [passage.vector for one in self._passages for passage in one]
        self._vector = vector
        self._similarities = np.full(len(docs), np.nan, np.float32)
        if vectors:
            products = np.stack(vectors) @ vector
            self._similarities[has] = np.maximum.reduceat(products, starts[has])

    def similarities(self, docs: Docs) -> Floats:
        """Return documents' similarity to the query, that of the nearest passage; NaN without."""
        found: Floats = self._similarities[np.searchsorted(self._docs, docs)]
        return found

    def nearest_passage(self, doc: int) -> tuple[int, int] | None:
        """Return where the document's nearest passage is in its body; None without vectors."""
        place = int(np.searchsorted(self._docs, doc))
        if place >= len(self._docs) or self._docs[place] != doc or not self._passages[place]:
            return None
        best = max(self._passages[place], key=lambda one: float(one.vector @ self._vector))
        return best.start, best.end
