"""Fixtures that every test may use."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.base.settings import Settings

if TYPE_CHECKING:
    from indexer.pipeline.report import Report
    from search.engine import SearchEngine

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real test data that isn't part of the project; skips where it is absent."""
    folder = Path(os.environ.get("KASHSHAF_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        if os.environ.get("KASHSHAF_SHARED"):
            pytest.fail(f"KASHSHAF_SHARED names {folder}, which holds no data folder")
        pytest.skip("the real test data is not here (set KASHSHAF_SHARED to its folder)")
    return folder


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample archive's folder."""
    return ROOT / "index_data" / "sample"


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder of the test session's own: what one test embeds no other embeds again."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def settings(tmp_path: Path, cache: Path) -> Settings:
    """Settings for an index in the test's own folder."""
    return Settings(index=str(tmp_path / "index"), cache=str(cache))


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Settings:
    """Settings for the index of the sample archive."""
    return Settings(index=str(tmp_path_factory.mktemp("sample") / "index"), cache=str(cache))


@pytest.fixture(scope="session")
def sample_report(sample: Path, sample_settings: Settings) -> "Report":
    """What indexing the sample archive reported; vectors and all."""
    from indexer.pipeline.run import index_archive

    return index_archive([sample], sample_settings)


@pytest.fixture(scope="session")
def sample_engine(sample_report: "Report", sample_settings: Settings) -> "SearchEngine":
    """A search engine over the sample archive, with the real model."""
    from search.engine import SearchEngine

    assert not sample_report.dense_off, sample_report.dense_off
    return SearchEngine(sample_settings.index_path, sample_settings)


@pytest.fixture
def pages(tmp_path: Path) -> Callable[..., Path]:
    """Writes records as JSON lines into a file and returns its path."""

    def write(*records: dict[str, object], name: str = "news.jsonl") -> Path:
        path = tmp_path / name
        lines = (json.dumps(record, ensure_ascii=False) for record in records)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write
