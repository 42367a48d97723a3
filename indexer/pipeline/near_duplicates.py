"""Near-duplicates: the same text told again with small changes, by shingles (Broder 1997)."""

from collections.abc import Sequence

from indexer.article import Article
from indexer.language.folding import fold

SHINGLE = 4  # words
NEAR = 0.4  # share of common shingles; unrelated news stays below 0.05, reprints above 0.5
SCANNED = 1_000  # characters of the body that are compared: reprints are cut at their end


def shingles(article: Article) -> frozenset[int]:
    """Return the digests of an article's runs of four folded words, of its body's beginning."""
    words = fold(article.body[:SCANNED] or article.title).split()
    if len(words) < SHINGLE:
        return frozenset({hash(tuple(words))})
    runs = zip(*(words[i:] for i in range(SHINGLE)), strict=False)
    return frozenset(map(hash, runs))


def resemblance(first: frozenset[int], second: frozenset[int]) -> float:
    """Return the share of common shingles (Jaccard), from 0 to 1."""
    common = len(first & second)
    return common / (len(first) + len(second) - common) if common else 0.0


def folded(articles: Sequence[Article]) -> list[tuple[int, list[int]]]:
    """Group near-duplicates under the first of them.

    Args:
        articles: best first.

    Returns:
        For each article that isn't a near-duplicate of one before it: its index, and the
        indices of those folded below it.
    """
    groups: list[tuple[int, list[int]]] = []
    seen: list[frozenset[int]] = []
    for index, article in enumerate(articles):
        own = shingles(article)
        for known, (_, below) in zip(seen, groups, strict=True):
            if resemblance(known, own) >= NEAR:
                below.append(index)
                break
        else:
            groups.append((index, []))
            seen.append(own)
    return groups
