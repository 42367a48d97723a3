"""From a ranked page to the hits that a request wants: articles, members, snippets."""

from collections.abc import Mapping
from functools import lru_cache

from indexer.article import Article
from search.budget import Budget
from search.expansion.expander import Expanded
from search.ranking.ranked import Ranking
from search.request import Expansion, Explanation, Fragment, Hit, RetrieverScore, SearchRequest
from search.results.explanation import Explainer
from search.results.matching import Matcher
from search.results.snippets import highlight, snippet

_TEXTS = 4
"""Texts whose matches are remembered: an article's title and body are marked, then explained."""


def build_hits(
    request: SearchRequest,
    expanded: Expanded,
    expansions: tuple[Expansion, ...],
    text: str,
    found: Ranking,
    articles: Mapping[int, Article],
    budget: Budget,
) -> tuple[Hit, ...]:
    """Return the hits of a page.

    Args:
        request: whether it wants snippets and explanations.
        expanded: what the words had to match, for the highlights.
        expansions: what was added to the query, as it is shown.
        text: the query's words.
        found: the page.
        articles: by document, all that the page names.
        budget: once it is used up, no marks are made and no words listed in explanations.
    """
    find = lru_cache(_TEXTS)(Matcher.of([expanded.node]).find)
    explainer = Explainer.of(find, text, expansions) if request.explain else None
    hits = []
    for doc, score, members in zip(found.docs, found.scores, found.members, strict=True):
        article = articles[doc]
        title: tuple[Fragment, ...] = ()
        stretch: tuple[Fragment, ...] = ()
        if request.snippets:
            marks = find if budget.allows("snippets") else Matcher().find
            title = highlight(article.title, marks)
            stretch = snippet(article.body, marks, found.passages.get(doc))
        explanation = None
        if explainer:
            parts = found.parts.get(doc, {})
            explanation = (
                explainer.explain(article, parts)
                if budget.allows("explanations")
                else Explanation(tuple(parts.items()), ())
            )
        hits.append(
            Hit(
                article=article,
                score=score,
                retrievers=retrievers_of(found, doc),
                title=title,
                snippet=stretch,
                relevance=found.relevance.get(doc),
                duplicates=tuple(articles[other].id for other in members),
                explanation=explanation,
            )
        )
    return tuple(hits)


def retrievers_of(found: Ranking, doc: int) -> dict[str, RetrieverScore]:
    """Return the retrievers that found a document, with its rank and score there."""
    return {name: ranks[doc] for name, ranks in found.retrievers.items() if doc in ranks}
