"""Fixtures that write nodes in one line, and tell whether a text matches them."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from itertools import pairwise

import pytest

from indexer.language.analyzer import analyze
from indexer.storage.query import (
    And,
    Boolean,
    DateRange,
    Field,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryNode,
    Term,
    Vocalised,
    Wildcard,
)
from search.query.leaves import WEIGHTS


@pytest.fixture(scope="session")
def shape() -> Callable[[QueryNode | None], str]:
    """Write a node in short: a word in both layers is `stem/folded`, `<a ; b>` is a Boolean."""
    return _shape


@pytest.fixture(scope="session")
def matches() -> Callable[[QueryNode, str], bool]:
    """Tell whether a text, taken as one field, matches; without fuzzy words and dates."""
    return _matches


def _shape(node: QueryNode | None) -> str:  # noqa: C901 - a case for each node
    match node:
        case None:
            return "nothing"
        case Or((Term(stem, "stem", place, weight), Term(folded, "folded", _, lighter))):
            expected = (WEIGHTS["stem"], WEIGHTS["folded"])
            if place in {Field.AUTHOR, Field.SOURCE}:
                expected = (0.0, 0.0)
            assert (weight, lighter) == expected
            return f"{_in(node.nodes[0])}{stem}/{folded}"
        case Or(nodes):
            return f"({' | '.join(map(_shape, nodes))})"
        case And(nodes):
            return f"[{' & '.join(map(_shape, nodes))}]"
        case Not(inner):
            return f"!{_shape(inner)}"
        case Boolean(must, should):
            return f"<{_shape(must)} ; {_shape(should)}>"
        case Phrase(words, layer):
            return f'{_in(node)}{layer}"{" ".join(words)}"' + (f"~{node.slop}" if node.slop else "")
        case Term(text, layer):
            return f"{_in(node)}{layer}:{text}"
        case Prefix(text, layer):
            return f"{_in(node)}{layer}:{text}*"
        case Wildcard(pattern, layer):
            return f"{_in(node)}{layer}:{pattern}"
        case Fuzzy(text, distance, layer):
            return f"{_in(node)}{layer}:{text}~{distance}"
        case Vocalised(text):
            return f"{_in(node)}vocalised:{text}"
        case DateRange(first, last):
            return f"{first or ''}..{last or ''}"


def _in(node: QueryNode) -> str:
    field = getattr(node, "field", Field.ANY)
    return "" if field is Field.ANY else f"{field}:"


def _matches(node: QueryNode, text: str) -> bool:
    tokens = analyze(text)
    match node:
        case And(nodes):
            return all(_matches(one, text) for one in nodes)
        case Or(nodes):
            return any(_matches(one, text) for one in nodes)
        case Not(inner):
            return not _matches(inner, text)
        case Boolean(must):
            return _matches(must, text)
        case Term(word, layer):
            return word in [getattr(token, layer) for token in tokens]
        case Prefix(start, layer):
            return any(getattr(token, layer).startswith(start) for token in tokens)
        case Wildcard(pattern, layer):
            return any(fnmatchcase(getattr(token, layer), pattern) for token in tokens)
        case Phrase((first, second), layer):
            return (first, second) in pairwise(getattr(token, layer) for token in tokens)
    raise AssertionError(node)
