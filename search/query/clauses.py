"""What a part of a query wants, demands and narrows to, and how parts are joined.

Ranked OR is the rule: words are wanted, and the more of them an article holds the better.
Quotes, `+`, AND and fields demand; `-`, NOT, sources, authors and dates narrow: they rank nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.storage.query import And, Boolean, Not, Or, QueryNode
from search.query.tokens import QueryToken


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word or pattern: as it is searched when wanted, and when it is demanded.

    They differ where one word of the query is several of the analysis (F-16): wanted, any of
    them will do; demanded, they are side by side.
    """

    loose: QueryNode
    strict: QueryNode


@dataclass(frozen=True, slots=True)
class FilterClause:
    """A restriction that only the whole search can have: a language or a category.

    Attributes:
        attribute: the attribute of `Filters`.
        values: what is allowed.
        token: where it was asked for.
    """

    attribute: str
    values: tuple[str, ...]
    token: QueryToken


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query, read.

    Attributes:
        wanted: what ranks; if nothing is demanded, one of them must match.
        demanded: what must match, and ranks.
        narrowing: what must hold as well and is no reason to find an article.
        filter_clauses: what narrows the whole search.
    """

    wanted: tuple[Wanted, ...] = ()
    demanded: tuple[QueryNode, ...] = ()
    narrowing: tuple[QueryNode, ...] = ()
    filter_clauses: tuple[FilterClause, ...] = ()

    def match(self, *, strict: bool = True) -> QueryNode | None:
        """Return what the clause matches as a whole; None where it is filter_clauses only."""
        words = tuple(word.strict if strict else word.loose for word in self.wanted)
        if self.demanded:
            demanded = all_of((*self.demanded, *self.narrowing))
            return Boolean(demanded, any_of(words)) if words else demanded
        wanted = (any_of(words),) if words else ()
        parts = (*wanted, *self.narrowing)
        return all_of(parts) if parts else None

    def must(self) -> QueryNode | None:
        """Return what every answer must match; None where nothing is demanded."""
        parts = (*self.demanded, *self.narrowing)
        return all_of(parts) if parts else None

    def demand(self) -> "Clause":
        """Return the clause with what it wants demanded, unless it demands already."""
        if self.demanded or not self.wanted:
            return self
        words = any_of(word.strict for word in self.wanted)
        return Clause((), (words,), self.narrowing, self.filter_clauses)


def in_sequence(clauses: Iterable[Clause]) -> Clause:
    """Join clauses that are side by side: what demands goes on demanding, the rest is wanted."""
    parts = tuple(clauses)
    return Clause(
        tuple(word for part in parts for word in part.wanted),
        tuple(node for part in parts for node in part.demanded),
        tuple(node for part in parts for node in part.narrowing),
        tuple(choice for part in parts for choice in part.filter_clauses),
    )


def all_demanded(clauses: Iterable[Clause]) -> Clause:
    """Join clauses by AND."""
    return in_sequence(clause.demand() for clause in clauses)


def alternatives(clauses: Iterable[Clause]) -> Clause:
    """Join clauses by OR: words alone stay wanted, but where one demands, one must match.

    The clauses hold no filter_clauses.
    """
    parts = tuple(clauses)
    if not any(part.must() for part in parts):
        return in_sequence(parts)
    union = any_of(node for part in parts if (node := part.match()))
    if any(part.wanted or part.demanded for part in parts):
        return Clause(demanded=(union,))
    return Clause(narrowing=(union,))


def excluded(clause: Clause) -> Clause:
    """Return what a clause doesn't match. It holds no filter_clauses."""
    node = clause.match()
    return Clause(narrowing=(Not(node),)) if node else Clause()


def all_of(nodes: Iterable[QueryNode]) -> QueryNode:
    """Return the nodes joined by And; a single one as it is."""
    parts = tuple(nodes)
    return parts[0] if len(parts) == 1 else And(parts)


def any_of(nodes: Iterable[QueryNode]) -> QueryNode:
    """Return the nodes joined by Or; a single one as it is."""
    parts = tuple(nodes)
    return parts[0] if len(parts) == 1 else Or(parts)
