"""Makes the index that an evaluation searches, out of a test set's corpus, once."""

import shutil
from functools import partial
from pathlib import Path

import msgspec

from indexer.base.errors import IndexFormatError
from indexer.base.settings import Settings
from indexer.embedding import Embedder, load_embedder
from indexer.embedding.cache import CachingEmbedder
from indexer.pipeline.report import Progress
from indexer.pipeline.run import index_archive
from search.engine import SearchEngine
from search.evaluation.datasets import corpus_file, corpus_mark, write_language_subset
from search.ranking.fusion import Weights
from search.request import Mode

FIELD_NAMES = {"id": ["_id"], "title": ["title"], "body": ["text"]}
LAYOUT = 2  # changes with what the storage can't open any more; such an index is made anew
MARK = "corpus.txt"  # names the corpus that the work folder's index was made from


def evaluation_engine(
    dataset: Path,
    work: Path | None,
    settings: Settings,
    mode: Mode,
    progress: Progress,
    weights: Weights | None = None,
) -> SearchEngine:
    """Index a corpus through the ordinary pipeline, unless that was done, and open it.

    Queries' vectors are cached like the articles', so that each is embedded once for all modes
    and all evaluations to come.

    Args:
        dataset: folder in BEIR's layout.
        work: folder for the index; by default one in the cache, named after the corpus.
        settings: as for any index.
        mode: a lexical evaluation needs no vectors.
        progress: is told how far the indexing has got.
        weights: how candidates are ordered; by default as the settings say.

    Raises:
        PageError: there is no corpus.
        IndexFormatError: documents of the corpus couldn't be indexed.
    """
    corpus = corpus_file(dataset)
    mark = corpus_mark(corpus)
    folder = work or _folder(dataset, mark, settings)
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
    return SearchEngine(index, settings, partial(_query_embedder, settings), weights)


def language_subset(dataset: Path, language: str, settings: Settings) -> Path:
    """Return the folder of a mixed set's queries and documents of one language, made once.

    Raises:
        PageError: a file of the set is missing or can't be read.
    """
    corpus = corpus_file(dataset)
    name = f"{dataset.resolve().name}-{language}"
    folder = _folder(dataset, corpus_mark(corpus), settings) / name
    if not (folder / "corpus.jsonl").exists():  # the last file that is written
        write_language_subset(dataset, language, folder)
    return folder


def _folder(dataset: Path, mark: str, settings: Settings) -> Path:
    return settings.cache_path / "eval" / f"{dataset.resolve().name}-{mark[:8]}-{LAYOUT}"


def _query_embedder(settings: Settings, model: str) -> Embedder:
    cache = settings.cache_path
    embedder = load_embedder(model, cache_dir=cache, bulk=False, device=settings.device)
    return CachingEmbedder(embedder, cache / "vectors.sqlite")
