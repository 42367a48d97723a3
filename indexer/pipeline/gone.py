"""Tells which articles' pages are gone: read before from what was read now, and not met again."""

from collections.abc import Sequence

from indexer.article import Article
from indexer.base.errors import PageError
from indexer.pipeline.identity import place_of
from indexer.storage.backend import IndexWriter


class Sightings:
    """What a run has met.

    Args:
        scopes: addresses that the run reads completely, as `RawPage.origin` begins: of folders
            (with `/` at the end), files or feeds.
    """

    def __init__(self, scopes: Sequence[str]) -> None:
        self._scopes = scopes
        self._seen: set[int] = set()
        self._unread: set[str] = set()
        self._unread_folders: set[str] = set()
        self._blind = False

    def note(self, articles: Sequence[Article]) -> None:
        """Note articles that were met, under the ids that they have in the archive."""
        self._seen.update(hash(article.id) for article in articles)

    def note_unread(self, error: PageError) -> None:
        """Note that something couldn't be read, so that none of its pages counts as gone."""
        if not error.origin:
            self._blind = True
        elif error.origin.endswith("/"):
            self._unread_folders.add(error.origin)
        else:
            self._unread.add(place_of(error.origin))

    def gone(self, writer: IndexWriter) -> dict[str, str]:
        """Return the ids of articles whose pages are gone, with their origins."""
        if self._blind:
            return {}
        return {
            article_id: origin
            for scope in self._scopes
            for article_id, origin in writer.origins(scope).items()
            if hash(article_id) not in self._seen and self._is_read(origin, scope)
        }

    def _is_read(self, origin: str, scope: str) -> bool:
        place = place_of(origin)
        inside = scope.endswith("/") or place == scope
        return (
            inside
            and place not in self._unread
            and not any(place.startswith(folder) for folder in self._unread_folders)
        )
