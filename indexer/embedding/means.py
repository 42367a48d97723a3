"""Takes the language out of vectors: subtracts the mean vector of each text's language.

Raw vectors of multilingual-e5 lie closer to each other by language than by subject, so that a mixed
archive shows a query its own language first, whatever the articles say. Without the means, an
article and its translation are neighbours.
"""

import base64
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.port import Vectors, unit_rows

Mean = NDArray[np.float32]
MeanRole = Literal["document", "query"]

PRIOR_WEIGHT = 20
"""How many documents the shipped mean counts for. Chosen on XQuAD mixed (best or within .002 of the
best other-language Recall@10 of 0–320 for 1 to 100 documents a language: .82 from one document,
.865 from ten, .91 from a hundred) and checked on koya-pairs (.82, .897, .902; best there .82, .90,
.912 with 5, 10 and 40)."""
FEWEST_WITHOUT_PRIOR = 20
"""Below this, with nothing to shrink towards, a mean is too far from its language's (other-language
Recall@10 on XQuAD mixed from 5, 10, 20 and 40 documents: .40, .73, .84, .88; uncentred .43)."""
UNKNOWN = ""


@dataclass(frozen=True)
class LanguageMeans:
    """The mean vector of each language, for documents and where they differ for queries.

    Queries are centred with the document mean of their language unless they have a mean of their
    own. Means of headlines embedded as queries ship as well, and `estimate` leaves them out:
    beside means estimated from the archive they change nDCG@10 by -.001 and -.012 on XQuAD mixed,
    by -.003 and +.095 on koya-pairs (Arabic and English queries; standard errors .003 and .02).
    Adding the shipped difference between the two roles to the archive's means gains on XQuAD mixed
    (+.013, +.002) and loses on koya-pairs (-.018, -.026), so it isn't done.

    Attributes:
        document: mean of the unit vectors of documents by language code, shape (dimension,).
        query: the same of queries; a language that isn't here has its document mean.
    """

    document: Mapping[str, Mean]
    query: Mapping[str, Mean] = field(default_factory=dict)

    @cached_property
    def fallback(self) -> Mean | None:
        """For a language without a mean: the mean over the languages; None where there are none."""
        if not self.document:
            return None
        middle: Mean = np.mean(list(self.document.values()), axis=0, dtype=np.float32)
        return middle

    def mean(self, language: str, role: MeanRole = "document") -> Mean | None:
        """Return the vector to subtract for a language; None where nothing is known of any."""
        if role == "query" and language in self.query:
            return self.query[language]
        return self.document.get(language, self.fallback)

    def center(
        self, vectors: Vectors, languages: Sequence[str], role: MeanRole = "document"
    ) -> Vectors:
        """Subtract each row's language mean and scale back to length 1.

        Args:
            vectors: shape (n, dimension), rows of length 1.
            languages: n language codes; one without a mean gets the mean over the languages.
            role: whether the rows are documents or queries.

        Returns:
            A new array of the same shape, float32.
        """
        if len(vectors) != len(languages):
            raise ValueError(f"{len(vectors)} vectors but {len(languages)} languages")
        centred = np.array(vectors, np.float32)
        tags = np.asarray(languages, dtype=object)
        for language in set(languages):
            mean = self.mean(language, role)
            if mean is not None:
                centred[tags == language] -= mean
        return unit_rows(centred)

    @staticmethod
    def estimate(
        vectors: Vectors, languages: Sequence[str], shipped: "LanguageMeans | None"
    ) -> "LanguageMeans":
        """Estimate the means from an archive's own documents, shrunk towards those that ship.

        With n documents of mean m in a language and the prior p the mean is (n m + k p) / (n + k),
        k = `PRIOR_WEIGHT`. The prior of a language that none was shipped for is the mean over the
        shipped languages. Where none were shipped for the model there is no prior: languages with
        fewer than `FEWEST_WITHOUT_PRIOR` documents are left out then and fall back to the mean over
        the others, since one document would centre to nothing.

        Args:
            vectors: shape (n, dimension), not centred, rows of length 1; a sample will do.
            languages: n language codes; the empty one means unknown and is passed over.
            shipped: means that ship for the model, None where there are none.

        Returns:
            Means for all languages of the archive and all shipped ones.
        """
        tags = np.asarray(languages, dtype=object)
        means = dict(shipped.document) if shipped else {}
        for language in sorted(set(languages) - {UNKNOWN}):
            own = vectors[tags == language]
            prior = shipped.mean(language) if shipped else None
            if prior is not None:
                total = own.sum(axis=0, dtype=np.float64) + PRIOR_WEIGHT * prior
                means[language] = (total / (len(own) + PRIOR_WEIGHT)).astype(np.float32)
            elif len(own) >= FEWEST_WITHOUT_PRIOR:
                means[language] = own.mean(axis=0, dtype=np.float64).astype(np.float32)
        return LanguageMeans(means)

    def to_dict(self) -> dict[str, dict[str, str]]:
        """For a JSON manifest: by role and language the vector as base64 of little-endian f32."""
        return {
            role: {language: _encoded(mean) for language, mean in sorted(means.items())}
            for role, means in (("document", self.document), ("query", self.query))
        }

    @staticmethod
    def from_dict(content: Mapping[str, Mapping[str, str]]) -> "LanguageMeans":
        """Read what `to_dict` wrote.

        Raises:
            KeyError: when there are no document means.
            ValueError: when a vector isn't base64 of whole floats.
        """
        read = {role: {k: _decoded(v) for k, v in means.items()} for role, means in content.items()}
        return LanguageMeans(read["document"], read.get("query", {}))


def shipped_means(model_id: str) -> LanguageMeans | None:
    """Return the means that ship with Kashshaf for a model, None where there are none."""
    file = resources.files("indexer.embedding") / "data" / means_file_name(model_id)
    if not file.is_file():
        return None
    with np.load(io.BytesIO(file.read_bytes())) as arrays:
        read: dict[str, dict[str, Any]] = {"document": {}, "query": {}}
        for name in arrays.files:
            role, _, language = name.partition(".")
            read[role][language] = arrays[name].astype(np.float32)
    return LanguageMeans(read["document"], read["query"])


def means_file_name(model_id: str) -> str:
    """Return the data file's name for a model."""
    return f"means-{re.sub(r'[^A-Za-z0-9.-]+', '_', model_id)}.npz"


def _encoded(mean: Mean) -> str:
    return base64.b64encode(np.ascontiguousarray(mean, "<f4").tobytes()).decode("ascii")


def _decoded(text: str) -> Mean:
    return np.frombuffer(base64.b64decode(text, validate=True), "<f4").astype(np.float32)
