"""The reference backend: an index in memory, plain enough to be read as the definition of right.

Everything is looked at anew for every query; nothing is made fast. Tests hold the other backends
against it.
"""

from indexer.storage.memory.index import MemoryIndex
from indexer.storage.memory.reader import MemoryReader
from indexer.storage.memory.writer import MemoryWriter

__all__ = ["MemoryIndex", "MemoryReader", "MemoryWriter"]
