"""Learns how Arabic and Latin letters stand for each other in names, from names in both scripts.

    python -m benchmarks.learn_transliteration indexer/language/data/graphemes.tsv

The names are those of `indexer.language.gazetteer`: CLDR's territories and cities, and our own
lists. They are cut into words, and the model (see `indexer.language.transliteration`) is fitted by
expectation maximisation: many-to-many alignment as by Jiampojamarn, Kondrak and Sherif (2007).
Judge the outcome by `benchmarks/name_matching.py`, on names that it hasn't seen.
"""

import math
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.language.gazetteer import names, personal_names
from indexer.language.paradigms import without_article
from indexer.language.transliteration import letters

ROUNDS = 12
LEAST = 0.5  # a correspondence that was used less often than this, all names together, is dropped
RARE = 1e-9  # of a single letter, while learning
# What a correspondence of so many Arabic and Latin letters is worth before anything is known.
SIZES: dict[tuple[int, int], float] = {
    (1, 1): 1.0, (1, 2): 0.1, (1, 3): 0.01, (0, 1): 0.1, (0, 2): 0.005, (1, 0): 0.02, (2, 1): 0.02,
}  # fmt: skip
ALPHABETS = (36.0, 26.0)

Pair = tuple[str, str]
Probability = Callable[[Pair], float]


def pairs() -> list[Pair]:
    """Return the words of the names known in both scripts, where they are as many in each."""
    found = set()
    for name in (*names(), *personal_names()):
        for arabic in name.arabic:
            for latin in name.latin:
                ours, theirs = arabic.split(), re.split("[ -]", latin)
                if len(ours) == len(theirs):
                    found |= {(letters(a), letters(b)) for a, b in map(_bare, ours, theirs)}
    return sorted(pair for pair in found if all(pair))


def _bare(arabic: str, latin: str) -> Pair:
    """Take the article off where the Latin name has none."""
    has_article = latin.lower().startswith(("al", "el"))
    return (arabic if has_article else without_article(arabic)), latin


def learn(words: list[Pair]) -> dict[Pair, float]:
    """Return the probability of each correspondence."""
    known: Probability = _first_guess
    table: dict[Pair, float] = {}
    for number in range(ROUNDS):
        counts: defaultdict[Pair, float] = defaultdict(float)
        likelihood = sum(_count(pair, known, counts) for pair in words)
        kept = {pair: n for pair, n in counts.items() if n >= LEAST}
        total = sum(kept.values())
        table = {pair: n / total for pair, n in kept.items()}
        known = _looking_up(table)
        print(f"round {number + 1}: {likelihood / len(words):.3f} nats a word, {len(table)} kept")
    return table


def _first_guess(pair: Pair) -> float:
    arabic, latin = map(len, pair)
    return SIZES[arabic, latin] / (ALPHABETS[0] ** arabic * ALPHABETS[1] ** latin)


def _looking_up(table: dict[Pair, float]) -> Probability:
    return lambda pair: table.get(pair, RARE if max(map(len, pair)) == 1 else 0.0)


def _count(pair: Pair, known: Probability, counts: defaultdict[Pair, float]) -> float:
    """Add a pair's expected use of each correspondence; return its log-likelihood."""
    ends = (len(pair[0]), len(pair[1]))
    steps = [(here, there, known(used)) for here, there, used in _steps(pair)]
    forward = {(0, 0): 1.0}
    for here, there, probability in steps:
        forward[there] = forward.get(there, 0.0) + forward.get(here, 0.0) * probability
    backward = {ends: 1.0}
    for here, there, probability in reversed(steps):
        backward[here] = backward.get(here, 0.0) + backward.get(there, 0.0) * probability
    whole = forward[ends]
    for (here, there, used), (_, _, probability) in zip(_steps(pair), steps, strict=True):
        counts[used] += forward.get(here, 0.0) * probability * backward.get(there, 0.0) / whole
    return math.log(whole)


def _steps(pair: Pair) -> Iterator[tuple[tuple[int, int], tuple[int, int], Pair]]:
    """Yield every correspondence that may be used, with where it begins and ends, in order."""
    arabic, latin = pair
    for i in range(len(arabic) + 1):
        for j in range(len(latin) + 1):
            for a, b in SIZES:
                if i + a <= len(arabic) and j + b <= len(latin):
                    yield (i, j), (i + a, j + b), (arabic[i : i + a], latin[j : j + b])


def main() -> None:
    """Write the table to the file that is named."""
    words = pairs()
    table = learn(words)
    lines = [
        "# How Arabic and Latin letters stand for each other in names: Arabic, Latin, 10⁶ × share.",
        f"# Learned by benchmarks/learn_transliteration.py from {len(words)} words of CLDR's",
        "# territories and cities, of gazetteer.tsv and of personal_names.tsv.",
    ]
    for (arabic, latin), share in sorted(table.items(), key=lambda one: (-one[1], one[0])):
        lines.append(f"{arabic}\t{latin}\t{share * 1e6:.0f}")
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
