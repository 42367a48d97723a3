"""Our clitics against Buckwalter's segmentations: words of running news that are cut elsewhere.

    python -m benchmarks.clitics [--words N] [--examples N]

A word counts where Buckwalter knows it, as often as news has it. What is compared is where the
proclitics end; the article is none of them here, the prefix of the present (يـ, تـ) belongs to the
verb, and سـ before it to either. The tables are those of the extra `dictionaries`; news lies in
$KASHSHAF_SHARED/data.
"""

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from pyarabic.trans import convert

from benchmarks.evaluate import set_folder
from indexer.base.errors import KashshafError
from indexer.language.analyzer import analyze
from indexer.language.buckwalter import buckwalter_files
from indexer.language.folding import fold

LONGEST_PREFIX, LONGEST_SUFFIX = 4, 6
Table = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Buckwalter:
    """The tables of the analyser: by affix or stem its categories, and which go together."""

    prefixes: Table
    stems: Table
    suffixes: Table
    together: dict[str, set[tuple[str, str]]]

    def starts(self, word: str) -> set[int]:
        """Return where the proclitics of a word may end, by any segmentation."""
        return {
            start
            for first, last in self._cuts(word)
            for prefix, _ in self._analyses(word[:first], word[first:last], word[last:])
            for start in _ends_of_clitics(word[:first], prefix)
        }

    def _cuts(self, word: str) -> Iterator[tuple[int, int]]:
        for first in range(min(LONGEST_PREFIX, len(word) - 1) + 1):
            for last in range(max(first + 1, len(word) - LONGEST_SUFFIX), len(word) + 1):
                yield first, last

    def _analyses(self, prefix: str, stem: str, suffix: str) -> Iterator[tuple[str, str]]:
        kinds = (
            self.prefixes.get(prefix, ()),
            self.stems.get(stem, ()),
            self.suffixes.get(suffix, ()),
        )
        for a, b, c in product(*kinds) if all(kinds) else ():
            compatible = (a, b) in self.together["tableAB"] and (b, c) in self.together["tableBC"]
            if compatible and (a, c) in self.together["tableAC"]:
                yield a, b


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, print; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--words", type=int, default=20_000, help="different ones, most frequent")
    parser.add_argument("--examples", type=int, default=12, help="of each kind")
    options = parser.parse_args(arguments)
    try:
        judge = _read()
        news = set_folder(None).parent / "news" / "articles.jsonl.gz"
        words = _words(news).most_common(options.words)
    except (KashshafError, OSError) as error:
        print(f"clitics: {error}", file=sys.stderr)
        return 2
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in words:
        kinds[_kind(word, judge)][word] = count
    known = sum(sum(of.values()) for kind, of in kinds.items() if kind != "unknown")
    types = sum(len(of) for kind, of in kinds.items() if kind != "unknown")
    print(f"{len(words):,} words, {types:,} of them known to Buckwalter")
    for kind, of in sorted(kinds.items(), key=lambda one: -sum(one[1].values())):
        if kind != "unknown":
            share = sum(of.values()) / known
            examples = " ".join(word for word, _ in of.most_common(options.examples))
            print(f"{kind:10} {share:7.2%} of running words, {len(of) / types:7.2%} of words")
            if kind != "same":
                print(f"  {examples}")
    return 0


def _kind(word: str, judge: Buckwalter) -> str:
    starts = judge.starts(word)
    tokens = analyze(word)
    if not starts or len(tokens) != 1:
        return "unknown"
    ours = tokens[0].mark_start
    if ours in starts:
        return "same"
    return "too much" if ours > min(starts) else "too little"


def _ends_of_clitics(prefix: str, category: str) -> set[int]:
    if not category.startswith("IVPref"):
        return {len(prefix.removesuffix("ال"))}
    before = len(prefix) - 1
    return {before, before - 1} if prefix[:before].endswith("س") else {before}


def _words(news: Path) -> Counter[str]:
    """Count the Arabic words of every 37th article."""
    counts: Counter[str] = Counter()
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 37 == 0:
                text = json.loads(line).get("body") or ""
                counts.update(_written(text, token.start, token.end) for token in analyze(text))
    return Counter({w: n for w, n in counts.items() if w and not w.isascii() and w.isalpha()})


def _written(text: str, start: int, end: int) -> str:
    word = text[start:end]
    return word if len(word) == len(fold(word)) else ""  # neither vocalised nor stretched


def _read() -> Buckwalter:
    """Read the tables.

    Raises:
        OSError: they aren't here.
    """
    files = buckwalter_files()
    if not files:
        raise OSError("Buckwalter's tables aren't here; run pip install 'kashshaf[dictionaries]'")
    affixes = {name: _categories(files[name]) for name in files if name.startswith("dict")}
    together = {name: _pairs(files[name]) for name in files if name.startswith("table")}
    return Buckwalter(
        affixes["dictPrefixes"], affixes["dictStems"], affixes["dictSuffixes"], together
    )


def _categories(file: Path) -> Table:
    found: Table = defaultdict(set)
    for line in file.read_text(encoding="latin-1").splitlines():
        fields = line.split("\t")
        if not line.startswith(";") and len(fields) > 2:
            found[convert(fields[0], "tim", "arabic")].add(fields[2])
    return found


def _pairs(file: Path) -> set[tuple[str, str]]:
    lines = file.read_text(encoding="latin-1").splitlines()
    pairs = (line.split() for line in lines if not line.startswith(";"))
    return {(pair[0], pair[1]) for pair in pairs if len(pair) == 2}


if __name__ == "__main__":
    sys.exit(main())
