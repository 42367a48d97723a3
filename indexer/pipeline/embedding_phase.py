"""The last phase: passages to centred vectors, newest article first, in named vector spaces.

The means that centre the vectors are fixed for a space, so that all its vectors can be compared.
When the archive has outgrown the articles that they were estimated from, a new epoch begins: a new
space, centred anew out of the cache of raw vectors. A new model or other passages make a new space
as well. Either is built beside the space that is searched, and takes over when no article lacks
vectors in it; only the first space of an index is searched from its first commit.
"""

import logging
from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np

from indexer.base.errors import ModelUnavailable
from indexer.base.interrupts import held_back
from indexer.base.settings import Settings
from indexer.embedding import Embedder
from indexer.pipeline.passages import cut
from indexer.pipeline.phases import Run
from indexer.pipeline.spaces import asked, centred, fits, space_for, with_means
from indexer.storage.records import ArticleVectors, Manifest, VectorSpace

logger = logging.getLogger(__name__)

BATCH = 128  # articles embedded at once
MEANS_SAMPLE = 20_000  # articles that the means of an epoch are estimated from, at most
GROWTH = 1.5  # a new epoch begins when the archive has grown so many times
COMMIT_SECONDS = 300.0  # a space that isn't searched yet is committed so often


class VectorsPhase:
    """Gives every passage a vector.

    Args:
        settings: how passages are cut, and how often to commit.
        embedder: makes the embedder, best one with a cache; None: no vectors are wanted.
    """

    name = "vectors"

    def __init__(self, settings: Settings, embedder: Callable[[], Embedder] | None) -> None:
        self._settings = settings
        self._make = embedder

    def run(self, run: Run) -> None:
        """Embed what lacks vectors; see `Phase`."""
        if self._make is None:
            run.report.dense_off = "no vectors were wanted (--no-vectors)"
            return
        if not run.writer.version:
            return
        seen = run.writer.version
        try:
            _Embedding(run, self._make(), self._settings).run()
        except ModelUnavailable as error:
            run.report.dense_off = str(error)
            logger.warning("no vectors: %s", error)
            return
        run.writer.set_phase(self.name, seen)


class _Embedding:
    """One run's way from the spaces that are there to the one that is wanted."""

    def __init__(self, run: Run, embedder: Embedder, settings: Settings) -> None:
        self._run, self._embedder, self._settings = run, embedder, settings
        self._writer = run.writer
        self._wanted = space_for(embedder, settings)
        self._refresh()

    def _refresh(self) -> None:
        with self._writer.open_reader() as reader:
            self._manifest: Manifest = reader.manifest
        self._active = self._manifest.active

    def run(self) -> None:
        current = self._current()
        if current is not None:
            current = self._fill(current, embeds=True)
        # The first space's means are of its first articles: a second epoch may follow at once.
        while (following := self._following(current)) is not None:
            building = bool(self._active)
            current = self._fill(following, embeds=current is None, aside=building)
            if self._writer.without_vectors(current.name):
                return
            if building:
                logger.info("%s is complete and takes over", current.name)
                self._writer.activate(current.name)
                self._run.commit()
            self._refresh()

    def _current(self) -> VectorSpace | None:
        """Return the space that is searched, if it is of the wanted kind."""
        active = self._manifest.vectors
        if active is None or not fits(active.space, self._wanted):
            return None
        if active.space.model == self._wanted.model:
            return active.space
        named = msgspec.structs.replace(active.space, model=self._wanted.model)
        self._writer.put_space(named)
        self._run.pending = True
        return named

    def _following(self, current: VectorSpace | None) -> VectorSpace | None:
        """Return the space that is to take over: one half built, or a new one; None for none."""
        if not self._manifest.articles:
            return None
        epoch = current.epoch if current is not None else 0
        begun = self._begun(epoch)
        if begun is not None:
            return begun
        fresh = space_for(self._embedder, self._settings, epoch + 1)
        if current is not None:
            basis = min(self._manifest.articles, MEANS_SAMPLE)
            if basis < GROWTH * current.epoch_articles:
                return None
            logger.info("epoch %d: the vectors are centred anew", fresh.epoch)
        elif not self._active:
            return fresh  # the first: its first articles give the means, so that it serves soon
        return self._estimated(fresh, self._all_ids())

    def _begun(self, epoch: int) -> VectorSpace | None:
        """Return the half-built space after an epoch; others that were begun are dropped."""
        others = [s.space for name, s in self._manifest.spaces.items() if name != self._active]
        wanted = [s for s in others if fits(s, self._wanted) and s.epoch > epoch]
        begun = max(wanted, key=lambda space: space.epoch, default=None)
        for space in others:
            if space is not begun:
                self._writer.drop_space(space.name)
                self._run.pending = True
        return begun

    def _fill(self, space: VectorSpace, *, embeds: bool, aside: bool = False) -> VectorSpace:
        """Give vectors of a space to all articles that have none in it.

        Args:
            space: the space; without means, its first articles give them.
            embeds: whether the articles count as embedded in this run; else they are centred anew.
            aside: whether another space is searched meanwhile.
        """
        ids = self._writer.without_vectors(space.name) if space.means else self._all_ids()
        if not ids:
            return space
        self._run.progress.phase("vectors" if embeds else "centring", len(ids))
        pending: list[ArticleVectors] = []
        try:
            for batch in self._raw(ids):
                pending += batch
                self._run.progress.advance(len(batch))
                if len(pending) >= self._settings.commit_vectors:
                    space = self._store(pending, space, embeds=embeds, aside=aside)
                    if not aside or self._run.since_commit > COMMIT_SECONDS:
                        self._run.commit()
        except KeyboardInterrupt:
            self._store(pending, space, embeds=embeds, aside=aside)
            raise
        space = self._store(pending, space, embeds=embeds, aside=aside)
        if self._run.pending:
            self._run.commit()
        return space

    def _store(
        self, pending: list[ArticleVectors], space: VectorSpace, *, embeds: bool, aside: bool
    ) -> VectorSpace:
        """Centre and store what was embedded, whatever interrupts."""
        if not pending:
            return space
        with held_back():
            if not space.means:
                space = self._begin(space, pending)
            self._writer.set_vectors(space.name, centred(pending, space))
            if not aside and self._active != space.name:
                self._writer.activate(space.name)
                self._active = space.name
            self._run.report.embedded += len(pending) if embeds else 0
            self._run.pending = True
            pending.clear()
        return space

    def _begin(self, space: VectorSpace, articles: Sequence[ArticleVectors]) -> VectorSpace:
        """Begin a space with means from its first articles."""
        headlines = [_headline(articles[i].passages[0].text) for i in asked(len(articles))]
        vectors = np.stack([a.vectors[0] for a in articles])
        languages = [a.language for a in articles]
        space = with_means(space, vectors, languages, headlines, self._embedder)
        self._writer.put_space(space)
        return space

    def _estimated(self, space: VectorSpace, ids: Sequence[str]) -> VectorSpace:
        """Begin a space with means from the whole archive, or a sample spread over it.

        Memory holds one vector of each article of the sample, no texts.
        """
        sample = ids[:: max(1, -(-len(ids) // MEANS_SAMPLE))]
        vectors, languages, openings = [], [], []
        for batch in self._raw(sample, limit=1):
            vectors += [a.vectors[0] for a in batch]
            languages += [a.language for a in batch]
            openings += [_headline(a.passages[0].text) for a in batch]
        headlines = [openings[i] for i in asked(len(openings))]
        space = with_means(space, np.stack(vectors), languages, headlines, self._embedder)
        self._writer.put_space(space)
        self._run.pending = True
        return space

    def _raw(self, ids: Sequence[str], limit: int = 0) -> Iterator[list[ArticleVectors]]:
        """Yield these articles in batches, with vectors that are not centred yet."""
        words, most = self._settings.passage_words, limit or self._settings.max_passages
        for start in range(0, len(ids), BATCH):
            found = self._writer.find(ids[start : start + BATCH])
            articles = [article for article in found if article is not None]
            if not articles:
                continue
            cuts = [cut(article, words=words, limit=most) for article in articles]
            vectors = self._embedder.embed_passages([p.text for part in cuts for p in part])
            ends = np.cumsum([len(part) for part in cuts])[:-1]
            yield [
                ArticleVectors(a.id, a.fingerprint(), a.language, part, own)
                for a, part, own in zip(articles, cuts, np.split(vectors, ends), strict=True)
            ]

    def _all_ids(self) -> list[str]:
        with self._writer.open_reader() as reader:
            return reader.ids()


def _headline(passage: str) -> str:
    return passage.partition("\n")[0]
