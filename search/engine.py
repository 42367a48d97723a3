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
from indexer.language.detection import query_language
from indexer.storage import open_snapshot
from indexer.storage.port import ArchiveSnapshot
from indexer.storage.query import And, Filters
from search import ranking
from search.bridging import bridged
from search.fusion import Weights
from search.hits import FOLD_DEPTH, build_hits
from search.query import ParsedQuery, parse_query
from search.ranking import Question, Ranking
from search.related import related
from search.request import Hit, SearchRequest, SearchResponse
from search.semantics import QuestionEmbedder
from search.snippets import Matcher


@dataclass(frozen=True, slots=True)
class Statistics:
    """What an archive holds.

    Attributes:
        articles: how many.
        languages: articles of each language, most first.
        sources: articles of each source, most first.
        first: date of the oldest article, None where none has one.
        last: date of the newest.
        vectors: how many articles have vectors.
        semantic: why there is no search by meaning; empty where there is.
    """

    articles: int
    languages: dict[str, int]
    sources: dict[str, int]
    first: date | None
    last: date | None
    vectors: int
    semantic: str


class SearchEngine:
    """Answers questions to one index. Threads may share it.

    It follows the index: a search sees the newest generation that was published before it began.

    Args:
        folder: the index.
        settings: the model, the archive's zone, limits.
        embedder: makes the embedder for questions; by default the one that the settings name.
        weights: of the fusion.

    Raises:
        IndexFormatError: where there is no index that this version can open.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        embedder: Callable[[], Embedder] | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._folder, self._settings = folder, settings
        self._weights = weights or Weights()
        self._questions = QuestionEmbedder(
            embedder
            or partial(
                load_embedder,
                settings.model,
                cache_dir=settings.cache_path,
                bulk=False,
                device=settings.device,
            )
        )
        self._turn = threading.Lock()
        self._known: dict[int, Statistics] = {}  # by generation, the current one's only
        self._opened: ArchiveSnapshot = open_snapshot(folder)

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a question.

        Raises:
            QueryError: the question can't be understood.
            ModelUnavailable: only meaning was asked for, and there is no model.
        """
        began = time.perf_counter()
        snapshot = self.snapshot
        parsed = parse_query(request.query, plain=request.plain, day_first=self._settings.day_first)
        filters = narrowed(request.filters, parsed.filters)
        language = query_language(parsed.text or request.query)
        notices = list(parsed.notices)
        words = bridged(parsed)
        needed = max(request.offset + request.limit, FOLD_DEPTH if request.fold_duplicates else 0)
        question = Question(
            words.node, parsed.required, None, language, filters, needed,
            self._settings.semantic_limit,
        )  # fmt: skip
        if not parsed.words:
            legs: tuple[str, ...] = ()
            found = self._without_words(snapshot, parsed, question, notices)
        else:
            found, legs = self._ranked(snapshot, request, parsed, question, notices)
        hits = build_hits(snapshot, request, words.node, found)
        return SearchResponse(
            request=request,
            hits=hits,
            total=found.total,
            legs=legs,
            language=language,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            total_is_capped=found.capped,
            also_searched=words.also_searched,
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
        return Matcher.of([bridged(parsed).node])

    def statistics(self) -> Statistics:
        """Return what the archive holds."""
        snapshot = self.snapshot
        with self._turn:
            known = self._known.get(snapshot.manifest.generation)
        if known is None:
            known = self._counted(snapshot)
            with self._turn:
                self._known = {snapshot.manifest.generation: known}
        return replace(known, semantic=self._questions.trouble(snapshot.manifest.vectors))

    def warm_up(self) -> None:
        """Load what the first question would have to wait for."""
        self.search(SearchRequest("كشّاف Kashshaf", plain=True))
        self.statistics()

    @staticmethod
    def _counted(snapshot: ArchiveSnapshot) -> Statistics:
        first, last = (from_iso(text) for text in snapshot.date_range())
        return Statistics(
            articles=snapshot.manifest.articles,
            languages=snapshot.count_by("language"),
            sources=snapshot.count_by("source"),
            first=first,
            last=last,
            vectors=snapshot.manifest.embedded,
            semantic="",
        )

    @property
    def snapshot(self) -> ArchiveSnapshot:
        """The newest generation."""
        with self._turn:
            if not self._opened.is_current:
                self._opened = open_snapshot(self._folder)
            return self._opened

    def _without_words(
        self,
        snapshot: ArchiveSnapshot,
        parsed: ParsedQuery,
        question: Question,
        notices: list[str],
    ) -> Ranking:
        """Answer a question that has no word to look for: by date, if it asks for anything."""
        if parsed.node is None and not question.filters:
            notices.append("The query holds no word to search for.")
            return Ranking([], [], {}, 0)
        return ranking.newest(snapshot, parsed.node or And(()), question.filters, question.needed)

    def _ranked(
        self,
        snapshot: ArchiveSnapshot,
        request: SearchRequest,
        parsed: ParsedQuery,
        question: Question,
        notices: list[str],
    ) -> tuple[Ranking, tuple[str, ...]]:
        if request.mode == "lexical":
            return ranking.lexical(snapshot, question), ("lexical",)
        state = snapshot.manifest.vectors
        try:
            vector = self._questions.vector(parsed.text, question.language, state)
        except ModelUnavailable as error:
            if request.mode == "semantic":
                raise
            notices.append(f"Search by meaning is off, words alone were searched: {error}")
            return ranking.lexical(snapshot, question), ("lexical",)
        question = replace(question, vector=vector)
        if request.mode == "semantic":
            return ranking.semantic(snapshot, question), ("semantic",)
        return ranking.hybrid(snapshot, question, self._weights), ("lexical", "semantic")


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
    return tuple(value for value in first if value in second) or ("\x00",)
