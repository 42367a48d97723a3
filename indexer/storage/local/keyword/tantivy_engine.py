"""The default keyword engine: Tantivy's index in a folder, and its writer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

from tantivy import (
    Document,
    Index,
    IndexWriter,
    Query,
    Schema,
    SchemaBuilder,
    TextAnalyzerBuilder,
    Tokenizer,
)

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
from indexer.storage.local.keyword.tantivy_reader import DATE_BITS, TantivyReader
from indexer.storage.query import KEYWORD_FIELDS, LAYERS, Field

_SPACES = "kashshaf_spaces"
"""Our tokenizer's name: words are cut at spaces and, unlike Tantivy's own, dropped at no length."""

_THREADS = 2
_LEAST_MEMORY = 15_000_000 * _THREADS
"""Tantivy refuses to work with less for each thread."""


class TantivyEngine:
    """A `KeywordEngine` on Tantivy."""

    name = "tantivy"

    def create(self, folder: Path) -> None:
        """See `KeywordEngine.create`."""
        Index(_schema(), path=str(folder))

    def open_reader(self, folder: Path) -> TantivyReader:
        """See `KeywordEngine.open_reader`."""
        with _view(folder) as view:
            index = _open(view, folder)
            index.config_reader("manual")  # or else a thread watches the folder for new commits
            return TantivyReader(index, _deleted(view, folder))

    def open_writer(self, folder: Path, memory_bytes: int = 200_000_000) -> "TantivyWriter":
        """See `KeywordEngine.open_writer`."""
        return TantivyWriter(folder, memory_bytes)

    def linkable(self, folder: Path) -> list[Path]:
        """See `KeywordEngine.linkable`."""
        meta = folder / "meta.json"
        try:
            names = {one["segment_id"].replace("-", "") for one in _segments(folder, folder)}
        except (LookupError, TypeError) as error:
            raise _unreadable(folder, error) from error
        files = [file for file in folder.iterdir() if file.name.partition(".")[0] in names]
        return [meta, folder / ".managed.json", *sorted(files)]


class TantivyWriter(Closing):
    """A `KeywordWriter` on Tantivy."""

    def __init__(self, folder: Path, memory_bytes: int) -> None:
        self._folder = folder
        self._memory = max(memory_bytes, _LEAST_MEMORY)
        self._index = _open(folder, folder)
        self._writer: IndexWriter | None = self._start()

    def add(self, document: KeywordDocument) -> None:
        """See `KeywordWriter.add`."""
        record = Document()
        record.add_unsigned("row", document.row)
        record.add_unsigned("newest", ((document.day or 0) << DATE_BITS) | document.row)
        record.add_unsigned("oldest", (_age(document.day) << DATE_BITS) | document.row)
        if document.day is not None:
            day = date.fromordinal(document.day)
            record.add_unsigned("day", document.day)
            record.add_unsigned("month", 12 * day.year + day.month - 1)
        if document.grouped:
            record.add_unsigned("grouped", 1)
        for name, text in (*document.texts(), *document.attributes()):
            if text:
                record.add_text(name, text)
        self._active().add_document(record)

    def delete(self, row: int) -> None:
        """See `KeywordWriter.delete`."""
        # by query: Tantivy's deletion by term takes a Python int as signed, and finds nothing
        held = Query.term_query(self._index.schema, "row", row)
        self._active().delete_documents_by_query(held)

    def commit(self) -> None:
        """See `KeywordWriter.commit`."""
        writer = self._active()
        writer.commit()
        writer.wait_merging_threads()
        self._writer = None
        sync_folder(self._folder)

    def close(self) -> None:
        """See `KeywordWriter.close`."""
        if self._writer:
            self._writer.rollback()
            self._writer.wait_merging_threads()
            self._writer = None

    def _active(self) -> IndexWriter:
        """Tantivy's writer, a new one after a commit: waiting for merges uses one up."""
        if self._writer is None:
            self._writer = self._start()
        return self._writer

    def _start(self) -> IndexWriter:
        try:
            return self._index.writer(self._memory, _THREADS)
        except ValueError as error:
            raise locked(self._folder) from error


def _schema() -> Schema:
    """Three layers of every text with positions, the lead, vocalised words, values, dates.

    Each date field named as a `Sort` orders by it, falling.
    """
    builder = SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    for name in ("newest", "oldest", "day", "month"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_unsigned_field("grouped", indexed=True)
    for field in (Field.TITLE, Field.BODY, Field.AUTHOR, Field.SOURCE):
        for layer in LAYERS:
            builder.add_text_field(field_name(field, layer), tokenizer_name=_SPACES)
    for name in LEAD_FIELDS.values():
        builder.add_text_field(name, tokenizer_name=_SPACES, index_option="freq")
    for name in VOCALISED_FIELDS.values():
        builder.add_text_field(name, tokenizer_name=_SPACES, index_option="basic")
    for attribute in KEYWORD_FIELDS:
        key, value = key_name(attribute), value_name(attribute)
        builder.add_text_field(key, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(value, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _age(day: int | None) -> int:
    """Return a number that falls with the day, 0 where there is none."""
    return date.max.toordinal() + 1 - day if day is not None else 0


@contextmanager
def _view(folder: Path) -> Iterator[Path]:
    """Yield a passing folder with links to the index's files: Tantivy locks where it reads."""
    # A thread of Tantivy's may still write its lock into the folder while it is being emptied.
    with TemporaryDirectory(prefix="kashshaf-", ignore_cleanup_errors=True) as view:
        try:
            for file in TantivyEngine().linkable(folder):
                (Path(view) / file.name).symlink_to(file.resolve())
        except OSError:  # a system without symbolic links
            yield folder
        else:
            yield Path(view)
    rmtree(view, ignore_errors=True)


def _open(view: Path, folder: Path) -> Index:
    """Open what `view` shows of `folder`."""
    try:
        index = Index.open(str(view))
    except (ValueError, OSError) as error:
        raise _unreadable(folder, error) from error
    index.register_tokenizer(_SPACES, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


def _segments(view: Path, folder: Path) -> list[dict[str, Any]]:
    """Read what `view` shows of the segments in `folder`."""
    try:
        segments: list[dict[str, Any]] = json.loads((view / "meta.json").read_bytes())["segments"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise _unreadable(folder, error) from error
    return segments


def _deleted(view: Path, folder: Path) -> int:
    """Return how many deleted documents the segments still hold."""
    deletes = (segment.get("deletes") for segment in _segments(view, folder))
    return sum(one["num_deleted_docs"] for one in deletes if one)


def _unreadable(folder: Path, error: Exception) -> IndexFormatError:
    return IndexFormatError(f"no Tantivy index can be opened ({error})", str(folder), REBUILD)
