"""An explanation as people read it: the words that met by word of the query, parts by key."""

from dataclasses import dataclass

from indexer.storage.query import Layer
from search.request import Explanation


@dataclass(frozen=True, slots=True)
class Written:
    """How an article writes a word.

    Attributes:
        word: as it is there, clitics apart.
        layer: in which it is what was searched.
        places: `title`, `body` or both.
    """

    word: str
    layer: Layer
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """A word of the query and all that it met in an article.

    Attributes:
        query: the query's word.
        kind: `word`, or why other words were searched: `name`, `spelling`, `date` or `synonym`.
        written: the article's words, in order.
    """

    query: str
    kind: str
    written: tuple[Written, ...]


def words_met(explanation: Explanation) -> tuple[Met, ...]:
    """Return the words that met, each word of the query once for each reason."""
    groups: dict[tuple[str, str], dict[tuple[str, Layer], list[str]]] = {}
    for term in explanation.terms:
        words = groups.setdefault((term.query, term.kind), {})
        places = words.setdefault((term.written, term.layer), [])
        if term.place not in places:
            places.append(term.place)
    return tuple(
        Met(query, kind, tuple(Written(*one, tuple(places)) for one, places in words.items()))
        for (query, kind), words in groups.items()
    )


def key_of(part: str) -> str:
    """Return the name of a score's part as the interface's sentences have it in their keys."""
    return part.replace("'", "").replace(" ", "_")
