"""The query's side of the dense retriever: from typed words to a centred vector, or why not."""

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from indexer.base.errors import ModelUnavailable
from indexer.embedding import Embedder
from indexer.embedding.means import LanguageMeans
from indexer.storage.records import VectorState

REMEMBERED = 1_000  # queries whose vectors are kept; paging asks the same one again and again
NO_VECTORS = "the index has no vectors yet; run `kashshaf index` on it without --no-vectors"


class QueryEmbedder:
    """Embeds queries; loads the model at the first one, and remembers why where it can't.

    Args:
        load: makes the embedder; may raise ModelUnavailable.
    """

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._load = load
        self._embedder: Embedder | None = None
        self._problem = ""
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], NDArray[np.float32]] = OrderedDict()

    def vector(self, text: str, language: str, state: VectorState | None) -> NDArray[np.float32]:
        """Return a query's vector, centred for its language, of unit length: (dimension,).

        Raises:
            ModelUnavailable: the model can't be had, or isn't the one that made the index.
        """
        if state is None:
            raise ModelUnavailable(NO_VECTORS)
        embedder = self._ready(state)
        key = (embedder.model_id, text)
        with self._lock:
            raw = self._known.get(key)
        if raw is None:
            raw = embedder.embed_queries([text])[0]
            with self._lock:
                self._known[key] = raw
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
        means = LanguageMeans.from_dict(state.means)
        centred: NDArray[np.float32] = means.center(raw[None, :], [language], role="query")[0]
        return centred

    def problem(self, state: VectorState | None) -> str:
        """Return why queries can't be embedded for an index; empty where they can."""
        if state is None:
            return NO_VECTORS
        try:
            self._ready(state)
        except ModelUnavailable as error:
            return str(error)
        return ""

    def _ready(self, state: VectorState) -> Embedder:
        with self._lock:
            if self._problem:
                raise ModelUnavailable(self._problem)
            if self._embedder is None:
                try:
                    self._embedder = self._load()
                except ModelUnavailable as error:
                    self._problem = str(error)
                    raise
            embedder = self._embedder
        if embedder.model_id != state.model_id:
            raise ModelUnavailable(
                f"the index was made with the model {state.model_id}, not {embedder.model_id}",
                'setting "model"',
                "Set the index's model, or index again with this one",
            )
        return embedder
