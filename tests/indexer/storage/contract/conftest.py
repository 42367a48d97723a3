"""Every backend, behind the two protocols of the storage contract."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from indexer.article import Article, Passage
from indexer.storage.backend import IndexReader, IndexWriter
from indexer.storage.local import LocalReader, LocalWriter
from indexer.storage.memory import MemoryIndex, MemoryReader, MemoryWriter
from indexer.storage.query import Filters, QueryNode, ResultSet, Term, TextQuery
from indexer.storage.records import ArticleVectors, VectorSpace

BACKENDS = ("memory", "local+tantivy", "local+whoosh")


@dataclass
class Backend:
    """An empty index of one kind, and how it is opened."""

    name: str
    open_writer: Callable[[], IndexWriter]
    open_reader: Callable[[], IndexReader]

    def put(self, *articles: Article) -> list[str]:
        """Put articles in a run of their own, and commit."""
        with self.open_writer() as writer:
            outcomes = writer.put(articles)
            writer.commit()
        return list(outcomes)


def backend_of(name: str, folder: Path) -> Backend:
    if name == "memory":
        index = MemoryIndex()
        return Backend(name, lambda: MemoryWriter(index), lambda: MemoryReader(index))
    engine = name.partition("+")[2]
    return Backend(name, lambda: LocalWriter(folder, engine), lambda: LocalReader(folder))


@pytest.fixture(params=BACKENDS)
def backend(request, tmp_path) -> Backend:
    """An empty index of each backend."""
    return backend_of(request.param, tmp_path / "index")


def article(number: int, body: str = "Drones over the harbour", **facts: object) -> Article:
    """Make an article; its number gives id, title and, if none is given, no date."""
    given = {"title": f"Title {number}", "language": "en", "source": "Post"} | facts
    return Article(id=f"a{number}", body=body, **given)  # type: ignore[arg-type]


def day(number: int) -> date:
    return date(2024, 1 + (number - 1) // 28, 1 + (number - 1) % 28)


def ids(reader: IndexReader, node: QueryNode | str, **more: object) -> list[str]:
    """Return the ids that a query finds, best first."""
    node = Term(node) if isinstance(node, str) else node
    filters = more.pop("filters", Filters())
    (found,) = reader.search_text(
        [TextQuery(ResultSet(node, filters), **{"limit": 1000} | more)]  # type: ignore[arg-type]
    )
    return [one.article.id for one in reader.documents(found.docs.tolist())]


SPACE = VectorSpace(
    name="test", model="none", model_id="test", dimension=4, max_passages=3, passage_words=100
)


def vectors(one: Article, *rows: tuple[float, ...]) -> ArticleVectors:
    """Make an article's vectors, one a passage."""
    array = np.array(rows, np.float32)
    array /= np.linalg.norm(array, axis=1, keepdims=True)
    passages = tuple(Passage(n, n, n + 1, "") for n in range(len(rows)))
    return ArticleVectors(one.id, one.fingerprint(), one.language, passages, array)
