"""Reads one version of an index in memory."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.base.closing import Closing
from indexer.base.errors import VersionError
from indexer.language.analyzer import analyzer_version
from indexer.storage.memory.index import MemoryArticle, MemoryIndex, State
from indexer.storage.memory.matching import Scores, Searcher
from indexer.storage.query import (
    Aggregation,
    Bucket,
    Buckets,
    DateHistogram,
    PrefixQuery,
    ResultSet,
    ScoredDocs,
    Term,
    TermsAggregation,
    TextQuery,
    VectorQuery,
    filter_key,
)
from indexer.storage.records import (
    ArticleVectors,
    ArticleVersion,
    Changes,
    Manifest,
    PassageVector,
    SimilarityMoments,
    SpaceManifest,
    StoredArticle,
)

_LENGTHS = {"year": 4, "month": 7, "day": 10}


class MemoryReader(Closing):
    """Implements `IndexReader` on a `MemoryIndex`."""

    def __init__(self, index: MemoryIndex) -> None:
        self._index = index
        self._state = index.current
        self._by_doc = {one.document.doc: one for one in self._state.live.values()}
        self._searcher = Searcher([one.document for one in self._by_doc.values()])
        self._groups = _groups(self._state)
        self.manifest = _manifest(self._state, index.time_zone)

    def is_current(self) -> bool:
        """See `IndexReader.is_current`."""
        return self._index.current is self._state

    def search_text(self, queries: Sequence[TextQuery]) -> list[ScoredDocs]:
        """See `IndexReader.search_text`."""
        return [self._answer(query) for query in queries]

    def search_vectors(self, queries: Sequence[VectorQuery]) -> list[ScoredDocs]:
        """See `IndexReader.search_vectors`."""
        return [self._nearest(query) for query in queries]

    def passage_vectors(
        self, docs: NDArray[np.int64], space: str = ""
    ) -> list[tuple[PassageVector, ...]]:
        """See `IndexReader.passage_vectors`."""
        vectors = self._vectors(space) if self._state.spaces else {}
        return [_passages(vectors.get(doc)) for doc in docs.tolist()]

    def documents(self, docs: Sequence[int]) -> list[StoredArticle]:
        """See `IndexReader.documents`."""
        return [StoredArticle(doc, self._by_doc[doc].article, self._groups[doc]) for doc in docs]

    def find(self, ids: Sequence[str]) -> list[StoredArticle | None]:
        """See `IndexReader.find`."""
        found = [self._state.live.get(article_id) for article_id in ids]
        return [self.documents([one.document.doc])[0] if one else None for one in found]

    def aggregate(self, results: ResultSet, aggregations: Sequence[Aggregation]) -> list[Buckets]:
        """See `IndexReader.aggregate`."""
        articles = [self._by_doc[doc].article for doc in sorted(self._results(results))]
        dates = [one.timestamp.isoformat() if one.timestamp else "" for one in articles]
        return [
            _histogram(dates, _LENGTHS[asked.interval])
            if isinstance(asked, DateHistogram)
            else _terms(
                [getattr(one, asked.field) for one in articles], asked, self._written(asked)
            )
            for asked in aggregations
        ]

    def document_frequencies(self, terms: Sequence[Term]) -> list[int]:
        """See `IndexReader.document_frequencies`."""
        return [len(self._searcher.scores(term)) for term in terms]

    def complete(self, prefixes: Sequence[PrefixQuery]) -> list[list[tuple[str, int]]]:
        """See `IndexReader.complete`."""
        found = []
        for asked in prefixes:
            counts = Counter(
                word
                for word in self._searcher.terms(asked.field, asked.layer)
                if word.startswith(asked.prefix)
            )
            found.append(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[: asked.limit])
        return found

    def changes(self, since: str) -> Changes:
        """See `IndexReader.changes`."""
        number = int(since) if since.isdecimal() else -1 if since else 0
        if not 0 <= number <= self._state.number:
            raise VersionError(
                f"the index never had a version {since!r}", "", "Ask from the beginning"
            )
        every = [*self._state.past, *self._state.live.values()]
        before = {one.article.id: one for one in every if _belongs(one, number)}
        now = self._state.live
        fresh = sorted(set(now) - set(before), key=lambda one: now[one].document.doc)
        updated = [one for one in before if one in now and now[one] is not before[one]]
        return Changes(
            added=tuple(fresh),
            updated=tuple(sorted(updated, key=lambda one: now[one].document.doc)),
            removed=tuple(sorted(set(before) - set(now))),
            forgotten=tuple(
                digest
                for digest, tombstone in sorted(self._state.tombstones.items())
                if tombstone.kind == "forgotten" and tombstone.since > number
            ),
        )

    def ids(self) -> list[str]:
        """See `IndexReader.ids`."""
        newest = sorted(self._by_doc.values(), key=lambda one: -one.document.doc)
        newest.sort(key=lambda one: _moment(one), reverse=True)
        return [one.article.id for one in newest]

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """See `IndexReader.versions`."""
        return self._state.history(article_id)

    def reports(self, limit: int = 20) -> list[Mapping[str, object]]:
        """See `IndexReader.reports`."""
        return self._state.reports[::-1][:limit]

    def close(self) -> None:
        """See `IndexReader.close`: there is nothing to give back."""

    def _results(self, results: ResultSet) -> Scores:
        """Return the result set with scores: the match set, and the documents handed over."""
        passing = self._searcher.passing(results.filters)
        matched = self._searcher.scores(results.query)
        found = {doc: score for doc, score in matched.items() if doc in passing}
        return dict.fromkeys(results.docs.tolist(), 0.0) | found

    def _answer(self, query: TextQuery) -> ScoredDocs:
        scores = self._results(query.results)
        if query.within is not None:
            scores = {doc: scores[doc] for doc in query.within.tolist() if doc in scores}
        if query.groups is not None:
            scores = {d: score for d, score in scores.items() if self._groups[d] in query.groups}
        order = self._ordered(query, scores)
        members: dict[int, list[int]] = {doc: [] for doc in order}
        if query.collapse:
            first: dict[int, int] = {}
            for doc in order:
                best = first.setdefault(self._groups[doc], doc)
                members[best] += [doc] if best != doc else []
            order = list(first.values())
        page = order[query.offset : query.offset + max(query.limit, 0)]
        values = [scores[doc] if query.sort == "relevance" else 0.0 for doc in page]
        return ScoredDocs(
            np.array(page, np.int64),
            np.array(values, np.float32),
            len(order),
            np.array([self._groups[doc] for doc in page], np.int64),
            tuple(tuple(members[doc]) for doc in page) if query.collapse else (),
            self._parts(query, page),
        )

    def _parts(self, query: TextQuery, page: Sequence[int]) -> NDArray[np.float32]:
        found = np.zeros((len(query.parts), len(page)), np.float32)
        for row, node in zip(found, query.parts, strict=True):
            scores = self._searcher.scores(node)
            row[:] = [scores.get(doc, 0.0) for doc in page]
        return found

    def _ordered(self, query: TextQuery, scores: Scores) -> list[int]:
        days = {doc: self._by_doc[doc].document.day for doc in scores}
        by_number = sorted(scores, reverse=True)
        if query.sort == "relevance":
            return sorted(by_number, key=lambda doc: -np.float32(scores[doc]))
        if query.sort == "newest":
            return sorted(by_number, key=lambda doc: -days[doc])
        return sorted(by_number, key=lambda doc: days[doc] or np.inf)

    def _vectors(self, space: str) -> dict[int, ArticleVectors]:
        name = space or self._state.active
        if name not in self._state.spaces:
            raise KeyError(name)
        vectors = self._state.vectors.get(name, {})
        return {doc: one for doc, one in vectors.items() if doc in self._by_doc}

    def _nearest(self, query: VectorQuery) -> ScoredDocs:
        allowed = self._searcher.passing(query.filters)
        if query.must is not None:
            allowed &= set(self._searcher.scores(query.must))
        scores = {
            doc: float((one.vectors @ query.vector).max())
            for doc, one in self._vectors(query.space).items()
            if doc in allowed and (query.languages is None or one.language in query.languages)
        }
        page = sorted(scores, key=lambda doc: (-np.float32(scores[doc]), -doc))[: query.limit]
        return ScoredDocs(
            np.array(page, np.int64),
            np.array([scores[doc] for doc in page], np.float32),
            len(scores),
            np.array([self._groups[doc] for doc in page], np.int64),
        )

    def _written(self, asked: TermsAggregation) -> dict[str, str]:
        """Return how the archive writes each value most often."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self._by_doc.values():
            value = getattr(one.article, asked.field)
            if value:
                counts[filter_key(value)][value] += 1
        return {
            key: min(written, key=lambda value: (-written[value], value))
            for key, written in counts.items()
        }


def _terms(values: Sequence[str], asked: TermsAggregation, written: Mapping[str, str]) -> Buckets:
    counts = Counter(filter_key(value) for value in values if value)
    buckets = [Bucket(written[key], count) for key, count in counts.items()]
    buckets.sort(key=lambda bucket: (-bucket.count, bucket.value))
    return Buckets(
        tuple(buckets[: asked.limit]),
        missing=sum(not value for value in values),
        other=sum(bucket.count for bucket in buckets[asked.limit :]),
    )


def _histogram(dates: Sequence[str], length: int) -> Buckets:
    counts = Counter(one[:length] for one in dates if one)
    buckets = tuple(Bucket(value, count) for value, count in sorted(counts.items()))
    return Buckets(buckets, missing=sum(not one for one in dates))


def _passages(one: ArticleVectors | None) -> tuple[PassageVector, ...]:
    if one is None:
        return ()
    pairs = zip(one.passages, one.vectors, strict=True)
    return tuple(PassageVector(passage.start, passage.end, vector) for passage, vector in pairs)


def _moment(one: MemoryArticle) -> str:
    timestamp = one.article.timestamp
    return timestamp.isoformat() if timestamp else ""


def _belongs(one: MemoryArticle, number: int) -> bool:
    return one.first <= number and (not one.last or one.last > number)


def _groups(state: State) -> dict[int, int]:
    """Return the number of every document's group: the smallest of its members."""
    members: dict[str, list[int]] = defaultdict(list)
    for article_id, one in state.live.items():
        group = state.groups.get(article_id, "")
        members[f"\x01{group}" if group else f"\x02{article_id}"].append(one.document.doc)
    return {doc: min(docs) for docs in members.values() for doc in docs}


def _manifest(state: State, time_zone: str) -> Manifest:
    languages = Counter(one.article.language for one in state.live.values())
    docs = {one.document.doc for one in state.live.values()}
    spaces = {}
    for name, space in state.spaces.items():
        kept = [one for doc, one in state.vectors.get(name, {}).items() if doc in docs]
        spaces[name] = SpaceManifest(space, Counter(one.language for one in kept), _moments(kept))
    return Manifest(
        version=str(state.number) if state.number else "",
        articles=len(state.live),
        languages=dict(sorted(languages.items(), key=lambda one: (-one[1], one[0]))),
        analyzer_version=analyzer_version(),
        time_zone=time_zone,
        active=state.active,
        spaces=spaces,
        phases=dict(state.phases),
    )


def _moments(vectors: Sequence[ArticleVectors]) -> dict[str, SimilarityMoments]:
    by_language: dict[str, list[NDArray[np.float64]]] = defaultdict(list)
    for one in vectors:
        by_language[one.language].append(one.vectors.astype(np.float64))
    found = {}
    for language, parts in by_language.items():
        every = np.concatenate(parts)
        found[language] = SimilarityMoments(
            len(every), every.mean(axis=0), np.cov(every, rowvar=False, bias=True)
        )
    return found
