"""What passes through the port of storage: stored articles, embedded articles, the manifest."""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer.article import Article, Passage
from indexer.storage.query import ScoredDocs

Outcome = Literal["indexed", "updated", "unchanged"]
"""What became of an article that was put into the archive."""

SCHEMA_VERSION = 1
"""Changes with the layout on disk; an index of another schema must be built anew."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An article with its row number; a new version of an article has a new row."""

    row: int
    article: Article


@dataclass(frozen=True, slots=True)
class EmbeddedArticle:
    """An article's passages with their centred vectors, float32 (number of passages, dimension)."""

    row: int
    language: str
    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the dense retriever found.

    Attributes:
        hits: the nearest articles.
        mean: mean similarity of the query to all articles of the languages searched.
        deviation: the standard deviation of these similarities.
    """

    hits: ScoredDocs
    mean: float
    deviation: float


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """How similar a query is to articles that it has nothing to do with, in this index.

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


class VectorState(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to read and to go on writing an index's vectors.

    Attributes:
        model_id: the model's identity; vectors of another model are not comparable.
        dimension: length of a vector.
        max_passages: vectors an article at most.
        passage_words: how long a passage is.
        epoch: counts how often the vectors were centred anew.
        epoch_articles: from how many articles the means of this epoch were estimated.
        means: the language means, as `LanguageMeans.to_dict` gives them.
        calibration: of this epoch's vectors.
    """

    model_id: str
    dimension: int
    max_passages: int
    passage_words: int
    epoch: int = 1
    epoch_articles: int = 0
    means: dict[str, Any] = {}
    calibration: Calibration = Calibration()


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One generation, described.

    Attributes:
        generation: its number, from 1.
        keyword_engine: which engine's files lie in `keyword/`.
        analyzer_version: of the language analysis that made the words in it.
        articles: how many live articles it holds.
        embedded: how many of them have vectors.
        vectors: None while nothing was embedded.
        schema_version: of the layout on disk.
        keyword_schema: of the keyword index; one of another schema is rebuilt by the next writer.
    """

    generation: int
    keyword_engine: str
    analyzer_version: str
    articles: int = 0
    embedded: int = 0
    vectors: VectorState | None = None
    schema_version: int = SCHEMA_VERSION
    keyword_schema: int = 1
