"""What should match, what must, and what filters in a part of a query; how parts are joined.

Ranked OR is the rule: words should match, and the more of them an article holds the better.
Quotes, `+`, AND and fields make a `must`; `-`, NOT, sources, authors and dates filter, and rank
nothing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.storage.query import And, Boolean, Not, Or, QueryNode, boosted
from search.query.tokens import QueryToken


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A word or pattern: as it is searched where it should match, and where it must.

    They differ where one word of the query is several of the analysis (F-16): any of them
    will do where it should match; where it must, they are side by side.
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
        should: what ranks; without a `must`, one of them must match.
        must: what must match, and ranks.
        filter: what must hold as well and is no reason to find an article.
        filter_clauses: what narrows the whole search.
    """

    should: tuple[Alternatives, ...] = ()
    must: tuple[QueryNode, ...] = ()
    filter: tuple[QueryNode, ...] = ()
    filter_clauses: tuple[FilterClause, ...] = ()

    def match(self, *, strict: bool = True) -> QueryNode | None:
        """Return what the clause matches as a whole; None where it is filter_clauses only."""
        words = tuple(word.strict if strict else word.loose for word in self.should)
        if self.must:
            must = all_of((*self.must, *self.filter))
            return Boolean(must, any_of(words)) if words else must
        should = (any_of(words),) if words else ()
        parts = (*should, *self.filter)
        return all_of(parts) if parts else None

    def constraint(self) -> QueryNode | None:
        """Return what every answer must match; None where nothing must match."""
        parts = (*self.must, *self.filter)
        return all_of(parts) if parts else None

    def as_must(self) -> "Clause":
        """Return the clause with its `should` as a `must`, unless it has one already."""
        if self.must or not self.should:
            return self
        words = any_of(word.strict for word in self.should)
        return Clause((), (words,), self.filter, self.filter_clauses)


def in_sequence(clauses: Iterable[Clause]) -> Clause:
    """Join clauses that are side by side: what must match goes on to, the rest should."""
    parts = tuple(clauses)
    return Clause(
        tuple(word for part in parts for word in part.should),
        tuple(node for part in parts for node in part.must),
        tuple(node for part in parts for node in part.filter),
        tuple(choice for part in parts for choice in part.filter_clauses),
    )


def all_must(clauses: Iterable[Clause]) -> Clause:
    """Join clauses by AND."""
    return in_sequence(clause.as_must() for clause in clauses)


def alternatives(clauses: Iterable[Clause]) -> Clause:
    """Join clauses by OR: words alone should match; where one has a `must`, one of them must.

    The clauses hold no filter_clauses.
    """
    parts = tuple(clauses)
    if not any(part.constraint() for part in parts):
        return in_sequence(parts)
    union = any_of(node for part in parts if (node := part.match()))
    if any(part.should or part.must for part in parts):
        return Clause(must=(union,))
    return Clause(filter=(union,))


def excluded(clause: Clause) -> Clause:
    """Return what a clause doesn't match. It holds no filter_clauses."""
    node = clause.match()
    return Clause(filter=(Not(node),)) if node else Clause()


def all_of(nodes: Iterable[QueryNode]) -> QueryNode:
    """Return the nodes joined by And, each once, as much as it is repeated; one as it is."""
    parts = tuple(boosted(node, count) for node, count in Counter(nodes).items())
    return parts[0] if len(parts) == 1 else And(parts)


def any_of(nodes: Iterable[QueryNode]) -> QueryNode:
    """Return the nodes joined by Or, each once, as much as it is repeated; one as it is."""
    parts = tuple(boosted(node, count) for node, count in Counter(nodes).items())
    return parts[0] if len(parts) == 1 else Or(parts)
