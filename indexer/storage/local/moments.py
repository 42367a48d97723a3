"""The moments of a vector space's passages, of the decoded vectors: what a scan would find."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.storage.local.failures import unreadable
from indexer.storage.local.segments import BLOCK, DAMAGE, Floats, Mask, Segment, damaged
from indexer.storage.records import SimilarityMoments

MOMENTS = "moments.npz"


@dataclass(eq=False)
class _Moments:
    """Count, sum and sum of products of some vectors."""

    count: int
    total: NDArray[np.float64]
    products: NDArray[np.float64]

    def add(self, vectors: Floats, sign: int) -> None:
        """Take vectors in (sign 1) or out (-1)."""
        wide = vectors.astype(np.float64)
        self.count += sign * len(wide)
        self.total += sign * wide.sum(axis=0)
        self.products += sign * (wide.T @ wide)


class MomentsTable:
    """The moments of a space's passages by language."""

    def __init__(self) -> None:
        self._by_language: dict[str, _Moments] = {}

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the moments of a space.

        Raises:
            IndexFormatError: the file is missing or damaged.
        """
        path, table = folder / MOMENTS, cls()
        try:
            with np.load(path, allow_pickle=False) as file:
                languages, counts, sums, products = (
                    file[name] for name in ("languages", "counts", "sums", "products")
                )
        except OSError as error:
            raise unreadable(path, error) from error
        except DAMAGE as error:
            raise damaged(path, str(error)) from error
        size = len(languages) if languages.ndim == 1 else -1
        dimension = sums.shape[-1] if sums.ndim == 2 else -1
        fits = (
            counts.shape == (size,)
            and sums.shape == (size, dimension)
            and products.shape == (size, dimension, dimension)
            and languages.dtype.kind == "U"
            and counts.dtype == np.int64
            and sums.dtype == products.dtype == np.float64
            and bool(np.isfinite(sums).all() and np.isfinite(products).all())
        )
        if not fits:
            raise damaged(path, "its arrays don't fit each other")
        for language, *moments in zip(
            languages.tolist(), counts.tolist(), sums, products, strict=True
        ):
            table._by_language[language] = _Moments(*moments)
        return table

    def write(self, folder: Path) -> None:
        """Write the moments of a space."""
        kept = {key: one for key, one in sorted(self._by_language.items()) if one.count > 0}
        moments = list(kept.values())
        dimension = len(moments[0].total) if moments else 0
        with (folder / MOMENTS).open("wb") as file:
            np.savez(
                file,
                languages=np.array(list(kept), "U8"),
                counts=np.array([one.count for one in moments], np.int64),
                sums=np.array([one.total for one in moments]).reshape(len(moments), dimension),
                products=np.array([m.products for m in moments]).reshape(
                    len(moments), dimension, dimension
                ),
            )

    def add(self, segment: Segment, chosen: Mask, sign: int = 1) -> None:
        """Take the chosen passages of a segment in (sign 1) or out (-1)."""
        dimension = segment.codes.shape[1]
        for first in range(0, len(segment), BLOCK):
            block = slice(first, first + BLOCK)
            if not chosen[block].any():
                continue
            vectors, languages = segment.decoded(first, first + BLOCK), segment.places["language"]
            for language in np.unique(languages[block][chosen[block]]):
                moments = self._by_language.setdefault(
                    language.decode(),
                    _Moments(0, np.zeros(dimension), np.zeros((dimension, dimension))),
                )
                moments.add(vectors[chosen[block] & (languages[block] == language)], sign)

    @property
    def dimension(self) -> int:
        """Length of the vectors; 0 where there are none."""
        return max((len(one.total) for one in self._by_language.values()), default=0)

    def counts(self) -> dict[str, int]:
        """Return how many passages there are of each language."""
        return {key: one.count for key, one in self._by_language.items() if one.count}

    def similarity_moments(self) -> dict[str, SimilarityMoments]:
        """Return mean and covariance of each language's passages."""
        found = {}
        for language, one in self._by_language.items():
            mean = one.total / one.count
            covariance = one.products / one.count - np.outer(mean, mean)
            found[language] = SimilarityMoments(one.count, mean, covariance)
        return found
