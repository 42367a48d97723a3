"""A query as typed: its text without bidi marks, and the way back to every position in it."""

import re
from dataclasses import dataclass
from typing import Self

from indexer.base.errors import QueryError
from search.query.messages import MESSAGES

# The controls of the bidirectional algorithm and the byte order mark: pasted along with text,
# invisible, and no part of any word. ZWNJ and ZWJ are: they shape Persian words.
_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

_SHOWN = 80
"""The longest query that an example repeats whole, in characters."""
_AROUND = 24
"""How much of a longer query an example shows on each side of the change."""


@dataclass(frozen=True, slots=True)
class QueryText:
    """A query's text without bidi controls.

    Attributes:
        text: what is read.
        offsets: where each character of `text`, and its end, stands in the query as given.
    """

    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, query: str) -> Self:
        """Take a query as typed or pasted."""
        if not _CONTROLS.search(query):
            return cls(query, tuple(range(len(query) + 1)))
        kept = [(at, letter) for at, letter in enumerate(query) if not _CONTROLS.match(letter)]
        offsets = (*(at for at, _ in kept), len(query))
        return cls("".join(letter for _, letter in kept), offsets)

    def error(self, key: str, at: int, *, corrected: str = "", **values: object) -> QueryError:
        """Return the error for what begins at `at` in `text`; its position is the typed one.

        Args:
            key: which one, of `MESSAGES`.
            at: where.
            corrected: a query in order that is near to this one.
            values: what the message is filled with; `example` is mostly the corrected query.
        """
        position = self.offsets[at]
        what, remedy = (text.format(**values) for text in MESSAGES[key])
        error = QueryError(what, f"query, character {position + 1}", remedy, position)
        error.key, error.values, error.corrected = key, values, corrected
        return error

    def replaced(self, start: int, end: int, new: str) -> str:
        """Return the query with a stretch replaced; empty where it is long."""
        whole = " ".join(f"{self.text[:start]}{new}{self.text[end:]}".split())
        return whole if len(self.text) <= _SHOWN else ""

    def instead(self, start: int, end: int, new: str) -> str:
        """Return the query with a stretch replaced, cut around it where it is long."""
        before, after = self.text[:start], self.text[end:]
        if len(self.text) > _SHOWN:
            before = f"…{before[-_AROUND:]}" if len(before) > _AROUND else before
            after = f"{after[:_AROUND]}…" if len(after) > _AROUND else after
        return " ".join(f"{before}{new}{after}".split())
