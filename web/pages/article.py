"""One article's page: its text, what the archive knows of it, and what belongs to it."""

from dataclasses import dataclass

from flask import abort, render_template, request

from indexer.article import Article, Relation
from indexer.base.errors import QueryError
from search.engine import SearchEngine
from search.request import Fragment, Hit
from search.results.matching import Matcher
from search.results.snippets import highlight
from web.links import ids_named
from web.parameters import MAX_QUERY

Line = tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Teaser:
    """An article that the page names, and its id where the archive has it (else empty)."""

    relation: Relation
    article_id: str


class ArticlePage:
    """Shows the articles of one archive."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def show(self, article_id: str) -> str:
        """Answer with the article's page; `?q=` marks a query's words in it."""
        article = self._engine.article(article_id)
        if article is None:
            abort(404)
        query = request.args.get("q", "").strip()[:MAX_QUERY]
        matcher = self._matcher(query)
        return render_template(
            "article.html",
            article=article,
            query=query,
            title=highlight(article.title, matcher.find),
            paragraphs=paragraphs(article.body, matcher),
            related=self._related(article),
            teasers=self._teasers(article),
        )

    def _matcher(self, query: str) -> Matcher:
        if not query:
            return Matcher()
        try:
            return self._engine.marks(query)
        except QueryError:  # the article can be read without marks
            return Matcher()

    def _related(self, article: Article) -> dict[str, list[Hit]]:
        """Return related coverage by language, the article's own first."""
        found: dict[str, list[Hit]] = {article.language: []}
        try:
            hits = self._engine.related(article.id)
        except KeyError:  # it was deleted a moment ago
            hits = ()
        for hit in hits:
            found.setdefault(hit.article.language, []).append(hit)
        return {language: hits for language, hits in found.items() if hits}

    def _teasers(self, article: Article) -> list[Teaser]:
        """Return what the page names, each with its id where the archive has it."""
        names = [ids_named(relation.url, article.id) for relation in article.relations]
        asked = [name for some in names for name in some if name != article.id]
        there = {found.id for found in self._engine.articles(asked) if found is not None}
        return [
            Teaser(relation, next((name for name in some if name in there), ""))
            for relation, some in zip(article.relations, names, strict=True)
        ]


def paragraphs(body: str, matcher: Matcher) -> list[list[Line]]:
    """Return a body as paragraphs of lines of fragments: line breaks count, as in a poem."""
    return [
        [highlight(line, matcher.find) for line in paragraph.split("\n") if line.strip()]
        for paragraph in body.split("\n\n")
        if paragraph.strip()
    ]
