"""The first phase: pages to articles, stored and searchable by their words at once."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing

from indexer.article import RawPage
from indexer.base.errors import KashshafError, PageError
from indexer.base.interrupts import held_back
from indexer.base.settings import Settings
from indexer.extraction.guarded import GuardedExtractor
from indexer.pipeline.gone import Sightings
from indexer.pipeline.identity import Identity, Incoming
from indexer.pipeline.phases import Run
from indexer.pipeline.report import LISTED, Doubt, Gone

logger = logging.getLogger(__name__)

_OWN_CONTENT = (
    "it has neither an id nor an address, so that its content is its id: "
    "once its text changes it will be another article"
)
BATCH = 500  # articles put at once
BATCH_CHARACTERS = 5_000_000  # fewer, where they are long
COMMIT_SECONDS = 300.0  # a slow source is committed at least this often


class KeywordsPhase:
    """Reads, extracts, tells articles apart and puts them into the archive.

    Args:
        pages: from any source; read once, one at a time.
        settings: how to extract, and how often to commit.
        scopes: addresses that the pages are the whole of, as `RawPage.origin` begins.
        prune: whether articles whose pages are gone from there are deleted.
    """

    name = "keywords"

    def __init__(
        self,
        pages: Iterable[RawPage | PageError],
        settings: Settings,
        *,
        scopes: Sequence[str] = (),
        prune: bool = False,
    ) -> None:
        self._pages = pages
        self._extractor = GuardedExtractor(settings)
        self._commit_articles = settings.commit_articles
        self._sightings = Sightings(scopes)
        self._prune = prune
        self._uncommitted = 0

    def run(self, run: Run) -> None:
        """Index the pages; see `Phase`."""
        with closing(self._extractor):
            self._run(run)

    def _run(self, run: Run) -> None:
        run.progress.phase(self.name, None)
        identity = Identity(run.writer)
        batch: list[Incoming] = []
        size = 0
        try:
            for page in self._pages:
                incoming = self._article(page, run)
                if incoming is not None:
                    batch.append(incoming)
                    size += len(incoming[1].body)
                if len(batch) >= BATCH or size >= BATCH_CHARACTERS:
                    self._put(batch, identity, run)
                    batch, size = [], 0
                    self._commit_in_time(run)
        except KeyboardInterrupt:
            self._put(batch, identity, run)
            raise
        self._put(batch, identity, run)
        self._gone(run)
        if run.pending:
            run.commit()

    def _article(self, page: RawPage | PageError, run: Run) -> Incoming | None:
        """Extract; what can't be read goes into the report and stops nothing."""
        if isinstance(page, PageError):
            self._skip(page, run)
            return None
        try:
            page, article, doubtful = self._extractor.extract(page)
        except PageError as error:
            error.origin = error.origin or page.origin
            self._skip(error, run)
            return None
        except KashshafError:
            raise
        except Exception as error:
            logger.exception("%s", page.where)
            problem = PageError(
                f"an error in Kashshaf itself: {type(error).__name__}: {error}",
                page.where,
                "Please report it together with the page",
            )
            problem.origin = page.origin
            self._skip(problem, run)
            return None
        run.report.read += 1
        if (
            not page.path
            and page.article is None
            and article.id not in {article.url, page.fields.get("id", "").strip()}
        ):
            doubtful = (*doubtful, _OWN_CONTENT)
        run.report.doubtful += [Doubt(page.where, what) for what in doubtful]
        return page, article

    def _skip(self, error: PageError, run: Run) -> None:
        run.report.skip(error)
        self._sightings.note_unread(error)

    def _put(self, batch: list[Incoming], identity: Identity, run: Run) -> None:
        """Put a batch whole, whatever interrupts."""
        if not batch:
            return
        with held_back():
            articles, collisions = identity.resolve(batch)
            outcomes = Counter(run.writer.put(articles))
            batch.clear()
            self._sightings.note(articles)
            run.report.collisions += collisions
            for outcome, count in outcomes.items():
                setattr(run.report, outcome, getattr(run.report, outcome) + count)
            self._uncommitted += outcomes["indexed"] + outcomes["updated"]
            run.pending = self._uncommitted > 0
        run.progress.advance(len(articles))

    def _commit_in_time(self, run: Run) -> None:
        late = self._uncommitted > 0 and run.since_commit > COMMIT_SECONDS
        if self._uncommitted >= self._commit_articles or late:
            run.commit()
            self._uncommitted = 0

    def _gone(self, run: Run) -> None:
        """Report articles whose pages are gone, and delete them where that is wanted.

        They are let in again at once: where their pages come back, they come back.
        """
        gone = self._sightings.gone(run.writer)
        run.report.gone = len(gone)
        run.report.gone_pages = [Gone(*item) for item in list(gone.items())[:LISTED]]
        if self._prune and gone:
            ids = list(gone)
            with held_back():
                run.pending = True
                run.report.pruned = sum(run.writer.delete(ids))
                run.writer.readmit(ids)
