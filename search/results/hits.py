"""From ranked rows to the page of hits that was asked for: articles, folding, snippets."""

from dataclasses import dataclass

from indexer.article import Article
from indexer.pipeline.near_duplicates import folded
from indexer.storage.backend import ArchiveSnapshot
from search.expansion.expander import Expanded
from search.ranking.hybrid import Ranking
from search.request import Fragment, Hit, SearchRequest
from search.results.explanation import Explainer
from search.results.matching import Matcher
from search.results.snippets import highlight, snippet

FOLD_DEPTH = 20  # ranks within which near-duplicates are folded; beyond, nobody reads in order


@dataclass(frozen=True, slots=True)
class _Place:
    """An article's index in the ranking, and those folded below it."""

    index: int
    duplicates: tuple[int, ...] = ()


def build_hits(
    snapshot: ArchiveSnapshot,
    request: SearchRequest,
    expanded: Expanded,
    text_asked: str,
    found: Ranking,
) -> tuple[Hit, ...]:
    """Return the page of hits that a request asks for.

    Args:
        snapshot: where the articles are.
        request: the page, and whether it wants snippets and folding.
        expanded: what the words had to match, for the highlights.
        text_asked: the query's words.
        found: the ranking; long enough for the page.
    """
    end = request.offset + request.limit
    depth = max(end, FOLD_DEPTH) if request.collapse else end
    articles = snapshot.by_rows(found.rows[:depth])
    places = _places(found, articles, fold=request.collapse)
    pivots = _pivots(snapshot, found, articles)
    matcher = Matcher.of([expanded.node])
    explainer = None
    if request.explain:
        explainer = Explainer.of(matcher, text_asked, expanded.expansions)
    hits = []
    for place in places[request.offset : end]:
        row = found.rows[place.index]
        retrievers = {
            retriever: ranks[row] for retriever, ranks in found.retrievers.items() if row in ranks
        }
        title: tuple[Fragment, ...] = ()
        text: tuple[Fragment, ...] = ()
        if request.snippets:
            title = highlight(articles[row].title, matcher)
            text = snippet(articles[row].body, matcher, nearest_passage(snapshot, found, row))
        hits.append(
            Hit(
                article=articles[row],
                score=found.scores[place.index],
                retrievers=retrievers,
                title=title,
                snippet=text,
                found_through=pivots.get(found.through.get(row, -1), ""),
                duplicates=tuple(articles[found.rows[i]].id for i in place.duplicates),
                explanation=(
                    explainer.explain(articles[row], found.parts.get(row, {}))
                    if explainer
                    else None
                ),
            )
        )
    return tuple(hits)


def _places(found: Ranking, articles: dict[int, Article], *, fold: bool) -> list[_Place]:
    """Return who stands where once near-duplicates are folded under the best of them."""
    count = len([row for row in found.rows if row in articles])
    if not fold:
        return [_Place(index) for index in range(count)]
    head = [articles[row] for row in found.rows[: min(FOLD_DEPTH, count)]]
    groups = [_Place(index, tuple(below)) for index, below in folded(head)]
    return groups + [_Place(index) for index in range(len(head), count)]


def _pivots(
    snapshot: ArchiveSnapshot, found: Ranking, articles: dict[int, Article]
) -> dict[int, str]:
    """Return the ids of the articles that led to others, by row."""
    rows = set(found.through.values())
    return {
        row: article.id
        for row, article in {**snapshot.by_rows(rows - set(articles)), **articles}.items()
        if row in rows
    }


def nearest_passage(snapshot: ArchiveSnapshot, found: Ranking, row: int) -> tuple[int, int] | None:
    """Return where the article's nearest passage lies; None where meaning played no part."""
    if found.vector is None:
        return None
    best = snapshot.best_passage(row, found.vector)
    return best[1:] if best else None
