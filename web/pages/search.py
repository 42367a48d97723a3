"""The search page: the front page without a query, results with one, and its errors."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import Response, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from indexer.article import Article
from indexer.base.errors import ModelUnavailable, QueryError
from indexer.base.settings import Settings
from indexer.storage.query import DateHistogram
from search.engine import SearchEngine
from search.expansion.pasted import is_pasted
from search.request import Hit, SearchRequest, SearchResponse
from web.drawing import Drawing
from web.facets import asked_of, facets_of, sought_values
from web.histogram import histogram_of
from web.i18n import LANGUAGES
from web.pages.paging import Paging
from web.parameters import (
    FILTERS,
    MAX_DEPTH,
    MAX_QUERY,
    MAX_TEXT,
    REPEATED,
    SCALES,
    SINGLE,
    ParameterError,
    Parameters,
    check_length,
    number,
    one_of,
    read_language_boost,
)
from web.reasons import key_of, words_met

MAX_COPIES = 10  # near-duplicates named below a hit
MAX_SOURCES = 12  # sources named on the front page
LINKED = 2_000
"""Bytes of parameters up to which what changes a search is a link that holds them all.

Beyond, it is a button of the form that holds them once: a page grows with them, not with their
square.
"""
SLOT = "\x00"
"""Stands in an address for a value that is filled in later; no parameter's value has it."""
_WRITTEN_SLOT = quote_plus(SLOT)
STRONG, FAIR = 0.7, 0.3
"""The probabilities from which on a hit is called a strong or a fair match."""


@dataclass(frozen=True, slots=True)
class Balance:
    """A mix of languages that the form offers, the name of its sentence, and whether it is set."""

    value: str
    name: str
    chosen: bool


BUTTONS = ("drop", "period", "after_day", "before_day")
"""What the form's buttons and calendars send: it becomes part of the other parameters at once."""

FIELDS_OF_FORM = ("after", "before", "plain", "language_boost")

BALANCES = {-1.5: "own", 0.0: "even", 1.5: "other"}
"""The mixes that the form offers by name, in deviations of the scores."""


class SearchPage:
    """Shows the search page of one archive."""

    def __init__(self, engine: SearchEngine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings

    def show(self) -> BaseResponse:
        """Answer the url: the whole state of a search is in it."""
        parameters = _read(request.args)
        if _is_untidy(parameters):
            return redirect(_tidy(parameters))
        try:
            parameters.check_address()
            if parameters.empty:
                return self._page("front.html", parameters)
            page = self._page_number(parameters)
            one_of("scale", parameters.scale or "count", SCALES)
            sought = sought_values(request.args)
            size = self._settings.page_size
            wanted = parameters.request(size, (page - 1) * size, day_first=self._settings.day_first)
            response = self._engine.search(with_counts(wanted, parameters, sought))
        except QueryError as error:
            return self._page("search_error.html", parameters.bounded(), 400, error=error)
        except ModelUnavailable as error:
            return self._page("search_error.html", parameters, 503, error=error)
        return self._results(parameters, response, Paging(page, size, response.total), sought)

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
        self,
        parameters: Parameters,
        response: SearchResponse,
        paging: Paging,
        sought: Mapping[str, str],
    ) -> Response:
        filters = response.request.filters
        within = filters.first, filters.last
        *_, days = response.alternatives
        return self._page(
            "results.html",
            parameters,
            response=response,
            paging=paging,
            named=self._named(response.hits),
            facets=facets_of(parameters, response.alternatives, within, sought),
            histogram=Drawing.of(
                histogram_of(
                    response.facets[0] if response.facets else days,
                    self._engine.statistics().days,
                    within,
                ),
                shares=parameters.scale == "share",
                rightwards=g.ui.direction == "ltr",
            ),
            undated=days.missing,
            strength=strength,
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
        start = url_for("pages.search")
        page = render_template(
            template,
            parameters=parameters,
            statistics=statistics,
            languages=statistics.languages,
            sources=[value for value in statistics.sources if value][:MAX_SOURCES],
            address=lambda **changes: _address(start, parameters.written(**changes)),
            filled=_filled,
            SLOT=SLOT,
            linked=parameters.address_bytes <= LINKED,
            language_boosts=_language_boosts(parameters.language_boost),
            chips=_chips(parameters),
            kept=_kept(parameters, ("q", "page", *FIELDS_OF_FORM)),
            everything=_kept(parameters, ("q", "page")),
            max_copies=MAX_COPIES,
            words_met=words_met,
            key_of=key_of,
            **values,
        )
        return Response(page, status)


def with_counts(
    wanted: SearchRequest, parameters: Parameters, sought: Mapping[str, str]
) -> SearchRequest:
    """Return a search that counts what the page shows: facets, and days for the bars."""
    dated = wanted.filters.first or wanted.filters.last
    return replace(
        wanted,
        aggregations=(DateHistogram("day"),) if dated else (),
        alternatives=asked_of(parameters, sought),
    )


def strength(hit: Hit) -> str:
    """Return how well a hit answers, in one word; empty where nobody knows."""
    if hit.relevance is None:
        return ""
    if hit.relevance >= STRONG:
        return "strong"
    return "fair" if hit.relevance >= FAIR else "weak"


def _read(values: "MultiDict[str, str]") -> Parameters:
    """Read a search, with what a button of the form changes in it."""
    days = [values.get(f"{name}_day", "").strip() for name in ("after", "before")]
    return Parameters.read(values).changed(
        values.get("drop", ""), values.get("period", "").strip(), days
    )


def _language_boosts(written: str) -> list[Balance]:
    """Return the mixes of languages to choose from; one of the url's own is among them."""
    try:
        chosen = read_language_boost(written)
    except ParameterError:
        chosen = 0.0
    named = [Balance(f"{value:g}", name, value == chosen) for value, name in BALANCES.items()]
    return named if chosen in BALANCES else [*named, Balance(written, "", chosen=True)]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: its name, its value, and what takes it back."""

    name: str
    value: str
    changes: Mapping[str, object]


def _chips(parameters: Parameters) -> list[Chip]:
    """Return the filters that are set."""
    found = []
    for name in FILTERS:
        values = getattr(parameters, name)
        for value in values:
            rest = tuple(other for other in values if other != value)
            found.append(Chip(name, value, {name: rest}))
    single = [(name, getattr(parameters, name)) for name in ("after", "before", "language_boost")]
    return found + [
        Chip(name, value, {name: ""}) for name, value in single if value not in ("", "0")
    ]


def _kept(parameters: Parameters, but: Collection[str]) -> list[tuple[str, str]]:
    """Return what a form carries along of the parameters, but for those with these names."""
    return [
        (name, value)
        for name, values in parameters.written().items()
        if name not in but
        for value in (values if isinstance(values, list) else [values])
    ]


def _filled(address: str, value: str) -> str:
    """Return an address that was made with `SLOT`, with a value in its place."""
    return address.replace(_WRITTEN_SLOT, quote_plus(value))


def _address(start: str, written: Mapping[str, object]) -> str:
    return f"{start}?{urlencode(written, doseq=True)}" if written else start


def _is_untidy(parameters: Parameters) -> bool:
    """Whether the url has empty parameters or defaults, as forms send them.

    People cite and bookmark these addresses, so they are worth a redirect.
    """
    tidy = parameters.written()
    for name in ("q", *SINGLE, *REPEATED, *BUTTONS):
        value = tidy.get(name, [])
        if request.args.getlist(name) != (value if isinstance(value, list) else [value]):
            return True
    return False


def _tidy(parameters: Parameters) -> str:
    ui = request.args.get("ui")
    kept: dict[str, Any] = {"ui": ui} if ui in LANGUAGES else {}
    return url_for("pages.search", **parameters.written(), **kept)
