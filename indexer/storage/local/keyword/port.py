"""The port between the local home and a keyword engine: documents in, rows and scores out.

What an engine answers is fixed here, so that two engines can be held against each other:

* The match set of every node is the same in every engine, as `indexer.storage.query` words it.
* `Term` and `Phrase` score by BM25, `Prefix`, `Wildcard`, `Fuzzy` and `Vocalised` by a constant,
  all times the node's boost and the field's (`FIELD_BOOSTS`); for `Field.ANY` title and body
  add up.
* `And`, `Or` and `Boolean` add their parts' scores. `Not`, `DateRange`, the empty `And` and
  filters score nothing. Scores of two engines are alike in order, not in value.
* Words of a phrase follow each other; of the words that stand between the first and the last,
  `slop` at most don't belong to it. A phrase of one word is that word, one of none matches nothing.
* A `DateRange`, even one open at both ends, holds dated articles only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from indexer.storage.query import LAYERS, Field, Filters, Layer, QueryNode, ScoredDocs, filter_key

if TYPE_CHECKING:
    from indexer.language.analyzer import LayeredText

FIELD_BOOSTS = {Field.TITLE: 1.0, Field.BODY: 1.0, Field.AUTHOR: 1.0, Field.SOURCE: 1.0}
"""What a word is worth where it stands. A headline is short, so that BM25 itself counts its words
for more; a larger boost lost on ant-abstracts (nDCG@10 .894 with 2, .910 with 1)."""

VOCALISED_FIELDS = {Field.TITLE: "title_vocalised", Field.BODY: "body_vocalised"}
"""Fields whose vocalised words are indexed beside their layers, by their names in the index."""

LEAD_WORDS = 40
"""Words of the body that are indexed once more as its lead: news says first what it is about."""
LEAD_FIELDS: dict[Layer, str] = {"folded": "lead_folded", "stem": "lead_stem"}
"""Names of the lead's layers in the index. Words searched in title or body count there as well."""
LEAD_BOOST = 0.2
"""What a word of the lead is worth on top of what it is worth in the body."""

KEYWORD_SCHEMA = 3
"""Changes with the fields of the index; an index of another schema is built anew."""


@dataclass(frozen=True, slots=True)
class KeywordDocument:
    """What the keyword index takes of an article; every text is analysed already.

    Attributes:
        row: the article's row number, unique and >= 1; a new version has a new row.
        title, body, author, source_text: the layers, tokens joined by one space.
        language, source, author_name, category: values for filters, "" where there is none
            (an article without a value is outside every filter on it).
        day: proleptic ordinal of the article's date, None where it has none.
        vocalised_title, vocalised_body: the vocalised words, joined by one space.
    """

    row: int
    title: "LayeredText"
    body: "LayeredText"
    author: "LayeredText"
    source_text: "LayeredText"
    language: str
    source: str
    author_name: str
    category: str
    day: int | None
    vocalised_title: str = ""
    vocalised_body: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every searchable text with the name of its field in the index."""
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

    def attributes(self) -> Iterator[tuple[str, str]]:
        """The keys of the values to filter by, under their own names; those that it has."""
        for name in ("language", "source", "author_name", "category"):
            if value := getattr(self, name):
                yield name, filter_key(value)


class KeywordWriter(Protocol):
    """Adds and deletes documents; nothing counts before `commit`.

    Closing without a commit abandons what was added since the last one. A writer never changes
    an existing file: it makes new ones and renames them into place.
    """

    def add(self, document: KeywordDocument) -> None:
        """Adds a document whose row isn't in the index."""

    def delete(self, row: int) -> None:
        """Deletes a document, committed or not; unknown rows are let pass."""

    def commit(self) -> None:
        """Makes all of it durable: files synced, merges finished, superseded files removed."""

    def close(self) -> None:
        """Gives the folder back, without what wasn't committed."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class KeywordReader(Protocol):
    """One committed state of the index. Threads may share it; it never writes to the folder."""

    @property
    def count(self) -> int:
        """How many documents there are."""

    def search(self, node: QueryNode, filters: Filters, limit: int) -> ScoredDocs:
        """The best `limit` documents, best first, of equals the higher row first; exact total."""

    def newest(self, node: QueryNode, filters: Filters, limit: int, offset: int = 0) -> ScoredDocs:
        """The match set by day, falling, undated last, of one day the higher row first.

        `offset` documents are skipped; every score is 0.
        """

    def matching(self, node: QueryNode, filters: Filters, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these rows match, shape (n,)."""

    def scores(self, node: QueryNode, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The score that `search` gives each of these rows, shape (n,); 0 where none matches."""

    def all_rows(self, node: QueryNode, filters: Filters) -> NDArray[np.int64]:
        """Rows of the whole match set, ascending."""

    def document_frequency(self, text: str, layer: Layer, field: Field = Field.ANY) -> int:
        """How many documents hold the word."""

    def terms_with_prefix(
        self, prefix: str, layer: Layer, field: Field = Field.ANY, limit: int = 10
    ) -> list[tuple[str, int]]:
        """Words that begin so, each with its document frequency, falling; then by the alphabet."""

    def listed_words(
        self, prefix: str, layer: Layer, field: Field, limit: int
    ) -> list[tuple[str, int]]:
        """As `terms_with_prefix`, but quick: the counts may take in deleted documents."""

    def close(self) -> None:
        """Lets the files go. The reader is of no use afterwards."""


class KeywordEngine(Protocol):
    """A kind of keyword index; it holds no state of its own."""

    @property
    def name(self) -> str:
        """Its name in the settings."""

    def create(self, folder: Path) -> None:
        """Makes an empty index in an existing empty folder."""

    def open_reader(self, folder: Path) -> KeywordReader:
        """Opens the last commit; the folder may be removed under it (not on Windows).

        Raises:
            IndexFormatError: the folder holds no index of this engine.
        """

    def open_writer(self, folder: Path, memory_bytes: int = 200_000_000) -> KeywordWriter:
        """Opens for writing, with so much memory for documents not yet on disk.

        Raises:
            IndexFormatError: the folder holds no index of this engine.
            IndexLockedError: another writer is at work in the folder.
        """

    def linkable(self, folder: Path) -> list[Path]:
        """The files of the last commit: hard-linked into an empty folder they are the index."""


def field_name(field: Field, layer: Layer) -> str:
    """The index's name for one layer of one field; `Field.ANY` has none."""
    return f"{field.value}_{layer}"
