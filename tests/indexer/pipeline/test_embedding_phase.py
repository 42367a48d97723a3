"""Vector spaces: filled, centred anew, followed by another one, and gone on with."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from indexer.article import Article
from indexer.base.errors import ModelUnavailable
from indexer.pipeline.embedding_phase import VectorsPhase
from indexer.pipeline.phases import Run, run_phases
from indexer.pipeline.report import Report, Silent
from indexer.storage.memory import MemoryIndex, MemoryReader, MemoryWriter


class Counting:
    """Embeds a text by digests of its words; counts what it is asked."""

    dimension = 16

    def __init__(self, model_id="one", fails_after=None):
        self.model_id, self.texts, self._left = model_id, [], fails_after

    def embed_passages(self, texts):
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise KeyboardInterrupt
        self.texts += texts
        return self._vectors(texts)

    embed_queries = staticmethod(lambda texts: Counting._vectors(texts))

    @staticmethod
    def _vectors(texts):
        rows = [np.random.default_rng(sum(map(ord, text))).normal(size=16) for text in texts]
        array = np.array(rows, np.float32)
        return array / np.linalg.norm(array, axis=1, keepdims=True)


@pytest.fixture
def index():
    return MemoryIndex()


def articles(count, start=0):
    return [
        Article(id=f"a{n}", title=f"Title {n}", body=f"Rain fell {n} times. " * 3,
                language="ar" if n % 2 else "en")
        for n in range(start, start + count)
    ]  # fmt: skip


def put(index, some):
    with MemoryWriter(index) as writer:
        writer.put(some)
        writer.commit()


def embed(index, embedder, settings, **changes):
    settings = msgspec.structs.replace(settings, **changes)
    with MemoryWriter(index) as writer:
        run = Run(writer, Report(), Silent())
        run_phases([VectorsPhase(settings, lambda: embedder)], run)
        return run.report


def manifest(index):
    with MemoryReader(index) as reader:
        return reader.manifest


def test_every_article_gets_a_vector_once(index, settings):
    put(index, articles(10))
    embedder = Counting()
    assert embed(index, embedder, settings).embedded == 10
    assert (len(embedder.texts), embed(index, embedder, settings).embedded) == (10, 0)
    put(index, articles(3, 10))
    assert embed(index, embedder, settings).embedded == 3
    assert sum(manifest(index).vectors.articles.values()) == 13


def test_the_first_run_ends_with_means_of_the_whole_archive(index, settings):
    put(index, articles(300))
    embed(index, Counting(), settings, commit_vectors=128)
    (space,) = manifest(index).spaces.values()
    assert (space.space.epoch, space.space.epoch_articles) == (2, 300)
    embed(index, Counting(), settings, commit_vectors=128)
    assert manifest(index).vectors.space == space.space


def test_an_archive_that_has_grown_by_half_is_centred_anew(index, settings):
    put(index, articles(20))
    embed(index, Counting(), settings)
    put(index, articles(5, 20))
    embed(index, Counting(), settings)
    assert manifest(index).vectors.space.epoch == 1
    put(index, articles(5, 25))
    embed(index, Counting(), settings)
    assert manifest(index).vectors.space.epoch == 2
    assert len(manifest(index).spaces) == 1


def test_another_model_is_built_beside_and_takes_over_when_complete(index, settings):
    put(index, articles(300))
    embed(index, Counting(), settings)
    before = manifest(index).active
    report = embed(index, Counting("two", fails_after=2), settings, commit_vectors=64)
    assert report.interrupted
    assert manifest(index).active == before
    assert sum(manifest(index).vectors.articles.values()) == 300
    embedder = Counting("two")
    embed(index, embedder, settings)
    assert manifest(index).vectors.space.model_id == "two"
    assert len(manifest(index).spaces) == 1


def test_several_passages_have_a_vector_each(index, settings):
    long = replace(articles(1)[0], body="Rain fell on the harbour of Tripoli again. " * 60)
    put(index, [long, *articles(1, 1)])
    embed(index, Counting(), settings, max_passages=3, passage_words=100)
    with MemoryReader(index) as reader:
        docs = [one.doc for one in reader.find(["a0", "a1"])]
        first, second = reader.passage_vectors(np.array(docs, np.int64))
    assert (len(first), len(second)) == (3, 1)
    assert first[0].end <= first[1].start


def test_an_interrupted_run_keeps_what_was_embedded(index, settings):
    put(index, articles(300))
    report = embed(index, Counting(fails_after=2), settings, commit_vectors=1000)
    assert (report.interrupted, report.embedded) == (True, 256)
    embedder = Counting()
    embed(index, embedder, settings)
    assert sum(manifest(index).vectors.articles.values()) == 300


def test_without_a_model_the_report_says_why(index, settings):
    put(index, articles(2))

    def none():
        raise ModelUnavailable("there is no model here")

    with MemoryWriter(index) as writer:
        run = Run(writer, Report(), Silent())
        run_phases([VectorsPhase(settings, none)], run)
    assert "no model" in run.report.dense_off
    assert manifest(index).vectors is None
