"""The state of an index in memory: its versions, immutable, and what its writers remember."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.article import Article
from indexer.storage.memory.matching import Document
from indexer.storage.records import ArticleSignature, ArticleVectors, ArticleVersion, VectorSpace


@dataclass(frozen=True, slots=True)
class MemoryArticle:
    """One version of an article.

    Attributes:
        document: as it is searched.
        fingerprint: of its content.
        first: the version of the index that it first belongs to.
        run: that brought it.
        last: the version that it no longer belongs to; 0 while it does.
        replaced_at_once: by a later record of the very run that brought it.
    """

    document: Document
    fingerprint: bytes
    first: int
    run: int
    last: int = 0
    replaced_at_once: bool = False

    @property
    def article(self) -> Article:
        """The article."""
        return self.document.article


@dataclass(frozen=True, slots=True)
class MemoryTombstone:
    """Why an article stays away: `deleted`, `suppressed` or `forgotten`, and since which version.

    Attributes:
        kind: why.
        fingerprint: of the content that was deleted.
        run: in which it went.
        since: version of the index.
    """

    kind: str
    fingerprint: bytes
    run: int
    since: int


@dataclass(slots=True)
class State:
    """Everything that one version of an index is; never changed once it is published.

    Attributes:
        number: of the version.
        live: by id, the articles.
        past: versions of articles that are no more.
        tombstones: by digest of the id, why an article stays away.
        ids: by digest, the ids of deleted and suppressed articles.
        groups: by id, the duplicate group of those that have one.
        signatures: by id.
        spaces: by name.
        vectors: by name of the space, then by document number.
        active: name of the space that is searched.
        phases: by name, the version that each has seen.
        reports: records of runs, oldest first.
    """

    number: int = 0
    live: dict[str, MemoryArticle] = field(default_factory=dict)
    past: list[MemoryArticle] = field(default_factory=list)
    tombstones: dict[str, MemoryTombstone] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, ArticleSignature] = field(default_factory=dict)
    spaces: dict[str, VectorSpace] = field(default_factory=dict)
    vectors: dict[str, dict[int, ArticleVectors]] = field(default_factory=dict)
    active: str = ""
    phases: dict[str, str] = field(default_factory=dict)
    reports: list[Mapping[str, object]] = field(default_factory=list)

    def copy(self) -> "State":
        """Return a state that can be changed without changing this one."""
        return State(
            self.number,
            dict(self.live),
            list(self.past),
            dict(self.tombstones),
            dict(self.ids),
            dict(self.groups),
            dict(self.signatures),
            dict(self.spaces),
            {name: dict(vectors) for name, vectors in self.vectors.items()},
            self.active,
            dict(self.phases),
            list(self.reports),
        )

    def versions(self, article_id: str) -> list[MemoryArticle]:
        """Return every version of an article, the newest first."""
        found = [one for one in self.past if one.article.id == article_id]
        found += [self.live[article_id]] if article_id in self.live else []
        return sorted(found, key=lambda one: -one.document.doc)

    def history(self, article_id: str) -> list[ArticleVersion]:
        """Return the same as readers show it."""
        return [
            ArticleVersion(one.article, str(one.first), str(one.last) if one.last else "")
            for one in self.versions(article_id)
        ]


@dataclass(slots=True)
class MemoryIndex:
    """An index: the state that is current, and counters.

    Attributes:
        current: the version that readers open.
        time_zone: of the archive.
        last_doc: the highest document number given so far.
        runs: writers so far.
        writing: whether a writer is open.
    """

    current: State = field(default_factory=State)
    time_zone: str = "UTC"
    last_doc: int = 0
    runs: int = 0
    writing: bool = False
