"""Queries are embedded by the model of the space that is searched, and failures pass."""

import msgspec
import numpy as np
import pytest

from indexer.base.errors import ModelUnavailable
from indexer.storage.records import VectorSpace
from search.ranking.query_vectors import RETRY_SECONDS, QueryEmbedder

SPACE = VectorSpace(
    name="a", model="first", model_id="first", dimension=2, max_passages=1, passage_words=160,
    means={"document": {}},
)  # fmt: skip


class Model:
    dimension = 2

    def __init__(self, name):
        self.model_id = name
        self.embedded = []

    def embed_queries(self, texts):
        self.embedded += texts
        return np.tile(np.array([1, 0], np.float32), (len(texts), 1))


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_the_model_follows_the_index_without_a_restart():
    loaded = []
    embedder = QueryEmbedder(lambda name: loaded.append(name) or Model(name))
    embedder.vector("rain", "en", SPACE)
    other = msgspec.structs.replace(SPACE, name="b", model="second", model_id="second")
    embedder.vector("rain", "en", other)
    assert loaded == ["first", "second"]


def test_a_failure_is_tried_again_after_a_while():
    clock, tries = Clock(), []

    def load(name):
        tries.append(name)
        if len(tries) < 2:
            raise ModelUnavailable("it can't be had")
        return Model(name)

    embedder = QueryEmbedder(load, clock)
    for _ in range(3):
        with pytest.raises(ModelUnavailable):
            embedder.vector("rain", "en", SPACE)
    assert len(tries) == 1
    clock.now = RETRY_SECONDS + 1
    assert embedder.vector("rain", "en", SPACE).tolist() == [1, 0]
    assert embedder.problem(SPACE) == ""


def test_a_query_is_embedded_once():
    model = Model("first")
    embedder = QueryEmbedder(lambda _: model)
    for _ in range(3):
        embedder.vector("rain", "en", SPACE)
    assert model.embedded == ["rain"]


def test_without_vectors_it_says_what_to_do():
    with pytest.raises(ModelUnavailable, match="kashshaf index"):
        QueryEmbedder(Model).vector("rain", "en", None)


def test_a_model_of_another_identity_is_refused():
    embedder = QueryEmbedder(lambda _: Model("another"))
    with pytest.raises(ModelUnavailable, match="another"):
        embedder.vector("rain", "en", SPACE)
