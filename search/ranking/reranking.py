"""Orders the first hits anew with a cross-encoder, where one is configured.

A cross-encoder reads query and article together, which tells more than two vectors do and costs
a pass of the model for each article. It is loaded at the first query that needs it; without one
neither it nor torch is ever imported.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article
from indexer.base.errors import ModelUnavailable
from indexer.base.settings import Settings
from search.ranking.ranked import Ranking

LEAD = 1_000  # characters of a body that are read where no passage is known to be the nearest
REMEDY = "Set `reranker` to a CrossEncoder's name or folder, or to nothing"

RETRY_SECONDS = 30.0  # after which a model that couldn't be loaded is tried again

Verdicts = dict[str, float]
"""By article id: the reranker's score."""


class Scorer(Protocol):
    """What a reranker must be able to do."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how well each text answers the query, shape (n,); more is better."""


class CrossEncoderScorer:
    """Any CrossEncoder of sentence-transformers with one output. Threads take turns.

    Args:
        name: a model's name on the hub, which is fetched on first use, or a folder.
        device: "auto" (CUDA, else Apple's, else the processor) or a device as torch names it.

    Raises:
        ModelUnavailable: torch or the model can't be had, or it is no reranker.
    """

    def __init__(self, name: str, device: str = "auto") -> None:
        self._name = name
        self._model = _load(name, device)
        self._lock = threading.Lock()
        if self._model.num_labels != 1:
            raise ModelUnavailable(
                f"the model has {self._model.num_labels} outputs, a reranker has one",
                f'reranker "{name}"',
                REMEDY,
            )

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the model's scores, shape (n,), float32; long texts are cut at its limit.

        Raises:
            ModelUnavailable: the model fails on these texts.
        """
        try:
            with self._lock:
                found = self._model.predict(
                    [(query, text) for text in texts], show_progress_bar=False
                )
        except Exception as error:  # torch and the models raise whatever they like
            raise ModelUnavailable(
                f"the model fails: {error}", f'reranker "{self._name}"', REMEDY
            ) from error
        scores: NDArray[np.float32] = np.asarray(found, np.float32)
        if not np.isfinite(scores).all():
            raise ModelUnavailable(
                "the model's scores are no numbers", f'reranker "{self._name}"', REMEDY
            )
        return scores


class Reranker:
    """Reranks for all queries of an engine; a failure is remembered for some seconds.

    Args:
        load: makes the scorer; may raise ModelUnavailable.
        depth: how many of the first hits are ordered anew.
        clock: seconds; for tests.
    """

    def __init__(
        self,
        load: Callable[[], Scorer],
        depth: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.depth = depth
        self._load = load
        self._clock, self._retry = clock, 0.0
        self._scorer: Scorer | None = None
        self._problem: ModelUnavailable | None = None
        self._lock = threading.Lock()

    @classmethod
    def of(cls, settings: Settings) -> "Reranker | None":
        """Return the reranker that the settings name, None where they name none."""
        if not settings.reranker:
            return None
        return cls(
            lambda: CrossEncoderScorer(settings.reranker, settings.device), settings.rerank_depth
        )

    def rerank(
        self, query: str, found: Ranking, articles: Mapping[int, Article]
    ) -> tuple[Ranking, Verdicts]:
        """Order the first documents by the reranker's scores, equals as they were; the rest stays.

        Args:
            query: its words, without operators.
            found: the ranking, from its first document on.
            articles: by document; those of the first documents at least.

        Returns:
            The ranking, in which each document keeps its fused score, and the verdicts.

        Raises:
            ModelUnavailable: the model can't be had or fails.
        """
        scorer = self._ready()
        first = list(found.docs[: self.depth])
        if not first:
            return found, {}
        texts = [_text(articles[doc], found.passages.get(doc)) for doc in first]
        scores = scorer.scores(query, texts)
        order = [*np.argsort(-scores, kind="stable").tolist(), *range(len(first), len(found.docs))]
        verdicts = {
            articles[doc].id: float(score) for doc, score in zip(first, scores, strict=True)
        }
        return replace(
            found,
            docs=[found.docs[place] for place in order],
            scores=[found.scores[place] for place in order],
            members=[found.members[place] for place in order],
        ), verdicts

    def _ready(self) -> Scorer:
        with self._lock:
            if self._problem and self._clock() < self._retry:
                raise ModelUnavailable(*self._problem.args)
            if self._scorer is None:
                try:
                    self._scorer = self._load()
                except ModelUnavailable as error:
                    self._problem, self._retry = error, self._clock() + RETRY_SECONDS
                    raise
            return self._scorer


def _text(article: Article, passage: tuple[int, int] | None) -> str:
    """Return what is read of an article: its title and its nearest passage."""
    start, end = passage or (0, LEAD)
    return "\n".join(filter(None, (article.title, article.body[start:end])))


def _load(name: str, device: str) -> Any:
    from indexer.embedding.transformer import chosen_device, without_progress_bars

    try:
        import torch
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise ModelUnavailable(
            f"sentence-transformers or torch isn't installed: {error}",
            f'reranker "{name}"',
            "Install both (pip install sentence-transformers)",
        ) from error
    try:
        with without_progress_bars():
            return CrossEncoder(name, device=chosen_device(torch, device))
    except Exception as error:  # OSError, ValueError, KeyError, HTTP errors and many more
        raise ModelUnavailable(
            f"the model can't be loaded: {error}", f'reranker "{name}"', REMEDY
        ) from error
