"""The parameters of a search in a url: read, checked, and written back as short as they can be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from indexer.base.errors import QueryError
from indexer.storage.query import Filters, Sort
from search.query.periods import first_day, last_day
from search.request import Mode, SearchRequest

MODES: tuple[Mode, ...] = get_args(Mode)
SORTS: tuple[Sort, ...] = get_args(Sort)
Scale = Literal["count", "share"]
SCALES: tuple[Scale, ...] = get_args(Scale)
"""What the bars over time show: articles, or their share of the archive's in that time."""
MAX_QUERY = 4_000  # characters of a query in an address
MAX_TEXT = 20_000  # characters of a text that is posted: a pasted page, not a book
MAX_DEPTH = 10_000  # hits that can be paged through; beyond, a search wants narrowing
MAX_VALUES = 50  # of one facet at a time; beyond, a query says better what is wanted
MAX_ADDRESS = 32_000  # bytes of a search's parameters in an address: every link of a page has them
MAX_LANGUAGE_BOOST = 3.0  # deviations; beyond, the lists of two languages don't mix any more
_Choice = TypeVar("_Choice", bound=str)
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


class TooMuchError(ParameterError):
    """A parameter has more values, or all together more bytes, than can be taken.

    Args:
        what: what is too much.
        parameter: its name; `address` for all together.
        remedy: what to do instead.
        limit: how much can be taken.
    """

    def __init__(self, what: str, parameter: str, remedy: str, limit: int) -> None:
        super().__init__(what, parameter, remedy)
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Parameters:
    """A search as its url says it, unchecked: what a form must show again whatever was typed.

    Attributes:
        query, mode, after, before, plain, expand, language_boost, explain, sort, scale, page: as in
            the url, empty where they aren't there.
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
    sort: str = ""
    scale: str = ""
    page: str = ""
    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    verbatim: tuple[str, ...] = ()

    @classmethod
    def read(cls, values: "MultiDict[str, str]") -> "Parameters":
        """Take the parameters out of a url's; empty values count as not given."""
        # Of several the last one counts: a button of a form comes behind what the form keeps.
        found: dict[str, Any] = {name: values.getlist(name)[-1:] for name in SINGLE}
        found = {name: given[0].strip() if given else "" for name, given in found.items()}
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

    def changed(self, drop: str = "", period: str = "", days: Sequence[str] = ()) -> "Parameters":
        """Return the parameters with what a button of the form changes in them.

        Args:
            drop: a name and a value that it had, `source:Manara`; a name that had one value; or
                `dates` for both of them.
            period: a day, month or year that both dates are set to; or two, `1990/1999`.
            days: picked in the calendars, instead of `after` and `before`; empty where none was.
        """
        begins, _, ends = period.partition("/")
        changes: dict[str, Any] = {"after": begins, "before": ends or begins} if period else {}
        changes |= {name: day for name, day in zip(("after", "before"), days, strict=False) if day}
        name, _, value = drop.partition(":")
        if name in REPEATED:
            changes[name] = tuple(other for other in getattr(self, name) if other != value)
        elif name in SINGLE:
            changes[name] = ""
        elif name == "dates":
            changes = {"after": "", "before": ""}
        return replace(self, page="", **changes) if changes else self

    def check_values(self) -> None:
        """Refuse more than can be taken, in number and in length. Raises ParameterError."""
        for name in REPEATED:
            given = len(getattr(self, name))
            if given > MAX_VALUES:
                raise TooMuchError(
                    f"{name} is given {given} times",
                    name,
                    f"At most {MAX_VALUES} values can be taken; leave some out",
                    MAX_VALUES,
                )

    def check_address(self) -> None:
        """Refuse what no address of a page should hold. Raises ParameterError."""
        self.check_values()
        check_length(self.query)
        size = self.address_bytes
        if size > MAX_ADDRESS:
            raise TooMuchError(
                f"the parameters of this address take {size} bytes",
                "address",
                f"At most {MAX_ADDRESS} can be taken; shorten the query, or choose fewer values",
                MAX_ADDRESS,
            )

    @property
    def address_bytes(self) -> int:
        """How long the parameters are in an address."""
        return len(urlencode(self.written(), doseq=True))

    def bounded(self) -> "Parameters":
        """Return what a page can show again of parameters that are too many or too long."""
        kept: dict[str, Any] = {
            name: () for name in REPEATED if len(getattr(self, name)) > MAX_VALUES
        }
        found = replace(self, query=self.query[:MAX_QUERY], **kept)
        if found.address_bytes <= MAX_ADDRESS:
            return found
        return Parameters(query=found.query) if len(found.query) < MAX_QUERY else Parameters()

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
        self.check_values()
        if offset + limit > MAX_DEPTH:
            raise ParameterError(
                f"only the first {MAX_DEPTH} hits can be reached",
                "page" if self.page else "offset",
                "Narrow the search by language, source or dates",
                self.page or str(offset),
            )
        return SearchRequest(
            query=self.query,
            mode=one_of("mode", self.mode or "hybrid", MODES),
            filters=self._filters(day_first),
            limit=limit,
            offset=offset,
            plain=flag("plain", self.plain),
            verbatim=self.verbatim,
            expand=flag("expand", self.expand or "1"),
            language_boost=read_language_boost(self.language_boost),
            explain=flag("explain", self.explain),
            sort=one_of("sort", self.sort or "relevance", SORTS),
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
SINGLE = (
    "mode", "after", "before", "plain", "expand", "language_boost", "explain", "sort", "scale",
    "page",
)  # fmt: skip
_DEFAULTS = {
    "mode": "hybrid",
    "sort": "relevance",
    "scale": "count",
    "page": "1",
    "plain": "0",
    "expand": "1",
    "language_boost": "0",
    "explain": "0",
}


def one_of(name: str, value: str, choices: Sequence[_Choice]) -> _Choice:
    """Read one of some words. Raises ParameterError on anything else."""
    for choice in choices:
        if choice == value:
            return choice
    wanted = f"Use one of {', '.join(choices)}"
    raise ParameterError(f"{value!r} is no {name}", name, wanted, value)


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
