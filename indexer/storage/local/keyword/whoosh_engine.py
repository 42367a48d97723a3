"""The keyword engine without native code: Whoosh's index in a folder, and its writer."""

import pickle
from pathlib import Path

from whoosh import index
from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, ID, KEYWORD, TEXT, FieldType, Schema
from whoosh.reading import CorruptIndexError
from whoosh.writing import SegmentWriter

from indexer.base.closing import Closing
from indexer.base.errors import IndexFormatError
from indexer.storage.local.keyword.files import REBUILD, locked, sync_folder
from indexer.storage.local.keyword.port import (
    LEAD_FIELDS,
    VOCALISED_FIELDS,
    KeywordDocument,
    field_name,
    key_name,
    value_name,
)
from indexer.storage.local.keyword.whoosh_format import PackedPositions
from indexer.storage.local.keyword.whoosh_reader import WhooshReader
from indexer.storage.query import KEYWORD_FIELDS, LAYERS, Field

_UNREADABLE = (
    index.IndexError,
    CorruptIndexError,
    OSError,
    EOFError,
    ValueError,
    AssertionError,
    pickle.UnpicklingError,
)
"""What Whoosh raises on files that aren't its own, or aren't whole."""

_MEMORY_FACTOR = 4
"""How many times more memory Whoosh takes than it reckons with."""

_BLOCK = 1024
"""How many postings are compressed together. Lists are always read whole, so larger is faster."""


class WhooshEngine:
    """A `KeywordEngine` on Whoosh."""

    name = "whoosh"

    def create(self, folder: Path) -> None:
        """See `KeywordEngine.create`."""
        index.create_in(str(folder), _schema()).close()

    def open_reader(self, folder: Path) -> WhooshReader:
        """See `KeywordEngine.open_reader`."""
        try:
            opened = index.open_dir(str(folder))
            return WhooshReader(opened.reader())
        except _UNREADABLE as error:
            raise _unreadable(folder, error) from error

    def open_writer(self, folder: Path, memory_bytes: int = 200_000_000) -> "WhooshWriter":
        """See `KeywordEngine.open_writer`."""
        return WhooshWriter(folder, memory_bytes)

    def linkable(self, folder: Path) -> list[Path]:
        """See `KeywordEngine.linkable`."""
        try:
            contents = index.TOC.read(index.open_dir(str(folder)).storage, index._DEF_INDEX_NAME)
        except _UNREADABLE as error:
            raise _unreadable(folder, error) from error
        names = {segment.segment_id() for segment in contents.segments}
        contents_name = index.TOC._filename(index._DEF_INDEX_NAME, contents.generation)
        files = [file for file in folder.iterdir() if file.name.partition(".")[0] in names]
        return [folder / contents_name, *sorted(files)]


class WhooshWriter(Closing):
    """A `KeywordWriter` on Whoosh."""

    def __init__(self, folder: Path, memory_bytes: int) -> None:
        self._folder = folder
        self._limit = max(memory_bytes // (_MEMORY_FACTOR << 20), 1)
        try:
            self._index = index.open_dir(str(folder))
        except _UNREADABLE as error:
            raise _unreadable(folder, error) from error
        self._added: dict[int, int] = {}
        self._committed: dict[int, int] | None = None
        self._writer: SegmentWriter | None = self._start()

    def add(self, document: KeywordDocument) -> None:
        """See `KeywordWriter.add`."""
        writer = self._active()
        values = {name: text for name, text in document.texts() if text}
        values |= dict(document.attributes())
        self._added[document.row] = writer.docnum
        writer.add_document(
            row=document.row, day=document.day or 0, grouped=int(document.grouped), **values
        )

    def delete(self, row: int) -> None:
        """See `KeywordWriter.delete`."""
        writer = self._active()
        if (number := self._added.pop(row, None)) is not None:
            writer.newsegment.delete_document(number)
            return
        if self._committed is None:
            self._committed = _numbers(writer)
        if (number := self._committed.pop(row, None)) is not None:
            writer.delete_document(number)

    def commit(self) -> None:
        """See `KeywordWriter.commit`."""
        self._active().commit()
        self._writer = None
        sync_folder(self._folder)

    def close(self) -> None:
        """See `KeywordWriter.close`."""
        if self._writer:
            self._writer.cancel()
            self._writer = None

    def _active(self) -> SegmentWriter:
        """Whoosh's writer, a new one after a commit."""
        if self._writer is None:
            self._writer = self._start()
        return self._writer

    def _start(self) -> SegmentWriter:
        try:
            writer = SegmentWriter(
                self._index, limitmb=self._limit, codec=W3Codec(blocklimit=_BLOCK)
            )
        except index.LockError as error:
            raise locked(self._folder) from error
        self._added, self._committed = {}, None
        return writer


def _numbers(writer: SegmentWriter) -> dict[int, int]:
    """Rows of the documents on disk, with the numbers that the writer knows them by."""
    with writer.reader() as reader:
        return {
            row: first + number
            for leaf, first in reader.leaf_readers()
            if leaf.doc_count_all()
            for number, row in enumerate(leaf.column_reader("row"))
        }


def _schema() -> Schema:
    """Three layers of every text with positions, the lead, vocalised words, values, dates."""
    fields: dict[str, FieldType] = {
        "row": COLUMN(NumericColumn("q")),
        "day": COLUMN(NumericColumn("i")),
        "grouped": COLUMN(NumericColumn("b")),
    }
    for field in (Field.TITLE, Field.BODY, Field.AUTHOR, Field.SOURCE):
        for layer in LAYERS:
            fields[field_name(field, layer)] = _text()
    for name in LEAD_FIELDS.values():
        fields[name] = _text()
    for name in VOCALISED_FIELDS.values():
        fields[name] = KEYWORD()
    for keyword_field in KEYWORD_FIELDS:
        fields[key_name(keyword_field)] = ID()
        fields[value_name(keyword_field)] = ID()
    return Schema(**fields)


def _text() -> TEXT:
    field = TEXT(analyzer=SpaceSeparatedTokenizer())
    field.format = PackedPositions()
    return field


def _unreadable(folder: Path, error: Exception) -> IndexFormatError:
    return IndexFormatError(f"no Whoosh index can be opened ({error})", str(folder), REBUILD)
