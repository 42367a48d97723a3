"""The grammar of operators, brackets and fields, parsed by Whoosh into a tree of tokens.

Whoosh reads the tokens, not the text: each operand goes in as `w0`, `w1` …, each operator in one
spelling, so that nothing inside a word can pass for an operator. NOT and + bind tightest, then
AND, then OR, then standing side by side.
"""

from collections.abc import Callable, Sequence
from typing import Any

from whoosh.qparser.default import QueryParser
from whoosh.qparser.plugins import FieldsPlugin, GroupPlugin, OperatorsPlugin, Plugin
from whoosh.qparser.syntax import (
    AndGroup,
    GroupNode,
    NotGroup,
    OrGroup,
    PrefixOperator,
    SyntaxNode,
    TextNode,
    Wrapper,
)

from search.query.clauses import Clause, all_must, alternatives, excluded, in_sequence
from search.query.query_text import QueryText
from search.query.tokens import QueryToken, TokenKind

Leaf = Callable[[QueryToken, str, bool], Clause]
"""Reads an operand: the token, its field's name or nothing, whether it is excluded."""


class SideBySide(GroupNode):
    """Parts with no operator between them. Not Whoosh's OrGroup: OR would melt into it."""


class MustGroup(Wrapper):
    """What a + stands before."""


_SPELLINGS = {
    TokenKind.OPEN: "(",
    TokenKind.CLOSE: ")",
    TokenKind.AND: "AND",
    TokenKind.OR: "OR",
    TokenKind.NOT: "NOT",
    TokenKind.MUST: "MUST",
}


def read(query: QueryText, tokens: Sequence[QueryToken], leaf: Leaf) -> Clause:
    """Read tokens that stand in order (`order.check`).

    Raises:
        QueryError: a language or category stands where it can't narrow the whole search.
    """
    return _Reader(query, tokens, leaf).clause(_tree(tokens), excluding=False)


def _tree(tokens: Sequence[QueryToken]) -> GroupNode:
    parser = QueryParser(None, None, plugins=_plugins(), group=SideBySide)
    return parser.process("".join(_spelling(at, token) for at, token in enumerate(tokens)))


def _plugins() -> list[Plugin]:
    """Whoosh's plugins for fields, brackets and our four operators; the first bind tightest."""
    tagger: Callable[..., object] = OperatorsPlugin.OpTagger
    operators = [
        (tagger(r"\bNOT\b", NotGroup, PrefixOperator), 0),
        (tagger(r"\bMUST\b", MustGroup, PrefixOperator), 0),
        (tagger(r"\bAND\b", AndGroup), 0),
        (tagger(r"\bOR\b", OrGroup), 0),
    ]
    fields: Callable[..., Any] = FieldsPlugin  # Whoosh doesn't say what its plugins take
    brackets: Callable[..., Any] = GroupPlugin
    ours: Callable[..., Any] = OperatorsPlugin
    return [fields(remove_unknown=False), brackets(), ours(operators, clean=True)]


def _spelling(at: int, token: QueryToken) -> str:
    if token.kind is TokenKind.FIELD:
        return f"{token.text}:"  # what it governs must touch it
    return _SPELLINGS.get(token.kind, f"w{at}") + " "


class _Reader:
    """Translates Whoosh's tree into a clause."""

    def __init__(self, query: QueryText, tokens: Sequence[QueryToken], leaf: Leaf) -> None:
        self._query, self._tokens, self._leaf = query, tokens, leaf

    def clause(self, node: SyntaxNode, *, excluding: bool) -> Clause:
        """Read a node of the tree, which stands behind NOT or - if it is `excluding`."""
        if isinstance(node, TextNode):
            token = self._tokens[int(node.text.removeprefix("w"))]
            return self._leaf(token, node.fieldname or "", excluding)
        assert isinstance(node, GroupNode)
        negates = isinstance(node, NotGroup)
        parts = [self.clause(part, excluding=excluding or negates) for part in node]
        if negates:
            return excluded(self._without_choices(parts, "NOT or -")[0])
        if isinstance(node, AndGroup):
            return all_must(parts)
        if isinstance(node, OrGroup):
            return alternatives(self._without_choices(parts, "OR"))
        joined = in_sequence(parts)
        return joined.as_must() if isinstance(node, MustGroup) else joined

    def _without_choices(self, parts: list[Clause], operator: str) -> list[Clause]:
        choice = next((choice for part in parts for choice in part.filter_clauses), None)
        if choice is None:
            return parts
        name = choice.token.field
        raise self._query.error(
            "filter_joined",
            choice.token.start,
            field=name,
            operator=operator,
            example=f"{name}:{choice.values[0]}",
        )
