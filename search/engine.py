"""The one door to searching: the web, the terminal and the evaluation all come through here."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from indexer.article import Article, from_iso
from indexer.base.errors import ModelUnavailable
from indexer.base.settings import Settings
from indexer.embedding import Embedder, load_embedder
from indexer.language.analyzer import analyze
from indexer.language.detection import ARABIC_BLOCK, query_language
from indexer.language.options import choose
from indexer.storage import open_snapshot
from indexer.storage.backend import ArchiveSnapshot
from indexer.storage.query import And, Field, Filters, QueryNode, Phrase, filter_key
from search.expansion.expander import Expander
from search.expansion.suggestion import suggestion
from search.expansion.synonyms import Synonyms
from search.expansion.vocabulary import ArchiveVocabulary
from search.notices import Notice
from search.query import ParsedQuery, parse_query
from search.ranking import hybrid as ranking
from search.ranking.candidates import RetrievalQuery
from search.ranking.fusion import Weights
from search.ranking.hybrid import Ranking
from search.ranking.query_vectors import QueryEmbedder
from search.ranking.reranking import Reranker, Verdicts
from search.related import related
from search.request import Hit, SearchRequest, SearchResponse
from search.results import empty_results
from search.results.hits import FOLD_DEPTH, build_hits
from search.results.matching import Matcher

_LONGEST_TITLE = 30  # words


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


class SearchEngine:
    """Answers queries to one index. Threads may share it.

    It follows the index: a search sees the newest generation that was published before it began.

    Args:
        folder: the index.
        settings: the model, the archive's zone, limits.
        embedder: makes the embedder for queries; by default the one that the settings name.
        weights: of the fusion.

    Raises:
        IndexFormatError: where there is no index that this version can open.
        SettingsError: another engine of this process analyses otherwise.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        embedder: Callable[[], Embedder] | None = None,
        weights: Weights | None = None,
    ) -> None:
        choose(settings)
        self._folder, self._settings = folder, settings
        self._weights = weights or Weights(method=settings.fusion)
        self._queries = QueryEmbedder(
            embedder
            or partial(
                load_embedder,
                settings.model,
                cache_dir=settings.cache_path,
                bulk=False,
                device=settings.device,
            )
        )
        self._reranker = Reranker.of(settings)
        self._expander = Expander(Synonyms(settings.synonyms_path))
        self._lock = threading.Lock()
        self._known: dict[int, ArchiveStatistics] = {}  # by generation, the current one's only
        self._opened: ArchiveSnapshot = open_snapshot(folder)

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a query.

        Raises:
            QueryError: the query can't be understood.
            ModelUnavailable: only meaning was asked for, and there is no model.
        """
        began = time.perf_counter()
        snapshot = self.snapshot
        parsed = parse_query(request.query, plain=request.plain, day_first=self._settings.day_first)
        filters = narrowed(request.filters, parsed.filters)
        language = query_language(parsed.text or request.query)
        notices = list(parsed.notices)
        words = self._expander.expand(snapshot, parsed, request.verbatim)
        needed = max(request.offset + request.limit, FOLD_DEPTH if request.collapse else 0)
        if self._reranker:
            needed = max(needed, self._reranker.depth)
        query = RetrievalQuery(
            node=words.node,
            required=words.required,
            vector=None,
            language=_home(language, parsed.text, snapshot),
            filters=filters,
            needed=needed,
            dense_limit=self._settings.dense_limit,
            title=_as_title(parsed),
            language_boost=request.language_boost,
        )
        if not parsed.words:
            retrievers: tuple[str, ...] = ()
            found = self._without_words(snapshot, parsed, query, notices)
        else:
            found, retrievers = self._ranked(snapshot, request, parsed, query, notices)
        notices += empty_results.notices(snapshot, parsed, query, language, found, retrievers)
        found, verdicts = self._reranked(snapshot, request, parsed, found, notices)
        hits = build_hits(snapshot, request, words, parsed.text, found)
        return SearchResponse(
            request=request,
            hits=tuple(replace(hit, reranked=verdicts.get(hit.article.id)) for hit in hits)
            if verdicts
            else hits,
            total=found.total,
            retrievers=retrievers,
            language=language,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            total_is_capped=found.capped,
            expansions=words.expansions,
            suggestion=self._suggestion(snapshot, parsed, found),
            notices=tuple(notices),
        )

    def article(self, article_id: str) -> Article | None:
        """Return an article, None where the archive has none of that id."""
        stored = self.snapshot.by_id(article_id)
        return stored.article if stored else None

    def related(self, article_id: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return the articles of all languages nearest to one in meaning and words.

        Raises:
            KeyError: there is no article of that id.
        """
        snapshot = self.snapshot
        stored = snapshot.by_id(article_id)
        if stored is None:
            raise KeyError(article_id)
        return related(snapshot, stored, limit, self._weights)

    def marks(self, query: str) -> Matcher:
        """Return what tells a query's words in a text, to highlight them on an article's page.

        Raises:
            QueryError: the query can't be understood.
        """
        parsed = parse_query(query, day_first=self._settings.day_first)
        return Matcher.of([self._expander.expand(self.snapshot, parsed).node])

    def statistics(self) -> ArchiveStatistics:
        """Return what the archive holds."""
        snapshot = self.snapshot
        with self._lock:
            known = self._known.get(snapshot.manifest.generation)
        if known is None:
            known = self._counted(snapshot)
            with self._lock:
                self._known = {snapshot.manifest.generation: known}
        return replace(known, dense=self._queries.problem(snapshot.manifest.vectors))

    def warm_up(self) -> None:
        """Load what the first query would have to wait for."""
        self.search(SearchRequest("كشّاف Kashshaf", plain=True))
        self.statistics()

    @staticmethod
    def _counted(snapshot: ArchiveSnapshot) -> ArchiveStatistics:
        first, last = (from_iso(text) for text in snapshot.date_range())
        return ArchiveStatistics(
            articles=snapshot.manifest.articles,
            languages=snapshot.count_by("language"),
            sources=snapshot.count_by("source"),
            first=first,
            last=last,
            vectors=snapshot.manifest.embedded,
            dense="",
        )

    @property
    def snapshot(self) -> ArchiveSnapshot:
        """The newest generation."""
        with self._lock:
            if not self._opened.is_current:
                self._opened = open_snapshot(self._folder)
            return self._opened

    @staticmethod
    def _suggestion(snapshot: ArchiveSnapshot, parsed: ParsedQuery, found: Ranking) -> str:
        """Return another wording where the words of this one are found nowhere."""
        if not parsed.words or found.retrievers.get("lexical"):
            return ""
        return suggestion(parsed.text, ArchiveVocabulary(snapshot))

    def _without_words(
        self,
        snapshot: ArchiveSnapshot,
        parsed: ParsedQuery,
        query: RetrievalQuery,
        notices: list[Notice],
    ) -> Ranking:
        """Answer a query that has no word to look for: by date, if it asks for anything."""
        if parsed.node is None and not query.filters:
            notices.append(Notice.of("no_word"))
            return Ranking([], [], {}, 0)
        return ranking.newest(snapshot, parsed.node or And(()), query.filters, query.needed)

    def _ranked(
        self,
        snapshot: ArchiveSnapshot,
        request: SearchRequest,
        parsed: ParsedQuery,
        query: RetrievalQuery,
        notices: list[Notice],
    ) -> tuple[Ranking, tuple[str, ...]]:
        if request.mode == "lexical":
            return ranking.lexical(snapshot, query), ("lexical",)
        state = snapshot.manifest.vectors
        try:
            vector = self._queries.vector(parsed.text, query.language, state)
        except ModelUnavailable as error:
            if request.mode == "dense":
                raise
            notices.append(Notice.of("dense_off", reason=str(error)))
            return ranking.lexical(snapshot, query), ("lexical",)
        query = replace(query, vector=vector)
        if request.mode == "dense":
            return ranking.dense(snapshot, query), ("dense",)
        return ranking.hybrid(snapshot, query, self._weights), ("lexical", "dense")

    def _reranked(
        self,
        snapshot: ArchiveSnapshot,
        request: SearchRequest,
        parsed: ParsedQuery,
        found: Ranking,
        notices: list[Notice],
    ) -> tuple[Ranking, Verdicts]:
        """Let the reranker order the first hits; a single retriever is shown as it is."""
        if self._reranker is None or request.mode != "hybrid" or not parsed.words:
            return found, {}
        try:
            return self._reranker.rerank(snapshot, parsed.text, found)
        except ModelUnavailable as error:
            notices.append(Notice.of("reranker_off", reason=str(error)))
            return found, {}


def _home(language: str, text: str, snapshot: ArchiveSnapshot) -> str:
    """Return the archive's language that a query is nearest to.

    Few words tell little: a headline that looks Italian is English where no article is Italian.
    """
    held = snapshot.embedded()
    nearest = "ar" if ARABIC_BLOCK.search(text) else "en"
    return language if language in held or nearest not in held else nearest


def _as_title(parsed: ParsedQuery) -> QueryNode | None:
    """Return what matches titles that hold the whole query, where it has two words or more."""
    words = tuple(token.folded for token in analyze(parsed.text)[: _LONGEST_TITLE + 1])
    if not 2 <= len(words) <= _LONGEST_TITLE or parsed.demanding:
        return None
    return Phrase(words, "folded", Field.TITLE)


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
