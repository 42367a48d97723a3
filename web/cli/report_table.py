"""Prints the records of past runs of the indexer."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.markup import escape

from web.cli.safe_console import SafeConsole

_COUNTS = ("indexed", "updated", "unchanged", "pruned", "embedded")


def reports_table(records: Sequence[Mapping[str, Any]]) -> None:
    """Print a line a run, and the pages that it skipped or doubted.

    Args:
        records: as the storage keeps them, the newest first. Older versions kept less.
    """
    console = SafeConsole(file=sys.stdout, highlight=False)
    if not records:
        console.print("no run is on record")
    for record in records:
        counts = ", ".join(f"{record[name]:,} {name}" for name in _COUNTS if record.get(name))
        ended = str(record.get("ended") or "without a date")
        stopped = ", interrupted" if record.get("interrupted") else ""
        took = f"{record.get('seconds', 0):,.1f} s"
        read = f"{record.get('read', 0):,} read, {counts or 'nothing new'}"
        console.print(escape(f"{ended}: {read}, {took}{stopped}"), soft_wrap=True)
        for page in record.get("skipped", ()):
            told = f"   skipped {page['where']}: {page['reason']}. {page.get('remedy', '')}"
            console.print(escape(told.rstrip()), soft_wrap=True)
        for page in record.get("doubtful", ()):
            console.print(escape(f"   doubtful {page['where']}: {page['what']}"), soft_wrap=True)
        for name in ("skipped", "doubtful"):
            more = record.get(f"{name}_total", 0) - len(record.get(name, ()))
            if more > 0:
                console.print(f"   … and {more:,} more {name}")
