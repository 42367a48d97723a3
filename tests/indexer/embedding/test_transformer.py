"""The heavy runtime, apart from its agreement with the light one."""

import socket
from pathlib import Path

import numpy as np
import pytest

from indexer.base.errors import ModelUnavailable
from indexer.embedding.transformer import TransformerEmbedder, folder_digest, prompts_of

torch = pytest.importorskip("torch")
pytest.importorskip("sentence_transformers")


def test_the_bundled_model_opens_without_any_connection(
    heavy: TransformerEmbedder, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    again = TransformerEmbedder("bundled", cache_dir=cache_dir, device="cpu")
    assert again.model_id == heavy.model_id
    assert again.embed_queries(["سؤال"]).shape == (1, 384)


def test_vectors_are_unit_float32(heavy: TransformerEmbedder) -> None:
    vectors = heavy.embed_passages(["قصير", "A somewhat longer text, to be padded against"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(heavy: TransformerEmbedder) -> None:
    assert heavy.embed_queries([]).shape == (0, 384)


def test_a_folder_opens_by_its_path_with_its_own_prompts(
    heavy: TransformerEmbedder, cache_dir: Path
) -> None:
    folder = cache_dir / "models" / heavy.model_id
    by_path = TransformerEmbedder(str(folder), cache_dir=cache_dir, device="cpu")
    assert by_path.model_id.startswith(heavy.model_id)
    text = ["Grain ships left the harbour"]
    cosine = float((by_path.embed_queries(text) @ heavy.embed_queries(text).T)[0, 0])
    assert cosine > 0.9999


def test_an_unknown_model_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="can't be loaded") as refused:
        TransformerEmbedder(str(tmp_path), cache_dir=tmp_path, device="cpu")
    assert "setting" in refused.value.remedy


@pytest.mark.parametrize(
    ("name", "own", "query", "document"),
    [
        ("intfloat/multilingual-e5-base", {}, "query: ", "passage: "),
        ("someone/finetuned-e5-large-news", {"query": "", "document": ""}, "query: ", "passage: "),
        ("other/e5style", {"query": "q: ", "passage": "p: "}, "q: ", "p: "),
        ("other/minilm", {}, "", ""),
        ("other/cafe51", {}, "", ""),
    ],
)
def test_prompts_follow_the_model_and_else_its_family(
    name: str, own: dict[str, str], query: str, document: str
) -> None:
    assert prompts_of(name, own) == {"query": query, "document": document}


def test_a_changed_weight_changes_the_folders_digest(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(bytes(3 << 20))
    before = folder_digest(tmp_path)
    with weights.open("r+b") as stream:
        stream.seek((3 << 20) - 5)
        stream.write(b"x")
    assert folder_digest(tmp_path) != before
