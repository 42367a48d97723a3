"""Candidates of each language with the log-odds that they answer, put into one list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.storage.backend import IndexReader
from indexer.storage.query import TextQuery
from indexer.storage.records import Manifest
from search.ranking import relevance
from search.ranking.candidates import Pool, Retrieved, retrieve
from search.ranking.fusion import Docs, Floats, Fused, joined
from search.ranking.parallel_coverage import parallel_coverage
from search.ranking.ranked import RetrievalQuery
from search.ranking.relevance import RelevanceModel, Values
from search.ranking.similarities import Candidates

FOREIGN_WORDS = 3  # all unknown, they are of another language


def by_relevance(
    reader: IndexReader,
    query: RetrievalQuery,
    model: RelevanceModel,
    extra: Sequence[TextQuery] = (),
) -> tuple[Fused, Retrieved, Candidates]:
    """Rank each language's articles by the probability that they answer: three calls.

    Args:
        reader: of the index.
        query: with its vector.
        model: of relevance.
        extra: further text queries to be sent along.
    """
    assert query.vector is not None
    retrieved = retrieve(reader, query, extra)
    pools = retrieved.pools
    known = [docs for pool in pools for docs in (pool.docs, pool.around)]
    candidates = Candidates(reader, np.unique(np.concatenate(known)), query.vector)
    judge = _Judge(reader.manifest, query, model, candidates, retrieved)
    pivots = {
        pool.language: judge.probability(pool, pool.pivots, pool.pivot_words) for pool in pools
    }
    parallel = parallel_coverage(candidates, pools, pivots)
    sides = [judge.judged(pool, gain) for pool, gain in zip(pools, parallel, strict=True)]
    best = max((float(chances.max(initial=0.0)) for chances in pivots.values()), default=0.0)
    if not retrieved.anywhere and not judge.is_foreign() and best < model.answer:
        # The archive has none of the words, and nothing near: an unknown thing, not a distant one.
        sides = [side.without_near() for side in sides]
    return joined(sides), retrieved, candidates


@dataclass(frozen=True, slots=True, eq=False)
class _Judge:
    """Tells how relevant articles are.

    Attributes:
        manifest: of the index.
        query: with its vector.
        model: the coefficients.
        candidates: the articles' vectors.
        retrieved: what the retrievers brought.
    """

    manifest: Manifest
    query: RetrievalQuery
    model: RelevanceModel
    candidates: Candidates
    retrieved: Retrieved

    def judged(self, pool: Pool, parallel: Values) -> Fused:
        """Return the candidates of one language with the log-odds of their relevance."""
        parts = self._parts(pool, pool.docs, pool.words)
        other_language = pool.language != self.query.language
        parts["parallel coverage"] = self.model.parallel_coverage * parallel
        if self.query.language_boost and other_language:
            parts["language boost"] = np.full(len(pool.docs), self.query.language_boost)
        near = relevance.probability(_sum(parts, len(pool.docs))) >= self.model.dense_only
        if not pool.held and self.is_foreign():  # then words say nothing
            unmatched = not self.retrieved.anywhere
            threshold = relevance.relevance_threshold(self.manifest, unmatched=unmatched)
            near |= self.candidates.similarities(pool.docs) >= threshold
        return Fused(pool.docs, parts, near, np.full(len(pool.docs), other_language))

    def probability(self, pool: Pool, docs: Docs, words: Floats) -> Values:
        """Return how probable it is that articles of one language answer, shape (n,)."""
        return relevance.probability(_sum(self._parts(pool, docs, words), len(docs)))

    def _parts(self, pool: Pool, docs: Docs, words: NDArray[np.float32]) -> dict[str, Values]:
        """Return what the log-odds of articles of one language are made of, shape (n,) each.

        Args:
            pool: of the language.
            docs: the articles, shape (n,).
            words: their scores by each word, shape (words, n).
        """
        assert self.query.vector is not None
        assert self.manifest.vectors is not None
        moments = self.manifest.vectors.moments.get(pool.language)
        mean, deviation = moments.spread(self.query.vector) if moments else (0.0, 0.0)
        similarities = self.candidates.similarities(docs)
        similarity = relevance.standardised(similarities, mean, deviation)
        nearest = np.array([pool.nearest], np.float32)
        gap = similarity - relevance.standardised(nearest, mean, deviation)
        matched, coverage = relevance.matched(words, pool.weights)
        features = {
            "similarity": similarity,
            "gap": np.minimum(gap, 0.0),
            "matched": matched,
            "coverage": coverage,
        }
        own = pool.language == self.query.language
        parts = relevance.parts(self.model, features, own_language=own)
        if self.query.title is not None:
            titled = np.isin(docs, self.retrieved.titled)
            parts["title"] = np.where(titled, self.model.title, 0.0)
        return parts

    def is_foreign(self) -> bool:
        """Tell whether the query is in a language that the archive doesn't hold.

        One unknown word is a thing that it doesn't have; of three or more, none known, the
        language is.
        """
        unknown = not self.retrieved.anywhere and len(self.query.units) >= FOREIGN_WORDS
        return self.query.foreign or unknown


def _sum(parts: Mapping[str, Values], size: int) -> Values:
    return sum(parts.values(), np.zeros(size))
