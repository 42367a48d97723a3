"""What both retrievers propose for a query in each language, and their scores of all candidates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from indexer.storage.backend import IndexReader
from indexer.storage.query import (
    NO_DOCS,
    NO_PARTS,
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
PIVOTS = 5
"""Articles of each language, the nearest to the query, whose parallel coverage is looked for."""


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
        around: the language's nearest articles, filters apart, best first, at most `DEPTH`.
        pivots: the first `PIVOTS` of them, ascending.
        pivot_words: their scores by each word, float32 (words, pivots).
    """

    language: str
    docs: Docs
    lexical: Floats
    words: NDArray[np.float32]
    weights: Values
    held: bool
    nearest: float
    around: Docs = field(default_factory=lambda: NO_DOCS)
    pivots: Docs = field(default_factory=lambda: NO_DOCS)
    pivot_words: NDArray[np.float32] = field(default_factory=lambda: NO_PARTS)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What two calls, one to each retriever, bring.

    Attributes:
        pools: a language each, the query's own first, without candidates those that the filters
            leave out; where all are asked together, one.
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
    reader: IndexReader, query: RetrievalQuery, extra: Sequence[TextQuery] = ()
) -> Retrieved:
    """Ask both retrievers in every language: one call to each.

    Args:
        reader: of the index.
        query: with its vector.
        extra: further text queries to be sent along.
    """
    # All languages are asked, whatever the filters: what the query's words tell in its own weighs
    # those of the others, and parallel coverage counts where it isn't to be shown.
    languages = [query.language, *sorted(set(reader.manifest.languages) - {query.language})]
    best, around, near = _nearest(reader, query, languages)
    pivots = {code: np.sort(around[code].docs[:PIVOTS]) for code in languages}
    counts = {code: _counts(query, code) for code in languages}
    asked = [
        *_common(query),
        *(one for code in languages for one in counts[code]),
        *(one for code in languages for one in _scores(query, code, near, pivots[code])),
    ]
    found = iter(reader.search_text([*asked, *extra]))
    total, anywhere, titled = (next(found) for _ in range(3))
    held = {code: [next(found).total for _ in counts[code]] for code in languages}
    lists = {code: [next(found) for _ in range(2 if code in near else 1)] for code in languages}
    weights = _weights(reader, query, held)
    pools = [
        _pool(
            code, near.get(code), lists[code], weights[code],
            held=any(held[code]), around=around[code], pivots=pivots[code],
        )
        for code in languages
    ]  # fmt: skip
    return Retrieved(
        pools=pools,
        total=total.total,
        anywhere=bool(total.total or anywhere.total),
        titled=titled.docs,
        nearest=_similarity(best),
        groups=_groups_of((*near.values(), *(one for code in languages for one in lists[code]))),
        extra=list(found),
    )


def _nearest(
    reader: IndexReader, query: RetrievalQuery, languages: Sequence[str]
) -> tuple[ScoredDocs, dict[str, ScoredDocs], dict[str, ScoredDocs]]:
    """Return the nearest article of all, and by language the nearest without and with filters."""
    assert query.vector is not None
    allowed = query.filters.languages
    asked = [code for code in languages if not allowed or code in allowed]
    filters = [replace(query.filters, languages=(code,)) for code in asked]
    best, *answers = reader.search_vectors(
        [
            VectorQuery(query.vector, 1),
            *(VectorQuery(query.vector, DEPTH, frozenset({code})) for code in languages),
            *(VectorQuery(query.vector, DEPTH, filters=one, must=query.must) for one in filters),
        ]
    )
    around, near = answers[: len(languages)], answers[len(languages) :]
    return best, dict(zip(languages, around, strict=True)), dict(zip(asked, near, strict=True))


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


def _scores(
    query: RetrievalQuery, language: str, near: Mapping[str, ScoredDocs], pivots: Docs
) -> list[TextQuery]:
    """Return the queries for how near articles score, and what the words find in a language."""
    words = query.words_for(language)
    known = np.union1d(near[language].docs, pivots) if language in near else pivots
    scored = TextQuery(query.matches(Filters()), len(known), within=known, parts=words)
    if language not in near:
        return [scored]
    within = replace(query.filters, languages=(language,))
    return [scored, TextQuery(query.matches(within), DEPTH, parts=words)]


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
    near: ScoredDocs | None,
    lists: Sequence[ScoredDocs],
    weights: Values,
    *,
    held: bool,
    around: ScoredDocs,
    pivots: Docs,
) -> Pool:
    """Put a language's candidates together; without any where the filters leave it out."""
    docs = NO_DOCS if near is None else union(near, *lists[1:])
    lexical, words = _scores_of(docs, lists, len(weights))
    return Pool(
        language=language,
        docs=docs,
        lexical=lexical,
        words=words,
        weights=weights,
        held=held,
        nearest=_similarity(around),
        around=around.docs,
        pivots=pivots,
        pivot_words=_scores_of(pivots, lists[:1], len(weights))[1],
    )


def _scores_of(
    docs: Docs, lists: Iterable[ScoredDocs], words: int
) -> tuple[Floats, NDArray[np.float32]]:
    """Return what documents, ascending, score by the whole query and by each word; 0 without."""
    lexical = np.zeros(len(docs), np.float32)
    by_word = np.zeros((words, len(docs)), np.float32)
    for one in lists:
        wanted = np.isin(one.docs, docs)
        places = np.searchsorted(docs, one.docs[wanted])
        lexical[places] = one.scores[wanted]
        if words:
            by_word[:, places] = one.parts[:, wanted]
    return lexical, by_word


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
        pools=[_together(near, (found, scored), best)],
        total=total.total,
        anywhere=bool(total.total or anywhere.total),
        titled=titled.docs,
        nearest=_similarity(best),
        groups=_groups_of((scored, found, near)),
        extra=others,
    )
    return retrieved, found, near


def _together(near: ScoredDocs, lists: Sequence[ScoredDocs], best: ScoredDocs) -> Pool:
    """Put the candidates of all languages into one pool."""
    docs = union(near, *lists)
    lexical, words = _scores_of(docs, lists, 0)
    return Pool("", docs, lexical, words, np.zeros(0), held=True, nearest=_similarity(best))


def _groups_of(found: Iterable[ScoredDocs]) -> dict[int, int]:
    groups: dict[int, int] = {}
    for one in found:
        groups.update(zip(one.docs.tolist(), one.groups.tolist(), strict=True))
    return groups
