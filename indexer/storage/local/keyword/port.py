"""The seam between the local backend and a keyword engine: documents in, rows and scores out.

What an engine answers is what `indexer.storage.backend` promises of `search_text`, but for
duplicate groups, of which it knows only who is in one:

* The match set of every node is the same in every engine, as `indexer.storage.query` words it.
* `Term` and `Phrase` score by BM25 over the whole index, `Prefix`, `Wildcard`, `Fuzzy` and
  `Vocalised` by a constant, all times the node's boost and the field's (`FIELD_BOOSTS`); for
  `Field.ANY` title, body and lead add up.
* `And`, `Or` and `Boolean` add their parts' scores. `Not`, `DateRange`, the empty `And` and
  filters score nothing. Scores of two engines are alike in order, not in value.
* Words of a phrase follow each other; of the words that stand between the first and the last,
  `slop` at most don't belong to it. A phrase of one word is that word, one of none matches nothing.
* A `DateRange`, even one open at both ends, holds dated articles only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from indexer.language.analyzer import LayeredText
from indexer.storage.query import (
    LAYERS,
    Field,
    Filters,
    KeywordField,
    Layer,
    PrefixQuery,
    QueryNode,
    Sort,
    Term,
    filter_key,
)

Rows = NDArray[np.int64]

FIELD_BOOSTS = {Field.TITLE: 1.0, Field.BODY: 1.0, Field.AUTHOR: 1.0, Field.SOURCE: 1.0}
"""What a word is worth where it is. A headline is short, so that BM25 itself counts its words
for more; a larger boost lost on ant-abstracts (nDCG@10 .894 with 2, .910 with 1)."""

VOCALISED_FIELDS = {Field.TITLE: "title_vocalised", Field.BODY: "body_vocalised"}
"""Fields whose vocalised words are indexed beside their layers, by their names in the index."""

LEAD_WORDS = 40
"""Words of the body that are indexed once more as its lead: news says first what it is about."""
LEAD_FIELDS: dict[Layer, str] = {"folded": "lead_folded", "stem": "lead_stem"}
"""Names of the lead's layers in the index. Words searched in title or body count there as well."""
LEAD_BOOST = 0.2
"""What a word of the lead is worth on top of what it is worth in the body."""

KEYWORD_SCHEMA = 4
"""Changes with the fields of the index; an index of another schema is built anew."""


@dataclass(frozen=True, slots=True)
class KeywordDocument:
    """What the keyword index takes of an article; every text is analysed already.

    Attributes:
        row: the article's row number, unique and >= 1; a new version has a new row.
        title, body, author, source_text: the layers, tokens joined by one space.
        language, source, author_name, category, title_language: values to filter and count by, ""
            where there is none (an article without a value is outside every filter on it).
        day: proleptic ordinal of the article's date, None where it has none.
        vocalised_title, vocalised_body: the vocalised words, joined by one space.
        grouped: whether the article is in a duplicate group of two or more.
    """

    row: int
    title: LayeredText
    body: LayeredText
    author: LayeredText
    source_text: LayeredText
    language: str
    source: str
    author_name: str
    category: str
    day: int | None
    vocalised_title: str = ""
    vocalised_body: str = ""
    title_language: str = ""
    grouped: bool = False

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield every searchable text with the name of its field in the index."""
        fields = {
            Field.TITLE: self.title,
            Field.BODY: self.body,
            Field.AUTHOR: self.author,
            Field.SOURCE: self.source_text,
        }
        for field, text in fields.items():
            for layer in LAYERS:
                yield field_name(field, layer), getattr(text, layer)
        for layer, name in LEAD_FIELDS.items():
            yield name, " ".join(getattr(self.body, layer).split(" ", LEAD_WORDS)[:LEAD_WORDS])
        yield VOCALISED_FIELDS[Field.TITLE], self.vocalised_title
        yield VOCALISED_FIELDS[Field.BODY], self.vocalised_body

    def values(self) -> Iterator[tuple[KeywordField, str]]:
        """Yield the values to filter and count by, as they are written; those that it has."""
        values: dict[KeywordField, str] = {
            "language": self.language,
            "title_language": self.title_language,
            "source": self.source,
            "author": self.author_name,
            "category": self.category,
        }
        return ((name, value) for name, value in values.items() if value)

    def attributes(self) -> Iterator[tuple[str, str]]:
        """Yield each value under its two names in the index: by its key, and as it is written."""
        for name, value in self.values():
            yield key_name(name), filter_key(value)
            yield value_name(name), value


@dataclass(frozen=True, slots=True, eq=False)
class RowScores:
    """Rows of matching documents, best first.

    Attributes:
        rows: int64, shape (n,).
        scores: float32, shape (n,): falling; 0 in order of date.
        total: how many documents match in all, exactly.
    """

    rows: Rows
    scores: NDArray[np.float32]
    total: int


class MatchSet(Protocol):
    """The documents that match a query tree, and what can be asked of them. Threads may share it.

    It is of use as long as its reader is open.
    """

    def top(self, limit: int, offset: int = 0, sort: Sort = "relevance") -> RowScores:
        """Return `limit` documents after the first `offset`; of equals the higher row first.

        By date, undated documents come last in both directions, and every score is 0.
        """

    def count(self) -> int:
        """Return how many there are."""

    def rows(self) -> Rows:
        """Return all their rows, ascending."""

    def within(self, rows: Rows) -> "MatchSet":
        """Return those of these rows, with the same scores."""

    def grouped(self) -> "MatchSet":
        """Return those that are in a duplicate group of two or more, with the same scores."""

    def count_values(self, field: KeywordField) -> dict[str, int]:
        """Count them by what they have in the field, as it is written; not those without."""

    def count_dates(self, unit: Literal["day", "month"]) -> dict[int, int]:
        """Count the dated ones by day (proleptic ordinal) or by month (12 * year + month - 1)."""


class KeywordReader(Protocol):
    """One committed state of the index. Threads may share it; it never writes to the folder."""

    @property
    def count(self) -> int:
        """How many documents there are."""

    def select(self, node: QueryNode, filters: Filters, added: Rows | None = None) -> MatchSet:
        """Return what the node matches within the filters, and the documents of `added`.

        Added documents have the score that the node gives them, filters or not; 0 where it
        doesn't match them.

        Raises:
            QueryError: the query tree can't be answered in reasonable time.
        """

    def score(self, nodes: Sequence[QueryNode], rows: Rows) -> NDArray[np.float32]:
        """Return what rows score by each node, shape (nodes, rows); 0 where one doesn't match.

        Raises:
            QueryError: a node can't be answered in reasonable time.
        """

    def document_frequencies(self, terms: Sequence[Term]) -> list[int]:
        """Return how many documents hold each term."""

    def complete(self, prefixes: Sequence[PrefixQuery]) -> list[list[tuple[str, int]]]:
        """See `IndexReader.complete`."""

    def close(self) -> None:
        """Let the files go; a second call does nothing. The reader is of no use afterwards."""


class KeywordWriter(Protocol):
    """Adds and deletes documents; nothing counts before `commit`.

    Closing without a commit abandons what was added since the last one. A writer never changes
    an existing file: it makes new ones and renames them into place.
    """

    def add(self, document: KeywordDocument) -> None:
        """Add a document whose row isn't in the index, or was deleted before."""

    def delete(self, row: int) -> None:
        """Delete a document, committed or not; unknown rows are let pass."""

    def commit(self) -> None:
        """Make all of it durable: files synced, merges finished, superseded files removed."""

    def close(self) -> None:
        """Give the folder back, without what wasn't committed."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class KeywordEngine(Protocol):
    """A kind of keyword index; it holds no state of its own."""

    @property
    def name(self) -> str:
        """Its name in the settings."""

    def create(self, folder: Path) -> None:
        """Make an empty index in an existing empty folder."""

    def open_reader(self, folder: Path) -> KeywordReader:
        """Open the last commit; the folder may be removed under it (not on Windows).

        Raises:
            IndexFormatError: the folder holds no index of this engine.
        """

    def open_writer(self, folder: Path, memory_bytes: int = 200_000_000) -> KeywordWriter:
        """Open for writing, with so much memory for documents not yet on disk.

        Raises:
            IndexFormatError: the folder holds no index of this engine.
            IndexLockedError: another writer is at work in the folder.
        """

    def linkable(self, folder: Path) -> list[Path]:
        """Return the files of the last commit: hard-linked into an empty folder they are it."""


def field_name(field: Field, layer: Layer) -> str:
    """Return the index's name for one layer of one field; `Field.ANY` has none."""
    return f"{field.value}_{layer}"


def key_name(field: KeywordField) -> str:
    """Return the index's name for the filter keys of a keyword field."""
    return f"{field}_key"


def value_name(field: KeywordField) -> str:
    """Return the index's name for the values of a keyword field as they are written."""
    return f"{field}_value"
