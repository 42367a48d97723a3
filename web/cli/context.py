"""What every command shares: its settings and its common options."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from indexer.base.settings import Settings, load_settings

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)

index_option = click.option("--index", "index_folder", metavar="DIR", help="Folder of the index.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
mode_option = click.option(
    "--mode",
    type=click.Choice(["lexical", "dense", "hybrid"]),
    default="hybrid",
    show_default=True,
    help="By words, by meaning, or both.",
)


def limit_option(most: int) -> Callable[[FC], FC]:
    """Return the option that says how many hits to print, `most` at most."""
    return click.option(
        "--limit",
        type=click.IntRange(1, most),
        default=10,
        show_default=True,
        help="Hits at most.",
    )


def settings_of(ctx: click.Context, **flags: Any) -> Settings:
    """Return the settings of a command: the file that was named, and its flags."""
    return load_settings(ctx.obj, **flags)
