"""What searches of every shape cost: no query may take over 500 ms of CPU or 100 MB.

    python -m benchmarks.query_cost DATASET [--queries N] [--seed N] [--engine tantivy|whoosh]
    python -m benchmarks.query_cost --index INDEX

The corpus of DATASET (BEIR's layout, some 20,000 articles) is indexed once, in the cache; INDEX is
any index. Known bad shapes, pasted texts and queries out of a grammar (`benchmarks.query_shapes`)
are asked, each in a process of its own, forked from an engine that has answered nothing yet but its
warm-up: no query profits from another one. CPU time is that of all threads; memory is what the peak
of resident memory grows by (Unix only). Prints the worst ten and exits with 1 where any is over.
"""

import argparse
import gc
import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.query_shapes import LONGEST_TYPED, Case, generated, known
from indexer.base.errors import QueryError
from indexer.base.settings import Settings, load_settings
from indexer.pipeline.report import Silent
from search.engine import SearchEngine
from search.evaluation.index import evaluation_engine
from search.query.analysis import analyze_text
from search.request import SearchRequest

MOST_CPU = 500.0  # milliseconds
MOST_MEMORY = 100.0  # megabytes
_KILLED_AFTER = 20  # seconds of CPU
_KILLED_ABOVE = 6 << 30  # bytes of data beyond what the engine holds
_SAMPLED = 2_000  # articles that words are drawn from
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """What one search took.

    Attributes:
        name: of its shape.
        cpu: milliseconds, of all threads.
        memory: megabytes by which the peak of resident memory grew.
        outcome: hits, `partial`, or why it was refused.
    """

    name: str
    cpu: float
    memory: float
    outcome: str

    @property
    def over(self) -> bool:
        """Whether it took more than any query may."""
        return self.cpu > MOST_CPU or self.memory > MOST_MEMORY


def measured(name: str, ask: Callable[[], str]) -> Cost:
    """Ask in a child process that ends with its answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            os.write(writing, json.dumps(_asked(ask)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        said = stream.read()
    os.waitpid(child, 0)
    if not said:
        return Cost(name, _KILLED_AFTER * 1000, _KILLED_ABOVE / 1e6, "killed, or out of memory")
    return Cost(name, **json.loads(said))


def _asked(ask: Callable[[], str]) -> dict[str, Any]:
    resource.setrlimit(resource.RLIMIT_CPU, (_KILLED_AFTER, _KILLED_AFTER))
    resource.setrlimit(resource.RLIMIT_DATA, (_KILLED_ABOVE, _KILLED_ABOVE))
    held, began = _peak(), time.process_time()
    try:
        outcome = ask()
    except QueryError as error:
        outcome = f"refused: {error}"
    except MemoryError:
        outcome = "out of memory"
    took = (time.process_time() - began) * 1000
    return {"cpu": took, "memory": _peak() - held, "outcome": outcome[:200]}


def _peak() -> float:
    """Return the largest resident memory so far, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def searches(engine: SearchEngine, cases: Iterator[Case]) -> Iterator[Cost]:
    """Measure searches as the HTTP interface asks them."""
    for case in cases:
        yield measured(case.name, lambda request=case.request: _searched(engine, request))


def _searched(engine: SearchEngine, request: SearchRequest) -> str:
    response = engine.search(request)
    partial = ", partial" if response.partial else ""
    return f"{response.total} hits{partial}"


def others(engine: SearchEngine, cases: Iterator[Case], articles: list[str]) -> Iterator[Cost]:
    """Measure what else takes a query or an article: marks, the analysis, related coverage."""
    for case in cases:
        text = case.request.query[:LONGEST_TYPED]  # an address takes no more
        yield measured(f"marks: {case.name}", lambda text=text: str(bool(engine.marks(text))))
        yield measured(f"analysis: {case.name}", lambda text=text: str(bool(analyze_text(text))))
    for article in articles:
        yield measured(f"related: {article}", lambda one=article: str(len(engine.related(one))))


def words_of(engine: SearchEngine) -> tuple[list[str], list[str]]:
    """Return the words of some articles, the most frequent first, and ids of the longest ones."""
    with engine.lease() as reader:
        ids = reader.ids()
        articles = [
            one.article
            for start in range(0, len(ids), max(len(ids) // _SAMPLED, 1))
            for one in reader.find(ids[start : start + 1])
            if one
        ]
    counts = Counter(word for one in articles for word in f"{one.title} {one.body}".split())
    words = sorted((word for word in counts if word.isalpha()), key=lambda w: (-counts[w], w))
    articles.sort(key=lambda one: -len(one.body))
    return words[100:], [one.id for one in articles[:20]]


def report(costs: list[Cost]) -> int:
    """Print the worst, and return how many are over."""
    for name, key in (("CPU", lambda one: one.cpu), ("memory", lambda one: one.memory)):
        print(f"worst by {name}:")
        for one in sorted(costs, key=key, reverse=True)[:_SHOWN]:
            print(f"  {one.cpu:9,.0f} ms {one.memory:7,.0f} MB  {one.name}: {one.outcome}")
    times = sorted(one.cpu for one in costs)
    over = sum(one.over for one in costs)
    refused = sum(one.outcome.startswith("refused") for one in costs)
    partial = sum(one.outcome.endswith("partial") for one in costs)
    print(
        f"{len(costs)} searches: p50 {times[len(times) // 2]:.0f} ms, "
        f"p99 {times[int(len(times) * 0.99)]:.0f} ms; {refused} refused, {partial} partial; "
        f"{over} over {MOST_CPU:.0f} ms or {MOST_MEMORY:.0f} MB"
    )
    return over


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dataset", type=Path, nargs="?")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--work", type=Path, help="folder for the dataset's index")
    parser.add_argument("--engine", choices=("tantivy", "whoosh"), default="tantivy")
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--known", action="store_true", help="print every known shape's cost")
    arguments = parser.parse_args()
    settings = msgspec.structs.replace(load_settings(), keyword_engine=arguments.engine)
    engine = _opened(arguments, settings, parser)
    words, articles = words_of(engine)
    engine.warm_up()
    gc.freeze()
    shapes = list(known(words[:3_000]))
    costs = []
    for one in searches(engine, iter(shapes)):
        costs.append(one)
        if arguments.known:
            print(
                f"{one.cpu:9,.0f} ms {one.memory:7,.0f} MB  {one.name}: {one.outcome}", flush=True
            )
    costs += others(engine, iter(shapes), articles)
    costs += searches(engine, generated(words[:20_000], arguments.queries, arguments.seed))
    if report(costs):
        raise SystemExit(1)


def _opened(
    arguments: argparse.Namespace, settings: Settings, parser: argparse.ArgumentParser
) -> SearchEngine:
    if arguments.index:
        return SearchEngine(arguments.index, settings)
    if not arguments.dataset:
        parser.error("name a DATASET, or an --index")
    work = arguments.work
    if arguments.engine != "tantivy" and work is None:
        work = (
            settings.cache_path / "eval" / f"{arguments.dataset.resolve().name}-{arguments.engine}"
        )
    return evaluation_engine(arguments.dataset, work, settings, "hybrid", Silent())


if __name__ == "__main__":
    main()
