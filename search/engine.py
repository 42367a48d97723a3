"""The entry point to searching: the web, the terminal and the evaluation all use it."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.article import Article
from indexer.base.errors import ModelUnavailable
from indexer.base.settings import Settings
from indexer.embedding import Embedder, load_embedder
from indexer.language.analyzer import analyze
from indexer.language.detection import ARABIC_BLOCK, query_language
from indexer.language.options import choose
from indexer.storage import open_reader
from indexer.storage.backend import IndexReader
from indexer.storage.query import (
    DateHistogram,
    Field,
    Phrase,
    QueryNode,
    ResultSet,
    ScoredDocs,
    TermsAggregation,
)
from indexer.storage.records import Manifest
from search.expansion.expander import Expanded, Expander
from search.expansion.suggestion import Suggestion, suggest
from search.expansion.synonyms import Synonyms
from search.expansion.vocabulary import ArchiveVocabulary, sample_queries
from search.notices import Notice
from search.query import ParsedQuery, parse_query
from search.query.filters import narrowed
from search.ranking import single
from search.ranking.fusion import Weights
from search.ranking.hybrid import hybrid
from search.ranking.query_vectors import QueryEmbedder
from search.ranking.ranked import Ranking, RetrievalQuery
from search.ranking.reranking import Reranker, Verdicts
from search.reader import SharedReader
from search.related import related
from search.request import Hit, SearchRequest, SearchResponse
from search.results.empty_results import empty_notice, language_notice, language_queries
from search.results.hits import build_hits
from search.results.matching import Matcher

_LONGEST_TITLE = 30  # words
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
        vectors: how many articles have vectors.
        dense: why there is no search by meaning; empty where there is.
    """

    articles: int
    languages: dict[str, int]
    sources: dict[str, int]
    first: date | None
    last: date | None
    vectors: int
    dense: str


@dataclass(slots=True)
class _Answer:
    """One answer in the making: what every step of it needs.

    Attributes:
        notices: for the searcher, so far.
        samples: words whose writing is not known yet, with the articles that hold them.
    """

    reader: IndexReader
    request: SearchRequest
    parsed: ParsedQuery
    language: str
    vocabulary: ArchiveVocabulary
    expanded: Expanded
    query: RetrievalQuery
    notices: list[Notice]
    samples: dict[str, ScoredDocs] = field(default_factory=dict)


class SearchEngine:
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
        self._reranker = Reranker.of(settings)
        self._expander = Expander(Synonyms(settings.synonyms_path))
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
            response = self._answered(reader, request)
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

    def marks(self, query: str) -> Matcher:
        """Return what tells a query's words in a text, to highlight them on an article's page.

        Raises:
            QueryError: the query can't be understood.
        """
        parsed = parse_query(query, day_first=self._settings.day_first)
        with self._shared.lease() as reader:
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
        self.search(SearchRequest("كشّاف Kashshaf", plain=True))
        self.statistics()

    @contextmanager
    def lease(self) -> Iterator[IndexReader]:
        """Lend the reader of the newest version for the length of a `with`."""
        with self._shared.lease() as reader:
            yield reader

    def close(self) -> None:
        """Give the index's files back once the searches under way are done."""
        self._shared.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _answered(self, reader: IndexReader, request: SearchRequest) -> SearchResponse:
        answer = self._understood(reader, request)
        found, retrievers = self._ranked(answer)
        offered = Suggestion("")
        if answer.parsed.words and not found.matched:
            offered = suggest(answer.parsed.text, answer.vocabulary)
            words = answer.vocabulary.unsampled(offered.words)
            found_in = reader.search_text(sample_queries(words)) if words else []
            answer.samples.update(zip(words, found_in, strict=True))
        articles = _articles(answer, found)
        found, verdicts = self._reranked(answer, found, articles)
        if answer.parsed.words and not found.total:
            answer.notices.append(empty_notice(retrievers, filtered=bool(answer.query.filters)))
        expansions = answer.expanded.written(answer.vocabulary)
        hits = build_hits(request, answer.expanded, expansions, answer.parsed.text, found, articles)
        return SearchResponse(
            request=request,
            hits=tuple(replace(hit, reranked=verdicts.get(hit.article.id)) for hit in hits),
            total=found.total,
            total_relation=found.relation,
            retrievers=retrievers,
            language=answer.language,
            took_ms=0.0,
            expansions=expansions,
            suggestion=offered.written(answer.vocabulary),
            notices=tuple(answer.notices),
            facets=(
                tuple(reader.aggregate(found.results, request.aggregations))
                if request.aggregations
                else ()
            ),
        )

    def _understood(self, reader: IndexReader, request: SearchRequest) -> _Answer:
        parsed = parse_query(request.query, plain=request.plain, day_first=self._settings.day_first)
        language = query_language(parsed.text or request.query)
        vocabulary = self._expander.vocabulary(reader)
        expanded = self._expander.expand(vocabulary, parsed, request.verbatim)
        whole = self._reranks(request, parsed)  # what is reranked is ranked from its beginning
        end = request.offset + request.limit
        query = RetrievalQuery(
            node=expanded.node,
            must=expanded.must,
            vector=None,
            language=_home(language, parsed.text, reader.manifest),
            filters=narrowed(request.filters, parsed.filters),
            offset=0 if whole else request.offset,
            limit=max(end, whole) if whole else request.limit,
            dense_limit=self._settings.dense_limit,
            collapse=request.collapse,
            title=_as_title(parsed),
            language_boost=request.language_boost,
        )
        return _Answer(
            reader, request, parsed, language, vocabulary, expanded, query, list(parsed.notices)
        )

    def _reranks(self, request: SearchRequest, parsed: ParsedQuery) -> int:
        """Return how many hits the reranker orders; 0 where there is none for this search."""
        wanted = self._reranker is not None and request.mode == "hybrid" and bool(parsed.words)
        return self._reranker.depth if self._reranker is not None and wanted else 0

    def _ranked(self, answer: _Answer) -> tuple[Ranking, tuple[str, ...]]:
        """Rank, and learn on the way how spellings are written and which languages are held."""
        reader, query, parsed = answer.reader, answer.query, answer.parsed
        if not parsed.words:
            if parsed.node is None and not query.filters:
                answer.notices.append(Notice.of("no_word"))
                return Ranking(), ()
            return single.by_date(reader, query, "newest"), ()
        mode = answer.request.mode
        if mode != "lexical":
            query = self._with_vector(answer) or query
        words = answer.vocabulary.unsampled(answer.expanded.spelled())
        extra = [
            *sample_queries(words),
            *language_queries(reader.manifest, parsed.text, answer.language),
        ]
        if mode == "dense":
            found, others = single.dense(reader, query), reader.search_text(extra) if extra else []
            retrievers: tuple[str, ...] = ("dense",)
        elif query.vector is None:
            found, others = single.lexical(reader, query, extra)
            retrievers = ("lexical",)
        else:
            found, others = hybrid(reader, query, self._weights, extra)
            retrievers = ("lexical", "dense")
        answer.samples.update(zip(words, others[: len(words)], strict=True))
        held = others[len(words) :]
        answer.notices += language_notice(reader.manifest, answer.language, held)
        return found, retrievers

    def _with_vector(self, answer: _Answer) -> RetrievalQuery | None:
        """Return the query with its vector; None, with a notice, where there can't be one."""
        vectors = answer.reader.manifest.vectors
        query = answer.query
        try:
            vector = self._queries.vector(
                answer.parsed.text, query.language, vectors.space if vectors else None
            )
        except ModelUnavailable as error:
            if answer.request.mode == "dense":
                raise
            answer.notices.append(Notice.of("dense_off", reason=str(error)))
            return None
        return replace(query, vector=vector)

    def _reranked(
        self, answer: _Answer, found: Ranking, articles: Mapping[int, Article]
    ) -> tuple[Ranking, Verdicts]:
        """Let the reranker order the first hits, and cut out the page."""
        if self._reranker is None or not self._reranks(answer.request, answer.parsed):
            return found, {}
        verdicts: Verdicts = {}
        try:
            found, verdicts = self._reranker.rerank(answer.parsed.text, found, articles)
        except ModelUnavailable as error:
            answer.notices.append(Notice.of("reranker_off", reason=str(error)))
        page = slice(answer.request.offset, answer.request.offset + answer.request.limit)
        return replace(
            found, docs=found.docs[page], scores=found.scores[page], members=found.members[page]
        ), verdicts


def _articles(answer: _Answer, found: Ranking) -> dict[int, Article]:
    """Return all articles that the answer shows something of, in one call."""
    sampled = [doc for one in answer.samples.values() for doc in one.docs.tolist()]
    docs = list(dict.fromkeys((*found.wanted(), *sampled)))
    stored = answer.reader.documents(docs) if docs else []
    articles = {one.doc: one.article for one in stored}
    answer.vocabulary.learn(list(answer.samples), list(answer.samples.values()), articles)
    return articles


def _counted(reader: IndexReader) -> ArchiveStatistics:
    sources, days = reader.aggregate(
        ResultSet(), [TermsAggregation("source", _MOST_SOURCES), DateHistogram("day")]
    )
    vectors = reader.manifest.vectors
    return ArchiveStatistics(
        articles=reader.manifest.articles,
        languages=dict(reader.manifest.languages),
        sources={bucket.value: bucket.count for bucket in sources.buckets},
        first=date.fromisoformat(days.buckets[0].value) if days.buckets else None,
        last=date.fromisoformat(days.buckets[-1].value) if days.buckets else None,
        vectors=sum(vectors.articles.values()) if vectors else 0,
        dense="",
    )


def _home(language: str, text: str, manifest: Manifest) -> str:
    """Return the archive's language that a query is nearest to.

    Few words tell little: a headline that looks Italian is English where no article is Italian.
    """
    held = manifest.vectors.articles if manifest.vectors else {}
    nearest = "ar" if ARABIC_BLOCK.search(text) else "en"
    return language if language in held or nearest not in held else nearest


def _as_title(parsed: ParsedQuery) -> QueryNode | None:
    """Return what matches titles that hold the whole query, where it has two words or more."""
    words = tuple(token.folded for token in analyze(parsed.text)[: _LONGEST_TITLE + 1])
    if not 2 <= len(words) <= _LONGEST_TITLE or parsed.demanding:
        return None
    return Phrase(words, "folded", Field.TITLE)
