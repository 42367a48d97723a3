"""Makes of the mixed sets others in which each answer exists in one language only.

The tool that chooses which language goes lies beside the sets, so that everybody who has them
measures the same.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from indexer.base.errors import SettingsError
from search.evaluation.datasets import corpus_file, corpus_mark

TOOL = "one_language.py"
MIXED = "-mixed"
SUFFIX = "-one-language"


def one_language_sets(folder: Path, cache: Path) -> dict[str, Path]:
    """Return the sets by name, made where they aren't there yet; none without the tool.

    Args:
        folder: of the sets.
        cache: where they are kept.

    Raises:
        SettingsError: the tool fails; says what it printed.
    """
    tool = folder / TOOL
    if not tool.is_file():
        return {}
    found = {}
    for source in sorted(folder.glob(f"*{MIXED}")):
        name = source.name.removesuffix(MIXED) + SUFFIX
        # A folder a state of the source, so that a changed one is made anew.
        target = cache / f"made-{corpus_mark(corpus_file(source))[:8]}" / name
        if not (target / "qrels" / "test.tsv").exists():
            _make(tool, source, target)
        found[name] = target
    return found


def _make(tool: Path, source: Path, target: Path) -> None:
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [sys.executable, str(tool), str(source), str(unfinished)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SettingsError(
            f"the set can't be made: {done.stderr.strip().rpartition(chr(10))[2]}",
            str(tool),
            "Mend the tool, or take it away to do without these sets",
        )
    unfinished.rename(target)
