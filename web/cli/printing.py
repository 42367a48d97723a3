"""Printing lines that hold what came from pages and people."""

import click

from indexer.base.printable import printable


def echo(text: object, *, err: bool = False) -> None:
    """Print a line, as `click.echo`, with control characters shown instead of sent."""
    click.echo(printable(str(text)), err=err)
