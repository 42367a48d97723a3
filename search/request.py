"""What goes into a search and what comes out: SearchRequest, Hit, Explanation, SearchResponse."""

from dataclasses import dataclass, field
from typing import Literal

from indexer.article import Article
from indexer.storage.query import Aggregation, Buckets, Filters, Layer, Sort
from search.notices import Notice

Mode = Literal["lexical", "dense", "hybrid"]
ExpansionKind = Literal["name", "spelling", "date", "synonym", "translation"]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A query with everything that bears on its answer.

    Attributes:
        query: as typed.
        mode: which retrievers are asked.
        filters: what narrows the search.
        limit: how many hits to return at most.
        offset: how many of the first hits to leave out (paging).
        plain: take the query as words, never as query syntax.
        collapse: show each duplicate group once, by the best of it.
        verbatim: words of the query that nothing is to be searched beside (see `expansions`).
        expand: whether anything is to be searched beside the query's words.
        language_boost: more (> 0) or less (< 0) of the other languages, in log-odds.
        explain: explain every hit.
        snippets: make snippets and highlights (an evaluation doesn't need them).
        aggregations: what to count the result set by.
        alternatives: facets to count by, each without the filter that `filters` sets on its own
            field: what else could be chosen there, and how much it would find.
        sort: the order of the hits; by date, undated articles come last. Without words in the
            query `relevance` is `newest`.
    """

    query: str
    mode: Mode = "hybrid"
    filters: Filters = field(default_factory=Filters)
    limit: int = 10
    offset: int = 0
    plain: bool = False
    collapse: bool = True
    snippets: bool = True
    verbatim: tuple[str, ...] = ()
    expand: bool = True
    language_boost: float = 0.0
    explain: bool = False
    aggregations: tuple[Aggregation, ...] = ()
    alternatives: tuple[Aggregation, ...] = ()
    sort: Sort = "relevance"


@dataclass(frozen=True, slots=True)
class Expansion:
    """What was searched beside a word of the query.

    Attributes:
        word: of the query, as typed.
        others: what was searched as well, as it is usually written.
        kind: `name`: known to Kashshaf in both scripts; `spelling`: a word of the archive that
            spells it in the other script; `date`: with the month's other names; `synonym`: by the
            administrator's file; `translation`: by the bilingual lexicon.
    """

    word: str
    others: tuple[str, ...]
    kind: ExpansionKind


@dataclass(frozen=True, slots=True)
class RetrieverScore:
    """A hit's place in one retriever: rank from 1, and the retriever's own score."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of original text; `marked` where it is what the query matched."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A word of the query and the word of an article that it met.

    Attributes:
        query: the query's word, or its pattern.
        written: as the article has it, clitics apart.
        layer: the strictest one in which they are the same; of what was also searched, the same
            as the other spelling or synonym.
        place: `title` or `body`.
        kind: `word`, or why another word was searched: as `Expansion.kind`.
    """

    query: str
    written: str
    layer: Layer
    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit is where it is.

    Attributes:
        parts: names and values; they add up to the score.
        terms: which words met which.
    """

    parts: tuple[tuple[str, float], ...]
    terms: tuple[MatchedTerm, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer.

    Attributes:
        article: the article as the archive keeps it.
        score: the fused score; comparable within one response only.
        retrievers: `lexical` and `dense`, those that found the article.
        title: the original title in fragments, matches marked.
        snippet: a stretch of the original body in fragments, never empty for a body that isn't.
        relevance: the probability that the article answers; None where words, meaning or a date
            alone ordered the hits.
        duplicates: ids of the near-duplicates folded below this hit.
        reranked: the reranker's score, by which the hits that have one are ordered; None where no
            reranker has seen the article.
        explanation: where it was asked for.
    """

    article: Article
    score: float
    retrievers: dict[str, RetrieverScore]
    title: tuple[Fragment, ...] = ()
    snippet: tuple[Fragment, ...] = ()
    relevance: float | None = None
    duplicates: tuple[str, ...] = ()
    reranked: float | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer to one SearchRequest.

    Attributes:
        request: the query.
        hits: the page asked for, best first.
        total: how many articles the search found in all.
        total_relation: `gte` where more would answer by meaning, beyond the limit; else `eq`.
        expansions: what was searched beside the query's own words.
        retrievers: the retrievers that ran.
        language: the language the query was taken to be in.
        took_ms: milliseconds inside the engine.
        suggestion: another wording that would find something where this one's words find nothing.
        notices: for the searcher: which retriever is off and why, and the like.
        facets: the answers to the request's aggregations, over the whole result set.
        alternatives: the answers to the request's alternatives.
        partial: whether the time budget was used up and optional work left out, which `notices`
            name; hits, their order, total and facets are whole in any case.
    """

    request: SearchRequest
    hits: tuple[Hit, ...]
    total: int
    retrievers: tuple[str, ...]
    language: str
    took_ms: float
    total_relation: Literal["eq", "gte"] = "eq"
    expansions: tuple[Expansion, ...] = ()
    suggestion: str = ""
    notices: tuple[Notice, ...] = ()
    facets: tuple[Buckets, ...] = ()
    alternatives: tuple[Buckets, ...] = ()
    partial: bool = False
