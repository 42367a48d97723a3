"""Printing lines that hold what came from pages and people."""

import json
import sys

import click

from indexer.base.printable import printable

_C1_ESCAPED = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}
"""Controls that JSON may hold as they are, and some terminals obey."""


def echo(text: object, *, err: bool = False) -> None:
    """Print a line, as `click.echo`, with control characters shown instead of sent."""
    click.echo(printable(str(text)), err=err)


def print_json(content: object) -> None:
    """Print what JSON can hold."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    sys.stdout.write(text.translate(_C1_ESCAPED) + "\n")
