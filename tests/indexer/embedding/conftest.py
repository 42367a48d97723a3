"""Embedders that several tests share, since loading and unpacking take seconds."""

from pathlib import Path

import pytest

from indexer.base.errors import ModelUnavailable
from indexer.embedding.bundled_text import BundledText
from indexer.embedding.light import LightEmbedder
from indexer.embedding.model_file import ModelFile, bundled_model_path
from indexer.embedding.transformer import TransformerEmbedder


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def model_file() -> ModelFile:
    try:
        return ModelFile(bundled_model_path())
    except ModelUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def text(model_file: ModelFile) -> BundledText:
    return BundledText(model_file)


@pytest.fixture(scope="session")
def light() -> LightEmbedder:
    try:
        embedder = LightEmbedder()
        embedder.load()
    except ModelUnavailable as error:
        pytest.skip(str(error))
    return embedder


@pytest.fixture(scope="session")
def heavy(cache_dir: Path, model_file: ModelFile) -> TransformerEmbedder:
    pytest.importorskip("torch")
    pytest.importorskip("sentence_transformers")
    assert model_file
    return TransformerEmbedder("bundled", cache_dir=cache_dir, device="cpu")
