"""The vocabulary that a storage home answers to: query nodes, filters and a retriever's hits.

A node says what must match, in which layer of the analysis; it knows nothing of a query's text.
Words in nodes are analysed already: they stand in the index exactly as they stand here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from indexer.language.folding import fold

Layer = Literal["exact", "folded", "stem"]
"""Which form of a word: as written (case and vocalisation apart), spelling folded, stem."""
LAYERS: tuple[Layer, ...] = get_args(Layer)
"""The layers, the strictest first."""


class Field(StrEnum):
    """Where a word must stand. `ANY` is title or body."""

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
    """Words in this order within one field; `slop` further words may stand between (in all).

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

    `text` is as `indexer.language.vocalised.vocalised_words` gives it. Letters without a mark in it may
    have any. Names of authors and sources hold no such words.
    """

    text: str
    field: Field = Field.ANY
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class And:
    """All of them. Empty: everything."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them; the more, the higher the score. Empty: nothing."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """All articles but these; scores nothing."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Boolean:
    """What `required` matches, ranked with what `optional` adds to the score."""

    required: "Node"
    optional: "Node"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles whose date (published, else added) lies within; both ends included, None: open."""

    first: date | None = None
    last: date | None = None


Node = Term | Phrase | Prefix | Wildcard | Fuzzy | Vocalised | And | Or | Not | Boolean | DateRange


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


@dataclass(frozen=True, slots=True)
class ScoredDocs:
    """What one retriever found, best first.

    Attributes:
        rows: int64, shape (n,): row numbers of the articles.
        scores: float32, shape (n,): the retriever's own scores, falling.
        total: how many articles match in all (n, unless a limit cut the list).
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    total: int
