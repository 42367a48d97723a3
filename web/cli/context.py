"""What every command shares: its settings and its common options."""

from typing import Any

import click

from indexer.base.settings import Settings, load_settings

index_option = click.option("--index", "index_folder", metavar="DIR", help="Folder of the index.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def settings_of(ctx: click.Context, **flags: Any) -> Settings:
    """Return the settings of a command: the file that was named, and its flags."""
    return load_settings(ctx.obj, **flags)
