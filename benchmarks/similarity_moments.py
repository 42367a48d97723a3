"""Compares stored moments of similarities with a scan over articles.

    python benchmarks/similarity_moments.py INDEX [--queries N]

A query's mean and deviation of similarity over a language come from the moments of the language's
passage vectors. The ranking compares articles, each as near as its nearest passage, so that a scan
over articles gives a higher mean where articles have several passages. This prints both, over
queries made of titles, by language; with one passage an article the two agree but for rounding.
"""

import argparse
import random
import statistics
from pathlib import Path

import numpy as np

from indexer.base.settings import Settings, load_settings
from indexer.embedding import load_embedder
from indexer.storage import open_reader
from indexer.storage.backend import IndexReader
from search.ranking.query_vectors import QueryEmbedder


def differences(
    reader: IndexReader, settings: Settings, count: int
) -> dict[str, list[tuple[float, float]]]:
    """Return by language, for each query, mean and deviation of the scan less those by moments."""
    manifest = reader.manifest.vectors
    assert manifest is not None
    stored = [one for one in reader.find(reader.ids()) if one]
    passages = reader.passage_vectors(np.array([one.doc for one in stored], np.int64))
    titles = [one.article.title for one in stored if one.article.title]
    embedder = QueryEmbedder(
        lambda model: load_embedder(model, cache_dir=settings.cache_path, bulk=False)
    )
    found: dict[str, list[tuple[float, float]]] = {language: [] for language in manifest.moments}
    for title in random.Random(0).sample(titles, min(count, len(titles))):
        for language, moments in manifest.moments.items():
            query = embedder.vector(title, language, manifest.space)
            nearest = [
                max(float(query @ passage.vector) for passage in vectors)
                for one, vectors in zip(stored, passages, strict=True)
                if vectors and one.article.language == language
            ]
            mean, deviation = moments.spread(query)
            scanned = statistics.fmean(nearest), statistics.pstdev(nearest)
            found[language].append((scanned[0] - mean, scanned[1] - deviation))
    return found


def main() -> None:
    """Read the command line and print a line for each language."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--queries", type=int, default=50)
    arguments = parser.parse_args()
    settings = load_settings()
    with open_reader(arguments.index) as reader:
        manifest = reader.manifest.vectors
        if manifest is None:
            parser.error("the index has no vectors")
        for language, found in differences(reader, settings, arguments.queries).items():
            means, deviations = zip(*found, strict=True)
            mean, deviation = statistics.fmean(means), statistics.fmean(deviations)
            passages = manifest.moments[language].count / manifest.articles[language]
            print(
                f"{language}: {passages:.2f} passages an article; scan less moments: "
                f"mean {mean:+.4f}, deviation {deviation:+.4f}"
            )


if __name__ == "__main__":
    main()
