"""Times both keyword engines on articles of yours: `python benchmarks/keyword_engines.py FILE`.

FILE is JSON lines, plain or gzipped, with `title` and `body`. Each engine indexes the same
articles in a process of its own; then queries of three words, taken from titles, are asked as
the search does: every word in its three layers, joined by OR, the best 200, all counted.
"""

import argparse
import gzip
import json
import multiprocessing
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from indexer.language.analyzer import LayeredText, layers  # noqa: E402
from indexer.storage.local.keyword import ENGINES, KeywordDocument, open_engine  # noqa: E402
from indexer.storage.query import Filters, Layer, Or, QueryNode, Term  # noqa: E402

HITS = 200
NOTHING = LayeredText("", "", "")


def articles(path: Path, limit: int) -> Iterator[KeywordDocument]:
    """Yield the file's first articles, analysed."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for row, line in enumerate(islice(lines, limit), start=1):
            record = json.loads(line)
            title, body = (layers(str(record.get(name) or "")) for name in ("title", "body"))
            yield KeywordDocument(row, title, body, NOTHING, NOTHING, "", "", "", "", None)


def queries(documents: list[KeywordDocument], count: int) -> list[QueryNode]:
    """Three words of each of some titles."""
    draw = random.Random(1)
    titled = [one.title for one in documents if len(one.title.exact.split()) >= 3]
    return [query(title, draw) for title in draw.sample(titled, min(count, len(titled)))]


def query(title: LayeredText, draw: random.Random) -> QueryNode:
    """Three words of the title, each in all layers."""
    boosts: dict[Layer, float] = {"exact": 1.5, "folded": 1.0, "stem": 0.7}
    split = {layer: getattr(title, layer).split() for layer in boosts}
    chosen = draw.sample(range(len(split["exact"])), 3)
    return Or(
        tuple(
            Term(split[layer][place], layer, boost=boost)
            for place in chosen
            for layer, boost in boosts.items()
        )
    )


def measure(
    name: str, documents: list[KeywordDocument], asked: list[QueryNode]
) -> tuple[float, float, list[float], float]:
    """Documents a second, megabytes on disk, seconds a query, megabytes of memory at most."""
    engine = open_engine(name)
    with TemporaryDirectory() as place:
        folder = Path(place)
        engine.create(folder)
        started = time.perf_counter()
        with engine.open_writer(folder) as writer:
            for one in documents:
                writer.add(one)
            writer.commit()
        rate = len(documents) / (time.perf_counter() - started)
        size = sum(file.stat().st_size for file in engine.linkable(folder)) / 1e6
        with closing(engine.open_reader(folder)) as reader:
            reader.search(asked[0], Filters(), HITS)
            seconds = []
            for node in asked:
                started = time.perf_counter()
                reader.search(node, Filters(), HITS)
                seconds.append(time.perf_counter() - started)
    return rate, size, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def run(name: str, path: Path, limit: int, count: int) -> str:
    """One engine's line of the table."""
    documents = list(articles(path, limit))
    rate, size, seconds, memory = measure(name, documents, queries(documents, count))
    p50 = statistics.median(seconds) * 1e3
    p95 = statistics.quantiles(seconds, n=20)[-1] * 1e3
    return f"{name:10}{rate:>12.0f}{p50:>10.2f}{p95:>10.2f}{size:>10.0f}{memory:>10.0f}"


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="articles as JSON lines, plain or gzipped")
    parser.add_argument("--limit", type=int, default=20_000, help="how many articles to take")
    parser.add_argument("--queries", type=int, default=300, help="how many queries to ask")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="only this engine")
    options = parser.parse_args()
    print(
        f"{'engine':10}{'articles/s':>12}{'p50 ms':>10}{'p95 ms':>10}{'disk MB':>10}{'RSS MB':>10}"
    )
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for name in options.engine or ENGINES:
            print(pool.apply(run, (name, options.file, options.limit, options.queries)))


if __name__ == "__main__":
    main()
