"""One search, step by step: read, expand, rank, fetch the articles, rerank, build the hits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from indexer.article import Article
from indexer.base.errors import ModelUnavailable
from indexer.base.settings import Settings
from indexer.language.analyzer import analyze
from indexer.language.detection import ARABIC_BLOCK, query_language
from indexer.storage.backend import IndexReader
from indexer.storage.query import Field, Filters, Phrase, QueryNode, ResultSet, ScoredDocs
from indexer.storage.records import Manifest, VectorSpace
from search.budget import Budget
from search.counting import count, count_alternatives
from search.expansion.expander import Expanded, Expander
from search.expansion.pasted import condensed, is_pasted
from search.expansion.suggestion import Suggestion, suggest
from search.expansion.vocabulary import ArchiveVocabulary, sample_queries
from search.notices import Notice
from search.query import ParsedQuery, parse_query
from search.query.clipping import clipped, embeddable, whole_is_embedded
from search.query.filters import narrowed
from search.ranking import single
from search.ranking.fusion import Weights
from search.ranking.hybrid import hybrid
from search.ranking.query_vectors import QueryEmbedder
from search.ranking.ranked import Ranking, RetrievalQuery
from search.ranking.reranking import Reranker, Verdicts
from search.request import SearchRequest, SearchResponse
from search.results.empty_results import empty_notice, language_notice, language_queries
from search.results.hits import build_hits

_LONGEST_TITLE = 30  # words


@dataclass(slots=True)
class _Answer:
    """One answer in the making: what every step of it needs.

    Attributes:
        notices: for the searcher, so far.
        meant: the text whose meaning is searched.
        budget: what optional work asks whether there is time for it.
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
    meant: str
    budget: Budget
    samples: dict[str, ScoredDocs] = field(default_factory=dict)


class Answerer:
    """Answers queries to the readers of one index. Threads may share it.

    Args:
        settings: order of day and month, limits.
        expander: adds to queries what else their words are searched by.
        embedder: embeds queries.
        weights: of the fusion.
        reranker: None where there is none.
    """

    def __init__(
        self,
        settings: Settings,
        expander: Expander,
        embedder: QueryEmbedder,
        weights: Weights,
        reranker: Reranker | None,
    ) -> None:
        self._settings = settings
        self._expander = expander
        self._embedder = embedder
        self._weights = weights
        self._reranker = reranker

    def answer(self, reader: IndexReader, request: SearchRequest) -> SearchResponse:
        """Answer a query to one version of an index; `took_ms` is left 0.

        Raises:
            QueryError: the query can't be understood.
            ModelUnavailable: only meaning was asked for, and there is no model.
        """
        if request.mode != "lexical":  # the first search loads the model: that is no one's own time
            self._embedder.problem(_space(reader))
        answer = self._understood(reader, request, Budget(self._settings.time_budget))
        found, retrievers = self._ranked(answer)
        offered = Suggestion("")
        if answer.parsed.words and not found.matched and answer.budget.allows("suggestion"):
            offered = suggest(answer.parsed.text, answer.vocabulary)
            words = answer.vocabulary.unsampled(offered.words)
            found_in = reader.search_text(sample_queries(words)) if words else []
            answer.samples.update(zip(words, found_in, strict=True))
        articles = _articles(answer, found)
        found, verdicts = self._reranked(answer, found, articles)
        if answer.parsed.words and not found.total:
            answer.notices.append(empty_notice(retrievers, filtered=bool(answer.query.filters)))
        if self._seems_unanswered(answer, found):
            answer.notices.append(Notice.of("nothing_relevant"))
        expansions = answer.expanded.written(answer.vocabulary)
        hits = build_hits(
            request, answer.expanded, expansions, answer.parsed.text, found, articles, answer.budget
        )
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
            notices=tuple(dict.fromkeys((*answer.notices, *answer.budget.notices()))),
            partial=answer.budget.is_used_up,
            facets=count(reader, found.results, request.aggregations),
            alternatives=count_alternatives(
                reader,
                found.results,
                request.filters,
                request.alternatives,
                lambda filters: self._results_within(answer, filters),
            ),
        )

    def _seems_unanswered(self, answer: _Answer, found: Ranking) -> bool:
        """Tell whether even the best hit is improbable; of a language not held nobody knows."""
        unlikely = found.best is not None and found.best < self._weights.model.answer
        return unlikely and bool(found.docs) and not answer.query.foreign

    def _understood(self, reader: IndexReader, request: SearchRequest, budget: Budget) -> _Answer:
        pasted = is_pasted(request.query, plain=request.plain)
        plain = pasted or request.plain
        asked = typed = clipped(request.query) if plain else request.query
        if pasted:
            asked = condensed(reader, typed) or embeddable(typed)
        parsed = parse_query(asked, plain=plain, day_first=self._settings.day_first)
        said = typed if pasted else parsed.text
        meant = embeddable(said)  # news says first what it is about
        language = query_language(meant or asked)
        vocabulary = self._expander.vocabulary(reader)
        expanded = self._expander.expand(
            vocabulary,
            parsed,
            request.verbatim,
            expand=request.expand,
            spellings=lambda: not pasted and budget.allows("spellings"),
        )
        notices = list(parsed.notices)
        if pasted:
            notices.append(Notice.of("pasted_text"))
        elif not whole_is_embedded(said):
            notices.append(Notice.of("meaning_of_beginning"))
        if typed != request.query:
            notices.append(Notice.of("text_cut"))
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
            units=expanded.units,
            foreign=language not in reader.manifest.languages,
        )
        return _Answer(
            reader, request, parsed, language, vocabulary, expanded, query, notices, meant, budget
        )

    def _reranks(self, request: SearchRequest, parsed: ParsedQuery) -> int:
        """Return how many hits the reranker orders; 0 where there is none for this search."""
        ranked = request.mode == "hybrid" and request.sort == "relevance"
        wanted = self._reranker is not None and ranked and bool(parsed.words)
        return self._reranker.depth if self._reranker is not None and wanted else 0

    def _ranked(self, answer: _Answer) -> tuple[Ranking, tuple[str, ...]]:
        """Rank, and learn on the way how spellings are written and which languages are held."""
        reader, query, parsed = answer.reader, answer.query, answer.parsed
        if not parsed.words:
            if parsed.node is None and not query.filters:
                answer.notices.append(Notice.of("no_word"))
                return Ranking(), ()
            sort = answer.request.sort
            return single.by_date(reader, query, "newest" if sort == "relevance" else sort), ()
        mode = answer.request.mode
        if mode != "lexical":
            query = answer.query = self._with_vector(answer) or query
        if answer.request.sort != "relevance":  # only which articles answer is asked here
            query = replace(query, offset=0, limit=0, paged=False)
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
        if answer.request.sort != "relevance":
            found = single.sorted_by_date(reader, answer.query, found, answer.request.sort)
        return found, retrievers

    def _results_within(self, answer: _Answer, filters: Filters) -> ResultSet:
        """Return the result set of the same search within other filters than the request's."""
        allowed = narrowed(filters, answer.parsed.filters)
        query = replace(answer.query, filters=allowed, offset=0, limit=0, paged=False)
        if not answer.parsed.words:
            return single.listed(query)
        if answer.request.mode == "dense":
            return single.dense(answer.reader, query).results
        if query.vector is None:
            return query.matches()
        return hybrid(answer.reader, query, self._weights)[0].results

    def _with_vector(self, answer: _Answer) -> RetrievalQuery | None:
        """Return the query with its vector; None, with a notice, where there can't be one."""
        query = answer.query
        try:
            vector = self._embedder.vector(answer.meant, query.language, _space(answer.reader))
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
            with answer.budget.uncounted():
                found, verdicts = self._reranker.rerank(answer.parsed.text, found, articles)
        except ModelUnavailable as error:
            answer.notices.append(Notice.of("reranker_off", reason=str(error)))
        page = slice(answer.request.offset, answer.request.offset + answer.request.limit)
        return replace(
            found, docs=found.docs[page], scores=found.scores[page], members=found.members[page]
        ), verdicts


def _space(reader: IndexReader) -> VectorSpace | None:
    vectors = reader.manifest.vectors
    return vectors.space if vectors else None


def _articles(answer: _Answer, found: Ranking) -> dict[int, Article]:
    """Return all articles that the answer shows something of, in one call."""
    sampled = [doc for one in answer.samples.values() for doc in one.docs.tolist()]
    docs = list(dict.fromkeys((*found.wanted(), *sampled)))
    stored = answer.reader.documents(docs) if docs else []
    articles = {one.doc: one.article for one in stored}
    answer.vocabulary.learn(list(answer.samples), list(answer.samples.values()), articles)
    return articles


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
