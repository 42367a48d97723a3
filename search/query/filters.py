"""Joins the filters that a query holds with those that a request sets."""

from indexer.storage.query import Filters, filter_key


def narrowed(first: Filters, second: Filters) -> Filters:
    """Return filters that demand what both demand.

    Where both name languages (or sources …), only those that both name are left.
    """
    return Filters(
        languages=_both(first.languages, second.languages),
        sources=_both(first.sources, second.sources),
        authors=_both(first.authors, second.authors),
        categories=_both(first.categories, second.categories),
        first=max(filter(None, (first.first, second.first)), default=None),
        last=min(filter(None, (first.last, second.last)), default=None),
    )


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    if not first or not second:
        return first or second
    # Nothing in common must find nothing, not everything: no article has an impossible value.
    keys = set(map(filter_key, second))
    return tuple(value for value in first if filter_key(value) in keys) or ("\x00",)
