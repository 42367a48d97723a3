"""The commands that look after an index: its articles' life, and its files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indexer.base.errors import KashshafError
from indexer.base.settings import Settings
from web.cli.context import index_option, json_option, settings_of
from web.cli.printing import echo, print_json

if TYPE_CHECKING:
    from indexer.storage.maintenance import Problem

# Modules that only one command needs are imported in that command.

ids_argument = click.argument("ids", metavar="ID…", nargs=-1, required=True)


@click.command()
@ids_argument
@index_option
@click.pass_context
def delete(ctx: click.Context, ids: tuple[str, ...], index_folder: str | None) -> None:
    """Delete articles. One comes back when its source has changed and is indexed again."""
    from indexer.pipeline import lifecycle

    settings = settings_of(ctx, index=index_folder)
    _said(ids, lifecycle.delete(ids, settings), "deleted", settings)


@click.command()
@ids_argument
@index_option
@click.pass_context
def suppress(ctx: click.Context, ids: tuple[str, ...], index_folder: str | None) -> None:
    """Suppress articles: they stay away, though their sources are read again."""
    from indexer.pipeline import lifecycle

    settings = settings_of(ctx, index=index_folder)
    _said(ids, lifecycle.suppress(ids, settings), "suppressed", settings)


@click.command()
@ids_argument
@index_option
@click.pass_context
def forget(ctx: click.Context, ids: tuple[str, ...], index_folder: str | None) -> None:
    """Forget articles: every byte of them leaves the index and the cache, old versions too.

    Backups and the sources themselves are not touched.
    """
    from indexer.pipeline import lifecycle

    settings = settings_of(ctx, index=index_folder)
    _said(ids, lifecycle.forget(ids, settings), "forgotten", settings)


@click.command()
@ids_argument
@index_option
@click.pass_context
def readmit(ctx: click.Context, ids: tuple[str, ...], index_folder: str | None) -> None:
    """Let deleted, suppressed or forgotten articles in again when they are indexed next."""
    from indexer.pipeline import lifecycle

    settings = settings_of(ctx, index=index_folder)
    _said(ids, lifecycle.readmit(ids, settings), "readmitted", settings)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default="-")
@index_option
@click.pass_context
def export(ctx: click.Context, file: Path, index_folder: str | None) -> None:
    """Write every article into FILE, or to standard output, as JSON Lines.

    `kashshaf index FILE` makes the same archive of them.
    """
    from indexer.pipeline.export import exported
    from indexer.storage import open_reader

    settings = settings_of(ctx, index=index_folder)
    with (
        open_reader(settings.index_path) as reader,
        click.open_file(str(file), "w", encoding="utf-8", atomic=True) as lines,
    ):
        count = sum(1 for line in exported(reader) if lines.write(f"{line}\n"))
    if file != Path("-"):
        echo(f"{count:,} articles are exported into {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@index_option
@click.pass_context
def backup(ctx: click.Context, file: Path, index_folder: str | None) -> None:
    """Write the index into FILE, while it is searched and written."""
    from indexer.storage import maintenance

    settings = settings_of(ctx, index=index_folder)
    maintenance.backup(settings.index_path, file)
    echo(f"{settings.index_path} is backed up in {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@index_option
@click.pass_context
def restore(ctx: click.Context, file: Path, index_folder: str | None) -> None:
    """Make an index out of the backup FILE; what is in it is checked first."""
    from indexer.storage import maintenance

    settings = settings_of(ctx, index=index_folder)
    maintenance.restore(file, settings.index_path)
    echo(f"{file} is restored to {settings.index_path}")


@click.command()
@index_option
@click.option("--repair", is_flag=True, help="Rebuild what is derived and damaged.")
@click.pass_context
def doctor(ctx: click.Context, index_folder: str | None, repair: bool) -> None:
    """Check every file of the index, and that they agree with each other.

    Exit code 1 where something is wrong, or stays wrong after --repair.
    """
    from indexer.storage import maintenance

    settings = settings_of(ctx, index=index_folder)
    problems = maintenance.check(settings.index_path)
    _told(problems)
    if not problems:
        echo(f"{settings.index_path} is whole")
    elif repair:
        problems = maintenance.repair(settings.index_path, settings)
        if problems:
            echo("After the repair:")
            _told(problems)
        else:
            _fill(settings)
            echo(f"{settings.index_path} is whole again")
    if problems:
        ctx.exit(1)


@click.command()
@index_option
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Runs to tell of."
)
@json_option
@click.pass_context
def reports(ctx: click.Context, index_folder: str | None, limit: int, as_json: bool) -> None:
    """Tell what the last runs of the indexer did, and which pages they skipped, the newest first.

    The index keeps the first skipped and doubtful pages of each run, and how many there were.
    """
    from indexer.storage import open_reader

    settings = settings_of(ctx, index=index_folder)
    with open_reader(settings.index_path) as reader:
        kept = reader.reports(limit)
    if as_json:
        print_json(kept)
        return
    from web.cli.report_table import reports_table

    reports_table(kept)


@click.command()
@index_option
@click.pass_context
def upgrade(ctx: click.Context, index_folder: str | None) -> None:
    """Bring an index of an older version of Kashshaf forward; nothing is read again."""
    from indexer.storage import maintenance

    settings = settings_of(ctx, index=index_folder)
    echo(maintenance.upgrade(settings.index_path, settings))


COMMANDS = (delete, suppress, forget, readmit, export, backup, restore, doctor, reports, upgrade)


def _told(problems: "Sequence[Problem]") -> None:
    """Print what is wrong, a line each."""
    for problem in problems:
        echo(f"{problem.where}: {problem.what}. {problem.remedy}")


def _fill(settings: Settings) -> None:
    """Run the pipeline without pages: it makes what a repair had to leave out."""
    from indexer.pipeline.run import index_pages

    report = index_pages((), settings)
    if report.dense_off:
        echo(f"vectors are still missing: {report.dense_off}")


def _said(ids: tuple[str, ...], done: list[bool], what: str, settings: Settings) -> None:
    """Say what was done; an unknown id is an error, after the others were dealt with."""
    known = [article_id for article_id, was in zip(ids, done, strict=True) if was]
    unknown = [article_id for article_id, was in zip(ids, done, strict=True) if not was]
    for article_id in known:
        echo(f"{what}: {article_id}")
    if unknown:
        raise KashshafError(
            f"there is no article {', '.join(map(repr, unknown))}",
            str(settings.index_path),
            "`kashshaf search` prints each hit's id",
        )
