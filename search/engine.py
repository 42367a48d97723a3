"""The entry point to searching: the web, the terminal and the evaluation all use it."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from indexer.article import Article
from indexer.base.closing import Closing
from indexer.base.settings import Settings
from indexer.embedding import Embedder, load_embedder
from indexer.language.options import choose
from indexer.storage import open_reader
from indexer.storage.backend import IndexReader
from indexer.storage.query import (
    DateHistogram,
    ResultSet,
    TermsAggregation,
)
from search.answering import Answerer
from search.expansion.expander import Expander
from search.expansion.pasted import condensed, is_pasted
from search.expansion.synonyms import Synonyms
from search.query import parse_query
from search.ranking.fusion import Weights
from search.ranking.query_vectors import QueryEmbedder
from search.ranking.reranking import Reranker
from search.reader import SharedReader
from search.related import related
from search.request import Hit, SearchRequest, SearchResponse
from search.results.matching import Matcher

_MOST_SOURCES = 10_000


@dataclass(frozen=True, slots=True)
class ArchiveStatistics:
    """What an archive holds.

    Attributes:
        articles: how many.
        languages: articles of each language, most first.
        sources: articles of each source, most first.
        first: date of the oldest article, None where none has one.
        last: date of the newest.
        days: dated articles of each day that has any, in order of time.
        vectors: how many articles have vectors.
        dense: why there is no search by meaning; empty where there is.
    """

    articles: int
    languages: dict[str, int]
    sources: dict[str, int]
    first: date | None
    last: date | None
    days: dict[date, int]
    vectors: int
    dense: str


class SearchEngine(Closing):
    """Answers queries to one index. Threads may share it.

    It follows the index: a search sees the newest version that was published before it began, or
    the one before while another search is opening that. A hybrid search makes at most 8 calls to
    the storage, one more with aggregations; related coverage makes at most 8.

    Args:
        location: the index.
        settings: the archive's zone, limits, the reranker.
        embedder: makes the embedder of a model's name; by default as the settings say.
        weights: of the fusion.
        open_index: opens the index's current version.

    Raises:
        IndexFormatError: where there is no index that this version can open.
        SettingsError: another engine of this process analyses otherwise.
    """

    def __init__(
        self,
        location: Path,
        settings: Settings,
        embedder: Callable[[str], Embedder] | None = None,
        weights: Weights | None = None,
        open_index: Callable[[Path], IndexReader] = open_reader,
    ) -> None:
        choose(settings)
        self._settings = settings
        self._weights = weights or Weights(method=settings.fusion)
        self._queries = QueryEmbedder(
            embedder
            or partial(
                load_embedder, cache_dir=settings.cache_path, bulk=False, device=settings.device
            )
        )
        self._expander = Expander(Synonyms(settings.synonyms_path))
        self._answerer = Answerer(
            settings, self._expander, self._queries, self._weights, Reranker.of(settings)
        )
        self._lock = threading.Lock()
        self._statistics: tuple[str, ArchiveStatistics] | None = None
        self._shared = SharedReader(partial(open_index, location))

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a query.

        Raises:
            QueryError: the query can't be understood.
            ModelUnavailable: only meaning was asked for, and there is no model.
        """
        began = time.perf_counter()
        with self._shared.lease() as reader:
            response = self._answerer.answer(reader, request)
        return replace(response, took_ms=round((time.perf_counter() - began) * 1000, 3))

    def article(self, article_id: str) -> Article | None:
        """Return an article, None where the archive has none of that id."""
        return self.articles([article_id])[0]

    def articles(self, ids: Sequence[str]) -> list[Article | None]:
        """Return the articles with these ids, in this order; None where there is none."""
        with self._shared.lease() as reader:
            return [stored.article if stored else None for stored in reader.find(ids)]

    def related(self, article_id: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return the articles of all languages nearest to one in meaning and words.

        Raises:
            KeyError: there is no article of that id.
        """
        with self._shared.lease() as reader:
            (stored,) = reader.find([article_id])
            if stored is None:
                raise KeyError(article_id)
            return related(reader, stored, limit, self._weights)

    def condensed(self, text: str) -> str:
        """Return the words that tell what a text is about, as a query; empty where none does."""
        with self._shared.lease() as reader:
            return condensed(reader, text)

    def marks(self, query: str) -> Matcher:
        """Return what tells a query's words in a text, to highlight them on an article's page.

        Raises:
            QueryError: the query can't be understood.
        """
        with self._shared.lease() as reader:
            pasted = is_pasted(query)
            asked = condensed(reader, query) if pasted else query
            parsed = parse_query(asked, plain=pasted, day_first=self._settings.day_first)
            expanded = self._expander.expand(self._expander.vocabulary(reader), parsed)
        return Matcher.of([expanded.node])

    def statistics(self) -> ArchiveStatistics:
        """Return what the archive holds."""
        with self._shared.lease() as reader:
            version = reader.manifest.version
            with self._lock:
                known = self._statistics
            if known is None or known[0] != version:
                known = (version, _counted(reader))
                with self._lock:
                    self._statistics = known
            vectors = reader.manifest.vectors
            problem = self._queries.problem(vectors.space if vectors else None)
        return replace(known[1], dense=problem)

    def problem(self) -> str:
        """Return why searches fail, after trying one; empty where they don't."""
        try:
            self.search(SearchRequest("كشّاف", "lexical", plain=True, limit=1))
        except Exception as error:  # noqa: BLE001 - whatever it is, monitors must be told
            return f"{type(error).__name__}: {error}"
        return self._shared.problem

    def warm_up(self) -> None:
        """Load what the first query would have to wait for."""
        self.search(
            SearchRequest("كشّاف OR Kashshaf published:2024")
        )  # loads all that reads queries
        self.statistics()

    @contextmanager
    def lease(self) -> Iterator[IndexReader]:
        """Lend the reader of the newest version for the length of a `with`."""
        with self._shared.lease() as reader:
            yield reader

    def close(self) -> None:
        """Give the index's files back once the searches under way are done."""
        self._shared.close()


def _counted(reader: IndexReader) -> ArchiveStatistics:
    sources, dated = reader.aggregate(
        ResultSet(), [TermsAggregation("source", _MOST_SOURCES), DateHistogram("day")]
    )
    days = {date.fromisoformat(bucket.value): bucket.count for bucket in dated.buckets}
    vectors = reader.manifest.vectors
    return ArchiveStatistics(
        articles=reader.manifest.articles,
        languages=dict(reader.manifest.languages),
        sources={bucket.value: bucket.count for bucket in sources.buckets},
        first=min(days, default=None),
        last=max(days, default=None),
        days=days,
        vectors=sum(vectors.articles.values()) if vectors else 0,
        dense="",
    )
