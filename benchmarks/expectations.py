"""The committed scores that an evaluation is held against: reading, comparing, writing anew."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Measured

NOISE = 0.5  # of the standard error of the mean; HEADER says why
LEAST_NOISE = 0.002  # another processor's rounding may move as much, even where all is perfect
HEADER = """\
# The scores that `make eval` expects; `make eval ARGS=--update` writes them anew.
#
# A table a set and configuration; a line a slice and measure. `ar` holds the Arabic queries,
# `ar→en` those judged by their English articles alone, `ar (own)` those that are answered in
# Arabic only; `set/ar` is the archive's Arabic half alone. `-across`: filtered to the other
# languages.
#
# noise: a score that is lower by more than this fails. It is half a standard error of the mean
# over the slice's queries, and at least 0.002, which another processor's rounding may take. The
# same queries are asked before and after a change, so that only those count which the change
# moves: the paired standard error of the difference between two settings of the fusion was
# measured at .05 to .3 of the mean's own (once .55), so that half of the latter is about two of
# the former. The paired test itself needs both runs: `make eval ARGS="--runs DIR"` before the
# change, `make eval ARGS="--against DIR"` after it.
"""

Key = tuple[str, str, str]
"""Set, configuration, and slice with measure: `("xquad-mixed", "hybrid", "ar→en Recall@10")`."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A score, and how much lower another one may be by chance."""

    score: float
    noise: float


@dataclass(frozen=True, slots=True)
class Change:
    """A score against the expected one.

    Attributes:
        key: which score.
        expected: None where none is.
        score: None where it was expected and isn't measured any more.
    """

    key: Key
    expected: Expected | None
    score: float | None

    @property
    def kind(self) -> str:
        """`dropped`, `rose`, `same`, `new` or `missing`."""
        if self.expected is None:
            return "new"
        if self.score is None:
            return "missing"
        difference = round(self.score - self.expected.score, 4)
        if abs(difference) <= self.expected.noise:
            return "same"
        return "rose" if difference > 0 else "dropped"

    @property
    def fails(self) -> bool:
        """Whether this must not be."""
        return self.kind in ("dropped", "missing")


def telling_scores(measured: Iterable[Measured]) -> dict[Key, Expected]:
    """Return the scores that are held fast, with their noise."""
    return {
        (one.name, configuration, f"{part.name} {measure}"): Expected(
            part.scores[measure], max(round(NOISE * part.errors[measure], 4), LEAST_NOISE)
        )
        for one in measured
        for configuration, slices in one.slices.items()
        for part in slices
        for measure in part.telling
    }


def changes(found: Mapping[Key, Expected], expected: Mapping[Key, Expected]) -> list[Change]:
    """Hold scores against the expected ones, of the sets that were run."""
    sets = {key[0] for key in found}
    keys = dict.fromkeys([*found, *(key for key in expected if key[0] in sets)])
    return [
        Change(key, expected.get(key), found[key].score if key in found else None) for key in keys
    ]


def read_expected(file: Path) -> dict[Key, Expected]:
    """Read the committed scores; none where there is no file."""
    if not file.exists():
        return {}
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        (name, configuration, line): Expected(**value)
        for name, configurations in tables.items()
        for configuration, lines in configurations.items()
        for line, value in lines.items()
    }


def write_expected(file: Path, scores: Mapping[Key, Expected]) -> None:
    """Write scores, sorted by set and configuration."""
    lines = [HEADER.rstrip("\n")]
    table: tuple[str, str] | None = None
    for key, value in sorted(scores.items(), key=lambda item: item[0][:2]):
        if key[:2] != table:
            table = key[:2]
            lines += ["", "[" + ".".join(map(_quoted, table)) + "]"]
        lines.append(f"{_quoted(key[2])} = {{ score = {value.score}, noise = {value.noise} }}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)
