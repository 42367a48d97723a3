"""The search page: the front page without a query, results with one, and its errors."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from indexer.article import Article
from indexer.base.errors import ModelUnavailable, QueryError
from indexer.base.settings import Settings
from indexer.storage.query import filter_key
from search.engine import SearchEngine
from search.expansion.pasted import is_pasted
from search.request import Hit, SearchResponse
from web.i18n import LANGUAGES
from web.pages.paging import Paging
from web.parameters import (
    FILTERS,
    MAX_DEPTH,
    MAX_QUERY,
    MAX_TEXT,
    REPEATED,
    SINGLE,
    ParameterError,
    Parameters,
    check_length,
    number,
    read_language_boost,
)
from web.reasons import key_of, words_met

MAX_COPIES = 10  # near-duplicates named below a hit
MAX_SOURCES = 60  # sources offered as a filter; others can still stand in the url


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that a filter offers, how many articles have it, and whether it is chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """A mix of languages that the form offers, the name of its sentence, and whether it is set."""

    value: str
    name: str
    chosen: bool


BALANCES = {-1.5: "own", 0.0: "even", 1.5: "other"}
"""The mixes that the form offers by name, in deviations of the scores."""


class SearchPage:
    """Shows the search page of one archive."""

    def __init__(self, engine: SearchEngine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings

    def show(self) -> BaseResponse:
        """Answer the url: the whole state of a search is in it."""
        parameters = Parameters.read(request.args)
        if _is_untidy(parameters):
            return redirect(_tidy(parameters))
        if parameters.empty:
            return self._page("front.html", parameters)
        try:
            page = self._page_number(parameters)
            size = self._settings.page_size
            wanted = parameters.request(size, (page - 1) * size, day_first=self._settings.day_first)
            response = self._engine.search(wanted)
        except QueryError as error:
            return self._page("search_error.html", parameters, 400, error=error)
        except ModelUnavailable as error:
            return self._page("search_error.html", parameters, 503, error=error)
        return self._results(parameters, response, Paging(page, size, response.total))

    def paste(self) -> BaseResponse:
        """Lead to the search for what a pasted text is about; its address can be kept."""
        text = request.form.get("text", "")
        parameters = Parameters.read(request.args)
        try:
            check_length(text, MAX_TEXT)
        except QueryError as error:
            shortened = replace(parameters, query=text[:MAX_QUERY])
            return self._page("search_error.html", shortened, 400, error=error)
        about = self._engine.condensed(text) if is_pasted(text) else " ".join(text.split())
        found = parameters.written(query=about, plain="1" if about else "", page="")
        return redirect(url_for("pages.search", **found), code=303)

    def _page_number(self, parameters: Parameters) -> int:
        last = MAX_DEPTH // self._settings.page_size
        return number("page", parameters.page, default=1, lowest=1, highest=last)

    def _results(
        self, parameters: Parameters, response: SearchResponse, paging: Paging
    ) -> Response:
        return self._page(
            "results.html",
            parameters,
            response=response,
            paging=paging,
            named=self._named(response.hits),
        )

    def _named(self, hits: tuple[Hit, ...]) -> dict[str, Article]:
        """Return the articles that hits name without holding them, by id."""
        wanted = {copy for hit in hits for copy in hit.duplicates[:MAX_COPIES]}
        here = {hit.article.id: hit.article for hit in hits}
        elsewhere = sorted(wanted - set(here))
        found = zip(elsewhere, self._engine.articles(elsewhere), strict=True)
        return here | {name: article for name, article in found if article is not None}

    def _page(
        self, template: str, parameters: Parameters, status: int = 200, **values: object
    ) -> Response:
        statistics = self._engine.statistics()
        page = render_template(
            template,
            parameters=parameters,
            statistics=statistics,
            languages=_choices(statistics.languages, parameters.language),
            sources=_choices(statistics.sources, parameters.source),
            address=lambda **changes: url_for("pages.search", **parameters.written(**changes)),
            language_boosts=_language_boosts(parameters.language_boost),
            chips=_chips(parameters),
            max_copies=MAX_COPIES,
            words_met=words_met,
            key_of=key_of,
            **values,
        )
        return Response(page, status)


def _choices(counts: Mapping[str, int], chosen: tuple[str, ...]) -> list[FacetValue]:
    """Return what a filter offers: the most frequent values, and what is chosen already."""
    named = [value for value in counts if value][:MAX_SOURCES]
    keys = set(map(filter_key, chosen))
    known = set(map(filter_key, named))
    others = [value for value in chosen if filter_key(value) not in known]
    return [
        FacetValue(value, counts.get(value, 0), filter_key(value) in keys)
        for value in dict.fromkeys((*named, *others))
    ]


def _language_boosts(written: str) -> list[Balance]:
    """Return the mixes of languages to choose from; one of the url's own is among them."""
    try:
        chosen = read_language_boost(written)
    except ParameterError:
        chosen = 0.0
    named = [Balance(f"{value:g}", name, value == chosen) for value, name in BALANCES.items()]
    return named if chosen in BALANCES else [*named, Balance(written, "", chosen=True)]


def _chips(parameters: Parameters) -> list[tuple[str, str, str]]:
    """Return the filters that are set: name, value, and the address without it."""
    found = []
    for name in FILTERS:
        values = getattr(parameters, name)
        for value in values:
            rest = tuple(other for other in values if other != value)
            found.append((name, value, _address(parameters, **{name: rest})))
    single = [(name, getattr(parameters, name)) for name in ("after", "before", "language_boost")]
    return found + [
        (name, value, _address(parameters, **{name: ""}))
        for name, value in single
        if value not in ("", "0")
    ]


def _address(parameters: Parameters, **changes: object) -> str:
    return url_for("pages.search", **parameters.written(page="", **changes))


def _is_untidy(parameters: Parameters) -> bool:
    """Whether the url has empty parameters or defaults, as forms send them.

    People cite and bookmark these addresses, so they are worth a redirect.
    """
    ours = {"q", *SINGLE, *REPEATED}
    given = {name for name in request.args if name in ours}
    return given != set(parameters.written())


def _tidy(parameters: Parameters) -> str:
    ui = request.args.get("ui")
    kept: dict[str, Any] = {"ui": ui} if ui in LANGUAGES else {}
    return url_for("pages.search", **parameters.written(), **kept)
