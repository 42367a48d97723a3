"""Cuts an article into the passages that get vectors: whole sentences, the title carried along."""

import re

from indexer.article import Article, Passage

# A sentence ends after its closing marks, or at a line's end. The marks of both scripts count,
# and a full stop only before white space, so that 3.5 and U.S. stay whole.
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?؟…۔]+[\"'»”’)\]]*(?=\s)|(?=\n)|\Z)")
_WORD = re.compile(r"\S+")
STRETCH = 1.25  # a last passage may be this much longer rather than leave a scrap behind


def cut(article: Article, *, words: int, limit: int) -> tuple[Passage, ...]:
    """Cut an article into passages.

    Args:
        article: its title and body are used.
        words: how many words of the body a passage holds, about; a sentence longer than that
            is cut between words.
        limit: how many passages at most, from the beginning (1: the lead alone).

    Returns:
        At least one passage; together they cover the body's beginning without gaps in words.
    """
    spans = _merge(_pieces(article.body, words), words)[:limit] or [(0, 0)]
    head = f"{article.title}\n" if article.title else ""
    return tuple(
        Passage(number, start, end, head + article.body[start:end])
        for number, (start, end) in enumerate(spans)
    )


def _pieces(body: str, words: int) -> list[tuple[int, int, int]]:
    """Return (start, end, number of words) of each sentence, over-long ones cut."""
    pieces: list[tuple[int, int, int]] = []
    for sentence in _SENTENCE.finditer(body):
        found = [(w.start(), w.end()) for w in _WORD.finditer(body, *sentence.span())]
        for first in range(0, len(found), words):
            part = found[first : first + words]
            pieces.append((part[0][0], part[-1][1], len(part)))
    return pieces


def _merge(pieces: list[tuple[int, int, int]], words: int) -> list[tuple[int, int]]:
    """Join neighbouring sentences up to `words` words."""
    spans: list[tuple[int, int]] = []
    left = sum(count for _, _, count in pieces)
    size = words
    for start, end, count in pieces:
        # The rest goes into the open passage if it is only a little too long for it.
        if spans and (size + count <= words or size + left <= words * STRETCH):
            spans[-1] = (spans[-1][0], end)
            size += count
        else:
            spans.append((start, end))
            size = count
        left -= count
    return spans
