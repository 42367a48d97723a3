"""The JSON interface, version 1; `docs/http-api.md` is its reference."""

from flask import Blueprint

from indexer.base.settings import Settings
from search.engine import SearchEngine
from web.api.analyze import AnalyzeApi
from web.api.articles import ArticlesApi
from web.api.search import SearchApi


def api_blueprint(engine: SearchEngine, settings: Settings) -> Blueprint:
    """Return the blueprint of all endpoints."""
    api = Blueprint("api", __name__)
    articles = ArticlesApi(engine)
    api.add_url_rule(
        "/search", "search", SearchApi(engine, settings).answer, methods=["GET", "POST"]
    )
    api.add_url_rule("/analyze", "analyze", AnalyzeApi(settings).answer)
    api.add_url_rule("/articles/<id:article_id>", "article", articles.article)
    api.add_url_rule("/articles/<id:article_id>/related", "related", articles.related)
    return api
