"""The cache of vectors."""

import logging
import multiprocessing
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.embedding.cache import CachingEmbedder, VectorCache
from indexer.embedding.port import Vectors, unit_rows

DIMENSION = 16


class CountingEmbedder:
    """Embeds by the code points of a text and notes what it was asked for."""

    model_id = "counting-1"
    dimension = DIMENSION

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return vectors_of(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return -self.embed_passages(texts)


def vectors_of(texts: Sequence[str]) -> Vectors:
    rows = [np.random.default_rng([1, *map(ord, t)]).standard_normal(DIMENSION) for t in texts]
    return unit_rows(np.array(rows, np.float32).reshape(-1, DIMENSION))


@pytest.fixture
def cache(tmp_path: Path):
    opened = VectorCache(tmp_path / "new" / "vectors.sqlite", "m-1", DIMENSION)
    yield opened
    opened.close()


def test_known_texts_are_found_in_their_places(cache: VectorCache) -> None:
    texts = [f"خبر {i}" for i in range(1_300)]
    cache.put_many(texts[::2], "passage", vectors_of(texts[::2]))
    found, vectors = cache.get_many(texts, "passage")
    assert found.tolist() == [i % 2 == 0 for i in range(1_300)]
    np.testing.assert_allclose(vectors[found], vectors_of(texts[::2]), atol=1e-3)
    assert not vectors[~found].any()


def test_no_texts_are_no_trouble(cache: VectorCache) -> None:
    found, vectors = cache.get_many([], "query")
    assert found.shape == (0,)
    assert vectors.shape == (0, DIMENSION)


def test_role_and_model_are_part_of_the_key(cache: VectorCache) -> None:
    cache.put_many(["x"], "passage", vectors_of(["x"]))
    assert not cache.get_many(["x"], "query")[0].any()
    other = VectorCache(cache.path, "m-2", DIMENSION)
    assert not other.get_many(["x"], "passage")[0].any()
    other.close()


def test_half_precision_keeps_the_direction(cache: VectorCache) -> None:
    texts = [str(i) for i in range(500)]
    cache.put_many(texts, "passage", vectors_of(texts))
    _, vectors = cache.get_many(texts, "passage")
    assert np.einsum("ij,ij->i", vectors, vectors_of(texts)).min() > 0.999999
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_nothing_is_embedded_twice(tmp_path: Path) -> None:
    inner = CountingEmbedder()
    embedder = CachingEmbedder(inner, tmp_path / "v.sqlite")
    first = embedder.embed_passages(["a", "b", "a", "a"])
    second = embedder.embed_passages(["b", "c", "a"])
    embedder.cache.close()
    again = CachingEmbedder(inner, tmp_path / "v.sqlite")
    third = again.embed_passages(["c"])
    again.cache.close()
    assert inner.asked == ["a", "b", "c"]
    np.testing.assert_array_equal(first[[1, 0]], second[[0, 2]])
    np.testing.assert_array_equal(second[1], third[0])


def test_roles_are_kept_apart(tmp_path: Path) -> None:
    embedder = CachingEmbedder(CountingEmbedder(), tmp_path / "v.sqlite")
    np.testing.assert_array_equal(embedder.embed_queries(["a"]), -embedder.embed_passages(["a"]))
    embedder.cache.close()


def test_a_damaged_file_is_set_aside_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "v.sqlite"
    path.write_bytes(b"this is no database " * 500)
    cache = VectorCache(path, "m", DIMENSION)
    with caplog.at_level(logging.WARNING):
        cache.put_many(["a"], "passage", vectors_of(["a"]))
    assert cache.get_many(["a"], "passage")[0].all()
    cache.close()
    assert "damaged" in caplog.text
    (aside,) = tmp_path.glob("v.sqlite.damaged-*")
    assert aside.read_bytes().startswith(b"this is no database")


def test_damage_in_the_middle_is_noticed_and_work_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "v.sqlite"
    texts = [str(i) for i in range(5_000)]
    cache = VectorCache(path, "m", DIMENSION)
    cache.put_many(texts, "passage", vectors_of(texts))
    cache.close()
    content = bytearray(path.read_bytes())
    content[8_192:] = b"\xff" * (len(content) - 8_192)
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert not cache.get_many(texts, "passage")[0].all()
    cache.put_many(texts, "passage", vectors_of(texts))
    assert cache.get_many(texts, "passage")[0].all()
    cache.close()
    assert "damaged" in caplog.text


def test_a_cache_that_cannot_be_written_does_not_stop_the_work(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    embedder = CachingEmbedder(CountingEmbedder(), tmp_path / "file" / "v.sqlite")
    with caplog.at_level(logging.WARNING):
        assert embedder.embed_passages(["a", "b"]).shape == (2, DIMENSION)
    assert "can't be used" in caplog.text


def write_and_read(path: Path, start: int) -> None:
    cache = VectorCache(path, "m", DIMENSION)
    for i in range(start, start + 2_000, 100):
        texts = [str(j) for j in range(i, i + 100)]
        cache.put_many(texts, "passage", vectors_of(texts))
        assert cache.get_many(texts, "passage")[0].all()
    cache.close()


def test_processes_share_one_cache(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=write_and_read, args=(path, start)) for start in (0, 1_000, 2_000)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    cache = VectorCache(path, "m", DIMENSION)
    assert cache.get_many([str(i) for i in range(4_000)], "passage")[0].all()
    cache.close()
