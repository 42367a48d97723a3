"""The embedded home: SQLite for the articles, a keyword engine, and vectors in plain files."""

from indexer.storage.local.snapshot import LocalSnapshot
from indexer.storage.local.writer import LocalWriter

__all__ = ["LocalSnapshot", "LocalWriter"]
