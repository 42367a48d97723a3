"""Cuts a JSON array into its elements as it is read, so that memory holds one at a time."""

import re
from collections.abc import Iterator

from indexer.readers.opening import Source

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)
_CHUNK = 1 << 18
_BLANK = b" \t\r\n\xef\xbb\xbf"


class ArrayCutOff(Exception):  # noqa: N818 - says what happened
    """The array ends before its closing bracket."""


def elements(stream: Source, limit: int) -> Iterator[bytes | None]:
    """Give the source of each element of the array that a stream holds.

    Args:
        stream: positioned before the opening bracket.
        limit: bytes; None is given for an element that is larger.

    Raises:
        ArrayCutOff: the stream ends too early; all whole elements have been given.
    """
    cutter = _Cutter(limit)
    while not cutter.closed:
        chunk = stream.read(max(_CHUNK, len(cutter.buffer)))
        if not chunk:
            raise ArrayCutOff
        yield from cutter.feed(chunk)


class _Cutter:
    """Keeps count of brackets; `buffer` holds the element that isn't whole yet."""

    def __init__(self, limit: int) -> None:
        self.buffer = b""
        self.closed = False
        self._limit = limit
        self._depth = 0
        self._scanned = 0  # bytes of the buffer that were looked at
        self._skipping = False

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        self.buffer += chunk
        start = 0
        position = len(self.buffer)
        for token in _TOKEN.finditer(self.buffer, self._scanned):
            sign = token[0]
            if sign == b'"':  # a string that goes on in the next chunk
                position = token.start()
                break
            if sign in b"{[":
                self._depth += 1
                if self._depth == 1:
                    start = token.end()
            elif sign in b"}]":
                self._depth -= 1
            if (self._depth, sign) in {(0, b"]"), (1, b",")}:
                yield from self._element(start, token.start())
                start = token.end()
            if self._depth <= 0:
                self.closed = True
                return
        self._keep(start, position)

    def _element(self, start: int, end: int) -> Iterator[bytes | None]:
        source = self.buffer[start:end].strip(_BLANK)
        if self._skipping or len(source) > self._limit:
            yield None
        elif source:
            yield source
        self._skipping = False

    def _keep(self, start: int, scanned: int) -> None:
        """Forget what was given; of an element beyond the limit, forget all but its unread end."""
        if scanned - start > self._limit:
            self._skipping = True
            start = scanned
        self.buffer, self._scanned = self.buffer[start:], scanned - start
