"""What is searched beside some words of a query, and how it is told."""

from dataclasses import dataclass

from indexer.storage.query import DisjunctionMax, Phrase, Term
from search.request import Expansion

ExpansionNode = Term | Phrase | DisjunctionMax


@dataclass(frozen=True, slots=True)
class Addition:
    """What is searched beside one or several words of the query.

    Attributes:
        start, end: where those words are; nowhere (0, 0) for a date, which is no unit.
        stems: of those words.
        shown: for the searcher; None where it is the same word written apart, held or not.
        nodes: to be searched.
    """

    start: int
    end: int
    stems: tuple[str, ...]
    shown: Expansion | None
    nodes: tuple[ExpansionNode, ...]
