"""The record of a query that has been read."""

from dataclasses import dataclass

from indexer.storage.query import Filters, QueryNode
from search.notices import Notice


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a query asks for.

    Attributes:
        node: what must match; None where nothing is left to match (an empty query, punctuation,
            or filters only).
        text: the positive words as typed, for the embedder: no operators, no field names, no
            excluded words, no names of sources or authors; what was in quotes is kept.
        filters: asked for inside the query: languages, categories, dates.
        words: the positive words as typed, in order (for highlighting and names); wildcards
            keep their `*` and `?`.
        notices: for the searcher: what was read in a way that may surprise.
        demanding: whether anything is demanded: quotes, `+`, `-`, AND, NOT or a field.
        must: what every answer must match; None where nothing is demanded. It filters what
            the dense retriever finds.
    """

    node: QueryNode | None
    text: str
    filters: Filters
    words: tuple[str, ...]
    notices: tuple[Notice, ...] = ()
    demanding: bool = False
    must: QueryNode | None = None
