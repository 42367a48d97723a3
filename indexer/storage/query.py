"""What can be asked of an index: query trees, filters, text and vector queries, aggregations.

A query tree says what must match, in which layer of the analysis; it knows nothing of the text
typed. Its terms are analysed already: the index holds them exactly as they are here.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from indexer.language.folding import fold

Layer = Literal["exact", "folded", "stem"]
"""Which form of a word: as written (case and vocalisation apart), spelling folded, stem."""
LAYERS: tuple[Layer, ...] = get_args(Layer)
"""The layers, the strictest first."""


class Field(StrEnum):
    """Where a term must occur. `ANY` is title or body."""

    ANY = "any"
    TITLE = "title"
    BODY = "body"
    AUTHOR = "author"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Term:
    """One analysed word. `boost` multiplies its score and changes no match."""

    text: str
    layer: Layer = "stem"
    field: Field = Field.ANY
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order within one field; `slop` further words may be between (in all).

    With slop 0 the words are adjacent. For `Field.ANY` the phrase stands in one of the fields.
    """

    words: tuple[str, ...]
    layer: Layer = "exact"
    field: Field = Field.ANY
    slop: int = 0
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word of the layer that begins so."""

    text: str
    layer: Layer = "folded"
    field: Field = Field.ANY
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`*` stands for any letters, `?` for exactly one; the pattern covers the whole word."""

    pattern: str
    layer: Layer = "folded"
    field: Field = Field.ANY
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words within `distance` (1 or 2) edits; a swap of neighbours is one edit."""

    text: str
    distance: int = 1
    layer: Layer = "folded"
    field: Field = Field.ANY
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Vocalised:
    """Every word written with at least the marks of this one; all words count alike.

    `text` is as `indexer.language.vocalised.vocalised_words` gives it. Letters without a mark
    in it may have any. Names of authors and sources hold no such words.
    """

    text: str
    field: Field = Field.ANY
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class And:
    """All of them. Empty: everything."""

    nodes: "tuple[QueryNode, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them; the more, the higher the score. Empty: nothing."""

    nodes: "tuple[QueryNode, ...]"


@dataclass(frozen=True, slots=True)
class DisjunctionMax:
    """At least one of them; the score is the best one's (Lucene's DisjunctionMaxQuery).

    For what stands for one word: its translations, of which a text that holds several says no
    more than a text that holds one. Empty: nothing.
    """

    nodes: "tuple[QueryNode, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """All articles but these; scores nothing."""

    node: "QueryNode"


@dataclass(frozen=True, slots=True)
class Boolean:
    """What `must` matches, ranked with what `should` adds to the score (Lucene's BooleanQuery)."""

    must: "QueryNode"
    should: "QueryNode"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles whose date (published, else added) lies within; both ends included, None: open."""

    first: date | None = None
    last: date | None = None


QueryNode = (
    Term
    | Phrase
    | Prefix
    | Wildcard
    | Fuzzy
    | Vocalised
    | And
    | Or
    | DisjunctionMax
    | Not
    | Boolean
    | DateRange
)


def boosted(node: QueryNode, factor: float) -> QueryNode:
    """Return the node with all its scores multiplied."""
    if factor == 1.0:
        return node
    match node:
        case And(nodes) | Or(nodes) | DisjunctionMax(nodes):
            return replace(node, nodes=tuple(boosted(one, factor) for one in nodes))
        case Boolean(must, should):
            return Boolean(boosted(must, factor), boosted(should, factor))
        case Not() | DateRange():
            return node
        case _:
            return replace(node, boost=node.boost * factor)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search without ranking it. Empty tuples and None: no restriction.

    Dates are inclusive; an article without a date is outside every date range. Within one
    attribute the values are alternatives; the attributes are all demanded. Values are the same
    where their `filter_key` is: case, hamzas and the like don't count.
    """

    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return self != Filters()


def filter_key(value: str) -> str:
    """Return what tells a source, author, category or language from others: its folded words."""
    return " ".join(fold(value).split()) or value


held_key = lru_cache(65_536)(filter_key)
"""The same of a value that an archive holds, remembered: every search counts the same ones."""

Sort = Literal["relevance", "newest", "oldest"]
"""Order of a text query's documents. By date, undated articles come last under either."""

NO_DOCS: "NDArray[np.int64]" = np.empty(0, np.int64)

NO_PARTS: "NDArray[np.float32]" = np.empty((0, 0), np.float32)

EVERYTHING = And(())
"""Matches every article."""
NOTHING = Or(())
"""Matches none."""


@dataclass(frozen=True, slots=True, eq=False)
class ResultSet:
    """The articles that answer a search, defined once for totals, pages, facets and histograms.

    The match set of `query` within `filters`, decided by the engine, and the documents of `docs`
    (dense-only articles that the ranking found relevant, whether `query` matches them or not).
    The minimum-match rule is in the query tree: of an `Or` at least one node matches.

    Attributes:
        query: the query tree, with its expansions.
        filters: narrow the match set; `docs` are taken as they are.
        docs: int64, shape (n,): document numbers of this reader.
    """

    query: QueryNode = EVERYTHING
    filters: Filters = Filters()
    docs: NDArray[np.int64] = field(default_factory=lambda: NO_DOCS)


@dataclass(frozen=True, slots=True, eq=False)
class TextQuery:
    """One query to the lexical retriever.

    Attributes:
        results: the articles asked for. Documents of `results.docs` that the query tree doesn't
            match have the score 0, and so come last by relevance.
        limit: documents (groups, with `collapse`) to return at most; 0 asks for the total alone.
        offset: how many of the first to skip.
        sort: their order; of equals the higher document number comes first.
        collapse: return of each duplicate group the first document alone; limit, offset and total
            count groups then, and `ScoredDocs.members` names the others.
        within: only these documents, int64 (n,); None for no such restriction.
        groups: only members of these duplicate groups; None for no such restriction.
        parts: query trees of which the scores of every document returned are wanted as well.
    """

    results: ResultSet
    limit: int = 10
    offset: int = 0
    sort: Sort = "relevance"
    collapse: bool = False
    within: NDArray[np.int64] | None = None
    groups: tuple[int, ...] | None = None
    parts: tuple[QueryNode, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class VectorQuery:
    """One query to the dense retriever. An article is as near as its nearest passage.

    Attributes:
        vector: float32, shape (dimension,), centred and of unit length.
        limit: documents to return at most.
        languages: only articles in these; None for all.
        filters: only articles that pass.
        must: only articles that match this query tree; None for no such restriction.
        space: name of the vector space; empty for the manifest's active one.
    """

    vector: NDArray[np.float32]
    limit: int
    languages: frozenset[str] | None = None
    filters: Filters = Filters()
    must: QueryNode | None = None
    space: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ScoredDocs:
    """What a retriever found, best first.

    Attributes:
        docs: int64, shape (n,): document numbers, the backend's own, valid for one reader. Their
            order means nothing but which of two equals comes first.
        scores: float32, shape (n,): the retriever's own scores, falling; 0 in order of date.
        total: how many there are in all, exactly; groups where the query collapses.
        groups: int64, shape (n,): duplicate group of each; a document that is alone is in a group
            of its own. Comparable within one reader.
        members: with `collapse`, for each document the others of its group in the result set, in
            the query's order; else empty.
        parts: float32, shape (parts, n): what each document scores by each part of the query; 0
            where the part doesn't match it.
    """

    docs: NDArray[np.int64]
    scores: NDArray[np.float32]
    total: int
    groups: NDArray[np.int64] = field(default_factory=lambda: NO_DOCS)
    members: tuple[tuple[int, ...], ...] = ()
    parts: NDArray[np.float32] = field(default_factory=lambda: NO_PARTS)


NO_HITS = ScoredDocs(NO_DOCS, np.empty(0, np.float32), 0)

KeywordField = Literal["language", "title_language", "source", "author", "category"]
"""Stored fields of single values that can be counted."""
KEYWORD_FIELDS: tuple[KeywordField, ...] = get_args(KeywordField)
Interval = Literal["year", "month", "day"]


@dataclass(frozen=True, slots=True)
class TermsAggregation:
    """Count articles by the value of a keyword field.

    Values with the same `filter_key` are one; it is shown as the archive writes it most often.

    Attributes:
        field: whose values.
        limit: buckets at most, the largest first, then by value.
    """

    field: KeywordField
    limit: int = 50


@dataclass(frozen=True, slots=True)
class DateHistogram:
    """Count articles by day, month or year of their date, in the archive's time zone.

    Buckets are in order of time, those without an article left out: `2024-05-21`, `2024-05`,
    `2024`.
    """

    interval: Interval = "month"


Aggregation = TermsAggregation | DateHistogram


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value and the articles that have it (articles, not duplicate groups)."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Buckets:
    """The answer to one aggregation.

    Attributes:
        buckets: as the aggregation orders them.
        missing: articles without a value: undated ones, in a histogram.
        other: articles in buckets that the limit cut off.
    """

    buckets: tuple[Bucket, ...]
    missing: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class PrefixQuery:
    """Terms of a layer that begin so, the most frequent first.

    Attributes:
        prefix: how they begin, analysed for that layer.
        layer, field: where they occur.
        limit: how many at most.
    """

    prefix: str
    layer: Layer = "folded"
    field: Field = Field.ANY
    limit: int = 10
