"""One generation of a local index, read only."""

import threading
import weakref
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article
from indexer.base.errors import IndexFormatError
from indexer.language.analyzer import analyzer_version
from indexer.storage.keyword import open_engine
from indexer.storage.keyword.port import KEYWORD_SCHEMA
from indexer.storage.local.articles import ArticleReader, connect
from indexer.storage.local.layout import Layout
from indexer.storage.local.manifest import read_manifest
from indexer.storage.local.vectors import VectorReader, top
from indexer.storage.query import And, Filters, QueryNode
from indexer.storage.records import Neighbours, Stored

OPEN_ATTEMPTS = 5


class LocalSnapshot:
    """Implements `ArchiveSnapshot` on a folder; opens what `CURRENT` names and keeps it.

    Raises:
        IndexFormatError: where there is no index, or one that this version can't read.
    """

    def __init__(self, folder: Path) -> None:
        self._layout = Layout(folder)
        for attempt in range(OPEN_ATTEMPTS):
            number = self._layout.current_number()
            if not number:
                raise IndexFormatError(
                    "there is no index here", str(folder), "Make one: kashshaf index PATH…"
                )
            try:
                self._open(number)
            except (FileNotFoundError, IndexFormatError):
                # The writer may have moved on and pruned what we were about to open.
                if attempt == OPEN_ATTEMPTS - 1 or self._layout.current_number() == number:
                    raise
            else:
                return

    def _open(self, number: int) -> None:
        generation = self._layout.generation(number)
        self.manifest = read_manifest(generation.manifest)
        made = (self.manifest.analyzer_version, self.manifest.keyword_schema)
        if made != (analyzer_version(), KEYWORD_SCHEMA):
            raise IndexFormatError(
                f"the index was made with analysis {made[0]} and keyword schema {made[1]}, "
                f"this version has {analyzer_version()} and {KEYWORD_SCHEMA}",
                str(self._layout.folder),
                "Run `kashshaf index` on it once: the keywords are rebuilt, nothing is lost",
            )
        self.keyword = open_engine(self.manifest.keyword_engine).open_reader(generation.keyword)
        self._vectors = VectorReader(generation.vectors)
        self._connection = connect(self._layout.articles, read_only=True)
        weakref.finalize(self, self._connection.close)
        self._articles = ArticleReader(self._connection, number)
        self._lock = threading.Lock()  # SQLite's connection is shared between threads
        self._counts: dict[str, dict[str, int]] = {}
        self._allowed = lru_cache(maxsize=32)(self._allowed_positions)

    @property
    def is_current(self) -> bool:
        """Whether no newer generation has been published since."""
        return self._layout.current_number() == self.manifest.generation

    def nearest(
        self,
        vector: NDArray[np.float32],
        limit: int,
        languages: Collection[str] | None = None,
        filters: Filters | None = None,
        required: QueryNode | None = None,
    ) -> Neighbours:
        """Return the articles whose best passage is nearest to a centred unit vector."""
        scores = self._vectors.similarities(vector)
        if languages is not None:
            scores = np.where(self._vectors.of_languages(languages), scores, -np.inf)
        counted = scores[np.isfinite(scores)].astype(np.float64)
        mean, deviation = (counted.mean(), counted.std()) if len(counted) else (0.0, 0.0)
        if filters or required is not None:
            allowed = self._allowed(required or And(()), filters or Filters())
            scores = np.where(allowed, scores, -np.inf)
        return Neighbours(top(self._vectors.rows, scores, limit), float(mean), float(deviation))

    def similarities(
        self, vectors: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return these articles' similarity to centred unit vectors; NaN without vectors."""
        positions = self._vectors.positions(rows)
        found = np.full((len(vectors), len(rows)), np.nan, np.float32)
        known = positions >= 0
        if known.any():
            found[:, known] = self._vectors.similarities_at(vectors, positions[known])
        return found

    def best_passage(
        self, row: int, vector: NDArray[np.float32] | None
    ) -> tuple[NDArray[np.float32], int, int] | None:
        """Return the nearest passage's vector, start and end in the body; None without vectors."""
        return self._vectors.best_passage(row, vector)

    def by_rows(self, rows: Iterable[int]) -> dict[int, Article]:
        """Return the articles of these rows."""
        with self._lock:
            return self._articles.by_rows(rows)

    def by_id(self, article_id: str) -> Stored | None:
        """Return an article, None where there is none of that id."""
        with self._lock:
            return self._articles.by_id(article_id)

    def newest_first(self) -> Iterator[Stored]:
        """Yield every article, newest first; for one thread at a time."""
        return self._articles.newest_first()

    def count_by(self, column: str) -> dict[str, int]:
        """Return how many articles have each language, source or category."""
        with self._lock:
            if column not in self._counts:  # a generation doesn't change
                self._counts[column] = self._articles.count_by(column)
            return dict(self._counts[column])

    def date_range(self) -> tuple[str, str]:
        """Return the first and last date (ISO), empty where no article has one."""
        with self._lock:
            return self._articles.date_range()

    def embedded(self) -> dict[str, int]:
        """Return how many articles of each language have vectors."""
        return self._vectors.languages()

    def _allowed_positions(self, required: QueryNode, filters: Filters) -> NDArray[np.bool_]:
        return self._vectors.among(self.keyword.all_rows(required, filters))
