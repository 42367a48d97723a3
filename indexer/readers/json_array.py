"""Cuts a JSON array into its elements as it is read, so that memory holds one at a time."""

import re
from collections.abc import Iterator
from typing import Protocol

MAX_DEPTH = 500
"""Brackets within brackets; what goes deeper is no archive, and no element can be told from it."""

_STRUCTURE = re.compile(rb'["\[\]{},]')
_STRING_END = re.compile(rb'(?:[^"\\]++|\\.)*+(")?', re.DOTALL)
_CHUNK = 1 << 18
_BLANK = b" \t\r\n\xef\xbb\xbf"


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Return so many bytes at most, none at the end."""


class ArrayCutOff(Exception):  # noqa: N818 - says what happened
    """The array ends before its closing bracket."""


class ArrayTooDeep(Exception):  # noqa: N818
    """Its brackets are nested more than `MAX_DEPTH` deep."""


def elements(stream: Readable, limit: int) -> Iterator[bytes | None]:
    """Give the source of each element of the array that a stream holds.

    Args:
        stream: positioned before the opening bracket.
        limit: bytes; None is given for an element that is larger, of which no more is kept.

    Raises:
        ArrayCutOff: the stream ends too early; all whole elements have been given.
        ArrayTooDeep: it can't be read any further.
    """
    cutter = _Cutter(limit)
    while not cutter.closed:
        chunk = stream.read(_CHUNK)
        if not chunk:
            raise ArrayCutOff
        yield from cutter.feed(chunk)


class _Cutter:
    """Keeps count of brackets, and the pieces of the element that isn't whole yet.

    Every byte is looked at once: what a chunk leaves open (a string, an escape) is remembered.
    """

    def __init__(self, limit: int) -> None:
        self.closed = False
        self._limit = limit
        self._depth = 0
        self._in_string = False
        self._escape = b""  # a backslash at the end of a chunk
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        chunk, self._escape = self._escape + chunk, b""
        start = at = 0
        while at < len(chunk):
            if self._in_string:
                at = self._string_end(chunk, at)
                continue
            sign = _STRUCTURE.search(chunk, at)
            if sign is None:
                break
            at = sign.end()
            self._note(sign[0])
            if (self._depth, sign[0]) == (1, b"["):
                start = at  # of the array itself
            elif (self._depth, sign[0]) in {(0, b"]"), (1, b",")}:
                self._keep(chunk[start : sign.start()])
                yield from self._element()
                start = at
            if self.closed:
                return
        self._keep(chunk[start : len(chunk) - len(self._escape)])

    def _string_end(self, chunk: bytes, at: int) -> int:
        """Return where the open string ends, or the chunk; a backslash at its end is left."""
        found = _STRING_END.match(chunk, at)
        assert found is not None
        if found[1]:
            self._in_string = False
            return found.end()
        self._escape = chunk[found.end() :]
        return len(chunk)

    def _note(self, sign: bytes) -> None:
        if sign == b'"':
            self._in_string = True
        elif sign in b"{[":
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise ArrayTooDeep
        elif sign in b"}]":
            self._depth -= 1
            self.closed = self._depth <= 0

    def _keep(self, part: bytes) -> None:
        """Keep a piece of the open element; of one beyond the limit nothing but its size."""
        self._size += len(part)
        if self._size > self._limit + _CHUNK:  # white space around it doesn't count
            self._parts.clear()
        elif part:
            self._parts.append(part)

    def _element(self) -> Iterator[bytes | None]:
        source = b"".join(self._parts).strip(_BLANK)
        if self._size > self._limit + _CHUNK or len(source) > self._limit:
            yield None
        elif source:
            yield source
        self._parts, self._size = [], 0
