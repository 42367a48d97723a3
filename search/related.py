"""Related coverage: the articles of all languages nearest to one in meaning and in words."""

import math
from collections import Counter

from indexer.language.analyzer import layers
from indexer.pipeline.near_duplicates import folded
from indexer.storage.backend import ArchiveSnapshot
from indexer.storage.query import Filters, QueryNode, Or, Term
from indexer.storage.records import Stored
from search.ranking.candidates import RetrievalQuery, floor
from search.ranking.fusion import Weights
from search.ranking.hybrid import Ranking, hybrid, lexical
from search.request import Hit
from search.results.hits import nearest_passage
from search.results.matching import Matcher
from search.results.snippets import highlight, snippet

DEPTH = 50  # articles that are looked at
TERMS = 25  # words that speak for an article
SCANNED = 4_000  # characters of the body that they are taken from: news says it first
TITLE_WEIGHT = 3  # a word of the title counts as so many of the body


def related(
    snapshot: ArchiveSnapshot, stored: Stored, limit: int, weights: Weights
) -> tuple[Hit, ...]:
    """Return related coverage, best first, near-duplicates of each other folded.

    The article itself is the query: its more-like-this terms go to the lexical retriever, its vector to
    the dense retriever. Without vectors the words alone decide.

    Args:
        snapshot: the archive.
        stored: the article.
        limit: how many hits at most.
        weights: of the fusion.
    """
    node = more_like_this(snapshot, stored)
    best = snapshot.best_passage(stored.row, None)
    query = RetrievalQuery(
        node=node,
        required=None,
        vector=best[0] if best else None,
        language=stored.article.language,
        filters=Filters(),
        needed=DEPTH,
        dense_limit=DEPTH,
    )
    found = hybrid(snapshot, query, weights) if best else lexical(snapshot, query)
    return _hits(snapshot, stored, node, found, limit)


def more_like_this(snapshot: ArchiveSnapshot, stored: Stored) -> QueryNode:
    """Return the words that tell an article from others, weighted by tf-idf, as a query."""
    article = stored.article
    counts = Counter(layers(article.body[:SCANNED]).stem.split())
    for word in layers(article.title).stem.split():
        counts[word] += TITLE_WEIGHT
    total = snapshot.manifest.articles
    worth: dict[str, float] = {}
    for word, count in counts.items():
        frequency = snapshot.keyword.document_frequency(word, "stem")
        worth[word] = (1 + math.log(count)) * math.log((total + 1) / (frequency + 0.5))
    telling = sorted(worth, key=lambda word: (-worth[word], word))[:TERMS]
    if not telling:
        return Or(())
    top = worth[telling[0]] or 1.0
    return Or(tuple(Term(word, boost=round(worth[word] / top, 3)) for word in telling))


def _hits(
    snapshot: ArchiveSnapshot, stored: Stored, node: QueryNode, found: Ranking, limit: int
) -> tuple[Hit, ...]:
    rows = [row for row in found.rows if row != stored.row and _is_near(snapshot, found, row)]
    rows = rows[:DEPTH]
    articles = snapshot.by_rows(rows)
    matcher = Matcher.of([node])
    scores = dict(zip(found.rows, found.scores, strict=True))
    hits = []
    for index, below in folded([articles[row] for row in rows])[:limit]:
        row = rows[index]
        article = articles[row]
        hits.append(
            Hit(
                article=article,
                score=scores[row],
                retrievers={
                    retriever: ranks[row]
                    for retriever, ranks in found.retrievers.items()
                    if row in ranks
                },
                title=highlight(article.title, matcher),
                snippet=snippet(article.body, matcher, nearest_passage(snapshot, found, row)),
                duplicates=tuple(articles[rows[i]].id for i in below),
            )
        )
    return tuple(hits)


def _is_near(snapshot: ArchiveSnapshot, found: Ranking, row: int) -> bool:
    """Whether an article is close in meaning; sharing a word is not enough to be related."""
    if found.vector is None:
        return True
    place = found.retrievers["dense"].get(row)
    return place is not None and place.score >= floor(snapshot)
