"""Counts of a search: its result set, and for each facet what else could be chosen in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from indexer.storage.backend import IndexReader
from indexer.storage.query import (
    Aggregation,
    Buckets,
    DateHistogram,
    Filters,
    KeywordField,
    ResultSet,
)

_OPEN: dict[KeywordField, dict[str, Any]] = {
    "language": {"languages": ()},
    "source": {"sources": ()},
    "author": {"authors": ()},
    "category": {"categories": ()},
}
"""By keyword field, what `Filters` has where nothing narrows it."""


def count(
    reader: IndexReader, results: ResultSet, asked: Sequence[Aggregation]
) -> tuple[Buckets, ...]:
    """Count a result set; no call where nothing is asked."""
    return tuple(reader.aggregate(results, asked)) if asked else ()


def count_alternatives(
    reader: IndexReader,
    results: ResultSet,
    chosen: Filters,
    asked: Sequence[Aggregation],
    ranked: Callable[[Filters], ResultSet],
) -> tuple[Buckets, ...]:
    """Count by facets, each without the filter that is set on its own field.

    Facets without such a filter count the result set itself, in one call. Each other filter costs
    a ranking and a call of its own: which articles answer by meaning alone hangs on the filters.

    Args:
        reader: of the index.
        results: the result set of the search.
        chosen: the filters of the search.
        asked: the facets.
        ranked: gives the result set of the same search within other filters.

    Returns:
        One a facet, in their order.
    """
    by_filters: dict[Filters, list[Aggregation]] = {}
    for one in dict.fromkeys(asked):
        by_filters.setdefault(without_own(chosen, one), []).append(one)
    found: dict[Aggregation, Buckets] = {}
    for filters, facets in by_filters.items():
        within = results if filters == chosen else ranked(filters)
        found.update(zip(facets, count(reader, within, facets), strict=True))
    return tuple(found[one] for one in asked)


def without_own(filters: Filters, asked: Aggregation) -> Filters:
    """Return the filters but for those on the field that an aggregation counts by."""
    if isinstance(asked, DateHistogram):
        return replace(filters, first=None, last=None)
    return replace(filters, **_OPEN.get(asked.field, {}))
