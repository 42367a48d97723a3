"""Carries the names in a question over to the other script: إيران also searches Iran."""

from dataclasses import dataclass

from indexer.language.analyzer import analyze
from indexer.language.names import find_names
from indexer.storage.query import Node, Or, Phrase, Term
from search.query import ParsedQuery

BOOST = 0.5  # a name's counterpart against the name itself: another spelling may be another name


@dataclass(frozen=True, slots=True)
class Bridged:
    """A question's words with their counterparts.

    Attributes:
        node: what must match.
        also_searched: the counterparts, as they are usually written.
    """

    node: Node | None
    also_searched: tuple[str, ...] = ()


def bridged(parsed: ParsedQuery) -> Bridged:
    """Add the counterparts of the names in a question.

    A question that demands something (quotes, +, AND, NOT) is taken at its word.
    """
    if parsed.node is None or parsed.demanding:
        return Bridged(parsed.node)
    others = [name.counterparts for name in find_names(parsed.text)]
    nodes = [node for written in others for phrase in written for node in _nodes(phrase)]
    if not nodes:
        return Bridged(parsed.node)
    shown = tuple(dict.fromkeys(written[0] for written in others if written))
    return Bridged(Or((parsed.node, *dict.fromkeys(nodes))), shown)


def _nodes(phrase: str) -> tuple[Node, ...]:
    stems = tuple(token.stem for token in analyze(phrase))
    if len(stems) > 1:
        return (Phrase(stems, "stem", boost=BOOST),)
    return tuple(Term(stem, boost=BOOST) for stem in stems)
