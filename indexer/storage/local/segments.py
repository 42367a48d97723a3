"""A segment of a vector space on disk: 8-bit codes in plain NumPy files, one entry a passage.

The passages of an article are neighbours, and a row is in one segment only. Vectors are centred and
of unit length before they are coded, each with a scale of its own (largest component / 127), which
keeps a cosine within about .003 of the original.
"""

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.base.errors import IndexFormatError
from indexer.storage.local.failures import REPAIR, unreadable
from indexer.storage.records import ArticleVectors

BLOCK = 16_384
"""Passages decoded at once where not all of them are kept in memory."""
DAMAGE = (
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    SyntaxError,
    OverflowError,
    MemoryError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy raises on files that aren't its own, or aren't whole."""

_PLACE = np.dtype(
    [("row", "<i8"), ("language", "S8"), ("number", "<i4"), ("start", "<i4"), ("end", "<i4")]
)

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Segment:
    """Passages with their vectors, in memory or mapped.

    Attributes:
        name: of its folder.
        codes: int8, shape (n, dimension).
        scales: float32, shape (n,).
        places: shape (n,): article's row and language, the passage's number, start and end.
    """

    name: str
    codes: NDArray[np.int8]
    scales: Floats
    places: NDArray[Any]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def rows(self) -> Rows:
        """The row of each passage's article."""
        rows: Rows = self.places["row"]
        return rows

    @classmethod
    def of(cls, name: str, rows: Sequence[int], articles: Sequence[ArticleVectors]) -> Self:
        """Code the vectors of these articles, which are in these rows."""
        vectors = np.concatenate([article.vectors for article in articles]).astype(np.float32)
        scales = (np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127).astype(np.float32)
        codes = np.rint(vectors / scales[:, None]).clip(-127, 127).astype(np.int8)
        places = [
            (row, article.language.encode("ascii", "replace")[:8], p.number, p.start, p.end)
            for row, article in zip(rows, articles, strict=True)
            for p in article.passages
        ]
        return cls(name, codes, scales, np.array(places, _PLACE))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a segment; its codes are mapped.

        Raises:
            IndexFormatError: a file is missing, damaged or doesn't fit the others.
        """
        scales = np.array(load_array(folder / "scales.npy", np.dtype(np.float32), 1))
        places = np.array(load_array(folder / "places.npy", _PLACE, 1))
        codes = load_array(folder / "codes.npy", np.dtype(np.int8), 2)
        if not len(codes) == len(scales) == len(places):
            sizes = f"{len(codes)} codes, {len(scales)} scales and {len(places)} places"
            raise damaged(folder, f"it has {sizes}")
        if not (np.isfinite(scales) & (scales > 0)).all():
            raise damaged(folder / "scales.npy", "a scale is no positive number")
        if len(places) and (places["row"].min() < 1 or (places["end"] < places["start"]).any()):
            raise damaged(folder / "places.npy", "a passage is in no possible place")
        return cls(folder.name, codes, scales, places)

    def write(self, folder: Path) -> None:
        """Write it into a new folder."""
        folder.mkdir(parents=True)
        np.save(folder / "codes.npy", self.codes)
        np.save(folder / "scales.npy", self.scales)
        np.save(folder / "places.npy", self.places)

    def without(self, rows: Rows) -> Self:
        """Return it without the passages of these rows."""
        kept = ~np.isin(self.rows, rows)
        return type(self)(self.name, self.codes[kept], self.scales[kept], self.places[kept])

    def decoded(self, first: int, last: int) -> Floats:
        """Return the vectors of the passages first … last-1, of about unit length."""
        codes = np.asarray(self.codes[first:last], np.float32)
        return codes * self.scales[first:last, None]


def damaged(path: Path, what: str) -> IndexFormatError:
    """Return the error of a file of vectors that isn't what it should be."""
    return IndexFormatError(f"the vectors are damaged: {what}", str(path), REPAIR)


def load_array(path: Path, dtype: np.dtype[Any], dimensions: int) -> NDArray[Any]:
    """Map an array.

    Raises:
        IndexFormatError: it is missing, damaged or of another kind.
    """
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise unreadable(path, error) from error
    except DAMAGE as error:
        raise damaged(path, str(error)) from error
    if array.dtype != dtype or array.ndim != dimensions:
        raise damaged(path, f"it holds {array.ndim}-dimensional {array.dtype}")
    return array
