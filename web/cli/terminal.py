"""What people see in a terminal: progress, tables, hits."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from indexer.article import iso
from indexer.pipeline.report import Progress, Report, Silent
from search.request import Explanation, Fragment, Hit, SearchResponse
from web.cli.safe_console import SafeConsole
from web.reasons import Written, words_met

SKIPPED_SHOWN = 20  # in the table; --json has all
STAYING_AWAY = {
    "deleted": "stay deleted",
    "suppressed": "stay suppressed",
    "forgotten": "stay forgotten",
    "gone": "gone from their sources",
    "pruned": "deleted, being gone",
}
"""What a run has to say of articles that are away, by the report's attribute."""
LOG_SECONDS = 10.0  # between two lines where there is no terminal to draw on


class _Rate(ProgressColumn):
    """Articles a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "–/s", style="progress.data.speed")


class _BarProgress:
    """Draws one bar a phase."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def phase(self, name: str, total: int | None) -> None:
        if self._task is not None:
            task = self._bar.tasks[self._task]
            self._bar.update(self._task, total=task.completed)
        self._task = self._bar.add_task(name, total=total)

    def advance(self, articles: int) -> None:
        if self._task is not None:
            self._bar.advance(self._task, articles)


class _LineProgress:
    """Writes a line now and then, for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._name, self._done, self._began, self._said = "", 0, 0.0, 0.0
        self._total: int | None = None

    def phase(self, name: str, total: int | None) -> None:
        self._name, self._total, self._done = name, total, 0
        self._began = self._said = time.monotonic()

    def advance(self, articles: int) -> None:
        self._done += articles
        now = time.monotonic()
        if now - self._said < LOG_SECONDS:
            return
        self._said = now
        rate = self._done / (now - self._began)
        left = f", {(self._total - self._done) / rate:.0f} s left" if self._total and rate else ""
        of = f" of {self._total:,}" if self._total else ""
        self._console.print(f"{self._name}: {self._done:,}{of}, {rate:,.0f}/s{left}")


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """Show progress on standard error: a bar on a terminal, lines elsewhere, nothing if quiet."""
    console = SafeConsole(stderr=True)
    if quiet:
        yield Silent()
    elif not console.is_terminal:
        yield _LineProgress(console)
    else:
        columns = (
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(),
            MofNCompleteColumn(), _Rate(), TimeRemainingColumn(),
        )  # fmt: skip
        with Bar(*columns, console=console) as bar:
            yield _BarProgress(bar)


def report_table(report: Report) -> None:
    """Print what a run of the indexer has to say."""
    console = SafeConsole(file=sys.stdout)
    table = Table(show_header=False, box=None, pad_edge=False)
    for name in ("read", "indexed", "updated", "unchanged"):
        table.add_row(name, f"{getattr(report, name):,}")
    for name, said in STAYING_AWAY.items():
        if getattr(report, name):
            table.add_row(said, f"{getattr(report, name):,}")
    table.add_row("skipped", f"{len(report.skipped):,}")
    if report.doubtful:
        table.add_row("doubtful", f"{len(report.doubtful):,}")
    if report.groups:
        table.add_row("groups of near-duplicates", f"{report.groups:,} formed or changed")
    table.add_row("vectors made", f"{report.embedded:,}")
    table.add_row(
        "in the index", f"{report.articles:,} articles, {report.with_vectors:,} with vectors"
    )
    table.add_row("time", f"{report.seconds:,.1f} s")
    console.print(table)
    if report.dense_off:
        console.print(escape(f"Search by meaning is off: {report.dense_off}"))
    if report.interrupted:
        console.print("Interrupted. What was done is kept; the same command goes on from here.")
    _print_pages(console, report)


def _print_pages(console: Console, report: Report) -> None:
    """Print the pages and articles that a person may want to look at."""
    for collision in report.collisions[:SKIPPED_SHOWN]:
        taken = f"{collision.wanted} is the article of {collision.holder}"
        console.print(escape(f"{collision.where} became {collision.id}: {taken}"), soft_wrap=True)
    _print_more(console, len(report.collisions))
    for gone in report.gone_pages[:SKIPPED_SHOWN]:
        console.print(escape(f"gone {gone.id}: {gone.origin}"), soft_wrap=True)
    _print_more(console, report.gone)
    if report.gone > report.pruned:
        console.print("What is gone from its source stays in the index; --prune deletes it.")
    for page in report.skipped[:SKIPPED_SHOWN]:
        remedy = f". {page.remedy}" if page.remedy else ""
        console.print(escape(f"skipped {page.where}: {page.reason}{remedy}"), soft_wrap=True)
    _print_more(console, len(report.skipped))
    for doubt in report.doubtful[:SKIPPED_SHOWN]:
        console.print(escape(f"doubtful {doubt.where}: {doubt.what}"), soft_wrap=True)
    _print_more(console, len(report.doubtful))


def _print_more(console: Console, total: int) -> None:
    if total > SKIPPED_SHOWN:
        console.print(f"… and {total - SKIPPED_SHOWN:,} more; --json names them all.")


def print_response(response: SearchResponse) -> None:
    """Print the answer to a search."""
    console = SafeConsole(file=sys.stdout, highlight=False)
    more = " or more" if response.total_relation == "gte" else ""
    retrievers = " + ".join(response.retrievers) or "no retriever"
    partial = ", partial" if response.partial else ""
    console.print(
        f"{response.total:,}{more} found ({retrievers}, {response.took_ms:.0f} ms{partial})",
        style="dim",
    )
    for one in response.expansions:
        others = ", ".join(one.others)
        console.print(escape(f"also searched: {one.word} ↔ {others} ({one.kind})"), style="dim")
    for notice in response.notices:
        console.print(escape(str(notice)), style="yellow", soft_wrap=True)
    if response.suggestion:
        console.print(escape(f"Did you mean: {response.suggestion}"), style="bold", soft_wrap=True)
    print_hits(response.hits, response.request.offset)


def print_hits(hits: Sequence[Hit], offset: int = 0) -> None:
    """Print hits, best first."""
    console = SafeConsole(file=sys.stdout, highlight=False)
    for number, hit in enumerate(hits, offset + 1):
        article = hit.article
        console.print()
        console.print(f"[bold]{number}. [/bold]", _styled(hit.title or (Fragment(article.id),)))
        retrievers = ", ".join(
            f"{retriever} #{place.rank}" for retriever, place in hit.retrievers.items()
        )
        reranked = "" if hit.reranked is None else f"reranked {hit.reranked:.2f}"
        facts = (
            article.source,
            iso(article.timestamp)[:10],
            article.language,
            retrievers,
            reranked,
        )
        console.print(escape("   " + " · ".join(filter(None, facts))), style="dim")
        console.print(_styled((Fragment("   "), *hit.snippet)), soft_wrap=True)
        console.print(escape(f"   {article.url or article.id}"), style="blue", soft_wrap=True)
        if hit.explanation:
            for line in explained(hit, hit.explanation):
                console.print(escape(f"   {line}"), style="dim", soft_wrap=True)


def explained(hit: Hit, explanation: Explanation) -> Iterator[str]:
    """Yield lines that say why a hit is where it is."""
    sum_of = " ".join(f"{value:+.2f} {name}," for name, value in explanation.parts).rstrip(",")
    yield f"score {hit.score:.2f} = {sum_of}" if sum_of else "listed by date, without a score"
    if hit.relevance is not None:
        yield f"answers the query with a probability of {hit.relevance:.0%}"
    for met in words_met(explanation):
        words = ", ".join(f"{one.word} ({_how(one)})" for one in met.written)
        kind = "" if met.kind == "word" else f" [{met.kind}]"
        yield f"{met.query} ↔ {words}{kind}"


def _how(written: Written) -> str:
    return f"{written.layer}, {' and '.join(written.places)}"


def _styled(fragments: Sequence[Fragment]) -> Text:
    text = Text()
    for fragment in fragments:
        text.append(fragment.text, style="bold yellow" if fragment.marked else None)
    return text
