"""How fast the engine answers, against a plain scan of the same articles in the same run.

    python benchmarks/search_latency.py INDEX [--queries N]

Asks three-word queries, made of words of the archive's own titles, through `SearchEngine` with
snippets, and prints the median and the 95th percentile, absolute and as a ratio to the time that a
regular expression needs to look through every body once. Last comes the median of
fused / (lexical + dense): what fusing, and leading across languages, costs beyond the retrievers;
once as the queries are asked, and once of what the engine does besides embedding and snippets.
"""

import argparse
import random
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from indexer.article import Article
from indexer.base.settings import load_settings
from search.engine import SearchEngine
from search.request import Mode, SearchRequest

MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")
WORD = re.compile(r"[^\W\d_]{3,}")


def articles(engine: SearchEngine) -> Iterator[Article]:
    """Yield every article, newest first."""
    with engine.lease() as reader:
        ids = reader.ids()
        for start in range(0, len(ids), 1_000):
            yield from (s.article for s in reader.find(ids[start : start + 1_000]) if s)


def queries(engine: SearchEngine, count: int) -> list[str]:
    """Draw three words from one title each, every article equally likely."""
    chance = random.Random(0)
    titles = [article.title for article in articles(engine) if article.title]
    drawn: list[str] = []
    while len(drawn) < count:
        words = WORD.findall(chance.choice(titles))
        if len(words) >= 3:
            drawn.append(" ".join(chance.sample(words, 3)))
    return drawn


def milliseconds(index: Path, asked: list[str], mode: Mode, snippets: bool) -> list[float]:
    """Time each query inside an engine of its own, which remembers no other mode's vectors."""
    engine = SearchEngine(index, load_settings())
    engine.warm_up()
    return [_took(engine, words, mode, snippets) for words in asked]


def bare_ratios(engine: SearchEngine, asked: list[str]) -> list[float]:
    """Return fused / (words + meaning) for each query, without its embedding and snippets."""
    ratios = []
    for words in asked:
        _took(engine, words, "dense", False)  # from now on the query's vector is remembered
        lexical, dense, hybrid = (_took(engine, words, mode, False) for mode in MODES)
        ratios.append(hybrid / (lexical + dense))
    return ratios


def _took(engine: SearchEngine, words: str, mode: Mode, snippets: bool) -> float:
    return engine.search(SearchRequest(words, mode, plain=True, snippets=snippets)).took_ms


def scan(engine: SearchEngine, query: str) -> float:
    """Time a plain look through every body for any of the words, in milliseconds."""
    pattern = re.compile("|".join(map(re.escape, query.split())), re.IGNORECASE)
    began = time.perf_counter()
    found = sum(1 for article in articles(engine) if pattern.search(article.body))
    took = (time.perf_counter() - began) * 1000
    print(f"plain scan: {took:,.0f} ms ({found:,} articles)")
    return took


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--queries", type=int, default=500)
    arguments = parser.parse_args()
    engine = SearchEngine(arguments.index, load_settings())
    asked = queries(engine, arguments.queries)
    peer = scan(engine, asked[0])
    statistic = engine.statistics()
    print(f"{statistic.articles:,} articles, {len(asked)} queries of three words")
    modes = MODES[:1] if statistic.dense else MODES
    took = {mode: milliseconds(arguments.index, asked, mode, True) for mode in modes}
    for mode, times in took.items():
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"{mode:9} p50 {p50:6.1f} ms (scan / {peer / p50:,.0f})   p95 {p95:6.1f} ms")
    if not statistic.dense:
        retrievers = zip(*(took[mode] for mode in MODES), strict=True)
        whole = statistics.median(fused / (words + meaning) for words, meaning, fused in retrievers)
        bare = statistics.median(bare_ratios(engine, asked))
        print(f"fused / (words + meaning): {whole:.2f}; without embedding and snippets {bare:.2f}")


if __name__ == "__main__":
    main()
