"""Vector spaces: how they are named, how they begin, and how raw vectors get into them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np

from indexer.base.settings import Settings
from indexer.embedding import Embedder, Vectors
from indexer.embedding.means import LanguageMeans, shipped_means
from indexer.pipeline.calibration import ARABIC_SCRIPT, QUERIES, calibrate, gibberish
from indexer.storage.records import ArticleVectors, VectorSpace

_LONGEST_SLUG = 40
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def space_name(model_id: str, words: int, passages: int, epoch: int) -> str:
    """Return a space's name, fit for a folder: `e5-small-1a2b3c4d-w160-p1-e2`.

    Args:
        model_id: the model and its revision; shortened, with a digest of the whole.
        words: about how many words a passage has.
        passages: how many an article has at most.
        epoch: counts how often the vectors were centred anew.
    """
    slug = _NO_SLUG.sub("-", model_id.lower()).strip("-")[:_LONGEST_SLUG].strip("-")
    digest = hashlib.blake2b(model_id.encode(), digest_size=4).hexdigest()
    return f"{slug}-{digest}-w{words}-p{passages}-e{epoch}"


def space_for(embedder: Embedder, settings: Settings, epoch: int = 1) -> VectorSpace:
    """Return a space without means for a model and the settings' passages."""
    words, passages = settings.passage_words, settings.max_passages
    return VectorSpace(
        name=space_name(embedder.model_id, words, passages, epoch),
        model=settings.model,
        model_id=embedder.model_id,
        dimension=embedder.dimension,
        max_passages=passages,
        passage_words=words,
        epoch=epoch,
    )


def fits(space: VectorSpace, wanted: VectorSpace) -> bool:
    """Whether vectors made as `wanted` can be compared with those of a space, epochs apart."""
    return all(
        getattr(space, name) == getattr(wanted, name)
        for name in ("model_id", "dimension", "max_passages", "passage_words")
    )


def with_means(
    space: VectorSpace,
    vectors: Vectors,
    languages: Sequence[str],
    headlines: Sequence[str],
    embedder: Embedder,
) -> VectorSpace:
    """Estimate a space's means and calibration from some of its articles.

    Args:
        space: the space.
        vectors: of the articles' first passages, not centred, shape (n, dimension).
        languages: of the articles, n codes.
        headlines: of the articles at `asked(n)`: what every archive has that is nearest to
            a query.
        embedder: embeds the headlines.
    """
    means = LanguageMeans.estimate(vectors, languages, shipped_means(space.model_id))
    chosen = asked(len(vectors))
    queries = means.center(
        embedder.embed_queries(headlines), [languages[i] for i in chosen], role="query"
    )
    senseless = _senseless(languages, means, embedder)
    centred = means.center(vectors, languages)
    return msgspec.structs.replace(
        space,
        epoch_articles=len(vectors),
        means=means.to_dict(),
        calibration=calibrate(queries, centred, np.array(chosen), senseless),
    )


def asked(articles: int) -> list[int]:
    """Return the indices of the articles whose headlines calibrate a space, spread evenly."""
    chosen: list[int] = np.unique(np.linspace(0, articles - 1, QUERIES).astype(np.int64)).tolist()
    return chosen


def centred(articles: Sequence[ArticleVectors], space: VectorSpace) -> list[ArticleVectors]:
    """Return articles with their raw vectors centred by the means of a space."""
    means = LanguageMeans.from_dict(space.means)
    languages = [a.language for a in articles for _ in a.passages]
    vectors = means.center(np.concatenate([a.vectors for a in articles]), languages)
    ends = np.cumsum([len(a.passages) for a in articles])[:-1]
    return [
        replace(article, vectors=part)
        for article, part in zip(articles, np.split(vectors, ends), strict=True)
    ]


def _senseless(languages: Sequence[str], means: LanguageMeans, embedder: Embedder) -> Vectors:
    """Return centred queries without sense in the archive's languages."""
    scripts = sorted({"ar" if code in ARABIC_SCRIPT else "en" for code in languages})
    queries = [(text, language) for language in scripts for text in gibberish(language)]
    texts, codes = zip(*queries, strict=True)
    return means.center(embedder.embed_queries(texts), codes, role="query")
