"""What both keyword engines make of a query tree before they go their own ways."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import translate
from functools import lru_cache
from typing import Self

from indexer.language.vocalised import marks_pattern
from indexer.storage.local.keyword.limits import LeafNode, check_leaves, check_size, parts_of
from indexer.storage.local.keyword.port import (
    FIELD_BOOSTS,
    LEAD_BOOST,
    LEAD_FIELDS,
    VOCALISED_FIELDS,
    field_name,
    key_name,
)
from indexer.storage.query import (
    And,
    Boolean,
    DateRange,
    DisjunctionMax,
    Field,
    Filters,
    KeywordField,
    Layer,
    Not,
    Or,
    Prefix,
    QueryNode,
    Term,
    Vocalised,
    Wildcard,
    boosted,
    filter_key,
)

_SPECIAL = re.compile(r"[*?]|[^*?]+")
_STARS = re.compile(r"\*+")


@dataclass(frozen=True, slots=True)
class WordPattern:
    """A prefix, a wildcard pattern or a vocalised word, which must cover a whole word.

    Attributes:
        prefix: how every word that fits begins; may be empty.
        automaton: the pattern as a regular expression that is the same to Python and Tantivy.
        regex: what covers the same words, compiled; of a wildcard pattern without backtracking,
            which with ten `*` takes longer than a vocabulary has words.
    """

    prefix: str
    automaton: str
    regex: re.Pattern[str]

    @classmethod
    def of(cls, node: Prefix | Wildcard | Vocalised) -> Self:
        """Return the pattern of a node. In a prefix, `*` and `?` are letters like others."""
        if isinstance(node, Vocalised):
            automaton, prefix = marks_pattern(node.text), node.text[:1]
        elif isinstance(node, Prefix):
            automaton, prefix = re.escape(node.text) + ".*", node.text
        else:
            places = {"*": ".*", "?": "."}
            parts = _SPECIAL.findall(_STARS.sub("*", node.pattern))
            automaton = "".join(places.get(part) or re.escape(part) for part in parts)
            prefix = parts[0] if parts and parts[0] not in places else ""
            return cls(prefix, automaton, re.compile(translate(node.pattern.replace("[", "[[]"))))
        return cls(prefix, automaton, re.compile(automaton, re.DOTALL))

    def fits(self, word: str) -> bool:
        """Tell whether the pattern covers the word."""
        return self.regex.fullmatch(word) is not None


def searched_fields(field: Field, layer: Layer) -> list[tuple[str, float]]:
    """Return the index's fields that a node's field stands for, each with its boost."""
    fields = (Field.TITLE, Field.BODY) if field is Field.ANY else (field,)
    return [(field_name(one, layer), FIELD_BOOSTS[one]) for one in fields]


def word_fields(node: LeafNode) -> list[tuple[str, float]]:
    """Return the index's fields that a node is looked up in, each with its boost."""
    if isinstance(node, Term) and node.field is Field.ANY and node.layer in LEAD_FIELDS:
        lead = (LEAD_FIELDS[node.layer], LEAD_BOOST)
        return [*searched_fields(node.field, node.layer), lead]
    if not isinstance(node, Vocalised):
        return searched_fields(node.field, node.layer)
    return [
        (name, FIELD_BOOSTS[one])
        for one, name in VOCALISED_FIELDS.items()
        if node.field in (Field.ANY, one)
    ]


def attribute_filters(filters: Filters) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the attributes that are restricted, by their names in the index, with keys allowed."""
    allowed: dict[KeywordField, tuple[str, ...]] = {
        "language": filters.languages,
        "source": filters.sources,
        "author": filters.authors,
        "category": filters.categories,
    }
    return (
        (key_name(name), tuple(dict.fromkeys(map(filter_key, values))))
        for name, values in allowed.items()
        if values
    )


def ordinals(dates: DateRange | Filters) -> tuple[int | None, int | None]:
    """Return first and last day as proleptic ordinals, None where open."""
    return (
        dates.first.toordinal() if dates.first else None,
        dates.last.toordinal() if dates.last else None,
    )


@lru_cache(maxsize=32)  # a search asks for the same tree some ten times
def prepared(node: QueryNode) -> QueryNode:
    """Return a tree with the same matches and scores in which no `Or` or `And` repeats a part.

    Nested ones of the same kind are laid flat, and parts that differ in their boosts alone become
    one with the sum of them, so that a word typed a hundred times is looked up once.

    Raises:
        QueryError: the tree can't be answered in reasonable time.
    """
    check_size(node)
    simple = _simplified(node)
    check_leaves(simple)
    return simple


def _simplified(node: QueryNode) -> QueryNode:
    match node:
        case Or(nodes):
            flat = [part for one in map(_simplified, nodes) for part in _flat(one, Or)]
            return _only(Or(_merged(flat)))
        case And(nodes):
            flat = [part for one in map(_simplified, nodes) for part in _flat(one, And)]
            return _only(And(_merged(flat)))
        case DisjunctionMax(nodes):
            return _only(DisjunctionMax(tuple(dict.fromkeys(map(_simplified, nodes)))))
        case Not(inner):
            return Not(_simplified(inner))
        case Boolean(must, should):
            return Boolean(_simplified(must), _simplified(should))
        case _:
            return node


def _flat(node: QueryNode, kind: type[And] | type[Or]) -> tuple[QueryNode, ...]:
    return parts_of(node) if isinstance(node, kind) else (node,)


def _only(node: And | Or | DisjunctionMax) -> QueryNode:
    return node.nodes[0] if len(node.nodes) == 1 else node


def _merged(nodes: Iterable[QueryNode]) -> tuple[QueryNode, ...]:
    """Return each part once, with the boosts of all its repetitions added up."""
    boosts: dict[QueryNode, float] = {}
    for node in nodes:
        boost = 1.0
        if isinstance(node, LeafNode):
            boost, node = node.boost, replace(node, boost=1.0)
        boosts[node] = boosts.get(node, 0.0) + boost
    return tuple(boosted(node, boost) for node, boost in boosts.items())


def scores_nothing(node: QueryNode) -> bool:
    """Tell whether the node gives every document the score 0."""
    match node:
        case And(nodes) | Or(nodes) | DisjunctionMax(nodes):
            return all(scores_nothing(one) for one in nodes)
        case Boolean(must, should):
            return scores_nothing(must) and scores_nothing(should)
        case _:
            return isinstance(node, Not | DateRange)


def most_frequent(listed: Iterable[Iterable[tuple[str, int]]], limit: int) -> list[tuple[str, int]]:
    """Return the words with the largest counts, falling, then by the word.

    Args:
        listed: words of each field or segment with counts, which are added up.
        limit: how many words are wanted.
    """
    counts: Counter[str] = Counter()
    for words in listed:
        for word, held in words:
            counts[word] += held
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[: max(limit, 0)]
