"""How often the right spelling of a name is found among thousands of the other script.

    python -m benchmarks.name_matching NAME_PAIRS.tsv [HOW_MANY]

The file has an Arabic and a Latin name a line, apart by a tab. Every name of one script is a
candidate for each name of the other, as in an archive whose words are all names. Nothing of the
gazetteer is looked up: the letters alone decide. The peers, in the same run, are the edit distance
to what ICU-like letter tables make of a name, and to its consonants.
"""

import random
import sys
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from indexer.language.name_matching import matches
from indexer.language.transliteration import letters

HOW_MANY = 500
SEED = 1
# One letter for each: what a plain table of transliteration makes of Arabic.
TABLE = str.maketrans("ابتثجحخدذرزسشصضطظعغفقكلمنهويءپچڤگ", "abttjhkdzrzsssdtzagfqklmnhwyapcvg")
VOWELS = str.maketrans("", "", "aeiouwyh")

Finder = Callable[[str], list[str]]


class Names:
    """Names of one script as a vocabulary in which each stands once."""

    def __init__(self, words: set[str]) -> None:
        self.words = sorted(words)

    def beginning_with(self, start: str, limit: int) -> list[tuple[str, int]]:
        """Return the words that begin so."""
        first = bisect_left(self.words, start)
        end = bisect_left(self.words, start + "\U0010ffff", first)
        return [(word, 1) for word in self.words[first:end][:limit]]

    @staticmethod
    def is_capitalised(word: str) -> bool:
        """Return that every word here is a name."""
        return bool(word)


def ours(names: Names) -> Finder:
    """Return the finder of `indexer.language.name_matching`."""
    return lambda name: [letters(match.word) for match in matches(name, names)]


def edits(names: Names, consonants: bool) -> Finder:
    """Return a finder by edit distance in Latin letters, of all letters or of the consonants."""

    def key(name: str) -> str:
        latin = name.translate(TABLE)
        return latin.translate(VOWELS) if consonants else latin

    keys = [key(word) for word in names.words]

    def find(name: str) -> list[str]:
        found = process.extract(key(name), keys, scorer=Levenshtein.distance, limit=10)
        return [names.words[index] for _, _, index in found]

    return find


def measure(
    find: Finder, asked: list[str], right: dict[str, set[str]]
) -> tuple[float, float, float]:
    """Return how often a right name is first, is among the first ten, and milliseconds a name."""
    first = ten = 0
    began = time.perf_counter()
    for name in asked:
        found = find(name)
        first += bool(found) and found[0] in right[name]
        ten += any(other in right[name] for other in found[:10])
    spent = time.perf_counter() - began
    return first / len(asked), ten / len(asked), 1000 * spent / len(asked)


def main() -> None:
    """Print a table for each direction."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    pairs = [(letters(arabic), letters(latin)) for arabic, latin in rows]
    pairs = [pair for pair in pairs if all(pair)]
    how_many = int(sys.argv[2]) if len(sys.argv) > 2 else HOW_MANY
    chosen = random.Random(SEED).sample(pairs, min(how_many, len(pairs)))
    for asked, other, direction in ((0, 1, "Arabic → Latin"), (1, 0, "Latin → Arabic")):
        names = Names({pair[other] for pair in pairs})
        right: defaultdict[str, set[str]] = defaultdict(set)
        for pair in pairs:
            right[pair[asked]].add(pair[other])
        print(f"{direction}: {len(chosen)} names among {len(names.words)}")
        finders = {
            "alignment (ours)": ours(names),
            "edits, letter table": edits(names, consonants=False),
            "edits, consonants": edits(names, consonants=True),
        }
        for label, find in finders.items():
            first, ten, spent = measure(find, [pair[asked] for pair in chosen], right)
            print(f"  {label:20} first {first:.3f}  in ten {ten:.3f}  {spent:6.1f} ms a name")


if __name__ == "__main__":
    main()
