"""What goes into a search and what comes out: SearchRequest, Hit, Explanation, SearchResponse."""

from dataclasses import dataclass, field
from typing import Literal

from indexer.article import Article
from indexer.storage.query import Filters

Mode = Literal["lexical", "semantic", "hybrid"]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question with everything that bears on its answer.

    Attributes:
        query: as typed.
        mode: which legs are asked.
        filters: what narrows the search.
        limit: how many hits to return at most.
        offset: how many of the first hits to leave out (paging).
        plain: take the query as words, never as query syntax.
        fold_duplicates: fold near-duplicates below the best of them.
        snippets: make snippets and highlights (an evaluation doesn't need them).
    """

    query: str
    mode: Mode = "hybrid"
    filters: Filters = field(default_factory=Filters)
    limit: int = 10
    offset: int = 0
    plain: bool = False
    fold_duplicates: bool = True
    snippets: bool = True


@dataclass(frozen=True, slots=True)
class LegScore:
    """A hit's place in one leg: rank from 1, and the leg's own score."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of original text; `marked` where it is what the query matched."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer.

    Attributes:
        article: the article as the archive keeps it.
        score: the fused score; comparable within one response only.
        legs: `lexical` and `semantic`, those that found the article.
        title: the original title in fragments, matches marked.
        snippet: a stretch of the original body in fragments, never empty for a body that isn't.
        found_through: id of the article of the question's language that led here, or empty.
        duplicates: ids of the near-duplicates folded below this hit.
    """

    article: Article
    score: float
    legs: dict[str, LegScore]
    title: tuple[Fragment, ...] = ()
    snippet: tuple[Fragment, ...] = ()
    found_through: str = ""
    duplicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer to one SearchRequest.

    Attributes:
        request: the question.
        hits: the page asked for, best first.
        total: how many articles the search found in all.
        total_is_capped: whether the semantic part of the total was cut at its limit.
        also_searched: names of the other script that the question's names were carried over to.
        legs: the legs that ran.
        language: the language the question was taken to be in.
        took_ms: milliseconds inside the engine.
        notices: for the searcher, each a sentence: which leg is off and why, and the like.
    """

    request: SearchRequest
    hits: tuple[Hit, ...]
    total: int
    legs: tuple[str, ...]
    language: str
    took_ms: float
    total_is_capped: bool = False
    also_searched: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
