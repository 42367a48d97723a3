"""Facets of a search: the values that can be chosen, each with what it would find, and what is."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.storage.query import (
    Aggregation,
    Bucket,
    Buckets,
    DateHistogram,
    KeywordField,
    TermsAggregation,
    filter_key,
    held_key,
)
from web.parameters import MAX_VALUES, ParameterError, Parameters

FIELDS: tuple[KeywordField, ...] = ("language", "source", "author", "category")
SOUGHT: tuple[KeywordField, ...] = ("source", "author", "category")
"""Facets whose values can be looked for."""
SHOWN = 8
"""Values of a facet in sight at first."""
ALL = 10_000
"""Values that are counted where chosen or sought ones may be among the rarer."""
MAX_SOUGHT = 200  # characters of what a facet's values are looked for by


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet.

    Attributes:
        value: as the archive writes it; a year or month as `2024`, `2024-05`.
        count: the articles that the search finds with it.
        chosen: whether the search is narrowed to it.
        written: as the address has it, where it is chosen.
    """

    value: str
    count: int
    chosen: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet of a search.

    Attributes:
        name: `language`, `source`, `author`, `category`, `year` or `month`.
        values: at most `MAX_VALUES` beside the chosen ones, which come first.
        other: articles with other values.
        missing: articles without a value.
        sought: what its values were looked for by.
    """

    name: str
    values: tuple[FacetValue, ...]
    other: int
    missing: int
    sought: str = ""

    @property
    def first(self) -> tuple[FacetValue, ...]:
        """The values in sight at first: the chosen ones, and what is found."""
        return self.values if self.sought else self.values[: max(SHOWN, self._chosen)]

    @property
    def rest(self) -> tuple[FacetValue, ...]:
        """The other values."""
        return self.values[len(self.first) :]

    @property
    def searchable(self) -> bool:
        """Whether its values can be looked for, as not all are in sight."""
        return self.name in SOUGHT and bool(self.sought or self.other or self.rest)

    @property
    def _chosen(self) -> int:
        return sum(value.chosen for value in self.values)


def sought_values(values: Mapping[str, str]) -> dict[str, str]:
    """Read what values of facets are looked for by: `seek_source` and the like.

    Raises:
        ParameterError: a text is too long.
    """
    found = {name: values.get(f"seek_{name}", "").strip() for name in SOUGHT}
    for name, text in found.items():
        if len(text) > MAX_SOUGHT:
            raise ParameterError(
                f"seek_{name} has {len(text)} characters",
                f"seek_{name}",
                f"At most {MAX_SOUGHT} can be taken",
                text[:80],
            )
    return {name: text for name, text in found.items() if text}


def asked_of(parameters: Parameters, sought: Mapping[str, str]) -> tuple[Aggregation, ...]:
    """Return what the facets of a page are counted by: a field each, and days."""
    return (
        *(
            TermsAggregation(field, ALL if field in sought or getattr(parameters, field) else 50)
            for field in FIELDS
        ),
        DateHistogram("day"),
    )


def facets_of(
    parameters: Parameters,
    counted: Sequence[Buckets],
    within: tuple[date | None, date | None],
    sought: Mapping[str, str],
) -> list[Facet]:
    """Return the facets of a page, those without any value left out.

    Args:
        parameters: of the search.
        counted: the counts that `asked_of` asks for.
        within: first and last day of the search, None where open.
        sought: what values are looked for by.
    """
    *fields, days = counted
    found = [
        keyword_facet(name, buckets, getattr(parameters, name), sought.get(name, ""))
        for name, buckets in zip(FIELDS, fields, strict=True)
    ]
    found += [_period_facet(name, days, within) for name in ("year", "month")]
    return [facet for facet in found if facet.values or facet.sought]


def keyword_facet(name: str, counted: Buckets, chosen: Iterable[str], sought: str) -> Facet:
    """Return a facet of values as the archive writes them.

    Args:
        name: of the field.
        counted: its values; more than are shown.
        chosen: as the address has them.
        sought: what its values are looked for by; empty for all.
    """
    by_key = {held_key(bucket.value): bucket for bucket in counted.buckets}
    picked = {filter_key(value): value for value in chosen}
    first = [
        FacetValue(*_known(by_key, key, value), chosen=True, written=value)
        for key, value in picked.items()
    ]
    wanted = filter_key(sought) if sought else ""
    others = [
        FacetValue(bucket.value, bucket.count)
        for key, bucket in by_key.items()
        if key not in picked and wanted in key
    ]
    shown = (*first, *others[:MAX_VALUES])
    other = sum(value.count for value in others[MAX_VALUES:]) + (0 if sought else counted.other)
    return Facet(name, shown, other, counted.missing, sought)


def within_bounds(counted: Buckets, sought: str) -> Buckets:
    """Return the largest buckets, at most `MAX_VALUES`, of those that a text is found in."""
    wanted = filter_key(sought) if sought else ""
    kept = [one for one in counted.buckets if wanted in held_key(one.value)]
    other = sum(one.count for one in kept[MAX_VALUES:]) + (0 if sought else counted.other)
    return replace(counted, buckets=tuple(kept[:MAX_VALUES]), other=other)


def _known(by_key: Mapping[str, Bucket], key: str, value: str) -> tuple[str, int]:
    """Return a chosen value as the archive writes it, with its count; 0 where nothing has it."""
    bucket = by_key.get(key)
    return (bucket.value, bucket.count) if bucket else (value, 0)


def _period_facet(name: str, days: Buckets, within: tuple[date | None, date | None]) -> Facet:
    """Return the years or months that articles were published in, the newest first."""
    length = len("2024" if name == "year" else "2024-05")
    counts: dict[str, int] = {}
    for day in days.buckets:
        counts[day.value[:length]] = counts.get(day.value[:length], 0) + day.count
    newest = [
        FacetValue(value, count, chosen=_is_period(value, within), written=value)
        for value, count in sorted(counts.items(), reverse=True)
    ]
    values = sorted(newest, key=lambda value: not value.chosen)
    other = sum(value.count for value in values[MAX_VALUES:])
    return Facet(name, tuple(values[:MAX_VALUES]), other, days.missing)


def _is_period(value: str, within: tuple[date | None, date | None]) -> bool:
    """Whether a year or month is exactly what the dates leave."""
    year, month = int(value[:4]), int(value[5:] or 0)
    begins, ends = month or 1, month or 12
    last = date(year, ends, monthrange(year, ends)[1])
    return within == (date(year, begins, 1), last)
