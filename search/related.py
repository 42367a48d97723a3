"""Related coverage: the articles of all languages nearest to one in meaning and in words."""

import math
from collections import Counter

import numpy as np

from indexer.language.analyzer import layers
from indexer.language.dictionaries import installed_dictionaries
from indexer.storage.backend import IndexReader
from indexer.storage.query import DisjunctionMax, Filters, Or, QueryNode, Term
from indexer.storage.records import StoredArticle
from search.expansion.translation import translation_node
from search.expansion.units import QueryUnit
from search.ranking import single
from search.ranking.fusion import Weights
from search.ranking.hybrid import hybrid
from search.ranking.ranked import Ranking, RetrievalQuery
from search.ranking.relevance import related_threshold
from search.request import Hit
from search.results.hits import retrievers_of
from search.results.matching import Matcher
from search.results.snippets import highlight, snippet

DEPTH = 50  # articles that are looked at
TERMS = 25  # words that stand for an article
SCANNED = 4_000  # characters of the body that they are taken from: news says it first
TITLE_WEIGHT = 3  # a word of the title counts as so many of the body


def related(
    reader: IndexReader, stored: StoredArticle, limit: int, weights: Weights
) -> tuple[Hit, ...]:
    """Return related coverage, best first, collapsed by duplicate group: seven calls at most.

    The article itself is the query: its more-like-this terms go to the lexical retriever, its
    vector to the dense retriever. Without vectors the words alone decide.

    Args:
        reader: of the index.
        stored: the article.
        limit: how many hits at most.
        weights: of the fusion.
    """
    terms = more_like_this(reader, stored)
    node = Or(terms)
    vectors = reader.manifest.vectors
    (passages,) = reader.passage_vectors(np.array([stored.doc])) if vectors else ((),)
    query = RetrievalQuery(
        node=node,
        must=None,
        vector=passages[0].vector if passages else None,
        language=stored.article.language,
        filters=Filters(),
        offset=0,
        limit=DEPTH,
        dense_limit=DEPTH,
        units=tuple(map(_unit, terms)),
    )
    rank = hybrid(reader, query, weights) if passages else single.lexical(reader, query)
    return _hits(reader, stored, node, rank[0], limit)


def more_like_this(reader: IndexReader, stored: StoredArticle) -> tuple[Term, ...]:
    """Return the words that tell an article from others, weighted by tf-idf."""
    article = stored.article
    counts = Counter(layers(article.body[:SCANNED]).stem.split())
    for word in layers(article.title).stem.split():
        counts[word] += TITLE_WEIGHT
    total = reader.manifest.articles
    words = list(counts)
    frequencies = reader.document_frequencies([Term(word) for word in words])
    worth = {
        word: (1 + math.log(counts[word])) * math.log((total + 1) / (frequency + 0.5))
        for word, frequency in zip(words, frequencies, strict=True)
    }
    chosen = sorted(worth, key=lambda word: (-worth[word], word))[:TERMS]
    top = (worth[chosen[0]] if chosen else 0.0) or 1.0
    return tuple(Term(word, boost=round(worth[word] / top, 3)) for word in chosen)


def _unit(term: Term) -> QueryUnit:
    """Return a word as each language is searched for it."""
    lexicon = installed_dictionaries()
    translated = translation_node(lexicon.senses((term.text,)))
    return QueryUnit((term,), DisjunctionMax((term, translated)))


def _hits(
    reader: IndexReader, stored: StoredArticle, node: QueryNode, found: Ranking, limit: int
) -> tuple[Hit, ...]:
    near = []
    for doc, score, members in zip(found.docs, found.scores, found.members, strict=True):
        others = [one for one in (doc, *members) if one != stored.doc]
        if others and _is_near(reader, found, doc, same_language=False):
            near.append((doc, others, score))
    wanted = list(dict.fromkeys(one for _, others, _ in near for one in others))
    articles = {one.doc: one.article for one in reader.documents(wanted)}
    own = stored.article.language
    kept = [
        (doc, others, score)
        for doc, others, score in near
        if articles[others[0]].language != own or _is_near(reader, found, doc, same_language=True)
    ][:limit]
    matcher = Matcher.of([node])
    hits = []
    for doc, (shown, *others), score in kept:
        article = articles[shown]
        hits.append(
            Hit(
                article=article,
                score=score,
                retrievers=retrievers_of(found, shown if shown == doc else doc),
                title=highlight(article.title, matcher.find),
                snippet=snippet(article.body, matcher.find, found.passages.get(shown)),
                duplicates=tuple(articles[other].id for other in others),
            )
        )
    return tuple(hits)


def _is_near(reader: IndexReader, found: Ranking, doc: int, *, same_language: bool) -> bool:
    """Tell whether an article is close in meaning; sharing a word is not enough to be related."""
    if "dense" not in found.retrievers:
        return True
    place = found.retrievers["dense"].get(doc)
    threshold = related_threshold(reader.manifest, same_language=same_language)
    return place is not None and place.score >= threshold
