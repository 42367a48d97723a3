"""An index of the local backend with everything in it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.storage.local import LocalReader, LocalWriter
from indexer.storage.query import EVERYTHING, ResultSet, TextQuery
from indexer.storage.records import ArticleSignature
from tests.indexer.storage.contract.conftest import SPACE, article, vectors

ARTICLES = (
    article(1, published=date(2024, 1, 1)),
    article(2, "Rain over the harbour", author="A. Writer"),
    article(3, "Drones over the harbour again", category="world"),
    article(4, "هطل المطر على الميناء", language="ar"),
)


@pytest.fixture(params=["tantivy", "whoosh"])
def engine(request) -> str:
    return request.param


@pytest.fixture
def make(tmp_path, engine) -> Callable[[], Path]:
    """Make an index of two versions, with vectors, groups and a deleted article."""

    def build() -> Path:
        folder = tmp_path / "index"
        with LocalWriter(folder, engine) as writer:
            writer.put([*ARTICLES, article(5, "Snow")])
            writer.put_space(SPACE)
            writer.activate("test")
            embed(writer, *ARTICLES)
            writer.set_signatures([ArticleSignature(f"a{n}", b"x", (7, n)) for n in (1, 3)])
            writer.set_groups({"a1": "g", "a3": "g"})
            writer.report({"read": 5})
            writer.commit()
            writer.delete(["a5"])
            writer.commit()
        return folder

    return build


def embed(writer: LocalWriter, *articles: Article) -> None:
    writer.set_vectors("test", [vectors(one, (1, int(one.id[1:]), 0, 0)) for one in articles])


def contents(folder: Path) -> tuple[list[str], int, int, int]:
    """Return what a reader says of an index: ids, keywords, groups, vectors."""
    with LocalReader(folder) as reader:
        (all_,) = reader.search_text([TextQuery(ResultSet(EVERYTHING), limit=0)])
        manifest = reader.manifest
        groups = [one.group for one in reader.find(["a1", "a3"]) if one]
        vectors_ = sum(manifest.vectors.articles.values()) if manifest.vectors else 0
        return sorted(reader.ids()), all_.total, len(set(groups)), vectors_
