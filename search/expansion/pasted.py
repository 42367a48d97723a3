"""A pasted text as a query: what it is about is searched, in the words that tell it from others.

A paragraph or a page holds hundreds of words, most of which say nothing of its subject. It is
condensed to those that the text repeats and the archive has seldom (tf-idf), with the names and
expressions that they are parts of; these are searched like any typed query, at a bounded cost.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from indexer.language.analyzer import Token, analyze
from indexer.language.dictionaries import installed_dictionaries
from indexer.language.names import find_names
from indexer.storage.backend import IndexReader
from indexer.storage.query import Term
from search.query.clipping import clipped

LONGEST_TYPED = 40
"""Words: who writes more has pasted them, unless they are joined by operators."""
WORDS_AN_OPERATOR = 20
"""A text has fewer operators than one in so many words: NOT or OR may stand in a headline."""
LONGEST_TYPED_TEXT = 4_000
"""Characters: no address takes more, so a longer text was posted."""
FEWEST_DIFFERENT = 25  # words; a word that is said a hundred times is no text
MOST_SIGNS = 4_500
"""Words and other signs of a text that are read; of a page in Arabic or English, all."""
MOST_DIFFERENT = 600
"""Words whose rarity is looked up, those that the text says most often."""
WORDS = 20  # that a text is condensed to, and those they belong to
_SIGN = re.compile(r"[A-Za-z\u0600-\u06ff]+|[^\sA-Za-z\u0600-\u06ff]")
_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT)(?!\S)")


def is_pasted(query: str, *, plain: bool = False) -> bool:
    """Tell whether a query is a text, whose quotation marks and signs demand nothing.

    Args:
        query: as it came.
        plain: whether its words were said to be no operators.
    """
    words = query.split()
    long = len(words) > LONGEST_TYPED and len(set(words)) > FEWEST_DIFFERENT
    return (long or len(query) > LONGEST_TYPED_TEXT) and (
        plain or len(_OPERATOR.findall(query)) * WORDS_AN_OPERATOR < len(words)
    )


def condensed(reader: IndexReader, text: str) -> str:
    """Return the words that tell what a text is about, in its order: one call to the storage.

    Args:
        reader: of the archive, which tells how rare they are.
        text: as pasted.
    """
    text = clipped(text)
    further = next(islice(_SIGN.finditer(text), MOST_SIGNS, None), None)
    text = text[: further.start()] if further else text
    tokens = analyze(text)
    counts = dict(Counter(token.stem for token in tokens).most_common(MOST_DIFFERENT))
    frequencies = reader.document_frequencies([Term(stem) for stem in counts])
    articles = reader.manifest.articles
    worth = {
        stem: (1 + math.log(count)) * math.log((articles + 1) / (held + 0.5))
        for (stem, count), held in zip(counts.items(), frequencies, strict=True)
        if held  # what no article holds finds none
    }
    telling = set(sorted(worth, key=lambda stem: (-worth[stem], stem))[:WORDS])
    said: dict[tuple[str, ...], str] = {}
    for first, last in _spans(text, tokens):
        stems = tuple(token.stem for token in tokens[first:last])
        if telling.intersection(stems):
            said.setdefault(stems, text[tokens[first].start : tokens[last - 1].end])
    return " ".join(said.values())


def _spans(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the names and expressions of a text, and the words between them one by one."""
    stems = [token.stem for token in tokens]
    starts = [token.mark_start for token in tokens]
    names = {}
    for name in find_names(text):
        first = bisect_left(starts, name.start)
        names[first] = bisect_left(starts, name.end) - first
    position = 0
    while position < len(tokens):
        length, _ = installed_dictionaries().longest_at(stems, position)
        length = max(length, names.get(position, 0), 1)
        yield position, position + length
        position += length
