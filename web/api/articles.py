"""The endpoints of one article: itself, and what is related to it."""

from flask import Response, abort, request

from search.engine import SearchEngine
from web.api.answer import answer, check_names
from web.identifiers import ends_in_segment
from web.parameters import number
from web.serialize import article_as_dict, related_as_dict

RELATED_PARAMETERS = ("limit",)
MAX_RELATED = 50


class ArticlesApi:
    """Gives the articles of one archive."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def article(self, article_id: str) -> Response:
        """Answer with a whole article."""
        check_names(())
        article = self._engine.article(article_id)
        if article is None:
            abort(404, f"there is no article {article_id!r}")
        return answer(article_as_dict(article))

    def related(self, article_id: str) -> Response:
        """Answer with related coverage, or with the article that is itself called `…/related`."""
        whole = f"{article_id}/related"
        if ends_in_segment(request.environ.get("REQUEST_URI"), "related") is False:
            return self.article(whole)
        if self._engine.article(article_id) is None and self._engine.article(whole) is not None:
            return self.article(whole)
        check_names(RELATED_PARAMETERS)
        limit = number("limit", request.args.get("limit", ""), 10, 1, MAX_RELATED)
        try:
            hits = self._engine.related(article_id, limit)
        except KeyError:
            abort(404, f"there is no article {article_id!r}")
        return answer(related_as_dict(article_id, hits))
