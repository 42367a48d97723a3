"""The query's side of the dense retriever: from typed words to a centred vector, or why not."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from indexer.base.errors import ModelUnavailable
from indexer.embedding import Embedder
from indexer.embedding.means import LanguageMeans
from indexer.storage.records import VectorSpace

REMEMBERED = 1_000  # queries whose vectors are kept; paging sends the same one again and again
RETRY_SECONDS = 30.0  # after which a model that couldn't be loaded is tried again
NO_VECTORS = "the index has no vectors yet; run `kashshaf index` on it without --no-vectors"


class QueryEmbedder:
    """Embeds queries with the model of the vector space that is searched. Threads may share it.

    The model is loaded at the first query, and another one when the index changes to a space of
    another model. A failure is remembered for some seconds, not for ever.

    Args:
        load: makes the embedder of a model's name; may raise ModelUnavailable.
        clock: seconds; for tests.
    """

    def __init__(
        self, load: Callable[[str], Embedder], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._load = load
        self._clock = clock
        self._model = ""
        self._embedder: Embedder | None = None
        self._failed: tuple[str, float, str] = ("", 0.0, "")  # model, until when, why
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], NDArray[np.float32]] = OrderedDict()
        self._means: tuple[VectorSpace | None, LanguageMeans] = (None, LanguageMeans({}))

    def vector(self, text: str, language: str, space: VectorSpace | None) -> NDArray[np.float32]:
        """Return a query's vector, centred for its language, of unit length: (dimension,).

        Raises:
            ModelUnavailable: the model can't be had, or isn't the one that made the index.
        """
        if space is None:
            raise ModelUnavailable(NO_VECTORS)
        embedder = self._ready(space)
        key = (embedder.model_id, text)
        with self._lock:
            raw = self._known.get(key)
        if raw is None:
            raw = embedder.embed_queries([text])[0]
            with self._lock:
                self._known[key] = raw
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
        centred: NDArray[np.float32] = self._means_of(space).center(
            raw[None, :], [language], role="query"
        )[0]
        return centred

    def problem(self, space: VectorSpace | None) -> str:
        """Return why queries can't be embedded for a vector space; empty where they can."""
        if space is None:
            return NO_VECTORS
        try:
            self._ready(space)
        except ModelUnavailable as error:
            return str(error)
        return ""

    def _means_of(self, space: VectorSpace) -> LanguageMeans:
        known, means = self._means
        if known is not space:
            means = LanguageMeans.from_dict(space.means)
            self._means = (space, means)
        return means

    def _ready(self, space: VectorSpace) -> Embedder:
        with self._lock:
            if self._embedder is None or self._model != space.model:
                self._embedder, self._model = self._loaded(space.model), space.model
            embedder = self._embedder
        if embedder.model_id != space.model_id:
            raise ModelUnavailable(
                f"the index was made with the model {space.model_id}, not {embedder.model_id}",
                'setting "model"',
                "Set the index's model, or index again with this one",
            )
        return embedder

    def _loaded(self, model: str) -> Embedder:
        failed, until, why = self._failed
        if failed == model and self._clock() < until:
            raise ModelUnavailable(why)
        try:
            return self._load(model)
        except ModelUnavailable as error:
            self._failed = (model, self._clock() + RETRY_SECONDS, str(error))
            raise
