"""The life of articles after they were indexed: deleted, suppressed, forgotten, readmitted."""

from collections.abc import Callable, Iterator, Sequence

from indexer.article import Article
from indexer.base.settings import Settings
from indexer.embedding import cache
from indexer.language.options import choose
from indexer.pipeline.near_duplicates_phase import NearDuplicatesPhase, groups_of, regroup
from indexer.pipeline.passages import cut
from indexer.pipeline.phases import Run
from indexer.pipeline.report import Report, Silent
from indexer.pipeline.run import vector_cache
from indexer.storage import open_reader, open_writer
from indexer.storage.backend import IndexWriter

PASSAGE_WORDS = range(20, 401)
"""Every length that the setting `passage_words` may have had; a test compares the two."""


def delete(ids: Sequence[str], settings: Settings) -> list[bool]:
    """Delete articles; each may come back when its source has changed.

    Returns:
        For each id whether there was such an article.

    Raises:
        IndexFormatError: there is no index.
        IndexLockedError: another process is writing.
    """
    return _act(settings, lambda writer: writer.delete(ids))


def suppress(ids: Sequence[str], settings: Settings) -> list[bool]:
    """Remove articles for good, though their sources are read again; returns as `delete` does."""
    return _act(settings, lambda writer: writer.suppress(ids))


def readmit(ids: Sequence[str], settings: Settings) -> list[bool]:
    """Let removed articles in again when their sources are read.

    Returns:
        For each id whether the article had been deleted, suppressed or forgotten.
    """
    return _act(settings, lambda writer: writer.readmit(ids))


def forget(ids: Sequence[str], settings: Settings) -> list[bool]:
    """Remove articles with every byte and every version of them, from the cache of vectors too.

    The cache comes first: should the process die, the articles are still there to be forgotten.
    Returns as `delete` does.
    """
    _check(settings)
    with open_writer(settings.index_path, settings) as writer:
        texts, model_ids = _cached(ids, writer)
        cache.forget(vector_cache(settings), texts, model_ids)
        groups = groups_of(writer, ids)
        done = writer.forget(ids)
        regroup(writer, groups)
        writer.commit()
    return done


def _act(settings: Settings, act: Callable[[IndexWriter], list[bool]]) -> list[bool]:
    """Change an index, and put the groups of near-duplicates in order."""
    _check(settings)
    with open_writer(settings.index_path, settings) as writer:
        done = act(writer)
        run = Run(writer, Report(), Silent())
        run.commit()
        NearDuplicatesPhase().run(run)
        run.commit()
    return done


def _check(settings: Settings) -> None:
    """Raise IndexFormatError where there is no index: a writer would begin a new one."""
    choose(settings)
    open_reader(settings.index_path).close()


def _cached(ids: Sequence[str], writer: IndexWriter) -> tuple[set[str], set[str]]:
    """Return all texts that may have been embedded of articles, and the models of the index."""
    texts: set[str] = set()
    with writer.open_reader() as reader:
        models = {found.space.model_id for found in reader.manifest.spaces.values()}
        for article_id in ids:
            for version in reader.versions(article_id):
                texts.update(_embedded(version.article))
    return texts, models


def _embedded(article: Article) -> Iterator[str]:
    """Yield what was embedded of an article, whatever the passages' length was then."""
    for words in PASSAGE_WORDS:
        passages = cut(article, words=words, limit=len(article.body) + 1)
        yield from (passage.text for passage in passages)
        yield passages[0].text.partition("\n")[0]  # a headline may have calibrated a space
