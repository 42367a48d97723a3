"""The keyword index of the version that is being written."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from indexer.article import Article
from indexer.base.errors import KashshafError
from indexer.storage.local.articles import Stored, chunks
from indexer.storage.local.commits import link_files
from indexer.storage.local.documents import keyword_document
from indexer.storage.local.failures import WHOLE
from indexer.storage.local.keyword.port import KeywordEngine, KeywordWriter
from indexer.storage.local.layout import Commit

KEYWORD_MEMORY = 160_000_000  # bytes of the keyword engine's buffers


class KeywordStage:
    """Links the last version's index when it is first changed, and changes the links' folder.

    Args:
        engine: the keyword engine.
        last: the version before; None where there is none.
        flagged: rows that the index has as members of duplicate groups.
    """

    def __init__(self, engine: KeywordEngine, last: Commit | None, flagged: set[int]) -> None:
        self._engine, self._last = engine, last
        self._flagged = flagged
        self._writer: KeywordWriter | None = None

    def flagged(self, row: int) -> bool:
        """Tell whether the index has the row as a member of a duplicate group."""
        return row in self._flagged

    def add(self, staging: Commit, row: int, article: Article, *, grouped: bool = False) -> None:
        """Add an article."""
        with _failures(staging.keyword):
            self._open(staging).add(keyword_document(row, article, grouped=grouped))
        if grouped:
            self._flagged.add(row)

    def delete(self, staging: Commit, row: int) -> None:
        """Delete an article."""
        with _failures(staging.keyword):
            self._open(staging).delete(row)
        self._flagged.discard(row)

    def flag(
        self,
        staging: Commit,
        grouped: set[int],
        articles: Callable[[Iterable[int]], dict[int, Article]],
    ) -> None:
        """Have exactly these rows as members of duplicate groups; others are added once more."""
        for chunk in chunks(sorted(grouped ^ self._flagged)):
            for row, article in articles(chunk).items():
                self.delete(staging, row)
                self.add(staging, row, article, grouped=row in grouped)

    def rebuild(self, staging: Commit, articles: Iterable[Stored], grouped: set[int]) -> None:
        """Make the index anew, without anything of the last one."""
        self.close()
        shutil.rmtree(staging.keyword)
        staging.keyword.mkdir()
        self._last, self._flagged = None, set()
        for stored in articles:
            self.add(staging, stored.row, stored.article, grouped=stored.row in grouped)

    def commit(self, staging: Commit) -> None:
        """Make the index durable in the staged version's folder."""
        if self._writer is None and self._last is not None:
            self._link(staging)
            return
        with _failures(staging.keyword):
            writer = self._open(staging)
            writer.commit()
            writer.close()
            self._writer = None

    def close(self) -> None:
        """Give up what wasn't committed."""
        if self._writer is not None:
            with suppress(Exception):  # it is thrown away with its folder
                self._writer.close()
            self._writer = None

    def _open(self, staging: Commit) -> KeywordWriter:
        if self._writer is None:
            if self._last is None:
                self._engine.create(staging.keyword)
            else:
                self._link(staging)
            self._writer = self._engine.open_writer(staging.keyword, KEYWORD_MEMORY)
        return self._writer

    def _link(self, staging: Commit) -> None:
        assert self._last is not None
        link_files(self._engine.linkable(self._last.keyword), self._last.keyword, staging.keyword)


@contextmanager
def _failures(folder: Path) -> Iterator[None]:
    """Turn an engine's own exceptions into an error; systems' and Kashshaf's pass."""
    try:
        yield
    except (KashshafError, OSError):
        raise
    except Exception as error:
        raise KashshafError(
            f"the keyword index can't be written: {error}",
            str(folder),
            f"Check the disk's free space and limits, then run it again; {WHOLE}",
        ) from error
