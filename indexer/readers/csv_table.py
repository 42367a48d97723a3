"""Reads CSV and TSV: a row of field names, then a record a row."""

import csv
import io
import sys
from collections.abc import Iterator

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.readers.decoding import BYTE_ORDER_MARKS, decode, not_utf8
from indexer.readers.opening import head, opened, too_large
from indexer.readers.reader import Pages, Reader, ReadOptions
from indexer.readers.walk import Found

_DELIMITERS = ",;\t|"
_UTF8_MARK = b"\xef\xbb\xbf"
_LONGEST_LINE = 1 << 20  # bytes read at once


def read_table(found: Found, options: ReadOptions) -> Pages:
    """Give the records of a table, one after another.

    A quotation that is never closed would take in all that follows: beyond `max_page_bytes` the
    file is given up.

    Raises:
        PageError: the file as a whole can't be read.
    """
    csv.field_size_limit(min(options.max_page_bytes, sys.maxsize))
    lines = _Lines(found, options.max_page_bytes)
    rows = csv.reader(lines, delimiter=_delimiter(found))
    names = next(rows, None)
    if not names:
        raise PageError("there is no record in it", found.where, "Check that it holds articles")
    number = 0
    while True:
        began = lines.number + 1
        where, place = f"{found.where}:{began}", f"#{began}"
        lines.forget()
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error:
            yield _unclosed(found, began)
            return
        number += 1
        if not any(row):
            continue
        if len(row) > len(names):
            yield PageError(
                f"the row has {len(row)} fields, and there are {len(names)} names",
                where,
                "Quote fields that hold the delimiter",
            )
            continue
        fields = options.names.pick(dict(zip(names, row, strict=False)))
        if not fields:
            yield PageError(
                f"none of its fields is known ({', '.join(names[:8])})",
                where,
                "Say in the setting field_names which of them is the title and which the body",
            )
            continue
        yield RawPage(where, found.path + place, fields=fields, origin=found.origin + place)
    if not number:
        yield PageError("there is no record in it", found.where, "Check that it holds articles")


class _Lines:
    """Gives the lines of a file, decoded; no more of one record than the limit."""

    def __init__(self, found: Found, limit: int) -> None:
        self.number = 0
        self._found, self._limit, self._size = found, limit, 0
        self._lines = self._read()

    def forget(self) -> None:
        """Begin a new record."""
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._lines)

    def _read(self) -> Iterator[str]:
        marks = tuple(mark for mark, encoding in BYTE_ORDER_MARKS if encoding != "utf-8")
        with opened(self._found) as stream:
            if head(self._found).startswith(marks):
                data = stream.read(self._limit + 1)
                if len(data) > self._limit:
                    raise too_large(self._found.where, self._limit)
                stream = io.BytesIO(decode(data, self._found.where).encode())
            while line := stream.readline(_LONGEST_LINE):
                self.number += 1
                self._size += len(line)
                if self._size > self._limit + _LONGEST_LINE:
                    raise csv.Error("too large")
                yield self._decoded(line.removeprefix(_UTF8_MARK) if self.number == 1 else line)

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode("utf-8").replace("\0", "")
        except UnicodeDecodeError as error:
            where = f"{self._found.where}:{self.number}"
            raise not_utf8(error, line, where) from error


def _delimiter(found: Found) -> str:
    """Return the sign that parts the names in the first row."""
    first = head(found).split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(_DELIMITERS, key=first.count)


def _unclosed(found: Found, line: int) -> PageError:
    return PageError(
        "a field is too large, or its quotation is never closed; no row after it is read",
        f"{found.where}:{line}",
        "Mend the row, or raise the setting max_page_bytes",
    )


TABLE = Reader(
    name="CSV",
    suffixes=frozenset({".csv", ".tsv"}),
    sniff=lambda _: False,  # any text could be a table
    read=read_table,
)
