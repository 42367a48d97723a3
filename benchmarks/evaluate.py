"""Measures every test set in every mode and holds the scores against the expected ones.

    make eval [ARGS="SET … --update --page"]
    python -m benchmarks.evaluate [SET …] [--update] [--page] [--runs DIR] [--against DIR]

The sets lie in $KASHSHAF_SHARED/data/eval, else in ../shared/data/eval. Their indexes and vectors
are kept in the cache. Exit codes: 0 nothing dropped; 1 a score dropped beyond noise; 2 an error.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from benchmarks.expectations import (
    Change,
    changes,
    read_expected,
    telling_scores,
    write_expected,
)
from benchmarks.measuring import Measured, alone, measure_set
from benchmarks.one_language import one_language_sets
from benchmarks.results_page import machine_section, set_section, update_page, verdicts
from indexer.base.errors import KashshafError, SettingsError
from indexer.base.settings import Settings, load_settings
from indexer.language.options import DICTIONARIES
from search.evaluation.measures import compared, measure
from search.evaluation.runs import read_run, write_run
from web.cli.terminal import progress_bar

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = ROOT / "benchmarks" / "expected.toml"
PAGE = ROOT / "docs" / "evaluation.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments, measure, print; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = _settings(options.set)
        if options.fresh:
            shutil.rmtree(settings.cache_path / "eval", ignore_errors=True)
        folders = chosen(set_folder(options.sets), options.names, settings.cache_path / "eval")
        with progress_bar(quiet=options.quiet) as progress:
            groups = [list(measure_set(folder, settings, progress)) for folder in folders]
        return _judged(groups, options)
    except KashshafError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2


def set_folder(named: Path | None) -> Path:
    """Return the folder of the test sets.

    Raises:
        SettingsError: there is none; says where it was looked for.
    """
    shared = os.environ.get("KASHSHAF_SHARED")
    folder = named or Path(shared or ROOT.parent / "shared") / "data" / "eval"
    if not folder.is_dir():
        raise SettingsError(
            "the test sets aren't here",
            str(folder),
            "Set KASHSHAF_SHARED to the folder that holds data/eval, or name one with --sets",
        )
    return folder


def chosen(folder: Path, names: Sequence[str], cache: Path) -> list[Path]:
    """Return the folders of the sets named, of all where none is.

    Args:
        folder: of the sets.
        names: of those wanted.
        cache: where sets are kept that are made of others.

    Raises:
        SettingsError: a name is no set's, or there is no set at all.
    """
    there = {path.name: path for path in sorted(folder.iterdir()) if (path / "qrels").is_dir()}
    there |= one_language_sets(folder, cache)
    unknown = [name for name in names if name not in there]
    if unknown or not there:
        raise SettingsError(
            f"there is no set {', '.join(unknown)}" if unknown else "there is no set",
            str(folder),
            f"There are: {', '.join(there) or 'none in the layout of BEIR'}",
        )
    return [path for name, path in there.items() if not names or name in names]


def _judged(groups: Sequence[Sequence[Measured]], options: argparse.Namespace) -> int:
    """Write and print what was asked for; returns the exit code."""
    measured = [one for group in groups for one in group]
    found = telling_scores(measured)
    expected = read_expected(options.expected)
    if options.runs:
        _write_runs(measured, options.runs)
    if options.against:
        _print_paired(measured, options.against)
    for group in groups:
        _print_legs(group)
    if options.page:
        sections = {group[0].name: set_section(group) for group in groups}
        update_page(options.page, {"machine": machine_section(measured[0].model)} | sections)
    if options.update:
        names = {one.name for one in measured}
        kept = {key: value for key, value in expected.items() if key[0] not in names}
        write_expected(options.expected, kept | found)
    held = changes(found, expected)
    _print_changes(held)
    return 1 if any(one.fails for one in held) and not options.update else 0


def _print_changes(held: Sequence[Change]) -> None:
    """Print the scores that aren't as expected, the worst first."""
    told = [one for one in held if one.kind in ("dropped", "rose", "missing")]
    for one in sorted(told, key=lambda change: (not change.fails, change.key)):
        before = f"{one.expected.score:.4f}" if one.expected else "–"
        noise = f"{one.expected.noise:.4f}" if one.expected else "–"
        now = f"{one.score:.4f}" if one.score is not None else "–"
        by = f"{one.score - one.expected.score:+.4f}" if one.expected and one.score else ""
        name = " ".join(one.key)
        print(f"{one.kind:8} {name:58} {before} → {now}  {by} (noise {noise})")
    kinds = {kind: sum(one.kind == kind for one in held) for kind in ("same", "rose", "new")}
    failed = sum(one.fails for one in held)
    print(
        f"{len(held)} scores: {kinds['same']} as expected within noise, {kinds['rose']} risen, "
        f"{kinds['new']} new, {failed} dropped or missing"
    )


def _print_legs(group: Sequence[Measured]) -> None:
    """Print whether hybrid keeps up with its retrievers, and what strangers cost."""
    worse = [line for one in group for line in verdicts(one)]
    name = group[0].name
    verdict = "worse than a retriever in" if worse else "no worse than either retriever"
    print(f"{name}: hybrid is {verdict}")
    for line in worse:
        print(f"  {line}")
    for single in group[1:]:
        if cost := alone(group[0], single):
            difference = cost.comparison
            print(
                f"  {cost.language} queries answered in {cost.language} only: nDCG@10 "
                f"{difference.first:.4f}, over {cost.language} alone {difference.second:.4f} "
                f"({difference.difference:+.4f} ± {difference.error:.4f}), "
                f"strangers {cost.strangers:.1%}"
            )


def _run_file(folder: Path, one: Measured, configuration: str) -> Path:
    return folder / f"{one.name.replace('/', '-')}.{configuration}.run"


def _write_runs(measured: Iterable[Measured], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in measured:
        for configuration, run in one.runs.items():
            write_run(run, _run_file(folder, one, configuration), f"kashshaf-{configuration}")


def _print_paired(measured: Iterable[Measured], folder: Path) -> None:
    """Print what differs from an earlier version's runs, by the paired test."""
    for one in measured:
        for configuration, slices in one.slices.items():
            file = _run_file(folder, one, configuration)
            if not file.exists():
                print(f"{one.name} {configuration}: no earlier run {file}")
                continue
            earlier = measure(one.dataset, read_run(file))
            for part, name, found in compared(slices, earlier):
                if found.difference:
                    print(
                        f"{one.name} {configuration} {part.name} {name}: {found.second:.4f} → "
                        f"{found.first:.4f}  {found.difference:+.4f} ± {found.error:.4f} "
                        f"(p {found.p:.4f})"
                    )


def _settings(given: Sequence[str]) -> Settings:
    """Return the defaults, changed by what is given; only cache and device are this machine's.

    Which dictionaries are installed is this machine's matter too: without `--set buckwalter=true`
    only our own lexicon translates.

    Raises:
        SettingsError: a setting is unknown or out of range.
    """
    own = load_settings()
    values: dict[str, str] = {"cache": own.cache, "device": own.device}
    values |= dict.fromkeys(DICTIONARIES, "false")
    for text in given:
        name, _, value = text.partition("=")
        values[name] = value
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(str(error), "--set", "docs/settings.md lists every setting") from error


def _parser() -> argparse.ArgumentParser:
    first, _, _ = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(prog="evaluate", description=first)
    add = parser.add_argument
    add("names", nargs="*", metavar="SET", help="sets to run [default: all]")
    add("--sets", type=Path, metavar="DIR", help="folder of the sets")
    add("--expected", type=Path, default=EXPECTED, help="file of the expected scores")
    add("--update", action="store_true", help="write the expected scores of these sets anew")
    add(
        "--page", type=Path, nargs="?", const=PAGE, metavar="FILE",
        help="write these sets' results into the page [default: docs/evaluation.md]",
    )  # fmt: skip
    add("--runs", type=Path, metavar="DIR", help="write TREC run files")
    add("--against", type=Path, metavar="DIR", help="compare with run files, paired")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting")
    add("--fresh", action="store_true", help="throw the sets' indexes away first")
    add("--quiet", action="store_true", help="show no progress")
    return parser


if __name__ == "__main__":
    sys.exit(main())
