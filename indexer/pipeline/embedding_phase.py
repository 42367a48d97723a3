"""Phase 2 of indexing: passages to centred vectors, newest article first, resumable.

The means that centre the vectors are fixed for an epoch, so that all vectors of an index can be
compared. When the archive has outgrown the articles that its means were estimated from, a new
epoch begins: everything is centred anew, out of the cache of raw vectors.
"""

import logging
import random
from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer.base.settings import Settings
from indexer.embedding import Embedder
from indexer.embedding.means import LanguageMeans, shipped_means
from indexer.pipeline.passages import cut
from indexer.pipeline.report import Progress
from indexer.storage.backend import ArchiveWriter
from indexer.storage.records import Calibration, EmbeddedArticle, VectorState

logger = logging.getLogger(__name__)

BATCH = 128  # articles embedded at once
MEANS_SAMPLE = 20_000  # articles that the means of an epoch are estimated from, at most
GROWTH = 1.5  # a new epoch begins when the archive has grown so many times
QUERIES = 200  # headlines that are asked to calibrate what "unrelated" looks like
GIBBERISH = 30  # queries without sense, of each language
GIBBERISH_QUANTILE = 0.95
LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
ARABIC_SCRIPT = frozenset({"ar", "fa", "ur", "ckb", "ku", "ps"})
GUESS_WEIGHT = 20  # articles that the shipped guess of the calibration is worth

Floats = NDArray[np.float32]


def embed_archive(
    writer: ArchiveWriter,
    embedder: Embedder,
    settings: Settings,
    progress: Progress,
    commit: Callable[[int], None],
) -> None:
    """Give a vector to every passage that has none.

    Args:
        writer: the archive, with its articles committed.
        embedder: makes raw vectors, best out of a cache.
        settings: how passages are cut and how often to commit.
        progress: is told how far it has got.
        commit: commits the writer; told how many articles got vectors since the last time.
    """
    state = _state(writer, embedder, settings)
    work = _Work(writer, embedder, settings, progress, commit)
    rows = writer.rows_to_embed()
    if not rows:
        return
    progress.phase("vectors", len(rows))
    state = work.embed(rows, state)
    everything = writer.rows()
    basis = min(len(everything), MEANS_SAMPLE)
    if basis >= GROWTH * state.epoch_articles:
        logger.info("epoch %d: the vectors are centred anew", state.epoch + 1)
        work.new_epoch(everything, state)


def _state(writer: ArchiveWriter, embedder: Embedder, settings: Settings) -> VectorState:
    """Return the state to go on with; vectors of another model or cut are dropped."""
    wanted = VectorState(
        model_id=embedder.model_id,
        dimension=embedder.dimension,
        max_passages=settings.max_passages,
        passage_words=settings.passage_words,
    )
    present = writer.manifest.vectors if writer.manifest else None
    if present is None:
        return wanted
    same = all(
        getattr(present, name) == getattr(wanted, name)
        for name in ("model_id", "dimension", "max_passages", "passage_words")
    )
    if same:
        return present
    logger.warning("the model or the passages changed: vectors are made anew")
    writer.drop_vectors()
    return wanted


class _Work:
    def __init__(
        self,
        writer: ArchiveWriter,
        embedder: Embedder,
        settings: Settings,
        progress: Progress,
        commit: Callable[[int], None],
    ) -> None:
        self._writer, self._embedder, self._settings = writer, embedder, settings
        self._progress, self._commit = progress, commit

    def embed(self, rows: Sequence[int], state: VectorState) -> VectorState:
        """Embed these rows in the epoch of `state`, which begins here if it has no means yet."""
        pending: list[EmbeddedArticle] = []
        try:
            for batch in self._raw(rows):
                pending += batch
                self._progress.advance(len(batch))
                if len(pending) >= self._settings.commit_vectors:
                    state = self._store(pending, state)
                    pending = []
        except KeyboardInterrupt:
            if pending:
                self._store(pending, state)
            raise
        return self._store(pending, state) if pending else state

    def new_epoch(self, rows: Sequence[int], state: VectorState) -> None:
        """Estimate the means from the whole archive and centre every vector by them."""
        step = max(1, -(-len(rows) // MEANS_SAMPLE))
        self._progress.phase("centring", len(rows))
        sample = [article for batch in self._raw(rows[::step]) for article in batch]
        fresh = self._with_epoch(sample, state)
        del sample
        self._writer.drop_vectors()
        for batch in self._raw(rows):
            self._writer.add_vectors(_centred(batch, _means(fresh)), fresh)
            self._progress.advance(len(batch))
        self._commit(0)

    def _store(self, raw: list[EmbeddedArticle], state: VectorState) -> VectorState:
        if not state.means:
            state = self._with_epoch(raw, state)
        self._writer.add_vectors(_centred(raw, _means(state)), state)
        self._commit(len(raw))
        return state

    def _with_epoch(self, articles: Sequence[EmbeddedArticle], state: VectorState) -> VectorState:
        """Estimate means and calibration from these articles' first passages."""
        vectors = np.stack([a.vectors[0] for a in articles])
        languages = [a.language for a in articles]
        means = LanguageMeans.estimate(vectors, languages, shipped_means(state.model_id))
        chosen = np.unique(np.linspace(0, len(articles) - 1, QUERIES).astype(np.int64))
        # A headline is the nearest thing to a query that every archive has.
        texts = [articles[i].passages[0].text.partition("\n")[0] for i in chosen]
        queries = means.center(
            self._embedder.embed_queries(texts), [languages[i] for i in chosen], role="query"
        )
        centred = means.center(vectors, languages)
        return msgspec.structs.replace(
            state,
            epoch=state.epoch + bool(state.means),
            epoch_articles=len(articles),
            means=means.to_dict(),
            calibration=calibrate(queries, centred, chosen, self._gibberish(languages, means)),
        )

    def _gibberish(self, languages: Sequence[str], means: LanguageMeans) -> Floats:
        """Return centred queries without sense in the archive's languages."""
        scripts = sorted({"ar" if code in ARABIC_SCRIPT else "en" for code in languages})
        asked = [(text, language) for language in scripts for text in gibberish(language)]
        texts, codes = zip(*asked, strict=True)
        return means.center(self._embedder.embed_queries(texts), codes, role="query")

    def _raw(self, rows: Sequence[int]) -> Iterator[list[EmbeddedArticle]]:
        """Yield these articles in batches, with vectors that are not centred yet."""
        for start in range(0, len(rows), BATCH):
            stored = self._writer.articles(rows[start : start + BATCH])
            cuts = [
                cut(
                    s.article, words=self._settings.passage_words, limit=self._settings.max_passages
                )
                for s in stored
            ]
            vectors = self._embedder.embed_passages([p.text for part in cuts for p in part])
            ends = np.cumsum([len(part) for part in cuts])[:-1]
            yield [
                EmbeddedArticle(s.row, s.article.language, part, found)
                for s, part, found in zip(stored, cuts, np.split(vectors, ends), strict=True)
            ]


def _means(state: VectorState) -> LanguageMeans:
    return LanguageMeans.from_dict(state.means)


def _centred(articles: Sequence[EmbeddedArticle], means: LanguageMeans) -> list[EmbeddedArticle]:
    languages = [a.language for a in articles for _ in a.passages]
    vectors = means.center(np.concatenate([a.vectors for a in articles]), languages)
    ends = np.cumsum([len(a.passages) for a in articles])[:-1]
    return [
        EmbeddedArticle(a.row, a.language, a.passages, part)
        for a, part in zip(articles, np.split(vectors, ends), strict=True)
    ]


def gibberish(language: str) -> list[str]:
    """Return queries without sense: random letters, the same ones every time."""
    letters = ARABIC_LETTERS if language in ARABIC_SCRIPT else LATIN_LETTERS
    chance = random.Random(language)  # noqa: S311  # no secret

    def word() -> str:
        return "".join(chance.choices(letters, k=chance.randint(3, 9)))

    return [" ".join(word() for _ in range(chance.randint(1, 4))) for _ in range(GIBBERISH)]


def calibrate(
    queries: Floats, vectors: Floats, own: NDArray[np.int64], senseless: Floats
) -> Calibration:
    """Measure how similar queries are to articles that they have nothing to do with.

    Args:
        queries: centred, of unit length, shape (m, dimension).
        vectors: of the articles, likewise, shape (n, dimension).
        own: for each query the article that it was made from, which is left out, shape (m,).
        senseless: queries that no article answers, shape (k, dimension).
    """
    similarities = queries @ vectors.T
    foreign = np.ones(similarities.shape, np.bool_)
    foreign[np.arange(len(own)), own] = False
    counted = similarities[foreign].astype(np.float64)
    # Few articles tell little: the shipped guess keeps some weight then.
    n, guess = len(vectors) - 1, Calibration()
    mean, deviation = (counted.mean(), counted.std()) if len(counted) else (0.0, 0.0)
    share = n / (n + GUESS_WEIGHT)
    return Calibration(
        mean=float(share * mean + (1 - share) * guess.mean),
        deviation=float(share * deviation + (1 - share) * guess.deviation),
        gibberish=float(np.quantile((senseless @ vectors.T).max(axis=1), GIBBERISH_QUANTILE)),
        pairs=len(counted),
    )
