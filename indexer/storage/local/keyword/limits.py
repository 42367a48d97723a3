"""What a query tree may cost: bounds that hold in every keyword engine, checked before it runs.

They count work, not seconds: words looked up, patterns run through the vocabulary, documents whose
positions are compared. `docs/architecture.md` says what they come to in milliseconds.
"""

import math
from collections.abc import Callable, Iterator, Sequence

from indexer.base.errors import QueryError
from indexer.storage.query import (
    And,
    Boolean,
    DisjunctionMax,
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

MAX_SLOP = 1_000_000
"""No article is longer; engines count places in 32 bits."""

MAX_SPACINGS = 2_000
"""In how many ways the words of all phrases of a tree may stand, all together. A phrase of three
words may have a slop of 61, of four 20, of five 12, of six 8, of eight 6; of two words any."""

MAX_COMPARED = 1_000_000
"""In how many documents the positions of words may be compared, each way to place them counted
anew: no more documents hold a phrase than hold its rarest word."""

MAX_DISTANCE = 2
"""How many edits a fuzzy word may be away."""

MAX_TERMS = 2_000
"""How many words a query tree may hold, those of phrases too; repeated in one `Or` they are one."""

MAX_PATTERNS = 30
"""How many different patterns and fuzzy words there may be; each runs through the vocabulary."""

MAX_OPEN = 4
"""How many of them may begin with `*` or `?`: nothing tells in which part of it to look."""

MAX_DEPTH = 100
"""How deeply a query tree may be nested."""

MAX_WIDTH = 100_000
"""How many parts a query tree may have on one level, repeated ones counted as well."""

MAX_LENGTH = 1_000
"""How many characters a word or pattern may have; the longest word of a dictionary has 200."""

MAX_PATTERN = 60
"""How many characters a pattern or fuzzy word may have: automata grow with them."""

MAX_STARS = 6
"""How many `*` a pattern may have: with each its automaton grows several times."""

MANY_TERMS = 100
"""A tree of more words is worth answering once and for all, see `is_costly`."""

_SHOWN = 40

LeafNode = Term | Phrase | Prefix | Wildcard | Fuzzy | Vocalised
"""A node that is looked up in the words of a field."""


def parts_of(node: QueryNode) -> tuple[QueryNode, ...]:
    """Return the nodes that a node is made of."""
    match node:
        case And(nodes) | Or(nodes) | DisjunctionMax(nodes):
            return nodes
        case Not(inner):
            return (inner,)
        case Boolean(must, should):
            return must, should
        case _:
            return ()


def leaves_of(node: QueryNode) -> Iterator[LeafNode]:
    """Yield all leaves of a tree."""
    if isinstance(node, LeafNode):
        yield node
    for part in parts_of(node):
        yield from leaves_of(part)


def check_size(node: QueryNode) -> None:
    """Refuse a tree that is too deep or too wide, before anything recurses into it.

    Raises:
        QueryError: says which.
    """
    level, depth = [node], 0
    while level:
        if (depth := depth + 1) > MAX_DEPTH:
            raise _too_large(f"it is nested more than {MAX_DEPTH} levels deep", "Take it apart")
        if len(level) > MAX_WIDTH:
            raise _too_large(f"it has more than {MAX_WIDTH:,} parts")
        level = [part for one in level for part in parts_of(one)]


def check_leaves(node: QueryNode) -> None:
    """Refuse a simplified tree whose words or patterns can't be answered in reasonable time.

    Raises:
        QueryError: says what there is too much of.
    """
    leaves = list(leaves_of(node))
    for leaf in leaves:
        _check_leaf(leaf)
    words = sum(len(leaf.words) if isinstance(leaf, Phrase) else 1 for leaf in leaves)
    if words > MAX_TERMS:
        raise _too_large(f"{words:,} words, {MAX_TERMS:,} at most can be searched at once")
    # A prefix of words and the same one of stems are one pattern to the searcher.
    patterns = len({_written(leaf) for leaf in leaves if not isinstance(leaf, Term | Phrase)})
    if patterns > MAX_PATTERNS:
        raise _too_large(
            f"{patterns:,} patterns and fuzzy words, {MAX_PATTERNS} at most are allowed"
        )
    opened = len({one.pattern for one in leaves if isinstance(one, Wildcard) and _is_open(one)})
    if opened > MAX_OPEN:
        raise _too_large(
            f"{opened:,} patterns begin with * or ?, {MAX_OPEN} at most may",
            "Begin them with a letter",
        )
    if sum(_spacings(leaf) for leaf in leaves if isinstance(leaf, Phrase) and leaf.slop) > (
        MAX_SPACINGS
    ):
        raise _too_large(
            "the words of its phrases can be placed in too many ways",
            "Take fewer phrases, or smaller distances behind ~",
        )


def check_compared(
    node: QueryNode, fields: Callable[[Phrase], Sequence[str]], held: Callable[[str, str], int]
) -> None:
    """Refuse a tree whose phrases have words too frequent for the ways in which they may stand.

    Args:
        node: a prepared tree.
        fields: names of the index's fields that a phrase is looked for in.
        held: tells how many documents hold a word in a field.

    Raises:
        QueryError: names the phrase that is most work.
    """
    works = {
        leaf: _spacings(leaf)
        * sum(min(held(field, word) for word in leaf.words) for field in fields(leaf))
        for leaf in leaves_of(node)
        if isinstance(leaf, Phrase) and len(leaf.words) > 1
    }
    compared = sum(works.values())
    if compared <= MAX_COMPARED:
        return
    worst = max(works, key=lambda leaf: works[leaf])
    said = " ".join(worst.words[:6]) + (" …" if len(worst.words) > 6 else "")
    slop = f"~{worst.slop}" if worst.slop else ""
    raise QueryError(
        f"its words are so frequent that they would have to be compared in {compared:,} places, "
        f"{MAX_COMPARED:,} at most can be",
        f'phrase "{said}"{slop}',
        "Take rarer words, or a smaller distance behind ~" if slop else "Take fewer phrases",
    )


def is_costly(node: QueryNode) -> bool:
    """Tell whether a prepared tree costs so much that it is to be answered once, not at each call.

    Patterns run through the vocabulary, phrases compare positions, and of many words all documents
    are met anyway.
    """
    leaves = list(leaves_of(node))
    return len(leaves) > MANY_TERMS or any(
        not isinstance(leaf, Term | Phrase)
        or (isinstance(leaf, Phrase) and bool(leaf.slop) and len(leaf.words) > 2)
        for leaf in leaves
    )


def _is_open(wildcard: Wildcard) -> bool:
    return wildcard.pattern[:1] in ("*", "?")


def _written(leaf: LeafNode) -> str:
    """Return the words, the pattern or the fuzzy word of a leaf."""
    match leaf:
        case Phrase(words):
            return " ".join(words)
        case Wildcard(pattern):
            return pattern
        case Fuzzy(text):
            return f"{text}~"
        case _:
            return leaf.text


def _too_large(what: str, remedy: str = "Take fewer words") -> QueryError:
    return QueryError(f"the query is too large: {what}", remedy=remedy)


def _check_leaf(leaf: LeafNode) -> None:
    """Refuse a leaf that can't be answered in reasonable time."""
    if isinstance(leaf, Phrase):
        _check_phrase(leaf)
    if isinstance(leaf, Fuzzy) and not 1 <= leaf.distance <= MAX_DISTANCE:
        raise QueryError(
            f"a fuzzy word can't be {leaf.distance} edits away", remedy="Take 1 or 2 edits"
        )
    words = leaf.words if isinstance(leaf, Phrase) else (_written(leaf),)
    if any(len(word) > MAX_LENGTH for word in words):
        raise QueryError(
            f"a word of more than {MAX_LENGTH:,} characters can't be searched",
            _shown(leaf),
            "Take its beginning, or leave it out",
        )
    if isinstance(leaf, Wildcard | Fuzzy | Vocalised) and len(words[0]) > MAX_PATTERN:
        raise QueryError(
            f"a pattern or fuzzy word can have {MAX_PATTERN} characters at most",
            _shown(leaf),
            "Take a shorter part of it, or write it without * ? ~",
        )
    if isinstance(leaf, Wildcard) and leaf.pattern.count("*") > MAX_STARS:
        raise QueryError(
            f"a pattern can have {MAX_STARS} * at most",
            _shown(leaf),
            "Write ? for single letters, or leave out letters between two *",
        )


def _shown(leaf: LeafNode) -> str:
    """Return a leaf as it is named in an error."""
    written = _written(leaf)
    return f'word "{written[:_SHOWN]}…"' if len(written) > _SHOWN else f'word "{written}"'


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
