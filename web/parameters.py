"""The parameters of a search in a url: read, checked, and written back as short as they can be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, get_args

from werkzeug.datastructures import MultiDict

from indexer.base.errors import QueryError
from indexer.storage.query import Filters
from search.query.periods import first_day, last_day
from search.request import Mode, SearchRequest

MODES: tuple[str, ...] = get_args(Mode)
MAX_QUERY = 4_000  # characters of a query in an address
MAX_TEXT = 20_000  # characters of a text that is posted: a pasted page, not a book
MAX_DEPTH = 10_000  # hits that can be paged through; beyond, a search wants narrowing
MAX_LANGUAGE_BOOST = 3.0  # deviations; beyond, the lists of two languages don't mix any more
_LANGUAGE = re.compile("[a-z]{2,3}")
_DECIMAL = re.compile(r"[+-]?(\d{1,3}(\.\d{0,9})?|\.\d{1,9})")
_SIGNS = str.maketrans(
    {"٫": ".", ",": ".", "\u2212": "-", "\u061c": "", "\u200e": "", "\u200f": ""}
)
"""Decimal signs and the minus as Arabic and typographers write them, and what gives direction."""
_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


class ParameterError(QueryError):
    """A parameter of the url is unknown or has a value that can't be taken.

    Args:
        what: what is wrong with it.
        parameter: its name.
        remedy: the values that can be taken.
        value: what is there now.
    """

    def __init__(self, what: str, parameter: str, remedy: str, value: str = "") -> None:
        super().__init__(what, f"parameter {parameter}", remedy)
        self.parameter = parameter
        self.value = value


@dataclass(frozen=True, slots=True)
class Parameters:
    """A search as its url says it, unchecked: what a form must show again whatever was typed.

    Attributes:
        query, mode, after, before, plain, expand, language_boost, explain, page: as in the url,
            empty where they aren't there.
        language, source, author, category, verbatim: all values given.
    """

    query: str = ""
    mode: str = ""
    after: str = ""
    before: str = ""
    plain: str = ""
    expand: str = ""
    language_boost: str = ""
    explain: str = ""
    page: str = ""
    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    verbatim: tuple[str, ...] = ()

    @classmethod
    def read(cls, values: "MultiDict[str, str]") -> "Parameters":
        """Take the parameters out of a url's; empty values count as not given."""
        found: dict[str, Any] = {name: values.get(name, "").strip() for name in SINGLE}
        found |= {name: _given(values.getlist(name)) for name in REPEATED}
        return cls(query=values.get("q", "").strip(), **found)

    def written(self, **changes: Any) -> dict[str, Any]:
        """Return the shortest parameters that say the same, with changes, for a url."""
        state = replace(self, **changes)
        found: dict[str, Any] = {"q": state.query} if state.query else {}
        for name in (*SINGLE, *REPEATED):
            value = getattr(state, name)
            if value and value != _DEFAULTS.get(name):
                found[name] = list(value) if isinstance(value, tuple) else value
        return found

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.after or self.before or any(getattr(self, name) for name in FILTERS))

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing at all."""
        return not self.query and not self.narrowed

    def request(
        self, limit: int, offset: int, *, day_first: bool, longest: int = MAX_QUERY
    ) -> SearchRequest:
        """Return the search that the parameters ask for.

        Args:
            limit: hits at most.
            offset: hits to leave out.
            day_first: whether 5/6/2024 is in June.
            longest: characters that the query may have.

        Raises:
            ParameterError: a value can't be taken.
        """
        check_length(self.query, longest)
        if offset + limit > MAX_DEPTH:
            raise ParameterError(
                f"only the first {MAX_DEPTH} hits can be reached",
                "page" if self.page else "offset",
                "Narrow the search by language, source or dates",
                self.page or str(offset),
            )
        return SearchRequest(
            query=self.query,
            mode=self._mode(),
            filters=self._filters(day_first),
            limit=limit,
            offset=offset,
            plain=flag("plain", self.plain),
            verbatim=self.verbatim,
            expand=flag("expand", self.expand or "1"),
            language_boost=read_language_boost(self.language_boost),
            explain=flag("explain", self.explain),
        )

    def _mode(self) -> Mode:
        for mode in get_args(Mode):
            if mode == (self.mode or "hybrid"):
                return mode  # type: ignore[no-any-return]
        raise ParameterError(
            f"{self.mode!r} is no mode", "mode", f"Use one of {', '.join(MODES)}", self.mode
        )

    def _filters(self, day_first: bool) -> Filters:
        for code in self.language:
            if not _LANGUAGE.fullmatch(code):
                raise ParameterError(
                    f"{code!r} is no language code",
                    "language",
                    "Use an ISO 639 code such as ar or en; repeat the parameter for several",
                    code,
                )
        first = _date("after", self.after, day_first)
        last = _date("before", self.before, day_first)
        if first and last and first > last:
            raise ParameterError(
                f"the dates leave no day: after {first} and before {last}",
                "after",
                "Let `after` be the earlier date; both days are included",
            )
        return Filters(self.language, self.source, self.author, self.category, first, last)


FILTERS = ("language", "source", "author", "category")
REPEATED = (*FILTERS, "verbatim")
SINGLE = ("mode", "after", "before", "plain", "expand", "language_boost", "explain", "page")
_DEFAULTS = {
    "mode": "hybrid",
    "page": "1",
    "plain": "0",
    "expand": "1",
    "language_boost": "0",
    "explain": "0",
}


def check_length(query: str, longest: int = MAX_QUERY) -> None:
    """Refuse a query that is longer than can be taken. Raises ParameterError."""
    if len(query) > longest:
        more = f", or post a text of {MAX_TEXT}" if longest < MAX_TEXT else ""
        raise ParameterError(
            f"the query has {len(query)} characters",
            "q",
            f"At most {longest} can be taken; shorten it{more}",
            query[:80],
        )


def flag(name: str, value: str) -> bool:
    """Read a yes or a no. Raises ParameterError on anything else."""
    if value.lower() in _TRUE | _FALSE:
        return value.lower() in _TRUE
    raise ParameterError(f"{value!r} is neither yes nor no", name, "Use 1 or 0", value)


def number(name: str, value: str, default: int, lowest: int, highest: int) -> int:
    """Read a whole number between bounds, the default where it is empty.

    Raises:
        ParameterError: it isn't one, or lies outside.
    """
    if not value:
        return default
    # Digits of any script count: on an Arabic keyboard ٢ is as near as 2.
    if value.isdecimal() and len(value) < 10 and lowest <= int(value) <= highest:
        return int(value)
    raise ParameterError(
        f"{value!r} is no whole number from {lowest} to {highest}",
        name,
        f"Use a number from {lowest} to {highest}; left out, it is {default}",
        value,
    )


def read_language_boost(value: str) -> float:
    """Read how much more of the other language is wanted, 0 where it is empty; `١٫٥` is 1.5.

    Raises:
        ParameterError: it is no number, or lies outside the bounds.
    """
    plain = value.translate(_SIGNS) or "0"
    if _DECIMAL.fullmatch(plain) and abs(float(plain)) <= MAX_LANGUAGE_BOOST:
        return float(plain)
    raise ParameterError(
        f"{value!r} is no number from -{MAX_LANGUAGE_BOOST:g} to {MAX_LANGUAGE_BOOST:g}",
        "language_boost",
        f"Use a number from -{MAX_LANGUAGE_BOOST:g} (mostly the query's language) "
        f"to {MAX_LANGUAGE_BOOST:g} (more of the other); left out, it is 0",
        value,
    )


def _given(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))


def _date(name: str, value: str, day_first: bool) -> Any:
    if not value:
        return None
    try:
        return first_day(value, day_first) if name == "after" else last_day(value, day_first)
    except QueryError as error:
        raise ParameterError(error.what, name, error.remedy, value) from error
