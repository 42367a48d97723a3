"""The local backend: SQLite for the articles, a keyword engine and vectors in files."""

from indexer.storage.local.reader import LocalReader
from indexer.storage.local.writer import LocalWriter

__all__ = ["LocalReader", "LocalWriter"]
