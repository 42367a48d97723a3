"""Begins with the light runtime and changes to the heavy one when there is much to embed.

Loading torch takes longer than the light runtime needs for some hundred passages, and most runs of
the indexer have few new articles or none.
"""

import logging
from collections.abc import Callable, Sequence

import numpy as np

from indexer.base.errors import ModelUnavailable
from indexer.embedding.port import Embedder, Vectors

logger = logging.getLogger(__name__)

FEW = 150  # texts; the light runtime embeds them in the seconds that torch takes to load


class AdaptiveEmbedder:
    """An embedder of two runtimes of one model.

    Args:
        light: is there at once.
        load_heavy: makes the runtime for many texts, with the same `model_id`.
    """

    def __init__(self, light: Embedder, load_heavy: Callable[[], Embedder]) -> None:
        self._runtime = light
        self._load_heavy: Callable[[], Embedder] | None = load_heavy
        self._embedded = 0

    @property
    def model_id(self) -> str:
        """The model's, which both runtimes share."""
        return self._runtime.model_id

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        return self._runtime.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found: shape (n, dimension), float32, L2-normalised."""
        few = texts[: max(FEW - self._embedded, 0)] if self._load_heavy else texts
        self._embedded += len(few)
        vectors = self._runtime.embed_passages(few)
        if len(few) == len(texts):
            return vectors
        self._change()
        rest = self._runtime.embed_passages(texts[len(few) :])
        return np.concatenate((vectors, rest))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that search: shape (n, dimension), float32, L2-normalised."""
        return self._runtime.embed_queries(texts)

    def _change(self) -> None:
        assert self._load_heavy is not None
        load, self._load_heavy = self._load_heavy, None
        try:
            heavy = load()
        except ModelUnavailable as error:
            logger.info("the light runtime goes on: %s", error)
            return
        if heavy.model_id == self._runtime.model_id:
            self._runtime = heavy
