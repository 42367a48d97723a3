"""Searches one committed state of a Tantivy index."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from tantivy import Index, Order, Query, SearchResult

from indexer.storage.local.keyword.nodes import most_frequent, scores_nothing, searched_fields
from indexer.storage.local.keyword.tantivy_query import DAY_SHIFT, QueryBuilder
from indexer.storage.query import Field, Filters, Layer, QueryNode, ScoredDocs, Term

_ROW_BITS = (1 << DAY_SHIFT) - 1

_SPARE_HITS = 32
"""So many hits more than wanted are asked for, as they show whether the last place is tied."""

_TIE_GROWTH = 8
"""How many times more hits to ask for while it still is."""

_ASKED_TERMS = 4
"""How many times more words than wanted to take from Tantivy's list at first, and then again."""


class TantivyReader:
    """A `KeywordReader` over Tantivy's files, which it holds mapped until it is closed."""

    def __init__(self, index: Index) -> None:
        self._searcher = index.searcher()
        self._builder = QueryBuilder(index.schema, self._searcher)

    @property
    def count(self) -> int:
        """How many documents there are."""
        return self._searcher.num_docs

    def search(self, node: QueryNode, filters: Filters, limit: int) -> ScoredDocs:
        """See `KeywordReader.search`."""
        query = self._builder.build(node, filters)
        if limit <= 0:
            return _unscored([], self._total(query))
        if scores_nothing(node):
            rows, total = self._ordered(query, "row", limit)
            return _unscored(rows, total)
        return self._ranked(query, limit)

    def newest(self, node: QueryNode, filters: Filters, limit: int, offset: int = 0) -> ScoredDocs:
        """See `KeywordReader.newest`."""
        query = self._builder.build(node, filters)
        if limit <= 0:
            return _unscored([], self._total(query))
        found, total = self._ordered(query, "recency", limit, offset=offset)
        return _unscored(found & _ROW_BITS, total)

    def matching(self, node: QueryNode, filters: Filters, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """See `KeywordReader.matching`."""
        if rows.size == 0:
            return np.zeros(0, np.bool_)
        query = self._builder.among(self._builder.build(node, filters), rows)
        found, _ = self._ordered(query, "row", rows.size)
        return np.isin(rows, found)

    def scores(self, node: QueryNode, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """See `KeywordReader.scores`."""
        scores = np.zeros(rows.size, np.float32)
        if rows.size and not scores_nothing(node):
            query = self._builder.among(self._builder.build(node, Filters()), rows)
            found, found_scores, _ = self._top(query, rows.size)
            known = dict(zip(found.tolist(), found_scores, strict=True))
            scores[:] = [known.get(row, 0.0) for row in rows.tolist()]
        return scores

    def all_rows(self, node: QueryNode, filters: Filters) -> NDArray[np.int64]:
        """See `KeywordReader.all_rows`."""
        query = self._builder.build(node, filters)
        return self._ordered(query, "row", self.count, Order.Asc)[0]

    def document_frequency(self, text: str, layer: Layer, field: Field = Field.ANY) -> int:
        """See `KeywordReader.document_frequency`."""
        return self._total(self._builder.build(Term(text, layer, field), Filters()))

    def terms_with_prefix(
        self, prefix: str, layer: Layer, field: Field = Field.ANY, limit: int = 10
    ) -> list[tuple[str, int]]:
        """See `KeywordReader.terms_with_prefix`."""
        names = [name for name, _ in searched_fields(field, layer)]
        asked = max(_ASKED_TERMS * limit, 1)
        while True:
            listed = [self._searcher.terms_with_prefix(name, prefix, limit=asked) for name in names]
            best = most_frequent(
                listed, limit, lambda word: self.document_frequency(word, layer, field)
            )
            # a word that isn't listed is in no more documents than the last ones that are
            unseen = sum(words[-1][1] for words in listed if len(words) == asked)
            if unseen == 0 or (len(best) == limit and all(held > unseen for _, held in best)):
                return best
            asked *= _ASKED_TERMS

    def listed_words(
        self, prefix: str, layer: Layer, field: Field, limit: int
    ) -> list[tuple[str, int]]:
        """See `KeywordReader.listed_words`."""
        names = [name for name, _ in searched_fields(field, layer)]
        if len(names) > 1:
            return self.terms_with_prefix(prefix, layer, field, limit)
        return self._searcher.terms_with_prefix(names[0], prefix, limit=limit)

    def close(self) -> None:
        """Unmaps the files, once the last search is over."""
        del self._searcher, self._builder

    def _total(self, query: Query) -> int:
        return _total(self._searcher.search(query, limit=1, count=True))

    def _ranked(self, query: Query, limit: int) -> ScoredDocs:
        """The best hits, of equals the higher row first.

        Tantivy breaks ties by where a document lies, so all that tie with the last are needed.
        """
        asked = limit + _SPARE_HITS
        while True:
            rows, scores, total = self._top(query, asked)
            if rows.size == total or scores[-1] < scores[limit - 1]:
                order = np.lexsort((-rows, -scores))[:limit]
                return ScoredDocs(rows[order], scores[order], total)
            asked *= _TIE_GROWTH

    def _top(self, query: Query, size: int) -> tuple[NDArray[np.int64], NDArray[np.float32], int]:
        """Rows and scores of the best hits, and how many documents match."""
        result = self._searcher.search(query, min(size, max(self.count, 1)), count=True)
        hits = result.hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        scores = np.array([score for score, _ in hits], np.float32)
        return np.array(rows, np.int64), scores, _total(result)

    def _ordered(
        self, query: Query, field: str, size: int, order: Order = Order.Desc, offset: int = 0
    ) -> tuple[NDArray[np.int64], int]:
        """Values of the field, in order, of the documents that match, and how many match."""
        most = max(self.count, 1)  # Tantivy sets aside memory for as many as are asked for
        result = self._searcher.search(
            query,
            min(max(size, 1), most),
            count=True,
            order_by_field=field,
            offset=min(offset, most),
            order=order,
        )
        return np.array([value for value, _ in result.hits], np.int64), _total(result)


def _total(result: SearchResult) -> int:
    counted: Any = result  # its stub forgets `count`
    return int(counted.count)


def _unscored(rows: list[int] | NDArray[np.int64], total: int) -> ScoredDocs:
    found = np.array(rows, np.int64)
    return ScoredDocs(found, np.zeros(found.size, np.float32), total)
