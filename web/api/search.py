"""The endpoint that searches."""

from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

from flask import Response, request

from indexer.base.settings import Settings
from indexer.storage.query import (
    KEYWORD_FIELDS,
    Aggregation,
    DateHistogram,
    Interval,
    TermsAggregation,
)
from search.engine import SearchEngine
from web.api.answer import answer, check_names, given
from web.parameters import (
    MAX_DEPTH,
    MAX_QUERY,
    MAX_TEXT,
    REPEATED,
    ParameterError,
    Parameters,
    number,
)
from web.serialize import response_as_dict

PARAMETERS = (
    "q", "mode", "language", "after", "before", "source", "author", "category",
    "limit", "offset", "plain", "expand", "verbatim", "language_boost", "explain", "facet",
)  # fmt: skip
MAX_LIMIT = 100
FACETS: dict[str, Aggregation] = {
    **{field: TermsAggregation(field) for field in KEYWORD_FIELDS},
    **{interval: DateHistogram(interval) for interval in get_args(Interval)},
}
"""What the result set can be counted by, by the parameter's value."""


class SearchApi:
    """Searches one archive."""

    def __init__(self, engine: SearchEngine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings

    def answer(self) -> Response:
        """Answer the url's query."""
        check_names(PARAMETERS, repeated=(*REPEATED, "facet"))
        values = given()
        parameters = Parameters.read(values)
        if parameters.empty:
            raise ParameterError(
                "there is nothing to search for", "q", "Give a query, or at least one filter"
            )
        wanted = parameters.request(
            number("limit", values.get("limit", ""), self._settings.page_size, 1, MAX_LIMIT),
            number("offset", values.get("offset", ""), 0, 0, MAX_DEPTH),
            day_first=self._settings.day_first,
            longest=MAX_TEXT if request.method == "POST" else MAX_QUERY,
        )
        wanted = replace(wanted, aggregations=_aggregations(values.getlist("facet")))
        return answer(response_as_dict(self._engine.search(wanted)), changing=("took_ms",))


def _aggregations(names: Iterable[str]) -> tuple[Aggregation, ...]:
    wanted = list(dict.fromkeys(name for name in names if name))
    for name in wanted:
        if name not in FACETS:
            raise ParameterError(f"{name!r} is no facet", "facet", f"Use {', '.join(FACETS)}", name)
    return tuple(FACETS[name] for name in wanted)
