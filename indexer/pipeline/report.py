"""What a run of the indexer has to say at its end, and while it goes on."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from indexer.base.errors import KashshafError

LISTED = 20
"""Of so many gone pages the report names the articles; the index keeps so many of every list."""


class Skipped(msgspec.Struct, frozen=True):
    """A page or record that didn't go in: where it is, why, and what to do."""

    where: str
    reason: str
    remedy: str


class Doubt(msgspec.Struct, frozen=True):
    """A page that went in, and what was assumed of it or looks wrong in it."""

    where: str
    what: str


class Collision(msgspec.Struct, frozen=True):
    """An article whose id was taken by another source's article, so that it got a longer one.

    Attributes:
        where: the page, as a person would look it up.
        id: the id that the article got.
        wanted: the id that it would have had.
        holder: origin of the article that has that id.
    """

    where: str
    id: str
    wanted: str
    holder: str


class Gone(msgspec.Struct, frozen=True):
    """An article whose page wasn't found where it was read before."""

    id: str
    origin: str


class Report(msgspec.Struct):
    """Counts of one run.

    Attributes:
        read: pages and records found, the skipped ones included.
        indexed: new articles.
        updated: articles that replaced an older version.
        unchanged: articles that the archive had already.
        deleted, suppressed, forgotten: articles that stay away, as a person decided.
        collisions: articles that got a longer id in this run.
        gone: articles whose pages are gone from what was read.
        gone_pages: the first of them.
        pruned: how many of them were deleted.
        skipped: all that didn't go in.
        doubtful: pages that went in though something may be wrong with them.
        groups: groups of near-duplicates that this run formed or changed.
        embedded: articles that got vectors in this run.
        articles: articles in the index now.
        with_vectors: articles that have vectors now.
        dense_off: why no vectors were made; empty where they were.
        interrupted: whether the run was stopped before its end; the index is whole all the same.
        seconds: how long the run took.
        ended: when it ended, UTC, ISO 8601.
    """

    read: int = 0
    indexed: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    suppressed: int = 0
    forgotten: int = 0
    collisions: list[Collision] = []
    gone: int = 0
    gone_pages: list[Gone] = []
    pruned: int = 0
    skipped: list[Skipped] = []
    doubtful: list[Doubt] = []
    groups: int = 0
    embedded: int = 0
    articles: int = 0
    with_vectors: int = 0
    dense_off: str = ""
    interrupted: bool = False
    seconds: float = 0.0
    ended: str = ""

    def skip(self, error: KashshafError) -> None:
        """Count a page that couldn't be read."""
        self.read += 1
        self.skipped.append(Skipped(error.where, error.what, error.remedy))

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built

    def as_record(self) -> dict[str, Any]:
        """Return what the index keeps of the report: lists cut, with their lengths."""
        record = self.as_dict()
        for name in ("skipped", "doubtful", "collisions"):
            record[f"{name}_total"] = len(record[name])
            record[name] = record[name][:LISTED]
        return record


class Progress(Protocol):
    """Is told how far a run has got."""

    def phase(self, name: str, total: int | None) -> None:
        """Begin a new phase; `total` is its number of articles where that is known."""

    def advance(self, articles: int) -> None:
        """Note that so many articles more are done."""


class Silent:
    """A `Progress` that tells nobody."""

    def phase(self, name: str, total: int | None) -> None:
        """Do nothing."""

    def advance(self, articles: int) -> None:
        """Do nothing."""


Hook = Callable[[str], None]
"""Called with a version after it was committed."""
