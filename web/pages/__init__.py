"""The pages: the search, one article, and the small files that browsers and monitors ask for."""

from flask import Blueprint

from indexer.base.settings import Settings
from search.engine import SearchEngine
from web.pages.article import ArticlePage
from web.pages.search import SearchPage
from web.pages.site import Site


def pages_blueprint(engine: SearchEngine, settings: Settings) -> Blueprint:
    """Return the blueprint of all pages."""
    pages = Blueprint("pages", __name__)
    site = Site(engine)
    search = SearchPage(engine, settings)
    pages.add_url_rule("/", "search", search.show)
    pages.add_url_rule("/", "paste", search.paste, methods=["POST"])
    article = ArticlePage(engine, settings)
    pages.add_url_rule("/article/<id:article_id>", "article", article.show)
    pages.add_url_rule("/cite/<id:article_id>", "cite", article.cite)
    pages.add_url_rule("/healthz", "healthz", site.healthz)
    pages.add_url_rule("/opensearch.xml", "opensearch", site.opensearch)
    pages.add_url_rule("/robots.txt", "robots", site.robots)
    return pages
