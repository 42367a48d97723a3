"""The two interfaces that are all that stands between the roads and the disk.

`ArchiveWriter` is the indexing road's only way to the disk, `ArchiveSnapshot` the searching
road's. A home is a pair of classes that keep these promises; nothing outside `indexer.storage`
may know which home it talks to.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article
from indexer.storage.keyword.port import KeywordReader
from indexer.storage.query import Filters, Node
from indexer.storage.records import (
    EmbeddedArticle,
    Manifest,
    Neighbours,
    Outcome,
    Stored,
    VectorState,
)


class ArchiveWriter(Protocol):
    """Changes an index; only one at a time. Nothing counts for readers before `commit`."""

    manifest: Manifest | None  # the current generation's, None before the first

    def put(self, articles: Sequence[Article]) -> list[Outcome]:
        """Add articles, or replace those of the same id; the outcomes are in the same order."""

    def delete(self, article_id: str) -> bool:
        """Let an article go from the next generation on; False where there is none."""

    def rows_to_embed(self) -> list[int]:
        """Return the rows of the current generation's articles without vectors, newest first."""

    def rows(self) -> list[int]:
        """Return the rows of all the current generation's articles, newest first."""

    def articles(self, rows: Sequence[int]) -> list[Stored]:
        """Return these articles, in this order."""

    def add_vectors(self, articles: Sequence[EmbeddedArticle], state: VectorState) -> None:
        """Add centred vectors of articles that have none."""

    def drop_vectors(self) -> None:
        """Begin the vectors anew (another model, other passages, a new epoch)."""

    def commit(self) -> int:
        """Make all changes so far one new generation, durable and current; returns its number."""

    def report(self, report: object) -> None:
        """Keep a run's report (anything that JSON can hold) with the next generation."""

    def close(self) -> None:
        """Give up what wasn't committed, and the lock."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class ArchiveSnapshot(Protocol):
    """One generation, read only; safe to share between threads."""

    manifest: Manifest
    keyword: KeywordReader

    @property
    def is_current(self) -> bool:
        """Whether no newer generation has been published since."""

    def nearest(
        self,
        vector: NDArray[np.float32],
        limit: int,
        languages: Collection[str] | None = None,
        filters: Filters | None = None,
        required: Node | None = None,
    ) -> Neighbours:
        """Return the articles whose best passage is nearest to a centred unit vector.

        Args:
            vector: shape (dimension,).
            limit: how many at most.
            languages: of which languages; the spread is measured over all of these.
            filters: what narrows the hits, and not the spread.
            required: what the hits must match, likewise.
        """

    def similarities(
        self, vectors: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return these articles' similarity to centred unit vectors; NaN without vectors.

        Args:
            vectors: shape (k, dimension).
            rows: shape (n,).

        Returns:
            Shape (k, n): of an article's passages the nearest counts.
        """

    def best_passage(
        self, row: int, vector: NDArray[np.float32] | None
    ) -> tuple[NDArray[np.float32], int, int] | None:
        """Return the nearest passage's vector, start and end in the body; None without vectors."""

    def by_rows(self, rows: Iterable[int]) -> dict[int, Article]:
        """Return the articles of these rows."""

    def by_id(self, article_id: str) -> Stored | None:
        """Return an article, None where there is none of that id."""

    def newest_first(self) -> Iterator[Stored]:
        """Yield every article, newest first."""

    def count_by(self, column: str) -> dict[str, int]:
        """Return how many articles have each language, source or category."""

    def date_range(self) -> tuple[str, str]:
        """Return the first and last date (ISO), empty where no article has one."""

    def embedded(self) -> dict[str, int]:
        """Return how many articles of each language have vectors."""
