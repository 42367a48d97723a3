"""Control characters of pages and paths never reach the terminal."""

import io
import json
import logging

import pytest
from rich.table import Table
from rich.text import Text

from indexer.base.log import set_up_logging
from indexer.base.printable import printable
from web.cli.commands import main
from web.cli.safe_console import SafeConsole

NASTY = "a\x1b[31mred\x07\x9b2J\x7f\r"
SHOWN = "a␛[31mred␇\ufffd2J␡␍"


def test_controls_become_pictures_and_the_rest_stays():
    assert printable(NASTY) == SHOWN
    assert printable("line\n\tعربي «é»") == "line\n\tعربي «é»"


@pytest.mark.parametrize("wrap", [str, Text, lambda text: _table(text)])
def test_a_console_prints_none(wrap):
    file = io.StringIO()
    SafeConsole(file=file, width=200, highlight=False).print(wrap(NASTY))
    assert "red" in file.getvalue()
    assert not set(file.getvalue()) & set("\x1b\x07\x9b\x7f")


def test_a_console_keeps_its_own_styles():
    file = io.StringIO()
    console = SafeConsole(file=file, force_terminal=True, color_system="standard")
    console.print("[bold]x[/bold]")
    assert "\x1b[1mx" in file.getvalue()


def _table(text):
    table = Table()
    table.add_row(text)
    return table


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return ended.value.code, capsys.readouterr()


def test_commands_print_none(tmp_path, capsys):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "empty\x1b[31m.txt").write_text("")
    record = {"id": NASTY, "url": f"http://x/{NASTY}", "title": NASTY, "body": f"word {NASTY}"}
    (folder / "a.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    index = ("--index", str(tmp_path / "index"))
    for arguments in (
        ("index", str(folder), "--no-vectors", *index),
        ("index", str(folder), "--no-vectors", "--json", *index),
        ("search", "red", *index),
        ("search", "red", "--json", *index),
        ("search", f'"{NASTY}', *index),
        ("analyze", NASTY),
        ("related", NASTY, *index),
        ("delete", NASTY, *index),
        ("doctor", *index),
    ):
        _, printed = run(capsys, *arguments)
        assert not set(printed.out + printed.err) & set("\x1b\x07\x9b\x7f"), arguments


def test_logs_hold_none(capsys):
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers.clear()
    try:
        set_up_logging(0)
        logging.getLogger("a").warning("read %s", NASTY)
    finally:
        root.handlers[:] = before
    assert SHOWN in capsys.readouterr().err
