"""Unpacking the bundled model."""

import multiprocessing
from pathlib import Path

import pytest

from indexer.base.errors import ModelUnavailable
from indexer.embedding import bundled
from indexer.embedding.bundled import bundled_model_id, published_name, unpack_bundled_model
from indexer.embedding.model_file import ModelFile


def test_two_processes_at_once_unpack_one_whole_model(
    model_file: ModelFile, tmp_path: Path
) -> None:
    context = multiprocessing.get_context("spawn")
    arguments = (model_file.path, tmp_path)
    processes = [context.Process(target=unpack_bundled_model, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(300)
    assert [process.exitcode for process in processes] == [0, 0]
    place = tmp_path / "models" / bundled_model_id(model_file.path)
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    assert (place / "model.safetensors").stat().st_size > 230_000_000
    assert (place / "tokenizer.json").exists()


def test_a_half_written_model_is_never_used(
    model_file: ModelFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundled, "_state", fail)
    with pytest.raises(ModelUnavailable, match="No space left") as refused:
        unpack_bundled_model(model_file.path, tmp_path)
    assert "240 MB" in refused.value.remedy
    assert list((tmp_path / "models").iterdir()) == []


def test_what_a_killed_process_left_is_swept_away(
    model_file: ModelFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / "models" / ".unpacking-old"
    left.mkdir(parents=True)
    monkeypatch.setattr(bundled, "ABANDONED_AFTER", -1.0)
    monkeypatch.setattr(bundled, "_write_model", lambda *_: None)
    unpack_bundled_model(model_file.path, tmp_path)
    assert not left.exists()


def test_progress_ends_at_the_number_of_weights(model_file: ModelFile) -> None:
    told: list[tuple[int, int]] = []
    state = bundled._state(model_file, lambda done, whole: told.append((done, whole)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert state["embeddings.word_embeddings.weight"].shape == (250_037, 384)
    assert state["encoder.layer.11.output.dense.weight"].shape == (384, 1536)


def test_a_tensor_gets_its_published_name() -> None:
    assert published_name("l3.ao.w") == "encoder.layer.3.attention.output.dense.weight"
    assert published_name("l0.aln.b") == "encoder.layer.0.attention.output.LayerNorm.bias"


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.bin"
    file.write_bytes(b"GGUF" + bytes(200))
    with pytest.raises(ModelUnavailable, match="E5S1"):
        ModelFile(file)
