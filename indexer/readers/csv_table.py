"""Reads CSV and TSV: a row of field names, then a record a row."""

import csv
import io
import sys
from collections.abc import Iterator

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.readers.decoding import BYTE_ORDER_MARKS, decode, not_utf8
from indexer.readers.opening import Source, head, opened, too_large
from indexer.readers.reader import Pages, Reader, ReadOptions
from indexer.readers.walk import Found

_DELIMITERS = ",;\t|"
_UTF8_MARK = b"\xef\xbb\xbf"


def read_table(found: Found, options: ReadOptions) -> Pages:
    """Give the records of a table, one after another.

    A quotation that is never closed would take in all that follows: beyond `max_page_bytes` the
    file is given up.

    Raises:
        PageError: the file as a whole can't be read.
    """
    csv.field_size_limit(min(options.max_page_bytes, sys.maxsize))
    delimiter = _delimiter(found)
    with opened(found) as stream:
        lines = _Lines(_utf8(stream, found, options.max_page_bytes), found, options.max_page_bytes)
        rows = csv.reader(lines, delimiter=delimiter)
        names = _first_row(rows, lines, found)
        empty = True
        while True:
            where = f"{found.where}:{lines.number + 1}"
            place = f"#{lines.number + 1}"
            lines.forget()
            try:
                row = next(rows)
            except StopIteration:
                break
            except csv.Error:
                empty = False
                if lines.inside_quotation:
                    yield _unclosed(where)
                    return
                yield too_large(where, options.max_page_bytes)
                continue
            if not any(row):
                continue
            empty = False
            page = lines.problem or _record(row, names, where, options)
            if isinstance(page, PageError):
                yield page
                continue
            yield RawPage(where, found.path + place, fields=page, origin=found.origin + place)
    if empty:
        yield PageError("there is no record in it", found.where, "Check that it holds articles")


def _first_row(rows: Iterator[list[str]], lines: "_Lines", found: Found) -> list[str]:
    try:
        names = next(rows, None)
    except csv.Error:
        names = None
    if lines.problem is not None:
        raise lines.problem
    if not names:
        raise PageError(
            "it doesn't begin with the names of its fields",
            found.where,
            "Check that it holds articles",
        )
    return names


def _record(
    row: list[str], names: list[str], where: str, options: ReadOptions
) -> dict[str, str] | PageError:
    """Return the fields of a row, or what is wrong with it."""
    if len(row) > len(names):
        return PageError(
            f"the row has {len(row)} fields, and there are {len(names)} names",
            where,
            "Quote fields that hold the delimiter",
        )
    return options.names.pick(dict(zip(names, row, strict=False))) or PageError(
        f"none of its fields is known ({', '.join(names[:8])})",
        where,
        "Say in the setting field_names which of them is the title and which the body",
    )


class _Lines:
    """Gives the lines of a file, decoded; of one record no more than the limit.

    Attributes:
        number: of the last line.
        problem: what is wrong with the bytes of the record.
    """

    def __init__(self, stream: Source, found: Found, limit: int) -> None:
        self.number = 0
        self.problem: PageError | None = None
        self._stream, self._found, self._limit = stream, found, limit
        self._size = self._quotes = 0

    @property
    def inside_quotation(self) -> bool:
        """Whether the record's last line ends inside a quotation."""
        return self._quotes % 2 == 1

    def forget(self) -> None:
        """Begin a new record."""
        self._size = self._quotes = 0
        self.problem = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self._limit + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._note(line)
        while len(line) > self._limit and not line.endswith(b"\n"):
            line = self._stream.readline(self._limit + 1)
            self._note(line)
        if self._size > self._limit:
            raise csv.Error("too large")
        line = line.removeprefix(_UTF8_MARK) if self.number == 1 else line
        try:
            return line.decode("utf-8").replace("\0", "")
        except UnicodeDecodeError as error:
            where = f"{self._found.where}:{self.number}"
            self.problem = self.problem or not_utf8(error, line, where)
            return line.decode("utf-8", "replace").replace("\0", "")

    def _note(self, piece: bytes) -> None:
        self._size += len(piece)
        self._quotes += piece.count(b'"')


def _utf8(stream: Source, found: Found, limit: int) -> Source:
    """Return a stream as UTF-8; one that a byte order mark says to be UTF-16 or 32 is converted."""
    marks = tuple(mark for mark, encoding in BYTE_ORDER_MARKS if encoding != "utf-8")
    if not head(found).startswith(marks):
        return stream
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise too_large(found.where, limit)
    return io.BytesIO(decode(data, found.where).encode())


def _delimiter(found: Found) -> str:
    """Return the sign that parts the names in the first row."""
    first = head(found).split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(_DELIMITERS, key=first.count)


def _unclosed(where: str) -> PageError:
    return PageError(
        "a field is too large, or its quotation is never closed; no row after it is read",
        where,
        "Mend the row, or raise the setting max_page_bytes",
    )


TABLE = Reader(
    name="CSV",
    suffixes=frozenset({".csv", ".tsv"}),
    sniff=lambda _: False,  # any text could be a table
    read=read_table,
)
