"""Which runtime is chosen for what."""

import sys
from pathlib import Path

import pytest

from indexer.base.errors import ModelUnavailable
from indexer.embedding import light as light_module
from indexer.embedding import load_embedder, loading
from indexer.embedding.light import LightEmbedder
from indexer.embedding.transformer import TransformerEmbedder


def test_questions_get_the_light_runtime(light: LightEmbedder, cache_dir: Path) -> None:
    assert type(load_embedder(cache_dir=cache_dir, bulk=False)) is type(light)


def test_bulk_gets_the_heavy_runtime(heavy: TransformerEmbedder, cache_dir: Path) -> None:
    assert type(load_embedder(cache_dir=cache_dir, bulk=True, device="cpu")) is type(heavy)


def test_bulk_without_torch_gets_the_light_runtime(
    light: LightEmbedder, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_has_torch", lambda: False)
    assert type(load_embedder(cache_dir=cache_dir, bulk=True)) is type(light)


def test_a_processor_without_avx2_gets_the_heavy_runtime_for_questions_too(
    heavy: TransformerEmbedder, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(light_module, "is_x86", lambda: True)
    monkeypatch.setattr(light_module, "processor_flags", frozenset)
    assert type(load_embedder(cache_dir=cache_dir, bulk=False, device="cpu")) is type(heavy)


def test_none_says_that_the_setting_switched_it_off(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="switched off") as refused:
        load_embedder("none", cache_dir=tmp_path, bulk=False)
    assert refused.value.where == 'setting "model"'


def test_without_torch_another_model_is_refused_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailable, match="isn't installed") as refused:
        load_embedder("some/model", cache_dir=tmp_path, bulk=True)
    assert "pip install" in refused.value.remedy
