"""One article's page: its text, what the archive knows of it, and what belongs to it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, abort, render_template, request, url_for

from indexer.article import Article, Relation, id_digest, iso
from indexer.base.errors import QueryError
from indexer.base.settings import Settings
from search.engine import SearchEngine
from search.request import Fragment, Hit
from search.results.matching import Matcher
from search.results.snippets import highlight
from web.absolute import AbsoluteAddresses
from web.citations import FORMATS, plain
from web.links import ids_named, outside
from web.parameters import MAX_QUERY

Line = tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Teaser:
    """An article that the page names, and its id where the archive has it (else empty)."""

    relation: Relation
    article_id: str


class ArticlePage:
    """Shows the articles of one archive."""

    def __init__(self, engine: SearchEngine, settings: Settings) -> None:
        self._engine = engine
        self._absolute = AbsoluteAddresses(settings)

    def show(self, article_id: str) -> str:
        """Answer with the article's page; `?q=` marks a query's words in it."""
        article = self._engine.article(article_id)
        if article is None:
            abort(404)
        query = request.args.get("q", "").strip()[:MAX_QUERY]
        matcher = self._matcher(query)
        body = paragraphs(article.body, matcher)
        address = self._absolute("pages.article", article_id=article.id)
        return render_template(
            "article.html",
            article=article,
            query=query,
            back=_back(query),
            title=highlight(article.title, matcher.find),
            paragraphs=body,
            first_marked=_first_marked(body),
            address=address,
            citation=plain(article, outside(article.url) or address),
            citation_formats=tuple(FORMATS),
            described=described(article, address),
            related=self._related(article),
            teasers=self._teasers(article),
        )

    def cite(self, article_id: str) -> Response:
        """Answer with a citation for a reference manager; `?format=` is bibtex, ris or csl."""
        article = self._engine.article(article_id)
        chosen = FORMATS.get(request.args.get("format", "bibtex"))
        if article is None or chosen is None:
            abort(404)
        address = self._absolute("pages.article", article_id=article.id)
        text = chosen.write(article, outside(article.url) or address)
        response = Response(text, content_type=f"{chosen.media_type}; charset=utf-8")
        name = f"kashshaf-{id_digest(article.id)[:10]}{chosen.suffix}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

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


def described(article: Article, address: str) -> dict[str, object]:
    """Return an article as schema.org's NewsArticle, for search engines."""
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": iso(article.published),
        "inLanguage": article.language if article.language != "und" else "",
        "author": {"@type": "Person", "name": article.author} if article.author else "",
        "publisher": {"@type": "Organization", "name": article.source} if article.source else "",
        "isBasedOn": outside(article.url),
        "url": address,
    }
    return {name: value for name, value in found.items() if value}


def _back(query: str) -> str:
    """Return the address of the results that the reader came from, page and filters kept."""
    given = [(name, value) for name, value in request.args.items(multi=True) if name != "ui"]
    start = url_for("pages.search")
    return f"{start}?{urlencode(given)}" if given or query else start


def _first_marked(body: list[list[Line]]) -> int:
    """Return the number of the first paragraph that holds a mark, -1 where none does."""
    marked = (
        number
        for number, lines in enumerate(body)
        if any(fragment.marked for line in lines for fragment in line)
    )
    return next(marked, -1)


def paragraphs(body: str, matcher: Matcher) -> list[list[Line]]:
    """Return a body as paragraphs of lines of fragments: line breaks count, as in a poem."""
    return [
        [highlight(line, matcher.find) for line in paragraph.split("\n") if line.strip()]
        for paragraph in body.split("\n\n")
        if paragraph.strip()
    ]
