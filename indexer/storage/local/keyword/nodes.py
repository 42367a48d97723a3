"""What both keyword engines make of a query tree before they go their own ways."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from indexer.base.errors import QueryError
from indexer.language.vocalised import marks_pattern
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
    Fuzzy,
    KeywordField,
    Layer,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryNode,
    Term,
    Vocalised,
    Wildcard,
    filter_key,
)

MAX_SLOP = 1_000_000
"""No article is longer; engines count places in 32 bits."""

MAX_SPACINGS = 2_000
"""In how many ways the words of a phrase may stand before it is refused. Three words may have a
slop of 61, four of 20, five of 12, six of 8, eight of 6; two words any."""

MAX_DISTANCE = 2
"""How many edits a fuzzy word may be away."""

MAX_TERMS = 2_000
"""How many words a query tree may hold, those of phrases too; repeated in one `Or` they are one."""

MAX_ALL_SPACINGS = 2 * MAX_SPACINGS
"""In how many ways the words of all its phrases may be placed in all."""

MAX_PATTERNS = 50
"""How many of them may be patterns or fuzzy words, each of which runs through the vocabulary."""

MAX_DEPTH = 100
"""How deeply a query tree may be nested."""

MAX_WIDTH = 100_000
"""How many parts a query tree may have on one level, repeated ones counted as well."""

MAX_LENGTH = 1_000
"""How many characters a word or pattern may have; the longest word of a dictionary has 200."""

LeafNode = Term | Phrase | Prefix | Wildcard | Fuzzy | Vocalised
"""A node that is looked up in the words of a field."""

_SPECIAL = re.compile(r"[*?]|[^*?]+")


@dataclass(frozen=True, slots=True)
class WordPattern:
    """A prefix, a wildcard pattern or a vocalised word, which must cover a whole word.

    Attributes:
        prefix: how every word that fits begins; may be empty.
        automaton: the pattern as a regular expression that is the same to Python and Tantivy.
        regex: the same, compiled.
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
            parts = _SPECIAL.findall(node.pattern)
            automaton = "".join(places.get(part) or re.escape(part) for part in parts)
            prefix = parts[0] if parts and parts[0] not in places else ""
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


def prepared(node: QueryNode) -> QueryNode:
    """Return a tree with the same matches and scores in which no `Or` or `And` repeats a part.

    Nested ones of the same kind are laid flat, and parts that differ in their boosts alone become
    one with the sum of them, so that a word typed a hundred times is looked up once.

    Raises:
        QueryError: the tree can't be answered in reasonable time.
    """
    _check_size(node)
    simple = _simplified(node)
    leaves = list(_leaves(simple))
    for leaf in leaves:
        _check_leaf(leaf)
    words = sum(len(leaf.words) if isinstance(leaf, Phrase) else 1 for leaf in leaves)
    if words > MAX_TERMS:
        raise _too_large(f"{words:,} words, {MAX_TERMS:,} at most can be searched at once")
    patterns = sum(not isinstance(leaf, Term | Phrase) for leaf in leaves)
    if patterns > MAX_PATTERNS:
        raise _too_large(
            f"{patterns:,} patterns and fuzzy words, {MAX_PATTERNS} at most are allowed"
        )
    spacings = sum(_spacings(leaf) for leaf in leaves if isinstance(leaf, Phrase))
    if spacings > MAX_ALL_SPACINGS:
        raise _too_large("the words of its phrases can be placed in too many ways")
    return simple


def _check_size(node: QueryNode) -> None:
    level, depth = [node], 0
    while level:
        if (depth := depth + 1) > MAX_DEPTH:
            raise _too_large(f"it is nested more than {MAX_DEPTH} levels deep")
        if len(level) > MAX_WIDTH:
            raise _too_large(f"it has more than {MAX_WIDTH:,} parts")
        level = [part for one in level for part in _parts(one)]


def _parts(node: QueryNode) -> tuple[QueryNode, ...]:
    match node:
        case And(nodes) | Or(nodes) | DisjunctionMax(nodes):
            return nodes
        case Not(inner):
            return (inner,)
        case Boolean(must, should):
            return must, should
        case _:
            return ()


def _leaves(node: QueryNode) -> Iterator[LeafNode]:
    if isinstance(node, LeafNode):
        yield node
    for part in _parts(node):
        yield from _leaves(part)


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
    return _parts(node) if isinstance(node, kind) else (node,)


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
    return tuple(_boosted(node, boost) for node, boost in boosts.items())


def _boosted(node: QueryNode, factor: float) -> QueryNode:
    """Return the node with all its scores multiplied."""
    if factor == 1.0:
        return node
    match node:
        case And(nodes) | Or(nodes) | DisjunctionMax(nodes):
            return replace(node, nodes=tuple(_boosted(one, factor) for one in nodes))
        case Boolean(must, should):
            return Boolean(_boosted(must, factor), _boosted(should, factor))
        case Not() | DateRange():
            return node
        case _:
            return replace(node, boost=node.boost * factor)


def _too_large(what: str) -> QueryError:
    return QueryError(f"the query is too large: {what}", remedy="Take fewer words")


def _check_leaf(leaf: LeafNode) -> None:
    """Refuse a leaf that can't be answered in reasonable time."""
    match leaf:
        case Phrase(words):
            _check_phrase(leaf)
            texts: Sequence[str] = words
        case Wildcard(pattern):
            texts = (pattern,)
        case _:
            texts = (leaf.text,)
    if isinstance(leaf, Fuzzy) and not 1 <= leaf.distance <= MAX_DISTANCE:
        raise QueryError(
            f"a fuzzy word can't be {leaf.distance} edits away", remedy="Take 1 or 2 edits"
        )
    if any(len(text) > MAX_LENGTH for text in texts):
        raise QueryError(
            f"a word of more than {MAX_LENGTH:,} characters can't be searched",
            remedy="Take its beginning, or leave it out",
        )


def _check_phrase(phrase: Phrase) -> None:
    """Refuse a slop that is negative or too large, and too many placings of words."""
    if phrase.slop < 0:
        raise QueryError("the distance between a phrase's words is negative")
    if phrase.slop > MAX_SLOP or _spacings(phrase) > MAX_SPACINGS:
        raise QueryError(
            f"{len(phrase.words)} words with up to {phrase.slop} others between them "
            "can be placed in too many ways",
            remedy="Take fewer words or a smaller distance",
        )


def _spacings(phrase: Phrase) -> int:
    """Return in how many ways an engine may have to place the words; two are placed in one."""
    gaps = len(phrase.words) - 1
    return math.comb(phrase.slop + gaps, gaps) if gaps > 1 else 1


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
