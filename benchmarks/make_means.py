"""Makes the language means that ship with Kashshaf from a sample of any archive's articles.

    python benchmarks/make_means.py articles.jsonl.gz --cache DIR [--sample 1500] [--model bundled]

Each line of the input is an object with `language`, `title` and `body`. Document means are taken
over title and first 700 characters embedded as passages, query means over titles embedded as
queries. Writes indexer/embedding/data/means-<model>.npz, arrays named `<role>.<language>`.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from indexer.embedding import Embedder, load_embedder
from indexer.embedding.cache import CachingEmbedder
from indexer.embedding.means import Mean, means_file_name

BODY_CHARACTERS = 700
SEED = 13
DATA = Path(__file__).resolve().parent.parent / "indexer" / "embedding" / "data"

Article = dict[str, str]


def main() -> None:
    """Sample, embed, average, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="folder for model and vectors")
    parser.add_argument("--sample", type=int, default=1500, help="articles a language")
    parser.add_argument("--languages", nargs="+", default=["ar", "en"])
    parser.add_argument("--model", default="bundled")
    given = parser.parse_args()
    heavy = load_embedder(given.model, cache_dir=given.cache, bulk=True)
    embedder = CachingEmbedder(heavy, given.cache / "vectors.sqlite")
    means: dict[str, Mean] = {}
    for language, articles in sampled(given.articles, given.languages, given.sample).items():
        means |= means_of(embedder, language, articles)
        print(f"{language}: {len(articles)} articles")
    DATA.mkdir(exist_ok=True)
    target = DATA / means_file_name(embedder.model_id)
    np.savez_compressed(target, **{name: mean.astype(np.float32) for name, mean in means.items()})
    print(target, *(f"{name} |{np.linalg.norm(mean):.4f}|" for name, mean in means.items()))


def sampled(path: Path, languages: list[str], size: int) -> dict[str, list[Article]]:
    """Return a uniform sample of articles that have a title and a body, by language (reservoir)."""
    chosen: dict[str, list[Article]] = {language: [] for language in languages}
    seen = dict.fromkeys(languages, 0)
    dice = random.Random(SEED)
    for article in read(path):
        language = article.get("language", "")
        if language not in chosen or not article.get("title") or not article.get("body"):
            continue
        seen[language] += 1
        if len(chosen[language]) < size:
            chosen[language].append(article)
        elif (place := dice.randrange(seen[language])) < size:
            chosen[language][place] = article
    return chosen


def read(path: Path) -> Iterator[Article]:
    """Yield the articles of a JSONL file, compressed or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def means_of(embedder: Embedder, language: str, articles: list[Article]) -> dict[str, Mean]:
    """Document and query mean of one language."""
    bodies = [f"{a['title']} {a['body'][:BODY_CHARACTERS]}" for a in articles]
    titles = [article["title"] for article in articles]
    return {
        f"document.{language}": embedder.embed_passages(bodies).mean(axis=0),
        f"query.{language}": embedder.embed_queries(titles).mean(axis=0),
    }


if __name__ == "__main__":
    main()
