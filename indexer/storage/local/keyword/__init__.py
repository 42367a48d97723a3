"""The lexical retriever's index: one port, two engines behind it."""

from indexer.base.errors import SettingsError
from indexer.storage.local.keyword.port import (
    KEYWORD_SCHEMA,
    KeywordDocument,
    KeywordEngine,
    KeywordReader,
    KeywordWriter,
    MatchSet,
    RowScores,
)

ENGINES = ("tantivy", "whoosh")
"""Names of the engines, the default first."""


def open_engine(name: str = ENGINES[0]) -> KeywordEngine:
    """Return the engine of this name. Its library is imported here, so the other's isn't needed.

    Raises:
        SettingsError: there is no such engine.
    """
    if name == "tantivy":
        from indexer.storage.local.keyword.tantivy_engine import TantivyEngine

        return TantivyEngine()
    if name == "whoosh":
        from indexer.storage.local.keyword.whoosh_engine import WhooshEngine

        return WhooshEngine()
    raise SettingsError(
        f"there is no keyword engine {name!r}",
        where="keyword_engine",
        remedy=f"Take one of {', '.join(ENGINES)}",
    )


__all__ = [
    "ENGINES",
    "KEYWORD_SCHEMA",
    "KeywordDocument",
    "KeywordEngine",
    "KeywordReader",
    "KeywordWriter",
    "MatchSet",
    "RowScores",
    "open_engine",
]
