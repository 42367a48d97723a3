"""A query word by word, as each language of the archive is searched for it.

How much of a query an article answers is asked of each unit by itself: a word, or an expression
that the other language has a word for as a whole. Alternatives of one unit count as one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.language.analyzer import Token
from indexer.language.english import ARTICLES
from indexer.storage.query import DisjunctionMax, Or, Phrase, QueryNode, Term
from search.query.leaves import WEIGHTS

MOST_UNITS = 24
"""Of a longer query the first ones stand for it."""


@dataclass(frozen=True, slots=True)
class QueryUnit:
    """A word of the query, or an expression.

    Attributes:
        words: what the query's own language is searched for, a node a word.
        other: what the other languages are searched for.
    """

    words: tuple[QueryNode, ...]
    other: QueryNode


@dataclass(frozen=True, slots=True)
class Alternative:
    """What is searched beside some words of the query.

    Attributes:
        first, last: its tokens, the last one excluded.
        nodes: what is searched.
    """

    first: int
    last: int
    nodes: tuple[QueryNode, ...]


def units(tokens: Sequence[Token], alternatives: Iterable[Alternative]) -> tuple[QueryUnit, ...]:
    """Cut a query into units, each once; where alternatives overlap, the longest make the unit.

    Args:
        tokens: of the query.
        alternatives: of its words.
    """
    beside: dict[tuple[int, int], list[QueryNode]] = {}
    for one in alternatives:
        beside.setdefault((one.first, one.last), []).extend(one.nodes)
    found = dict.fromkeys(
        _unit(tokens, first, last, beside)
        for first, last in _cut(len(tokens), beside)
        if last - first > 1 or not _is_article(tokens, first)
    )
    return tuple(found)[:MOST_UNITS]


def _cut(count: int, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans that a query of so many tokens is cut into, in their order."""
    taken = [(0, 0)] * count
    for first, last in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end == 0 for _, end in taken[first:last]):
            taken[first:last] = [(first, last)] * (last - first)
    position = 0
    while position < count:
        first, last = taken[position] if taken[position][1] else (position, position + 1)
        yield first, last
        position = last


def _unit(
    tokens: Sequence[Token],
    first: int,
    last: int,
    beside: dict[tuple[int, int], list[QueryNode]],
) -> QueryUnit:
    words = []
    for place in range(first, last):
        own = [one for one in beside.get((place, place + 1), ()) if _is_of(tokens[place], one)]
        words.append(_word(tokens[place], own))
    other = [_word(tokens[place], ()) for place in range(first, last)]
    added = beside.get((first, last), [])
    return QueryUnit(tuple(words), DisjunctionMax(tuple(dict.fromkeys((*other, *added)))))


def _is_article(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a token is a Latin article before a name, which finds nothing by itself."""
    after = tokens[place + 1 : place + 2]
    return tokens[place].folded in ARTICLES and bool(after) and after[0].folded.isascii()


def _word(token: Token, beside: Sequence[QueryNode]) -> QueryNode:
    own = (
        Term(token.stem, "stem", boost=WEIGHTS["stem"]),
        Term(token.folded, "folded", boost=WEIGHTS["folded"]),
    )
    return Or((*own, *beside))


def _is_of(token: Token, node: QueryNode) -> bool:
    """Tell whether a node is in the script of a token: then its own language may be meant."""
    match node:
        case Term(text):
            return text.isascii() == token.stem.isascii()
        case Phrase(words):
            return words[0].isascii() == token.stem.isascii()
        case _:
            return False
