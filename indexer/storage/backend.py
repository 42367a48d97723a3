"""The storage contract: all that the pipeline and the search know of where an archive is kept.

A backend is a pair of classes that keep these promises: `IndexWriter` for the pipeline,
`IndexReader` for the search. Every call takes many items at once, since after it there may be a
network: a hybrid search needs at most 8 calls, and so does related coverage. Document numbers are
the backend's own and valid for the reader that gave them.

What is found is fixed here, and `tests/indexer/storage/contract` holds every backend to it:

* The match set of a query tree is as `indexer.storage.query` words it.
* `Term` and `Phrase` score by BM25 over the whole index, `Prefix`, `Wildcard`, `Fuzzy` and
  `Vocalised` by a constant, all times the node's boost; for `Field.ANY` title, body and lead add
  up. `And`, `Or` and `Boolean` add their parts' scores; `Not`, `DateRange`, the empty `And` and
  filters score nothing. Scores of two backends are alike in order, not in value.
* Of equal scores, and of equal dates, the higher document number comes first.
* The result set (`ResultSet`) is what totals, pages, facets and histograms run over. Pages with
  any limit and offset together are the result set, each article once; a collapsed hit stands for
  itself and its `members`.
* Vectors of an article that has changed since they were made don't count.
"""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article
from indexer.storage.query import (
    Aggregation,
    Buckets,
    PrefixQuery,
    ResultSet,
    ScoredDocs,
    Term,
    TextQuery,
    VectorQuery,
)
from indexer.storage.records import (
    ArticleSignature,
    ArticleVectors,
    ArticleVersion,
    Changes,
    Manifest,
    Outcome,
    PassageVector,
    StoredArticle,
    VectorSpace,
)


class IndexReader(Protocol):
    """One version of an index, read only; threads may share it. Close it, or use it in a `with`.

    A reader that is not closed gives its resources back when nothing refers to it any more.
    """

    manifest: Manifest

    def is_current(self) -> bool:
        """Tell whether no newer version has been published since. Cheap: called at every search."""

    def search_text(self, queries: Sequence[TextQuery]) -> list[ScoredDocs]:
        """Answer each query by the lexical retriever.

        Raises:
            QueryError: a query tree can't be answered in reasonable time.
        """

    def search_vectors(self, queries: Sequence[VectorQuery]) -> list[ScoredDocs]:
        """Answer each query by the dense retriever; its total is how many articles were eligible.

        Raises:
            KeyError: there is no vector space of that name.
        """

    def passage_vectors(
        self, docs: NDArray[np.int64], space: str = ""
    ) -> list[tuple[PassageVector, ...]]:
        """Return each document's passages; none for one without vectors in the space."""

    def documents(self, docs: Sequence[int]) -> list[StoredArticle]:
        """Return these documents, in this order.

        Raises:
            KeyError: a number is none of this reader's.
        """

    def find(self, ids: Sequence[str]) -> list[StoredArticle | None]:
        """Return the articles with these ids, in this order; None where there is none."""

    def aggregate(self, results: ResultSet, aggregations: Sequence[Aggregation]) -> list[Buckets]:
        """Count the articles of a result set, once for each aggregation."""

    def document_frequencies(self, terms: Sequence[Term]) -> list[int]:
        """Return how many articles hold each term."""

    def complete(self, prefixes: Sequence[PrefixQuery]) -> list[list[tuple[str, int]]]:
        """Return for each prefix its terms with document frequencies, falling, then by the term.

        The frequencies may count an article once for each field, and once more for a version of it
        that is gone. A term that such versions alone hold may still be listed; it matches nothing.
        """

    def changes(self, since: str) -> Changes:
        """Return what has changed since a version; `""` is before the first.

        Raises:
            VersionError: no such version was ever this index's.
        """

    def ids(self) -> list[str]:
        """Return the ids of all articles, newest first, undated ones last."""

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Return every version of an article that is kept, the newest first."""

    def reports(self, limit: int = 20) -> list[Mapping[str, object]]:
        """Return the records of the last runs, the newest first."""

    def close(self) -> None:
        """Give files and memory back; a second call does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class IndexWriter(Protocol):
    """Changes an index. Nothing counts for readers before `commit`.

    Reading methods of a writer see its own uncommitted changes.
    """

    @property
    def version(self) -> str:
        """The last version committed; `""` before the first."""

    def put(self, articles: Sequence[Article]) -> list[Outcome]:
        """Add articles, or replace those of the same id; outcomes in the same order.

        An article that the archive holds already, or held and replaced within one run, is
        unchanged. One that was deleted stays away until its content changes, one that was
        suppressed or forgotten for good; but what was deleted in this very run may come back in
        it, since it was put on purpose.
        """

    def delete(self, ids: Sequence[str]) -> list[bool]:
        """Remove articles; each may come back when its source changes. False for none."""

    def suppress(self, ids: Sequence[str]) -> list[bool]:
        """Remove articles for good, though their sources are read again; an unknown id counts."""

    def forget(self, ids: Sequence[str]) -> list[bool]:
        """Remove articles with every byte and every version of them, at the next commit.

        What is kept is a digest of the id, by which the article stays away.
        """

    def readmit(self, ids: Sequence[str]) -> list[bool]:
        """Let deleted, suppressed or forgotten articles in again when their sources are read."""

    def find(self, ids: Sequence[str]) -> list[Article | None]:
        """Return the articles with these ids, in this order."""

    def origins(self, prefix: str) -> dict[str, str]:
        """Return the ids of all articles whose `origin` begins so, with their origins."""

    def put_space(self, space: VectorSpace) -> None:
        """Add a vector space, or replace its description (not its vectors)."""

    def set_vectors(self, space: str, articles: Sequence[ArticleVectors]) -> None:
        """Store vectors of articles in a space, in place of those that it has."""

    def without_vectors(self, space: str) -> list[str]:
        """Return the ids of articles without vectors in a space, newest first."""

    def activate(self, space: str) -> None:
        """Make a space the one that is searched, and drop all others; `""` drops all."""

    def drop_space(self, space: str) -> None:
        """Remove a vector space that isn't active, with its vectors."""

    def set_signatures(self, signatures: Sequence[ArticleSignature]) -> None:
        """Store what near-duplicates are found by; their groups are left as they are."""

    def signatures_with_bands(self, bands: Sequence[int]) -> list[ArticleSignature]:
        """Return the signatures of articles that have one of these bands."""

    def signatures_in_groups(self, groups: Sequence[str]) -> list[ArticleSignature]:
        """Return the signatures of all members of these duplicate groups."""

    def set_groups(self, groups: Mapping[str, str]) -> None:
        """Put articles (by id) into duplicate groups; an empty one leaves the article alone."""

    def set_phase(self, name: str, version: str) -> None:
        """Record up to which version a phase of the pipeline has seen the changes."""

    def report(self, report: Mapping[str, object]) -> None:
        """Keep a run's record (anything that JSON can hold) with the next version."""

    def commit(self) -> str:
        """Make all changes so far one new version, durable and current; return it."""

    def open_reader(self) -> IndexReader:
        """Open the last version committed."""

    def close(self) -> None:
        """Give up what wasn't committed, and the lock; a second call does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
