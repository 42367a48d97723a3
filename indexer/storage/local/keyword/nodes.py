"""What both keyword engines make of a node before they go their own ways."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from indexer.base.errors import QueryError
from indexer.language.vocalised import marks_pattern
from indexer.storage.local.keyword.port import (
    FIELD_BOOSTS,
    LEAD_BOOST,
    LEAD_FIELDS,
    VOCALISED_FIELDS,
    field_name,
)
from indexer.storage.query import (
    And,
    Boolean,
    DateRange,
    Field,
    Filters,
    Fuzzy,
    Layer,
    QueryNode,
    Not,
    Or,
    Phrase,
    Prefix,
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
        """The pattern of a node. In a prefix, `*` and `?` are letters like others."""
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
        """Whether the pattern covers the word."""
        return self.regex.fullmatch(word) is not None


def searched_fields(field: Field, layer: Layer) -> list[tuple[str, float]]:
    """The index's fields that a node's field stands for, each with its boost."""
    fields = (Field.TITLE, Field.BODY) if field is Field.ANY else (field,)
    return [(field_name(one, layer), FIELD_BOOSTS[one]) for one in fields]


def word_fields(node: LeafNode) -> list[tuple[str, float]]:
    """The index's fields that a node is looked up in, each with its boost."""
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
    """The attributes that are restricted, by their names in the index, and the keys allowed."""
    allowed = {
        "language": filters.languages,
        "source": filters.sources,
        "author_name": filters.authors,
        "category": filters.categories,
    }
    return (
        (name, tuple(dict.fromkeys(map(filter_key, values))))
        for name, values in allowed.items()
        if values
    )


def ordinals(dates: DateRange | Filters) -> tuple[int | None, int | None]:
    """First and last day as proleptic ordinals, None where open."""
    return (
        dates.first.toordinal() if dates.first else None,
        dates.last.toordinal() if dates.last else None,
    )


def check_phrase(phrase: Phrase) -> None:
    """Refuses a phrase that can't be answered in reasonable time.

    Raises:
        QueryError: the slop is negative or beyond `MAX_SLOP`, or three words or more could stand
            in over `MAX_SPACINGS` ways.
    """
    if phrase.slop < 0:
        raise QueryError("the distance between a phrase's words is negative")
    gaps = len(phrase.words) - 1
    if phrase.slop > MAX_SLOP or (gaps > 1 and math.comb(phrase.slop + gaps, gaps) > MAX_SPACINGS):
        raise QueryError(
            f"{len(phrase.words)} words with up to {phrase.slop} others between them "
            "can stand in too many ways",
            remedy="Take fewer words or a smaller distance",
        )


def scores_nothing(node: QueryNode) -> bool:
    """Whether the node gives every document the score 0."""
    match node:
        case And(nodes) | Or(nodes):
            return all(scores_nothing(one) for one in nodes)
        case Boolean(must, should):
            return scores_nothing(required) and scores_nothing(optional)
        case _:
            return isinstance(node, Not | DateRange)


def check_fuzzy(fuzzy: Fuzzy) -> None:
    """Raises `QueryError` unless the distance is 1 or 2."""
    if not 1 <= fuzzy.distance <= MAX_DISTANCE:
        raise QueryError(
            f"a fuzzy word can't be {fuzzy.distance} edits away", remedy="Take 1 or 2 edits"
        )


def most_frequent(
    listed: Iterable[Iterable[tuple[str, int]]], limit: int, frequency: Callable[[str], int]
) -> list[tuple[str, int]]:
    """The words that are in the most documents, falling, then by the alphabet.

    Args:
        listed: words of each field or segment with counts that may take in deleted documents.
        limit: how many words are wanted.
        frequency: the true document frequency of a word. Documents may be listed in several
            places, so the sum of a word's counts is never below it.
    """
    bounds: Counter[str] = Counter()
    for words in listed:
        bounds.update(dict(words))
    best: list[tuple[int, str]] = []
    for bound, word in sorted((-held, word) for word, held in bounds.items()):
        if len(best) >= limit and (not best or (bound, word) > best[-1]):
            break
        if held := frequency(word):
            best = sorted([*best, (-held, word)])[:limit]
    return [(word, -negative) for negative, word in best]
