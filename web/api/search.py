"""The endpoint that searches."""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any, get_args

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
from search.request import SearchResponse
from web.api.answer import answer, check_names, given
from web.facets import ALL, SOUGHT, sought_values, within_bounds
from web.histogram import histogram_of
from web.parameters import (
    MAX_DEPTH,
    MAX_QUERY,
    MAX_TEXT,
    REPEATED,
    ParameterError,
    Parameters,
    flag,
    number,
)
from web.serialize import buckets_as_dict, histogram_as_dict, response_as_dict

PARAMETERS = (
    "q", "mode", "language", "after", "before", "source", "author", "category",
    "limit", "offset", "plain", "expand", "verbatim", "language_boost", "explain", "sort", "facet",
    "own_filter", "histogram", *(f"seek_{name}" for name in SOUGHT),
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
        sought = sought_values(values)
        facets = _facets(values.getlist("facet"), sought)
        bars = flag("histogram", values.get("histogram", ""))
        own = flag("own_filter", values.get("own_filter") or "1")
        response = self._engine.search(
            replace(
                wanted,
                aggregations=(DateHistogram("day"), *(facets.values() if own else ())),
                alternatives=() if own else tuple(facets.values()),
            )
            if bars or facets
            else wanted
        )
        counted = response.facets[1:] if own else response.alternatives
        content = response_as_dict(response) | {
            "facets": {
                name: buckets_as_dict(within_bounds(buckets, sought[name]))
                if name in sought
                else buckets_as_dict(buckets)
                for name, buckets in zip(facets, counted, strict=True)
            },
            "histogram": self._histogram(response) if bars else None,
        }
        return answer(content, changing=("took_ms",))

    def _histogram(self, response: SearchResponse) -> dict[str, Any]:
        filters = response.request.filters
        days = self._engine.statistics().days
        found = histogram_of(response.facets[0], days, (filters.first, filters.last))
        return histogram_as_dict(found)


def _facets(names: Iterable[str], sought: Container[str]) -> dict[str, Aggregation]:
    """Return what to count by, by name; all values of a field whose values are looked for."""
    wanted = list(dict.fromkeys(name for name in names if name))
    for name in wanted:
        if name not in FACETS:
            raise ParameterError(f"{name!r} is no facet", "facet", f"Use {', '.join(FACETS)}", name)
    found = {name: FACETS[name] for name in wanted}
    return {
        name: replace(asked, limit=ALL)
        if name in sought and isinstance(asked, TermsAggregation)
        else asked
        for name, asked in found.items()
    }
