"""The tables of an evaluation in a terminal: scores by slice, and one run against another."""

import sys
from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from search.evaluation.measures import MEASURES, Slice
from search.evaluation.significance import Comparison
from web.cli.safe_console import SafeConsole


def slices_table(dataset: str, mode: str, slices: Sequence[Slice]) -> None:
    """Print the scores of an evaluation."""
    table = _table(f"{dataset}, {mode}", ("query", "article", "answered in"), ("n", *MEASURES))
    for part in slices:
        table.add_row(
            part.query_language,
            part.document_language,
            part.answered,
            f"{part.queries:,}",
            *(f"{part.scores[name]:.4f}" for name in MEASURES),
        )
    SafeConsole(file=sys.stdout).print(table)


def comparisons_table(other: str, compared: Sequence[tuple[Slice, str, Comparison]]) -> None:
    """Print how this run compares with another, by slice and measure."""
    table = _table(
        f"against {other}",
        ("slice", "measure"),
        ("n", "other", "this", "difference", "± error", "p"),
    )
    table.add_column("")
    for part, measure, found in compared:
        table.add_row(
            part.name,
            measure,
            f"{found.queries:,}",
            f"{found.second:.4f}",
            f"{found.first:.4f}",
            f"{found.difference:+.4f}",
            f"{found.error:.4f}",
            f"{found.p:.4f}",
            found.verdict,
        )
    SafeConsole(file=sys.stdout).print(table)


def _table(title: str, texts: Sequence[str], numbers: Sequence[str]) -> Table:
    table = Table(title=escape(title))
    for heading in texts:
        table.add_column(heading)
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    return table
