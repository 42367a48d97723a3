"""Query trees and filters as Tantivy's queries."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from tantivy import FieldType, Occur, Query, Schema, Searcher

from indexer.storage.local.keyword.limits import LeafNode
from indexer.storage.local.keyword.nodes import (
    WordPattern,
    attribute_filters,
    ordinals,
    word_fields,
)
from indexer.storage.local.keyword.port import Rows
from indexer.storage.query import (
    And,
    Boolean,
    DateRange,
    DisjunctionMax,
    Filters,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryNode,
    Term,
    Vocalised,
    Wildcard,
)

_MANY_VALUES = 1000
"""From so many alternatives on, Tantivy's set of terms is faster than a union of terms."""

Placed = tuple[tuple[int, str], ...]
"""Words of a phrase, each with its distance from the first."""


class QueryBuilder:
    """Turns query trees into queries against one state of the index.

    Args:
        schema: the index's schema.
        searcher: where it is looked up what occurs, when a pattern or a phrase has to be expanded.
    """

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    def build(self, node: QueryNode, filters: Filters, added: Rows | None = None) -> Query:
        """Return a query for what is selected, scored by the node alone.

        Args:
            node: a prepared tree.
            filters: what narrows it.
            added: rows that are selected as well, whatever the filters say.
        """
        conditions = list(self._conditions(filters))
        if added is None or not added.size:
            query = self._query(node)
            return _all_of([query, *conditions]) if conditions else query
        others = _unscored(self._one_of("row", added.tolist()))
        if not conditions:
            return _any_of([*self._alternatives(node), others])
        allowed = _unscored(_any_of([_all_of(conditions), others]))
        return _any_of([_all_of([self._query(node), allowed]), others])

    def rows(self, rows: Rows) -> Query:
        """Return a query for these rows, to be used as often as one likes."""
        return _unscored(self._one_of("row", rows.tolist()))

    def within(self, query: Query, rows: Query) -> Query:
        """Return the query within these rows, with the same scores."""
        return _all_of([query, rows])

    def grouped(self, query: Query) -> Query:
        """Return the query within what is in a duplicate group, with the same scores."""
        return _all_of([query, _unscored(self._one_of("grouped", [1]))])

    def _query(self, node: QueryNode) -> Query:
        match node:
            case And(nodes):
                return _all_of(
                    [self._query(one) for one in nodes if not isinstance(one, Not)],
                    [self._query(one.node) for one in nodes if isinstance(one, Not)],
                )
            case Not(inner):
                return _all_of([], [self._query(inner)])
            case Boolean(must, should):
                return Query.boolean_query(
                    [(Occur.Must, self._query(must)), (Occur.Should, self._query(should))]
                )
            case DisjunctionMax(nodes):
                return Query.disjunction_max_query([self._query(one) for one in nodes])
            case DateRange():
                return self._days(*ordinals(node))
            case _:
                return _any_of(self._alternatives(node))

    def _alternatives(self, node: QueryNode) -> list[Query]:
        """Return queries whose union is the node, flat: Tantivy answers a union of words best."""
        match node:
            case Or(nodes):
                return [query for one in nodes for query in self._alternatives(one)]
            case Term(text):
                return self._in_fields(node, lambda field: self._word(field, text))
            case Phrase():
                return self._in_fields(node, lambda field: self._phrase(field, node))
            case Prefix() | Wildcard() | Vocalised():
                pattern = WordPattern.of(node)
                return self._in_fields(node, lambda field: self._words_like(field, pattern))
            case Fuzzy(text, distance):
                return self._in_fields(node, lambda field: self._fuzzy(field, text, distance))
            case _:
                return [self._query(node)]

    def _in_fields(self, node: LeafNode, make: Callable[[str], Query]) -> list[Query]:
        """Return the query that `make` gives for each field of the node, boosted."""
        return [
            Query.boost_query(make(name), node.boost * weight) for name, weight in word_fields(node)
        ]

    def _word(self, field: str, text: str) -> Query:
        return Query.term_query(self._schema, field, text, index_option="freq")

    def _phrase(self, field: str, phrase: Phrase) -> Query:
        """Return the best of the phrase's spacings: Tantivy's own slop lets words change places."""
        words = phrase.words
        if len(words) < 2:
            return _any_of([self._word(field, word) for word in words])
        if len(words) == 2:
            ways = list(self._windows(field, words, phrase.slop))
        else:
            ways = [self._placed(field, way) for way in self._spacings(field, words, phrase.slop)]
        return Query.disjunction_max_query(ways)

    def _windows(self, field: str, words: tuple[str, ...], slop: int) -> Iterator[Query]:
        """Two words with up to `slop` others between them, in one query or two.

        Tantivy lets two words stand up to its slop nearer or farther than where they were placed;
        placed in the middle of what is allowed, they can't change places.
        """
        half, odd = divmod(slop, 2)
        yield self._placed(field, ((0, words[0]), (1 + half, words[1])), half)
        if odd:
            yield self._placed(field, ((0, words[0]), (1 + slop, words[1])))

    def _spacings(self, field: str, words: tuple[str, ...], slop: int) -> list[Placed]:
        """Return the words placed in all ways that the slop allows and whose beginning occurs."""
        ways: list[Placed] = [((0, words[0]),)]
        for number, word in enumerate(words[1:], start=1):
            ways = [
                (*way, (place, word))
                for way in ways
                for place in range(way[-1][0] + 1, number + slop + 1)
            ]
            if number < len(words) - 1:  # whole phrases are looked for by the query itself
                ways = [way for way in ways if self._occurs(self._placed(field, way))]
        return ways

    def _occurs(self, query: Query) -> bool:
        return bool(self._searcher.search(query, limit=1, count=False).hits)

    def _placed(self, field: str, words: Placed, slop: int = 0) -> Query:
        return Query.phrase_query(self._schema, field, list(words), slop)

    def _words_like(self, field: str, pattern: WordPattern) -> Query:
        """Documents with a word that the pattern fits, all scored alike."""
        try:
            words = Query.regex_query(self._schema, field, pattern.automaton)
        except ValueError:  # an automaton of over 1000 states: look through the words instead
            found = self._searcher.terms_with_prefix(field, pattern.prefix)
            words = self._one_of(field, [word for word, _ in found if pattern.fits(word)])
        return Query.const_score_query(words, 1.0)

    def _fuzzy(self, field: str, text: str, distance: int) -> Query:
        words = Query.fuzzy_term_query(self._schema, field, text, distance)
        return Query.const_score_query(words, 1.0)

    def _one_of(self, field: str, values: Sequence[str] | Sequence[int]) -> Query:
        """Documents with one of the values; their scores mean nothing."""
        if len(values) > _MANY_VALUES:
            return Query.term_set_query(self._schema, field, values)
        terms = [Query.term_query(self._schema, field, value, "basic") for value in values]
        return _any_of(terms)

    def _days(self, first: int | None, last: int | None) -> Query:
        """Documents of these days, both included; undated ones never."""
        low, high = first or 1, last or date.max.toordinal()
        days = Query.range_query(self._schema, "day", FieldType.Unsigned, low, high)
        return _unscored(days)

    def _conditions(self, filters: Filters) -> Iterator[Query]:
        """Yield a query without score for each attribute that is restricted."""
        for name, values in attribute_filters(filters):
            yield _unscored(self._one_of(name, values))
        if filters.first is not None or filters.last is not None:
            yield self._days(*ordinals(filters))


def _all_of(required: Sequence[Query], without: Sequence[Query] = ()) -> Query:
    """Return what all of `required` and none of `without` match; nothing required is everything."""
    required = required or [_unscored(Query.all_query())]
    clauses = [(Occur.Must, query) for query in required]
    clauses += [(Occur.MustNot, query) for query in without]
    return Query.boolean_query(clauses)


def _any_of(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
