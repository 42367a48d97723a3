"""Changes an index in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexer.article import Article, id_digest
from indexer.base.closing import Closing
from indexer.base.errors import IndexLockedError
from indexer.storage.memory.index import MemoryArticle, MemoryIndex, MemoryTombstone
from indexer.storage.memory.matching import Document
from indexer.storage.memory.reader import MemoryReader
from indexer.storage.records import ArticleSignature, ArticleVectors, Outcome, VectorSpace

_STAYS_AWAY: dict[str, Outcome] = {
    "deleted": "deleted",
    "suppressed": "suppressed",
    "forgotten": "forgotten",
}


class MemoryWriter(Closing):
    """Implements `IndexWriter` on a `MemoryIndex`.

    Raises:
        IndexLockedError: another writer is open.
    """

    def __init__(self, index: MemoryIndex) -> None:
        if index.writing:
            raise IndexLockedError("another writer is open", "memory", "Close it first")
        index.writing = True
        index.runs += 1
        self._index = index
        self._run = index.runs
        self._state = index.current.copy()
        self._closed = False

    @property
    def version(self) -> str:
        """See `IndexWriter.version`."""
        number = self._index.current.number
        return str(number) if number else ""

    @property
    def _next(self) -> int:
        return self._index.current.number + 1

    def put(self, articles: Sequence[Article]) -> list[Outcome]:
        """See `IndexWriter.put`."""
        return [self._put(article) for article in articles]

    def _put(self, article: Article) -> Outcome:
        fingerprint = article.fingerprint()
        tombstone = self._state.tombstones.get(id_digest(article.id))
        if tombstone is not None:
            in_this_run = tombstone.kind == "deleted" and tombstone.run == self._run
            changed = tombstone.kind == "deleted" and tombstone.fingerprint != fingerprint
            if not (in_this_run or changed):
                return _STAYS_AWAY[tombstone.kind]
            self._lift(article.id)
        live = self._state.live.get(article.id)
        for one in self._state.versions(article.id):
            known = one is live or one.replaced_at_once
            if known and one.fingerprint == fingerprint:
                if one is live:
                    self._refresh(one, article)
                return "unchanged"
        if live:
            self._end(live, replaced=True)
        self._index.last_doc += 1
        document = Document.of(self._index.last_doc, article)
        self._state.live[article.id] = MemoryArticle(document, fingerprint, self._next, self._run)
        return "updated" if live else "indexed"

    def _refresh(self, one: MemoryArticle, article: Article) -> None:
        """Take over what changes without making a new version: counters, origin."""
        kept = replace(
            one.article,
            visits=one.article.visits if article.visits is None else article.visits,
            comments=one.article.comments if article.comments is None else article.comments,
            origin=article.origin or one.article.origin,
        )
        document = replace(one.document, article=kept)
        self._state.live[article.id] = replace(one, document=document)

    def _end(self, live: MemoryArticle, *, replaced: bool = False) -> None:
        at_once = replaced and live.run == self._run
        article_id = live.article.id
        del self._state.live[article_id]
        self._state.signatures.pop(article_id, None)
        self._state.groups.pop(article_id, None)
        self._state.past.append(replace(live, last=self._next, replaced_at_once=at_once))

    def delete(self, ids: Sequence[str]) -> list[bool]:
        """See `IndexWriter.delete`."""
        return [self._remove(article_id, "deleted") for article_id in ids]

    def suppress(self, ids: Sequence[str]) -> list[bool]:
        """See `IndexWriter.suppress`."""
        return [self._remove(article_id, "suppressed") for article_id in ids]

    def forget(self, ids: Sequence[str]) -> list[bool]:
        """See `IndexWriter.forget`."""
        done = [self._remove(article_id, "forgotten") for article_id in ids]
        gone = set(ids)
        self._state.past = [one for one in self._state.past if one.article.id not in gone]
        for digest in map(id_digest, ids):
            self._state.ids.pop(digest, None)
        return done

    def readmit(self, ids: Sequence[str]) -> list[bool]:
        """See `IndexWriter.readmit`."""
        return [self._lift(article_id) for article_id in ids]

    def _remove(self, article_id: str, kind: str) -> bool:
        live = self._state.live.get(article_id)
        known = live is not None or any(one.article.id == article_id for one in self._state.past)
        if live is not None:
            self._end(live)
        elif kind == "deleted":
            return False
        digest = id_digest(article_id)
        fingerprint = live.fingerprint if live else b""
        self._state.tombstones[digest] = MemoryTombstone(kind, fingerprint, self._run, self._next)
        self._state.ids[digest] = article_id
        return live is not None or (kind == "forgotten" and known)

    def _lift(self, article_id: str) -> bool:
        digest = id_digest(article_id)
        self._state.ids.pop(digest, None)
        return self._state.tombstones.pop(digest, None) is not None

    def find(self, ids: Sequence[str]) -> list[Article | None]:
        """See `IndexWriter.find`."""
        found = [self._state.live.get(article_id) for article_id in ids]
        return [one.article if one else None for one in found]

    def origins(self, prefix: str) -> dict[str, str]:
        """See `IndexWriter.origins`."""
        return {
            article_id: one.article.origin
            for article_id, one in self._state.live.items()
            if one.article.origin.startswith(prefix)
        }

    def put_space(self, space: VectorSpace) -> None:
        """See `IndexWriter.put_space`."""
        self._state.spaces[space.name] = space

    def set_vectors(self, space: str, articles: Sequence[ArticleVectors]) -> None:
        """See `IndexWriter.set_vectors`."""
        for one in articles:
            live = self._state.live.get(one.id)
            if live is not None and live.fingerprint == one.fingerprint:
                self._state.vectors.setdefault(space, {})[live.document.doc] = one

    def without_vectors(self, space: str) -> list[str]:
        """See `IndexWriter.without_vectors`."""
        done = self._state.vectors.get(space, {})
        newest = sorted(self._state.live.values(), key=lambda one: -one.document.doc)
        newest.sort(key=lambda one: _date(one.article), reverse=True)
        return [one.article.id for one in newest if one.document.doc not in done]

    def activate(self, space: str) -> None:
        """See `IndexWriter.activate`."""
        kept = {space} if space else set()
        self._state.active = space
        self._state.spaces = {n: one for n, one in self._state.spaces.items() if n in kept}
        self._state.vectors = {n: one for n, one in self._state.vectors.items() if n in kept}

    def drop_space(self, space: str) -> None:
        """See `IndexWriter.drop_space`."""
        self._state.spaces.pop(space, None)
        self._state.vectors.pop(space, None)

    def set_signatures(self, signatures: Sequence[ArticleSignature]) -> None:
        """See `IndexWriter.set_signatures`."""
        for one in signatures:
            if one.id in self._state.live:
                self._state.signatures[one.id] = one

    def signatures_with_bands(self, bands: Sequence[int]) -> list[ArticleSignature]:
        """See `IndexWriter.signatures_with_bands`."""
        wanted = set(bands)
        return self._signatures(lambda one: not wanted.isdisjoint(one.bands))

    def signatures_in_groups(self, groups: Sequence[str]) -> list[ArticleSignature]:
        """See `IndexWriter.signatures_in_groups`."""
        wanted = set(groups)
        return self._signatures(lambda one: self._state.groups.get(one.id, "") in wanted)

    def _signatures(self, wanted) -> list[ArticleSignature]:  # type: ignore[no-untyped-def]  # noqa: ANN001
        return [
            replace(one, group=self._state.groups.get(one.id, ""))
            for one in self._state.signatures.values()
            if wanted(one)
        ]

    def set_groups(self, groups: Mapping[str, str]) -> None:
        """See `IndexWriter.set_groups`."""
        for article_id, group in groups.items():
            if group and article_id in self._state.live:
                self._state.groups[article_id] = group
            else:
                self._state.groups.pop(article_id, None)

    def set_phase(self, name: str, version: str) -> None:
        """See `IndexWriter.set_phase`."""
        self._state.phases[name] = version

    def report(self, report: Mapping[str, object]) -> None:
        """See `IndexWriter.report`."""
        self._state.reports.append(report)

    def commit(self) -> str:
        """See `IndexWriter.commit`."""
        live = {one.document.doc for one in self._state.live.values()}
        for vectors in self._state.vectors.values():
            for doc in set(vectors) - live:
                del vectors[doc]
        self._state.number = self._next
        self._index.current = self._state
        self._state = self._state.copy()
        return self.version

    def open_reader(self) -> MemoryReader:
        """See `IndexWriter.open_reader`."""
        return MemoryReader(self._index)

    def close(self) -> None:
        """See `IndexWriter.close`."""
        if not self._closed:
            self._closed = True
            self._index.writing = False


def _date(article: Article) -> str:
    return article.timestamp.isoformat() if article.timestamp else ""
