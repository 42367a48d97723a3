"""Text to vectors: the embedder's port, its runtimes, the cache, and the language means."""

from indexer.embedding.loading import load_embedder
from indexer.embedding.port import Embedder, Role, Vectors

__all__ = ["Embedder", "Role", "Vectors", "load_embedder"]
