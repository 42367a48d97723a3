"""The rule of dependency, and that the project's files keep to it."""

from pathlib import Path

from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

ROOT = Path(__file__).resolve().parent.parent


def test_data_flows_one_way() -> None:
    configure()
    assert lint_imports(config_filename=str(ROOT / ".importlinter"), cache_dir=None)


def test_the_top_level_stays_as_it_is_fixed() -> None:
    fixed = {"pyproject.toml", "search", "indexer", "web", "tests", "index_data"}
    assert fixed <= {path.name for path in ROOT.iterdir()}


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for room in ("indexer", "search", "web")
        for path in (ROOT / room).rglob("*.py")
        if not path.read_text(encoding="utf-8").lstrip().startswith('"""')
    ]
    assert silent == []


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = [
        str(path.relative_to(ROOT))
        for room in ("indexer", "search", "web")
        for path in (ROOT / room).rglob("*.py")
        if path.read_text(encoding="utf-8").count("\n") > 400
    ]
    assert long == []
