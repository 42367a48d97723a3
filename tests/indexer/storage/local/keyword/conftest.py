"""Fixtures of the keyword engines' tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.language.analyzer import LayeredText
from indexer.storage.local.keyword import ENGINES, KeywordDocument, KeywordEngine, open_engine

MakeDocument = Callable[..., KeywordDocument]


def layered(text: str) -> LayeredText:
    """A toy analysis: the second layer has small letters, the third two of them."""
    words = text.split()
    return LayeredText(
        exact=" ".join(words),
        folded=" ".join(word.lower() for word in words),
        stem=" ".join(word.lower()[:2] for word in words),
    )


def make_document(
    row: int,
    title: str = "",
    body: str = "",
    *,
    author: str = "",
    source: str = "",
    language: str = "",
    category: str = "",
    day: int | None = None,
    vocalised_title: str = "",
    vocalised_body: str = "",
    title_language: str = "",
    grouped: bool = False,
) -> KeywordDocument:
    return KeywordDocument(
        row=row,
        title=layered(title),
        body=layered(body),
        author=layered(author),
        source_text=layered(source),
        language=language,
        source=source,
        author_name=author,
        category=category,
        day=day,
        vocalised_title=vocalised_title,
        vocalised_body=vocalised_body,
        title_language=title_language,
        grouped=grouped,
    )


@pytest.fixture(scope="session")
def document() -> MakeDocument:
    """A function that makes a document, analysed by a toy analysis whose layers differ."""
    return make_document


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> KeywordEngine:
    """Each engine in turn."""
    return open_engine(request.param)


@pytest.fixture
def folder(engine: KeywordEngine, tmp_path: Path) -> Path:
    """An empty index."""
    place = tmp_path / "index"
    place.mkdir()
    engine.create(place)
    return place


@pytest.fixture
def write(engine: KeywordEngine, folder: Path) -> Callable[..., None]:
    """A function that commits documents to the index."""

    def commit(*documents: KeywordDocument) -> None:
        with engine.open_writer(folder) as writer:
            for one in documents:
                writer.add(one)
            writer.commit()

    return commit
