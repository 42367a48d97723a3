"""The way of a query, from the text typed to what the storage and the embedder are asked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from indexer.storage.query import DateRange, Filters
from search.query.clauses import Clause, in_sequence
from search.query.leaves import Leaves
from search.query.lexer import tokens_of, words_of
from search.query.marks import bare
from search.query.order import check
from search.query.parsed import ParsedQuery
from search.query.query_text import QueryText
from search.query.tokens import OPERANDS, QueryToken, TokenKind

MAX_OPERANDS = 250
"""How many different words, quotations and patterns a query with operators may have."""


def parse_query(
    query: str, *, plain: bool = False, today: date | None = None, day_first: bool = True
) -> ParsedQuery:
    """Read a query; `docs/query-language.md` says what it may hold.

    Args:
        query: as typed or pasted.
        plain: take everything as words; then nothing is ever refused.
        today: what `last week` counts from; by default the day of the call.
        day_first: whether 5/6/2024 is the fifth of June.

    Raises:
        QueryError: an operator lacks its operand, a bracket or quotation its end, a field is
            unknown, a date can't be read …; with the position in `query`.
    """
    text = QueryText.of(query)
    leaves = Leaves(text, today or date.today(), day_first)
    tokens, leaves.notices = words_of(text) if plain else tokens_of(text, day_first)
    clause = _clause(text, tokens, leaves)
    clause, filters = _lifted(text, tokens, clause)
    words = tuple(word for token in leaves.said for word in _words(token))
    return ParsedQuery(
        node=clause.match(strict=False),
        text=_text(text, tokens, leaves.said)
        or " ".join(dict.fromkeys(words)).translate(_NO_WILDCARDS),
        filters=filters,
        words=words,
        notices=tuple(dict.fromkeys(leaves.notices)),
        demanding=clause.constraint() is not None,
        must=clause.constraint(),
    )


def _clause(query: QueryText, tokens: Sequence[QueryToken], leaves: Leaves) -> Clause:
    if all(token.kind is TokenKind.WORD for token in tokens):
        return in_sequence(leaves.read(token) for token in tokens)
    check(query, tokens)
    _check_number(query, tokens)
    from search.query.grammar import read  # words alone need no Whoosh: it takes 0.1 s to load

    return read(query, tokens, leaves.read)


def _check_number(query: QueryText, tokens: Sequence[QueryToken]) -> None:
    """Refuse a query that joins more operands than can be answered in reasonable time."""
    different: set[tuple[TokenKind, str]] = set()
    for token in tokens:
        if token.kind in OPERANDS:
            different.add((token.kind, token.text))
        if len(different) > MAX_OPERANDS:
            raise query.error("too_many_words", token.start, limit=MAX_OPERANDS)


def _lifted(
    query: QueryText, tokens: Sequence[QueryToken], clause: Clause
) -> tuple[Clause, Filters]:
    """Turn what narrows the whole search into filters; return also what is left."""
    days = [node for node in clause.filter if isinstance(node, DateRange)]
    rest = tuple(node for node in clause.filter if not isinstance(node, DateRange))
    first = max((day.first for day in days if day.first), default=None)
    last = min((day.last for day in days if day.last), default=None)
    if first and last and first > last:
        at = next(token.start for token in tokens if token.kind is TokenKind.VALUE)
        raise query.error("dates_crossed", at, first=first, last=last)
    filters = Filters(
        languages=_values(clause, "languages"),
        categories=_values(clause, "categories"),
        first=first,
        last=last,
    )
    return replace(clause, filter=rest), filters


def _values(clause: Clause, attribute: str) -> tuple[str, ...]:
    chosen = (choice.values for choice in clause.filter_clauses if choice.attribute == attribute)
    return tuple(dict.fromkeys(value for values in chosen for value in values))


# What is said, as typed

_NO_WILDCARDS = str.maketrans("", "", "*?")


def _words(token: QueryToken) -> Iterable[str]:
    """Return the words of a token as typed, without the punctuation around them."""
    if token.kind not in {TokenKind.PHRASE, TokenKind.WORD}:
        return (bare(token.text) or token.text,)
    return (bare(word) for word in token.text.split() if bare(word))


def _text(query: QueryText, tokens: Sequence[QueryToken], said: Sequence[QueryToken]) -> str:
    """Return the words said, as typed, with the punctuation between neighbours; no patterns."""
    spoken = {token.start for token in said if token.kind is not TokenKind.PATTERN}
    pieces: list[str] = []
    end, neighbours = 0, False
    for token in tokens:
        if token.start not in spoken:
            neighbours = False
            continue
        gap = query.text[end : token.start] if neighbours else ""
        pieces += [gap or " ", token.text]
        end, neighbours = token.end, True
    return "".join(pieces).strip()
