"""Reads WARC files of web archives: the HTML pages that were captured, oldest capture first.

A page that was captured several times comes in the order of its captures, so that the newest one
is the article and those before it are its older versions.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.readers.decoding import decode
from indexer.readers.opening import BROKEN, broken, too_large
from indexer.readers.reader import Pages, Reader, ReadOptions, beginning_with
from indexer.readers.walk import Found

_HTML = ("text/html", "application/xhtml+xml")
_FOUND = "200"
_CHUNK = 1 << 16
_LARGEST_HEADERS = 1 << 20  # bytes
_MOST_CAPTURES = 2_000_000
"""Of one file; their order takes a few hundred bytes each."""


class _Capture(NamedTuple):
    """Where a capture lies in its file."""

    offset: int
    url: str
    date: str


def read_warc(found: Found, options: ReadOptions) -> Pages:
    """Give the captured pages of a file.

    Redirections, errors of servers, images and scripts are no pages and are passed over; revisits
    hold nothing that isn't in the capture that they name.

    Raises:
        PageError: the file as a whole can't be read.
    """
    captures: list[_Capture] = []
    problem: PageError | None = None
    with found.file.open("rb") as stream:
        try:
            for capture in _captures(stream):
                captures.append(capture)
                if len(captures) > _MOST_CAPTURES:
                    raise PageError(
                        f"more than {_MOST_CAPTURES:,} captures", found.where, "Split the file"
                    )
        except (ArchiveLoadFailed, ValueError, *BROKEN) as error:
            problem = _damaged(error, found, len(captures))
        for capture in sorted(captures, key=lambda one: one.date):
            yield _page(stream, capture, found, options)
    if problem is not None:
        yield problem
    elif not captures:
        yield PageError("no HTML page was captured in it", found.where, "Check what it holds")


class _Bounded(DecompressingBufferedReader):  # type: ignore[misc]  # warcio has no types
    """Gives no endless headers: all lines between two contents have a limit together."""

    _read_as_lines = 0

    def read(self, length: int | None = None) -> bytes:
        """Read contents."""
        self._read_as_lines = 0
        data: bytes = super().read(length)
        return data

    def readline(self, length: int | None = None) -> bytes:
        """Read a line of headers. Raises ArchiveLoadFailed beyond `_LARGEST_HEADERS`."""
        line: bytes = super().readline(min(length or _LARGEST_HEADERS, _LARGEST_HEADERS))
        self._read_as_lines += len(line)
        if self._read_as_lines >= _LARGEST_HEADERS:
            raise ArchiveLoadFailed(f"headers of more than {_LARGEST_HEADERS:,} bytes")
        return line


def _records(stream: BinaryIO) -> ArchiveIterator:
    iterator = ArchiveIterator(stream)
    iterator.reader = _Bounded(stream)
    return iterator


def _captures(stream: BinaryIO) -> Iterator[_Capture]:
    """Find the captures of HTML pages, and whether they are whole."""
    iterator = _records(stream)
    record: ArcWarcRecord | None = None
    for record in iterator:
        headers = record.rec_headers
        if headers.get_header("Content-Length") is None:
            raise EOFError("its headers are not whole")
        if record.rec_type not in ("response", "resource"):
            continue
        if record.rec_type == "response":
            http = record.http_headers
            if http is None or http.get_statuscode() != _FOUND:
                continue
            kind = http.get_header("Content-Type") or ""
        else:
            kind = headers.get_header("Content-Type") or ""
        if kind.partition(";")[0].strip().lower() in _HTML:
            url = headers.get_header("WARC-Target-URI") or ""
            date = headers.get_header("WARC-Date") or ""
            capture = _Capture(iterator.get_record_offset(), url.strip("<>"), date)
            _check_whole(record)
            yield capture
    if record is not None:
        _check_whole(record)
        stream.seek(iterator.offset)
        if stream.read(_CHUNK).strip():  # warcio takes headers that are cut off for the end
            raise EOFError("the headers of the last record are not whole")


def _check_whole(record: ArcWarcRecord) -> None:
    """Read a record to its end. Raises EOFError where the file ends before."""
    while record.raw_stream.read(_CHUNK):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError("the last record is not whole")


def _page(
    stream: BinaryIO, capture: _Capture, found: Found, options: ReadOptions
) -> RawPage | PageError:
    where, place = f"{found.where}@{capture.offset}", f"#{capture.offset}"
    stream.seek(capture.offset)
    try:
        record: ArcWarcRecord = next(iter(_records(stream)))
        data = record.content_stream().read(options.max_page_bytes + 1)
        if len(data) > options.max_page_bytes:
            return too_large(where, options.max_page_bytes)
        text = decode(_with_charset(data, record), where, markup=True)
    except PageError as error:
        return error
    except (ArchiveLoadFailed, StopIteration, ValueError, OSError, *BROKEN) as error:
        return PageError(f"the capture is damaged: {_said(error)}", where, "Fetch the file again")
    fields = {"url": capture.url, "added": capture.date}
    return RawPage(
        where,
        found.path + place,
        text,
        markup=True,
        fields={name: value for name, value in fields.items() if value},
        origin=found.origin + place,
    )


def _with_charset(data: bytes, record: ArcWarcRecord) -> bytes:
    """Return a page with the charset that its server stated, where it states none itself."""
    http = record.http_headers
    stated = (http.get_header("Content-Type") or "") if http else ""
    _, _, charset = stated.lower().partition("charset=")
    name = charset.split(";")[0].strip(" \"'")
    if not name.isascii() or not name or b"charset" in data[:4096].lower():
        return data
    return f'<meta charset="{name}">'.encode("ascii") + data


def _said(error: Exception) -> str:
    """Return the first sentence of an error of warcio's, some of which are pages long."""
    return " ".join(str(error).split()).removeprefix("ERROR: ").partition(". ")[0][:200]


def _damaged(error: Exception, found: Found, read: int) -> PageError:
    if isinstance(error, BROKEN):
        return broken(error, found.where, f"capture {read}")
    return PageError(
        f"the file is damaged after capture {read}: {_said(error)}",
        found.where,
        "Fetch the file again",
    )


WARC = Reader(
    name="WARC",
    suffixes=frozenset({".warc"}),
    sniff=beginning_with(rb"WARC/[01]\.\d+\s"),
    read=read_warc,
)
