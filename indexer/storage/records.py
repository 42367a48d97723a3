"""What goes in and out through the storage contract: stored articles, vectors, the manifest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer.article import Article, Passage

Outcome = Literal["indexed", "updated", "unchanged", "deleted", "suppressed", "forgotten"]
"""What became of an article that was put: the last three say why it stays away."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as a reader holds it.

    Attributes:
        doc: its document number in that reader.
        article: what was put.
        group: number of its duplicate group in that reader; of an article that is alone, a number
            of its own.
    """

    doc: int
    article: Article
    group: int


@dataclass(frozen=True, slots=True)
class ArticleVectors:
    """The vectors of one article, to be stored.

    Attributes:
        id: the article's.
        fingerprint: of the version that they were made from; where the article has changed since,
            they are dropped.
        language: its language.
        passages: one or more.
        vectors: float32, shape (passages, dimension): centred, rows of unit length.
    """

    id: str
    fingerprint: bytes
    language: str
    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PassageVector:
    """A stored passage.

    Attributes:
        start, end: where it is in the article's body.
        vector: float32, shape (dimension,), of about unit length (storage may quantise).
    """

    start: int
    end: int
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ArticleSignature:
    """What near-duplicates are found by (`indexer.pipeline.near_duplicates`).

    Attributes:
        id: the article's.
        signature: opaque bytes.
        bands: keys of its buckets, 63-bit; articles that share one are compared.
        group: its duplicate group now, empty where it is alone.
    """

    id: str
    signature: bytes
    bands: tuple[int, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One version of an article that the archive keeps.

    Attributes:
        article: as it was.
        first: version of the index that it first belonged to.
        last: the version that it no longer belongs to; empty for the current one.
    """

    article: Article
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What has happened to the articles between two versions of an index.

    Attributes:
        added: ids of articles that weren't there, in the order in which they came.
        updated: ids of articles whose content is another.
        removed: ids of articles that were deleted or suppressed.
        forgotten: digests of the ids of forgotten articles, as `id_digest` makes them.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """How similar a query is to articles that it has nothing to do with, in this vector space.

    Attributes:
        mean: of the similarity, the cosine of centred vectors.
        deviation: its standard deviation.
        gibberish: how near the nearest article comes to a query without sense, at most.
        pairs: from how many pairs they were measured; 0 while the shipped guess stands.
    """

    mean: float = 0.0
    deviation: float = 0.085
    gibberish: float = 0.0
    pairs: int = 0


class VectorSpace(msgspec.Struct, frozen=True, kw_only=True):
    """A vector space: all that is needed to compare vectors and to go on adding some.

    Attributes:
        name: unique in its index.
        model: the setting that names the model, so that queries can be embedded by it.
        model_id: the model's identity; vectors of another model are not comparable.
        dimension: length of a vector.
        max_passages: vectors an article at most.
        passage_words: how long a passage is.
        epoch: counts how often the vectors were centred anew.
        epoch_articles: from how many articles the means of this epoch were estimated.
        means: the language means, as `LanguageMeans.to_dict` gives them.
        calibration: of this space's vectors.
    """

    name: str
    model: str
    model_id: str
    dimension: int
    max_passages: int
    passage_words: int
    epoch: int = 1
    epoch_articles: int = 0
    means: dict[str, Any] = {}
    calibration: Calibration = Calibration()


@dataclass(frozen=True, eq=False)
class SimilarityMoments:
    """Stored moments of one language's passage vectors.

    With them the mean and the variance of a query's similarities over a whole language are
    q·mean and qᵀ·covariance·q, without a scan.

    Attributes:
        count: passages.
        mean: float64, shape (dimension,).
        covariance: float64, shape (dimension, dimension), of the population.
    """

    count: int
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    def spread(self, query: NDArray[np.float32]) -> tuple[float, float]:
        """Return mean and standard deviation of a vector's similarity to the passages."""
        wide = query.astype(np.float64)
        variance = float(wide @ self.covariance @ wide)
        return float(self.mean @ wide), float(np.sqrt(max(variance, 0.0)))


@dataclass(frozen=True)
class SpaceManifest:
    """A vector space as a reader finds it.

    Attributes:
        space: its description.
        articles: by language, how many articles have vectors in it.
        moments: by language, over passages.
    """

    space: VectorSpace
    articles: Mapping[str, int]
    moments: Mapping[str, SimilarityMoments]


@dataclass(frozen=True)
class Manifest:
    """One version of an index, described.

    Attributes:
        version: opaque; equal for equal versions.
        articles: how many articles it holds.
        languages: by language, how many.
        analyzer_version: of the language analysis that made the terms in it.
        time_zone: whose days its dates are.
        active: name of the vector space that is searched; empty while there is none.
        spaces: by name, the active one and those being built.
        phases: by name, the version up to which each phase of the pipeline has seen the changes.
    """

    version: str
    articles: int
    languages: Mapping[str, int]
    analyzer_version: str
    time_zone: str = "UTC"
    active: str = ""
    spaces: Mapping[str, SpaceManifest] = field(default_factory=dict)
    phases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def vectors(self) -> SpaceManifest | None:
        """The active vector space; None while there is none."""
        return self.spaces.get(self.active)
