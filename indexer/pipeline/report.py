"""What a run of the indexer has to say at its end, and while it goes on."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from indexer.base.errors import KashshafError


class Skipped(msgspec.Struct, frozen=True):
    """A page or record that didn't go in: where it lies, why, and what to do."""

    where: str
    reason: str
    remedy: str


class Report(msgspec.Struct):
    """Counts of one run.

    Attributes:
        read: pages and records found, the skipped ones included.
        indexed: new articles.
        updated: articles that replaced an older version.
        unchanged: articles that the archive had already.
        skipped: all that didn't go in.
        embedded: articles that got vectors in this run.
        articles: articles in the index now.
        with_vectors: articles that have vectors now.
        dense_off: why no vectors were made; empty where they were.
        interrupted: whether the run was stopped before its end; the index is whole all the same.
        seconds: how long the run took.
    """

    read: int = 0
    indexed: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = []
    embedded: int = 0
    articles: int = 0
    with_vectors: int = 0
    dense_off: str = ""
    interrupted: bool = False
    seconds: float = 0.0

    def skip(self, error: KashshafError) -> None:
        """Count a page that couldn't be read."""
        self.read += 1
        self.skipped.append(Skipped(error.where, error.what, error.remedy))

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


class Progress(Protocol):
    """Is told how far a run has got."""

    def phase(self, name: str, total: int | None) -> None:
        """A new phase begins; `total` is its number of articles where that is known."""

    def advance(self, articles: int) -> None:
        """So many articles more are done."""


class Silent:
    """A `Progress` that tells nobody."""

    def phase(self, name: str, total: int | None) -> None:
        """Do nothing."""

    def advance(self, articles: int) -> None:
        """Do nothing."""


Hook = Callable[[int], None]
"""Called with a generation's number after it was committed."""
