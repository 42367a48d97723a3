"""The commands that fill an index: once, and whenever something changes."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indexer.base.errors import KashshafError
from web.cli.context import index_option, json_option, settings_of
from web.cli.printing import echo, print_json

if TYPE_CHECKING:
    from indexer.pipeline.report import Report

INTERRUPTED = 130  # the shell's own code for Ctrl-C


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@index_option
@click.option("--no-vectors", is_flag=True, help="Words only; vectors can be added later.")
@click.option("--prune", is_flag=True, help="Delete articles that are gone from these paths.")
@json_option
@click.pass_context
def index(
    ctx: click.Context,
    paths: tuple[Path, ...],
    index_folder: str | None,
    no_vectors: bool,
    prune: bool,
    as_json: bool,
) -> None:
    """Index archive pages: files and folders, or `-` for what is piped in.

    Words come first and can be searched at once; vectors follow, newest article first. Ctrl-C
    leaves a whole index; the same command goes on where it stopped.
    """
    from indexer.pipeline.run import index_archive
    from web.cli.terminal import progress_bar, report_table

    settings = settings_of(ctx, index=index_folder)
    with progress_bar(quiet=as_json) as progress:
        report = index_archive(
            paths, settings, vectors=not no_vectors, prune=prune, progress=progress
        )
    if as_json:
        print_json(report.as_dict())
    else:
        report_table(report)
    if report.interrupted:
        ctx.exit(INTERRUPTED)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@index_option
@click.option("--no-vectors", is_flag=True, help="Words only; vectors can be added later.")
@click.option("--prune", is_flag=True, help="Delete articles that are gone from these paths.")
@click.pass_context
def watch(
    ctx: click.Context,
    paths: tuple[Path, ...],
    index_folder: str | None,
    no_vectors: bool,
    prune: bool,
) -> None:
    """Index files and folders, and again whenever something in them changes, until Ctrl-C."""
    import threading

    from indexer.pipeline import watch as watching
    from web.cli.report_table import reports_table

    def tell(result: "Report | KashshafError") -> None:
        if isinstance(result, KashshafError):
            echo(f"kashshaf: {result}", err=True)
        else:
            reports_table([result.as_record()])

    settings = settings_of(ctx, index=index_folder)
    with suppress(KeyboardInterrupt):  # between two runs; within one it ends the run first
        watching.watch(
            paths, settings, tell, threading.Event(), vectors=not no_vectors, prune=prune
        )
    ctx.exit(INTERRUPTED)


COMMANDS = (index, watch)
