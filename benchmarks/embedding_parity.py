"""Compares the two runtimes of the bundled model: cosine of their vectors, and speed.

    python benchmarks/embedding_parity.py articles.jsonl.gz --cache DIR [--texts 2000] [--words 120]

Takes the first N articles that have a title and a body, cut to a number of words. Prints the least
and the mean cosine, and passages a second of each runtime as a ratio to the light one, so that
another machine's figures can be set beside. Light passages are timed in calls of 64.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from make_means import read

from indexer.embedding import Vectors
from indexer.embedding.light import LightEmbedder
from indexer.embedding.transformer import TransformerEmbedder

AT_ONCE = 64


def main() -> None:
    """Embed the same texts with both and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="folder for the unpacked model")
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--words", type=int, default=120)
    given = parser.parse_args()
    texts = [
        " ".join(f"{article['title']} {article['body']}".split()[: given.words])
        for article in islice(
            (a for a in read(given.articles) if a.get("title") and a.get("body")), given.texts
        )
    ]
    light = LightEmbedder()
    light.load()
    heavy = TransformerEmbedder("bundled", cache_dir=given.cache)
    heavy.embed_passages(texts[:8])
    light_vectors, light_rate = timed(light.embed_passages, texts, AT_ONCE)
    heavy_vectors, heavy_rate = timed(heavy.embed_passages, texts, len(texts))
    cosine = np.einsum("ij,ij->i", light_vectors, heavy_vectors)
    print(f"{len(texts)} passages of up to {given.words} words")
    print(f"cosine: least {cosine.min():.5f}, mean {cosine.mean():.5f}")
    print(f"light {light_rate:.1f}/s, heavy {heavy_rate:.1f}/s: {heavy_rate / light_rate:.2f} to 1")


def timed(
    embed: Callable[[Sequence[str]], Vectors], texts: list[str], at_once: int
) -> tuple[Vectors, float]:
    """Return the vectors, and texts a second."""
    start = time.perf_counter()
    parts = [embed(texts[i : i + at_once]) for i in range(0, len(texts), at_once)]
    return np.concatenate(parts), len(texts) / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
