"""What the documents, messages and help texts name exists, and what exists is named."""

import re
from pathlib import Path

import msgspec
import pytest

from indexer.base.settings import NOT_SETTINGS, Settings
from web.cli.commands import main

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "RELEASE.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
PAGES += sorted((ROOT / ".github").rglob("*.md"))
CODE = [path for package in ("indexer", "search", "web", "benchmarks")
        for path in sorted((ROOT / package).rglob("*.py"))]  # fmt: skip
COMMAND = re.compile(r"kashshaf ([a-z]+)\b((?: [^`\n|;]*)?)")
FLAG = re.compile(r"--[a-z][a-z-]*")
NOT_COMMANDS = {"is", "was", "never", "a"}  # the name in a sentence


def commands_in(text):
    """Yield each command that code or code quotations name, with its flags."""
    for quoted in re.findall(r"`([^`]+)`|^\s*(?:\$ |\S*/)?(kashshaf [^\n]*)$", text, re.MULTILINE):
        for name, rest in COMMAND.findall(" ".join(quoted)):
            yield name, FLAG.findall(rest.partition("#")[0])


def flags(command):
    found = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    return found | {"--help"}


@pytest.mark.parametrize("path", [*PAGES, *CODE], ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_and_flag_that_is_named_exists(path):
    for name, named in commands_in(path.read_text(encoding="utf-8")):
        assert name in main.commands, f"kashshaf {name}"
        assert set(named) <= flags(main.commands[name]), (name, named)


def test_every_command_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in main.commands:
        assert re.search(rf"`kashshaf {name}\b", readme), name


def test_every_flag_of_a_command_has_a_sentence():
    for command in main.commands.values():
        assert command.help, command.name
        for option in command.params:
            assert option.param_type_name == "argument" or option.help, (command.name, option.name)


def test_settings_are_those_of_the_page():
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    fields = [field.name for field in msgspec.structs.fields(Settings)]
    assert sorted(documented) == sorted(fields)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_variables_of_the_environment_exist(path):
    names = {field.name for field in msgspec.structs.fields(Settings)}
    for variable in re.findall(r"KASHSHAF_[A-Z_]+", path.read_text(encoding="utf-8")):
        known = variable.removeprefix("KASHSHAF_").lower() in names
        assert known or variable in NOT_SETTINGS, variable


def test_endpoints_are_those_of_the_page(sample_engine, sample_settings):
    from web.app import create_app

    page = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"GET (/api/v1/[^\s`]+)", page))
    named |= set(re.findall(r"^\| `(/[^`]*)` \|", page, re.MULTILINE))
    app = create_app(sample_engine, sample_settings)
    served = {re.sub(r"<(?:\w+:)?\w+>", "<>", str(rule)) for rule in app.url_map.iter_rules()}
    assert {re.sub(r"<\w+>", "<>", path) for path in named} == served


def test_targets_of_make_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE):
            assert target in targets, (path.name, target)
    described = set(re.findall(r"^# make ([a-z]+)", makefile, re.MULTILINE))
    assert described <= targets


def test_pages_of_the_site_are_all_there():
    named = re.findall(r"[\w/.-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert sorted(named) == sorted(pages)
