"""How fast the engine answers, against a plain scan of the same articles in the same run.

    python benchmarks/search_latency.py INDEX [--queries N]

Asks three-word questions, made of words of the archive's own titles, through `SearchEngine` with
snippets, and prints the median and the 95th percentile, absolute and as a ratio to the time that a
regular expression needs to look through every body once.
"""

import argparse
import random
import re
import statistics
import time
from pathlib import Path

from indexer.base.settings import load_settings
from search.engine import SearchEngine
from search.request import Mode, SearchRequest

WORD = re.compile(r"[^\W\d_]{3,}")


def questions(engine: SearchEngine, count: int) -> list[str]:
    """Draw three words from one title each, every article equally likely."""
    chance = random.Random(0)
    titles = [s.article.title for s in engine.snapshot.newest_first() if s.article.title]
    drawn: list[str] = []
    while len(drawn) < count:
        words = WORD.findall(chance.choice(titles))
        if len(words) >= 3:
            drawn.append(" ".join(chance.sample(words, 3)))
    return drawn


def milliseconds(engine: SearchEngine, asked: list[str], mode: Mode) -> list[float]:
    """Time each question inside the engine."""
    return [engine.search(SearchRequest(words, mode, plain=True)).took_ms for words in asked]


def scan(engine: SearchEngine, question: str) -> float:
    """Time a plain look through every body for any of the words, in milliseconds."""
    pattern = re.compile("|".join(map(re.escape, question.split())), re.IGNORECASE)
    began = time.perf_counter()
    found = sum(1 for s in engine.snapshot.newest_first() if pattern.search(s.article.body))
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
    asked = questions(engine, arguments.queries)
    peer = scan(engine, asked[0])
    statistic = engine.statistics()
    print(f"{statistic.articles:,} articles, {len(asked)} questions of three words")
    modes: list[Mode] = ["lexical"] if statistic.semantic else ["lexical", "semantic", "hybrid"]
    for mode in modes:
        times = milliseconds(engine, asked, mode)
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"{mode:9} p50 {p50:6.1f} ms (scan / {peer / p50:,.0f})   p95 {p95:6.1f} ms")


if __name__ == "__main__":
    main()
