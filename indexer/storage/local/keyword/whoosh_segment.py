"""One segment of a Whoosh index, read in bulk into arrays."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching.mcore import ListMatcher, Matcher
from whoosh.reading import IndexReader, TermNotFound


class WhooshSegment:
    """What a search needs of a segment. Its documents are numbered from 0; one thread at a time.

    Attributes:
        size: how many documents there are, deleted ones included.
        rows: int64, shape (size,): row numbers.
        days: int64, shape (size,): proleptic ordinals, 0 where there is no date.
        grouped: bool, shape (size,): which documents are in a duplicate group.
        alive: bool, shape (size,): which documents aren't deleted.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._lengths: dict[str, NDArray[np.float32]] = {}
        self.size = int(reader.doc_count_all())
        self.rows = np.array(list(reader.column_reader("row")), np.int64)
        self.days = np.array(list(reader.column_reader("day")), np.int64)
        self.grouped = np.array(list(reader.column_reader("grouped")), np.bool_)
        self.alive = np.zeros(self.size, np.bool_)
        self.alive[list(reader.all_doc_ids())] = True

    def postings(self, field: str, word: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Documents that hold the word, deleted ones included, rising, and how often each does."""
        documents: list[int] = []
        counts: list[float] = []
        for block_documents, block_counts in _blocks(self._matcher(field, word)):
            documents.extend(block_documents)
            counts.extend(block_counts)
        return np.array(documents, np.int64), np.array(counts, np.float32)

    def positions(self, field: str, word: str, documents: Sequence[int]) -> Iterator[list[int]]:
        """Where the word stands in each of these documents, rising; all of them hold it."""
        matcher = self._matcher(field, word)
        for document in documents:
            matcher.skip_to(document)
            yield matcher.value_as("positions")

    def lengths(self, field: str) -> NDArray[np.float32]:
        """How many words each document has in the field, as coarsely as Whoosh keeps it."""
        if field not in self._lengths:
            lengths = [self._reader.doc_field_length(i, field) or 0 for i in range(self.size)]
            self._lengths[field] = np.array(lengths, np.float32)
        return self._lengths[field]

    def word_count(self, field: str) -> int:
        """How many words all documents have in the field."""
        return int(self._reader.field_length(field))

    def frequency(self, field: str, word: str) -> int:
        """How many documents hold the word, deleted ones included."""
        return int(self._reader.doc_frequency(field, word))

    def vocabulary(self, field: str, prefix: str = "") -> Iterator[str]:
        """Yield the field's words that begin so."""
        for word in self._reader.expand_prefix(field, prefix):
            yield word.decode("utf-8")

    def near(self, field: str, text: str, distance: int) -> set[str]:
        """Return the field's words within `distance` edits, 1 or 2, by optimal string alignment.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours. Whoosh's automaton
        doesn't know swaps, so it is also asked for the text with two letters swapped, at one edit
        less.
        """
        found = set(self._reader.terms_within(field, text, distance))
        for swapped in _swaps(text):
            if distance > 1:
                found.update(self._reader.terms_within(field, swapped, distance - 1))
                found.update(_swaps(swapped))
            found.add(swapped)
        return {word for word in found if OSA.distance(text, word) <= distance}

    def _matcher(self, field: str, word: str) -> Matcher:
        try:
            matcher = self._reader.postings(field, word)
        except TermNotFound:
            return ListMatcher([])
        inner: Matcher = getattr(matcher, "child", matcher)  # without the test for deleted ones
        return inner


def _swaps(word: str) -> Iterator[str]:
    """Yield the word with each two neighbours swapped that differ."""
    for i in range(len(word) - 1):
        if word[i] != word[i + 1]:
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _blocks(matcher: Matcher) -> Iterator[tuple[Any, Any]]:
    """Documents and counts, as many at a time as are compressed together.

    Whoosh offers them one by one only, which takes ten times as long.
    """
    if not isinstance(matcher, W3LeafMatcher):
        while matcher.is_active():
            yield [matcher.id()], [matcher.weight()]
            matcher.next()
        return
    while matcher.is_active():
        matcher.id(), matcher.weight()  # reads the block
        yield matcher._ids, matcher._weights
        matcher._next_block()
