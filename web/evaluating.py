"""Makes the index that an evaluation searches, out of a test set's corpus, once."""

import hashlib
import shutil
from pathlib import Path

import msgspec

from indexer.base.errors import IndexFormatError
from indexer.base.settings import Settings
from indexer.indexing import index_archive
from indexer.report import Progress
from search.engine import SearchEngine
from search.evaluation import corpus_file
from search.request import Mode

FIELD_NAMES = {"id": ["_id"], "title": ["title"], "body": ["text"]}
MARK = "corpus.txt"  # names the corpus that the work folder's index was made from


def evaluation_engine(
    dataset: Path, work: Path | None, settings: Settings, mode: Mode, progress: Progress
) -> SearchEngine:
    """Index a corpus through the ordinary road, unless that was done, and open it.

    Args:
        dataset: folder in BEIR's layout.
        work: folder for the index; by default one in the cache, named after the corpus.
        settings: as for any index.
        mode: a lexical evaluation needs no vectors.
        progress: is told how far the indexing has got.

    Raises:
        PageError: there is no corpus.
        IndexFormatError: documents of the corpus couldn't be indexed.
    """
    corpus = corpus_file(dataset)
    mark = _mark(corpus)
    folder = work or settings.cache_path / "eval" / f"{dataset.resolve().name}-{mark[:8]}"
    index = folder / "index"
    marked = folder / MARK
    if marked.exists() and marked.read_text(encoding="utf-8") != mark:
        shutil.rmtree(index)  # of another corpus, or of an older state of this one
    folder.mkdir(parents=True, exist_ok=True)
    marked.write_text(mark, encoding="utf-8")
    settings = msgspec.structs.replace(settings, index=str(index), field_names=FIELD_NAMES)
    report = index_archive([corpus], settings, vectors=mode != "lexical", progress=progress)
    if report.interrupted:
        raise KeyboardInterrupt
    if report.skipped:
        first = report.skipped[0]
        raise IndexFormatError(
            f"{len(report.skipped)} documents of the corpus can't be indexed, the first because: "
            f"{first.reason}",
            first.where,
            "Mend the corpus; scores over a part of it would mislead",
        )
    return SearchEngine(index, settings)


def _mark(corpus: Path) -> str:
    state = corpus.stat()
    text = f"{corpus.resolve()}\n{state.st_size}\n{state.st_mtime_ns}"
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
