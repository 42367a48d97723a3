"""Reads JSON: one record a line, an array of records, or an object that holds them."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

import msgspec

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.exchange import from_record, is_record
from indexer.readers.decoding import BYTE_ORDER_MARKS, decode, not_utf8
from indexer.readers.fields import FieldNames
from indexer.readers.json_array import MAX_DEPTH, ArrayCutOff, ArrayTooDeep, elements
from indexer.readers.json_object import records_of
from indexer.readers.opening import BROKEN, Source, broken, head, opened, too_large, whole
from indexer.readers.reader import Pages, Reader, ReadOptions, beginning_with
from indexer.readers.walk import Found

LARGEST_OBJECT = 64 * 1024 * 1024
"""Bytes of a file that has to be in memory at once."""
MOST_STRINGS = 1_000_000
"""Strings in such a file; as many keys take 200 MB."""
_UTF8_MARK = b"\xef\xbb\xbf"

_Item = tuple[str, bytes | PageError]  # position, and the record's source


def read_json(found: Found, options: ReadOptions) -> Pages:
    """Give the records of a file, one after another.

    Raises:
        PageError: the file as a whole can't be read.
    """
    decoder = msgspec.json.Decoder()
    empty = True
    for position, source in _items(found, options):
        empty = False
        where = found.where + position
        if isinstance(source, PageError):
            yield source
            continue
        record = _decode(decoder, source, where)
        if isinstance(record, PageError):
            yield record
            continue
        if is_record(record):
            yield _exported(record, where)
            continue
        place = f"#{position[1:]}" if position else ""
        fields = options.names.pick(record)
        if not fields:
            yield _unknown(record, where)
            continue
        yield RawPage(where, found.path + place, fields=fields, origin=found.origin + place)
    if empty:
        yield PageError("there is no record in it", found.where, "Check that it holds articles")


def _exported(record: dict[str, Any], where: str) -> RawPage | PageError:
    """Return a page that is the export of an article."""
    try:
        article = from_record(record)
    except ValueError as error:
        return PageError(f"no whole export of an article: {error}", where, "Export it again")
    return RawPage(where, "", origin=article.origin, article=article)


def _decode(decoder: "msgspec.json.Decoder[Any]", source: bytes, where: str) -> Any:
    """Return a record's dictionary, or what is wrong with it."""
    try:
        record = decoder.decode(source)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        try:
            record = _forgiving(source)
        except UnicodeDecodeError as fault:
            return not_utf8(fault, source, where)
        except (ValueError, RecursionError):
            return _invalid(error, where)
    if not isinstance(record, dict):
        return PageError("the record is no JSON object", where, "Give each record its fields")
    return record


def _forgiving(source: bytes) -> Any:
    """Read what other writers let pass: NaN, raw tabs in strings, halves of surrogate pairs."""
    record = json.loads(source.decode("utf-8"), strict=False)
    whole = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    return json.loads(whole)


def _invalid(error: Exception, where: str) -> PageError:
    what = str(error).removeprefix("JSON is malformed: ")
    if "truncated" in what:
        return PageError("invalid JSON: it is cut off", where, "Fetch the file again")
    return PageError(f"invalid JSON: {what}", where, "Mend the record, or fetch the file again")


def _unknown(record: dict[str, Any], where: str) -> PageError:
    return PageError(
        f"none of its fields is known ({', '.join(list(record)[:8]) or 'it has none'})",
        where,
        "Say in the setting field_names which of them is the title and which the body",
    )


def _items(found: Found, options: ReadOptions) -> Iterator[_Item]:
    limit = options.max_page_bytes
    first, second = _first_lines(found, limit)
    with _utf8(found) as stream:
        if first.startswith(b"["):
            yield from _array(stream, found.where, limit)
        elif _are_records(first, second, found.path):
            yield from _lines(stream, found.where, limit)
        else:
            yield from _object(found, stream, options.names, limit)


@contextmanager
def _utf8(found: Found) -> Iterator[Source]:
    """Open a file as UTF-8; one that a byte order mark says to be UTF-16 or 32 is converted."""
    beginning = head(found)
    marks = [mark for mark, encoding in BYTE_ORDER_MARKS if encoding != "utf-8"]
    if beginning.startswith(tuple(marks)):
        yield io.BytesIO(decode(whole(found, LARGEST_OBJECT), found.where).encode())
        return
    if b"\0" in beginning:
        decode(beginning, found.where)  # raises: it is binary
    with opened(found) as stream:
        yield stream


def _first_lines(found: Found, limit: int) -> tuple[bytes, bytes]:
    """Return the first two lines that aren't empty."""
    kept: list[bytes] = []
    with _utf8(found) as stream:
        try:
            while len(kept) < 2 and (line := stream.readline(limit + 1)):
                line = line.removeprefix(_UTF8_MARK).strip()
                kept += [line] if line else []
        except BROKEN as error:
            if not kept:
                raise broken(error, found.where) from error
    first, second = [*kept, b"", b""][:2]
    return first, second


def _are_records(first: bytes, second: bytes, path: str) -> bool:
    """Whether each line is a record of its own."""
    try:
        msgspec.json.decode(first)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return second.startswith(b"{")
    return bool(second) or ".json" not in PurePosixPath(path.lower()).suffixes


def _lines(stream: Source, where: str, limit: int) -> Iterator[_Item]:
    number = 0
    while True:
        try:
            line = stream.readline(limit + 1)
            rest = line
            while len(rest) > limit and not rest.endswith(b"\n"):
                rest = stream.readline(limit + 1)
        except BROKEN as error:
            yield "", broken(error, where, f"record {number}")
            return
        if not line:
            return
        number += 1
        position = f":{number}"
        if len(line) > limit:
            yield position, too_large(where + position, limit)
            continue
        line = line.removeprefix(_UTF8_MARK) if number == 1 else line
        if not line.isspace():
            yield position, line


def _array(stream: Source, where: str, limit: int) -> Iterator[_Item]:
    number = 0
    try:
        for number, source in enumerate(elements(stream, limit), 1):
            position = f"#{number}"
            yield position, too_large(where + position, limit) if source is None else source
    except ArrayTooDeep:
        yield "", too_deep(where, f"record {number}")
    except ArrayCutOff:
        fault = PageError(
            f"the list is cut off after record {number}", where, "Fetch the file again"
        )
        yield "", fault
    except BROKEN as error:
        yield "", broken(error, where, f"record {number}")


def too_deep(where: str, after: str) -> PageError:
    """Describe JSON whose brackets are nested too deep to be read further."""
    return PageError(
        f"brackets are nested more than {MAX_DEPTH} deep after {after}",
        where,
        "Check what wrote it; the records before are read",
    )


def _object(found: Found, stream: Source, names: FieldNames, limit: int) -> Iterator[_Item]:
    try:
        data = stream.read(LARGEST_OBJECT + 1)
    except BROKEN as error:
        raise broken(error, found.where) from error
    if len(data) > LARGEST_OBJECT:
        raise PageError(
            f"a JSON object of more than {LARGEST_OBJECT:,} bytes",
            found.where,
            "Turn it into one record a line (jq -c '.[]')",
        )
    data = data.removeprefix(_UTF8_MARK)
    if not data.strip():
        raise PageError("the file is empty", found.where, "Fetch it again or remove it")
    if data.count(b'"') > 2 * MOST_STRINGS:
        raise PageError(
            f"a JSON object of more than {MOST_STRINGS:,} strings",
            found.where,
            "Turn it into one record a line (jq -c '.[]')",
        )
    try:
        for position, source in records_of(data, names, limit):
            large = too_large(found.where + position, limit)
            yield position, large if source is None else source
    except (msgspec.DecodeError, RecursionError) as error:
        raise _invalid(error, found.where) from error
    except ArrayTooDeep:
        yield "", too_deep(found.where, "its beginning")


JSON = Reader(
    name="JSON",
    suffixes=frozenset({".json", ".jsonl", ".ndjson"}),
    sniff=beginning_with(rb"(?:\[\s*)?\{\s*\""),
    read=read_json,
)
