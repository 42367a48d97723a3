"""Searches one committed state of a Tantivy index."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from tantivy import Index, Order, Query, SearchResult

from indexer.storage.local.keyword.answered import Answered, AnsweredNodes
from indexer.storage.local.keyword.limits import check_compared, is_costly
from indexer.storage.local.keyword.nodes import (
    most_frequent,
    prepared,
    scores_nothing,
    searched_fields,
    word_fields,
)
from indexer.storage.local.keyword.port import MatchSet, Rows, RowScores, value_name
from indexer.storage.local.keyword.tantivy_query import QueryBuilder
from indexer.storage.query import (
    EVERYTHING,
    Filters,
    KeywordField,
    PrefixQuery,
    QueryNode,
    Sort,
    Term,
)

DATE_BITS = 40
"""The fields that order by date hold a day, shifted by so many bits, plus the row: one number that
orders by day and then by row."""

_SPARE_HITS = 32
"""So many hits more than wanted are asked for, as they show whether the last place is tied."""

_TIE_GROWTH = 8
"""How many times more hits to ask for while it still is."""

_ASKED_TERMS = 4
"""How many times more words than wanted to take from Tantivy's list at first, and then again."""

_MAX_BUCKETS = 65_000
"""Tantivy makes no more buckets in one aggregation."""

_NO_FILTERS = Filters()


class TantivyReader:
    """A `KeywordReader` over Tantivy's files, which it holds mapped until it is closed.

    Args:
        index: an index whose reader doesn't follow new commits.
        deleted: how many deleted documents its segments still hold.
    """

    def __init__(self, index: Index, deleted: int = 0) -> None:
        self._searcher = index.searcher()
        self._builder = QueryBuilder(index.schema, self._searcher)
        self._deleted = deleted
        self._answered = AnsweredNodes()

    @property
    def count(self) -> int:
        """How many documents there are."""
        return self._searcher.num_docs

    def select(self, node: QueryNode, filters: Filters, added: Rows | None = None) -> MatchSet:
        """See `KeywordReader.select`."""
        simple = self._prepared(node)
        if is_costly(simple):
            return self._cut(self._answer(simple), filters, added)
        query = self._builder.build(simple, filters, added)
        return TantivySet(self._searcher, self._builder, query, not scores_nothing(simple))

    def score(self, nodes: Sequence[QueryNode], rows: Rows) -> NDArray[np.float32]:
        """See `KeywordReader.score`."""
        scores = np.zeros((len(nodes), len(rows)), np.float32)
        if not len(rows):
            return scores
        restricted = self._builder.rows(rows)
        order = np.argsort(rows)
        for row, node in zip(scores, nodes, strict=True):
            simple = self._prepared(node)
            if is_costly(simple):
                row[:] = self._answer(simple).scores_of(rows)
                continue
            query = self._builder.within(self._builder.build(simple, _NO_FILTERS), restricted)
            found = TantivySet(self._searcher, self._builder, query, scored=True).best(len(rows))
            row[order[np.searchsorted(rows[order], found.rows)]] = found.scores
        return scores

    def _prepared(self, node: QueryNode) -> QueryNode:
        simple = prepared(node)
        check_compared(
            simple, lambda one: [name for name, _ in word_fields(one)], self._searcher.doc_freq
        )
        return simple

    def _answer(self, simple: QueryNode) -> Answered:
        """Return all that a costly tree matches, answered once."""

        def answer() -> Answered:
            query = self._builder.build(simple, _NO_FILTERS)
            found = TantivySet(self._searcher, self._builder, query, scored=True).best(
                max(self.count, 1)
            )
            return Answered.of(found.rows, found.scores)

        return self._answered.get(simple, answer)

    def _cut(self, found: Answered, filters: Filters, added: Rows | None) -> "AnsweredSet":
        """Return what of a tree's match set is within the filters, and the rows added to it."""
        chosen = found.among(self._rows(EVERYTHING, filters)) if filters else found
        if added is not None:
            others = np.setdiff1d(self._living(added), chosen.rows)
            rows = np.concatenate([chosen.rows, others])
            scores = np.concatenate([chosen.scores, found.scores_of(others)])
            chosen = Answered.of(rows, scores)
        return AnsweredSet(self._searcher, self._builder, chosen)

    def _rows(self, node: QueryNode, filters: Filters) -> Rows:
        query = self._builder.build(node, filters)
        return TantivySet(self._searcher, self._builder, query, scored=False).rows()

    def _living(self, rows: Rows) -> Rows:
        """Return those of these rows that the index holds, ascending."""
        query = self._builder.rows(rows)
        return TantivySet(self._searcher, self._builder, query, scored=False).rows()

    def document_frequencies(self, terms: Sequence[Term]) -> list[int]:
        """See `KeywordReader.document_frequencies`."""
        known: dict[Term, int] = {}
        for term in terms:
            if term not in known:
                known[term] = self._frequency(term)
        return [known[term] for term in terms]

    def complete(self, prefixes: Sequence[PrefixQuery]) -> list[list[tuple[str, int]]]:
        """See `KeywordReader.complete`."""
        return [self._complete(one) for one in prefixes]

    def close(self) -> None:
        """Unmap the files, once the last search is over; a second call does nothing."""
        self.__dict__.pop("_searcher", None)
        self.__dict__.pop("_builder", None)

    def _frequency(self, term: Term) -> int:
        fields = searched_fields(term.field, term.layer)
        counts = [self._searcher.doc_freq(name, term.text) for name, _ in fields]
        if not self._deleted and sum(count > 0 for count in counts) < 2:
            return sum(counts)
        return self.select(term, _NO_FILTERS).count()

    def _complete(self, asked: PrefixQuery) -> list[tuple[str, int]]:
        names = [name for name, _ in searched_fields(asked.field, asked.layer)]
        limit = max(_ASKED_TERMS * asked.limit, 1)
        while True:
            listed = [
                self._searcher.terms_with_prefix(name, asked.prefix, limit=limit) for name in names
            ]
            cut = [words[-1][1] for words in listed if len(words) == limit]
            if cut and len(names) > 1:
                listed = self._counted(names, {word for words in listed for word, _ in words})
            best = most_frequent(listed, asked.limit)
            full = len(best) >= asked.limit
            # A word that isn't listed is in no more documents than the last ones that are. One
            # field's list is in the right order anyway.
            if not cut or (full and (len(names) == 1 or all(n > sum(cut) for _, n in best))):
                return best
            limit *= _ASKED_TERMS

    def _counted(self, names: Sequence[str], words: set[str]) -> list[list[tuple[str, int]]]:
        """Return these words with their counts in each field, as lists cut short may lack some."""
        return [[(word, self._searcher.doc_freq(name, word)) for word in words] for name in names]


class TantivySet:
    """A `MatchSet` that asks the index anew at every call."""

    def __init__(self, searcher: Any, builder: QueryBuilder, query: Query, scored: bool) -> None:
        self._searcher = searcher
        self._builder = builder
        self._query = query
        self._scored = scored

    def top(self, limit: int, offset: int = 0, sort: Sort = "relevance") -> RowScores:
        """See `MatchSet.top`."""
        if limit <= 0:
            return _unscored([], self.count())
        most = max(self._searcher.num_docs, 1)  # Tantivy sets aside memory for all asked for
        limit, offset = min(limit, most), min(offset, most)
        if sort == "relevance" and self._scored:
            return self._ranked(limit, offset)
        field = "row" if sort == "relevance" else sort
        values, total = self._ordered(field, limit, offset)
        return _unscored(values & ((1 << DATE_BITS) - 1), total)

    def count(self) -> int:
        """See `MatchSet.count`."""
        counted = self._searcher.aggregate(self._query, {"n": {"value_count": {"field": "row"}}})
        return int(counted["n"]["value"])

    def rows(self) -> Rows:
        """See `MatchSet.rows`."""
        return self._ordered("row", max(self._searcher.num_docs, 1), 0, Order.Asc)[0]

    def within(self, rows: Rows) -> "TantivySet":
        """See `MatchSet.within`."""
        return self._narrowed(self._builder.within(self._query, self._builder.rows(rows)))

    def grouped(self) -> "TantivySet":
        """See `MatchSet.grouped`."""
        return self._narrowed(self._builder.grouped(self._query))

    def count_values(self, field: KeywordField) -> dict[str, int]:
        """See `MatchSet.count_values`."""
        name = value_name(field)
        counts = self._buckets(name)
        if counts is None:  # more values than buckets
            found = self._searcher.terms_with_prefix(name, "", filter_query=self._query)
            return {value: count for value, count in found if count}
        return {str(key): count for key, count in counts}

    def count_dates(self, unit: Literal["day", "month"]) -> dict[int, int]:
        """See `MatchSet.count_dates`."""
        counts = self._buckets(unit)
        if counts is None:  # more days than buckets: nearly two centuries of them
            newest = self._ordered("newest", max(self._searcher.num_docs, 1), 0)[0]
            days = newest[newest >> DATE_BITS > 0] >> DATE_BITS
            found, numbers = np.unique(days, return_counts=True)
            return dict(zip(found.tolist(), numbers.tolist(), strict=True))
        return {int(key): count for key, count in counts}

    def _narrowed(self, query: Query) -> "TantivySet":
        return TantivySet(self._searcher, self._builder, query, self._scored)

    def _buckets(self, field: str) -> list[tuple[Any, int]] | None:
        """Count by a field; None where it has too many values."""
        terms = {"terms": {"field": field, "size": _MAX_BUCKETS, "split_size": _MAX_BUCKETS}}
        try:
            found = self._searcher.aggregate(self._query, {"n": terms})["n"]
        except ValueError as error:
            if "bucket limit" in str(error):
                return None
            raise
        return [(bucket["key"], bucket["doc_count"]) for bucket in found["buckets"]]

    def _ranked(self, limit: int, offset: int) -> RowScores:
        """Return the best hits, of equals the higher row first.

        Tantivy breaks ties by where a document lies, so all that tie with the last are needed.
        """
        needed = limit + offset
        asked = needed + _SPARE_HITS
        while True:
            found = self.best(asked)
            rows, scores = found.rows, found.scores
            if rows.size == found.total or scores[-1] < scores[needed - 1]:
                order = np.lexsort((-rows, -scores))[offset:needed]
                return RowScores(rows[order], scores[order], found.total)
            asked *= _TIE_GROWTH

    def best(self, size: int) -> RowScores:
        """Return rows and scores of the best hits, equals in any order."""
        most = max(self._searcher.num_docs, 1)
        result = self._searcher.search(self._query, min(size, most), count=True)
        hits = result.hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        scores = np.array([score for score, _ in hits], np.float32)
        return RowScores(np.array(rows, np.int64), scores, _total(result))

    def _ordered(
        self, field: str, size: int, offset: int, order: Order = Order.Desc
    ) -> tuple[Rows, int]:
        """Values of the field, in order, of the documents that match, and how many match."""
        result = self._searcher.search(
            self._query, size, count=True, order_by_field=field, offset=offset, order=order
        )
        return np.array([value for value, _ in result.hits], np.int64), _total(result)


class AnsweredSet:
    """A `MatchSet` that is found already; only its values are looked up in the index."""

    def __init__(self, searcher: Any, builder: QueryBuilder, found: Answered) -> None:
        self._searcher = searcher
        self._builder = builder
        self._found = found

    def top(self, limit: int, offset: int = 0, sort: Sort = "relevance") -> RowScores:
        """See `MatchSet.top`."""
        found = self._found
        if sort != "relevance":
            return self._looked_up().top(limit, offset, sort)
        order = np.lexsort((-found.rows, -found.scores))[offset : offset + max(limit, 0)]
        return RowScores(found.rows[order], found.scores[order], self.count())

    def count(self) -> int:
        """See `MatchSet.count`."""
        return len(self._found.rows)

    def rows(self) -> Rows:
        """See `MatchSet.rows`."""
        return self._found.rows

    def within(self, rows: Rows) -> "AnsweredSet":
        """See `MatchSet.within`."""
        return AnsweredSet(self._searcher, self._builder, self._found.among(np.unique(rows)))

    def grouped(self) -> "AnsweredSet":
        """See `MatchSet.grouped`."""
        return self.within(self._looked_up().grouped().rows())

    def count_values(self, field: KeywordField) -> dict[str, int]:
        """See `MatchSet.count_values`."""
        return self._looked_up().count_values(field)

    def count_dates(self, unit: Literal["day", "month"]) -> dict[int, int]:
        """See `MatchSet.count_dates`."""
        return self._looked_up().count_dates(unit)

    def _looked_up(self) -> TantivySet:
        query = self._builder.rows(self._found.rows)
        return TantivySet(self._searcher, self._builder, query, scored=False)


def _total(result: SearchResult) -> int:
    counted: Any = result  # its stub forgets `count`
    return int(counted.count)


def _unscored(rows: list[int] | Rows, total: int) -> RowScores:
    found = np.array(rows, np.int64)
    return RowScores(found, np.zeros(found.size, np.float32), total)
