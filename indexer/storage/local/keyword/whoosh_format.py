"""How places of a word are kept in Whoosh's postings: smaller and faster than its own way."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from whoosh.formats import Positions


class PackedPositions(Positions):
    """Positions as numbers of 32 bits, taken from words that stand between spaces.

    Whoosh pickles a list for each posting and makes an object of each word. The name of this
    class is written into every index.
    """

    def word_values(
        self,
        value: str,
        analyzer: Any,  # noqa: ARG002  the text is analysed already
        **kwargs: Any,  # noqa: ARG002
    ) -> Iterator[Any]:
        """Each word of the text with its count, its weight (the same) and its packed places."""
        places: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for place, word in enumerate(value.split()):
            places[word].append(place)
        for word, held in places.items():
            yield word, len(held), float(len(held)), held.tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Return the places, rising."""
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many places there are."""
        return len(valuestring) // array("I").itemsize
