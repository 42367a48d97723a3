"""The heavy runtime: any model of sentence-transformers, on any device, for documents in bulk."""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from indexer.base.errors import ModelUnavailable
from indexer.embedding.bundled import Progress, bundled_model_id, unpack_bundled_model
from indexer.embedding.bundled_text import BundledText
from indexer.embedding.model_file import OTHER_MODEL, ModelFile, bundled_model_path
from indexer.embedding.port import Role, Vectors, unit_rows
from indexer.embedding.processor import is_x86, processor_flags

BUNDLED = "bundled"
BF16_ON_X86 = frozenset({"avx512_bf16", "amx_bf16"})
BATCH = {"cpu": 8, "mps": 64, "cuda": 256}
"""Texts in one step, by device; on a processor more are slower and take more memory."""

E5_FAMILY = re.compile(r"(^|[^a-z])m?e5([^a-z]|$)")
E5_PROMPTS = {"query": "query: ", "document": "passage: "}
E5_INSTRUCT_PROMPTS = {
    "query": "Instruct: Given a search in a news archive, find the articles that answer it\nQuery: "
}
SAMPLED = 1 << 20
"""Bytes read from either end of a weights file to tell its revision."""


class TransformerEmbedder:
    """Embeds with sentence-transformers. Importing torch takes seconds, so it's imported here only.

    On processors and devices that have it, bfloat16 is used, else float32; vectors are float32.
    Texts are sorted by length, so that a batch pads little. Threads take turns.

    Args:
        name: "bundled", a folder, or a model's name on the hub, which is fetched on first use.
        cache_dir: where the bundled model is unpacked.
        device: "auto" (CUDA, else Apple's, else the processor) or a device as torch names it.
        progress: told how far the unpacking of the bundled model is.

    Raises:
        ModelUnavailable: when torch or the model can't be had, or the device isn't there.
    """

    def __init__(
        self,
        name: str,
        *,
        cache_dir: Path,
        device: str = "auto",
        progress: Progress | None = None,
    ) -> None:
        self._text: BundledText | None = None
        where = name
        if name == BUNDLED:
            file = bundled_model_path()
            where = str(unpack_bundled_model(file, cache_dir, progress))
            self._text = BundledText(ModelFile(file))
        self._model = load_model(where, device, offline=name == BUNDLED)
        self._model.prompts = prompts_of(name, self._model.prompts)
        self.model_id = (
            bundled_model_id(file) if name == BUNDLED else model_identity(name, self._model)
        )
        self.dimension = dimension_of(self._model)
        self._lock = threading.Lock()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found: (n, dimension) float32, L2-normalised."""
        return self._embed(texts, "passage", self._model.encode_document)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that search: (n, dimension) float32, L2-normalised."""
        return self._embed(texts, "query", self._model.encode_query)

    def _embed(self, texts: Sequence[str], role: Role, encode: Callable[..., Any]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        ready = list(texts)
        if self._text:
            ready = [self._text.cut(self._text.prepare(text), role) for text in texts]
        with self._lock:
            tensor = encode(
                ready,
                batch_size=BATCH.get(self._model.device.type, 32),
                show_progress_bar=False,
                convert_to_tensor=True,
            )
        return unit_rows(tensor.float().cpu().numpy())


def load_model(where: str, device: str, *, offline: bool) -> Any:
    """Open a model with sentence-transformers, in bfloat16 where that's native.

    Raises:
        ModelUnavailable: with what to do about it.
    """
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelUnavailable(
            f"sentence-transformers or torch isn't installed: {error}",
            f'model "{where}"',
            "Install both (pip install sentence-transformers)",
        ) from error
    chosen = chosen_device(torch, device)
    try:
        with without_progress_bars():
            model = SentenceTransformer(where, device=chosen, local_files_only=offline)
        return model.to(torch.bfloat16 if has_bfloat16(torch, chosen) else torch.float32).eval()
    except Exception as error:
        # The libraries below raise OSError, ValueError, KeyError, HTTP errors and many more.
        raise ModelUnavailable(
            f"the model can't be loaded on {chosen}: {error}",
            f'model "{where}"',
            "Delete this folder, it will be made anew"
            if offline
            else f"Check its name, the connection and the device. {OTHER_MODEL}",
        ) from error


@contextmanager
def without_progress_bars() -> Iterator[None]:
    """Keep transformers from drawing a bar while it loads weights that lie on the disk."""
    from transformers.utils import logging

    bars: Any = logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()


def chosen_device(torch: Any, device: str) -> str:
    """Return the device to run on: the one that was asked for, or the fastest there is."""
    if device != "auto":
        return device
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def has_bfloat16(torch: Any, device: str) -> bool:
    """Whether the device computes in bfloat16 natively; emulated, it's slower than float32."""
    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device == "cpu" and is_x86() and bool(BF16_ON_X86 & processor_flags())


def prompts_of(name: str, own: dict[str, str]) -> dict[str, str]:
    """Return what is put before a text by role: the model's prompts, else the E5 family's.

    Args:
        name: the model's name or folder; its last part tells the family.
        own: `model.prompts`, in which empty ones count for nothing.

    Returns:
        Prompts under "query" and "document", empty where there is none.
    """
    filled = {key: prompt for key, prompt in own.items() if prompt}
    if not filled and E5_FAMILY.search(Path(name).name.lower()):
        filled = E5_INSTRUCT_PROMPTS if "instruct" in name.lower() else E5_PROMPTS
    document = filled.get("document") or filled.get("passage") or filled.get("corpus") or ""
    return {"query": filled.get("query", ""), "document": document}


def dimension_of(model: Any) -> int:
    """Components of a model's vectors, under the old or the new name of the method."""
    ask = getattr(model, "get_embedding_dimension", None)
    return int((ask or model.get_sentence_embedding_dimension)())


def model_identity(name: str, model: Any) -> str:
    """Return a name with the revision: the hub's commit, or a digest of a folder's content."""
    folder = Path(name)
    if folder.is_dir():
        return f"{folder.resolve().name}-{folder_digest(folder)}"
    config = getattr(model[0].auto_model, "config", None)
    commit = getattr(config, "_commit_hash", None)
    return f"{name}-{commit[:12]}" if commit else name


def folder_digest(folder: Path) -> str:
    """Twelve hexadecimal digits over all files: names, sizes, the first and the last megabyte."""
    digest = hashlib.blake2b(digest_size=6)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = file.stat().st_size
        digest.update(f"{file.relative_to(folder).as_posix()}\0{size}\0".encode())
        with file.open("rb") as stream:
            digest.update(stream.read(SAMPLED))
            stream.seek(max(SAMPLED, size - SAMPLED))
            digest.update(stream.read())
    return digest.hexdigest()
