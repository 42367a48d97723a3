"""Edit distance between words, where a swap of neighbours is one edit."""

from collections.abc import Iterator


def edit_distance(first: str, second: str) -> int:
    """Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.

    No letter is edited twice, so "ca" and "abc" are 3 apart, not 2. Levenshtein's recurrence
    with Damerau's transposition.
    """
    before: list[int] = []
    last = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        row = [i]
        for j, other in enumerate(second, start=1):
            cost = min(row[-1] + 1, last[j] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def swaps(word: str) -> Iterator[str]:
    """The word with each two neighbours swapped that differ."""
    for i in range(len(word) - 1):
        if word[i] != word[i + 1]:
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
