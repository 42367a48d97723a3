"""The port: what Kashshaf asks of anything that turns text into vectors."""

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, dimension), rows of length 1, unless said otherwise."""

Role = Literal["passage", "query"]


class Embedder(Protocol):
    """Turns text into vectors. What a model wants before a text (`passage: `) is its own affair."""

    @property
    def model_id(self) -> str:
        """Names the model and the revision of its weights; equal ids give interchangeable vectors.

        Caches are keyed by it and an index's manifest records it.
        """
        ...

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found: shape (n, dimension), float32, L2-normalised."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that search: shape (n, dimension), float32, L2-normalised."""
        ...


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale each row to length 1; a row of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)
    return scaled
