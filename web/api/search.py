"""The endpoint that searches."""

from flask import Response, request

from indexer.base.settings import Settings
from search.engine import SearchEngine
from web.api.answer import answer, check_names
from web.parameters import MAX_DEPTH, REPEATED, ParameterError, Parameters, number
from web.serialize import response_as_dict

PARAMETERS = (
    "q", "mode", "language", "after", "before", "source", "author", "category",
    "limit", "offset", "plain", "verbatim", "language_boost", "explain",
)  # fmt: skip
MAX_LIMIT = 100


class SearchApi:
    """Searches one archive."""

    def __init__(self, engine: SearchEngine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings

    def answer(self) -> Response:
        """Answer the url's query."""
        check_names(PARAMETERS, repeated=REPEATED)
        parameters = Parameters.read(request.args)
        if parameters.empty:
            raise ParameterError(
                "there is nothing to search for", "q", "Give a query, or at least one filter"
            )
        wanted = parameters.request(
            number("limit", request.args.get("limit", ""), self._settings.page_size, 1, MAX_LIMIT),
            number("offset", request.args.get("offset", ""), 0, 0, MAX_DEPTH),
            day_first=self._settings.day_first,
        )
        return answer(response_as_dict(self._engine.search(wanted)), changing=("took_ms",))
