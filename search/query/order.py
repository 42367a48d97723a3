"""Whether operators and brackets stand in order: Whoosh's parser would forgive them silently."""

from collections.abc import Sequence

from search.query.query_text import QueryText
from search.query.tokens import INFIX, OPERANDS, PREFIX, QueryToken, TokenKind

MAX_DEPTH = 20
"""How deep brackets may be nested."""
MAX_EXAMPLE = 120
"""The longest query that an error gives back mended, in characters."""

_ENDS = frozenset({*OPERANDS, TokenKind.CLOSE})
_GOVERN = frozenset({*INFIX, *PREFIX, TokenKind.FIELD})


def check(query: QueryText, tokens: Sequence[QueryToken]) -> None:
    """Check that every operator has its operands and every bracket its partner.

    Raises:
        QueryError: names the first operator or bracket that hasn't, and a query that has.
    """
    before: QueryToken | None = None
    opened: list[QueryToken] = []
    for token in tokens:
        if not _may_follow(before, token):
            raise _misplaced(query, tokens, before, token)
        if token.kind is TokenKind.OPEN:
            opened.append(token)
        elif token.kind is TokenKind.CLOSE:
            if not opened:
                raise _error(query, tokens, "bracket_unopened", token)
            opened.pop()
        if len(opened) > MAX_DEPTH:
            raise query.error("too_deep", token.start, limit=MAX_DEPTH)
        before = token
    if before and before.kind in _GOVERN:
        raise _dangling(query, tokens, before)
    if opened:
        raise _error(query, tokens, "bracket_unclosed", opened[-1])


def mended(query: QueryText, tokens: Sequence[QueryToken]) -> str:
    """Return a query in order that is near to one that isn't; empty where no word is left.

    Operators without operands and brackets around nothing are left out, open brackets closed.
    """
    kept: list[QueryToken] = []
    depth = 0
    for token in tokens:
        while kept and kept[-1].kind in _GOVERN and not _may_follow(kept[-1], token):
            kept.pop()
        if token.kind is TokenKind.CLOSE and kept and kept[-1].kind is TokenKind.OPEN:
            kept.pop()
            depth -= 1
        elif _may_follow(kept[-1] if kept else None, token) and (
            token.kind is not TokenKind.CLOSE or depth
        ):
            kept.append(token)
            depth += {TokenKind.OPEN: 1, TokenKind.CLOSE: -1}.get(token.kind, 0)
    while kept and kept[-1].kind not in _ENDS:
        depth -= kept.pop().kind is TokenKind.OPEN
    parts = (_written(query, token) for token in kept)
    return "".join(parts).replace(" )", ")").strip() + ")" * depth


def _may_follow(before: QueryToken | None, token: QueryToken) -> bool:
    """Whether a token may stand behind another, None being the beginning."""
    if before is None or before.kind is TokenKind.OPEN or before.kind in INFIX:
        return token.kind not in INFIX and token.kind is not TokenKind.CLOSE
    if before.kind is TokenKind.FIELD:
        return token.start == before.end and token.kind in {*OPERANDS, TokenKind.OPEN}
    if before.kind in PREFIX:
        return token.kind in {*OPERANDS, TokenKind.OPEN, TokenKind.FIELD}
    return True


def _misplaced(
    query: QueryText, tokens: Sequence[QueryToken], before: QueryToken | None, token: QueryToken
) -> Exception:
    """Return the error for a token that may not stand behind another."""
    if before and before.kind in _GOVERN:
        return _dangling(query, tokens, before)
    if before and token.kind is TokenKind.CLOSE:
        return _error(query, tokens, "brackets_empty", before)
    sign = query.text[token.start : token.end]
    used = f"It stands between two words: Iran {sign} Russia"
    return _error(query, tokens, "sign_without_word_before", token, used, sign=sign)


def _dangling(query: QueryText, tokens: Sequence[QueryToken], token: QueryToken) -> Exception:
    """Return the error for an operator or a field that no operand follows."""
    sign = query.text[token.start : token.end]
    touching = (
        f"{sign}Russia" if len(sign) == 1 or token.kind is TokenKind.FIELD else f"{sign} Russia"
    )
    example = touching if token.kind is TokenKind.FIELD else f"Iran {touching}"
    used = f"It is used like this: {example}"
    return _error(query, tokens, "sign_without_word_after", token, used, sign=sign)


def _error(
    query: QueryText,
    tokens: Sequence[QueryToken],
    key: str,
    token: QueryToken,
    used: str = "",
    **values: object,
) -> Exception:
    """Return the error at a token, with the query put in order and an example of its use."""
    near = mended(query, tokens)
    near = near if len(near) <= MAX_EXAMPLE else ""
    parts = (f"Did you mean: {near}" if near else "", used)
    example = " — ".join(filter(None, parts)) or "Write a word there"
    return query.error(key, token.start, corrected=near, example=example, **values)


def _written(query: QueryText, token: QueryToken) -> str:
    text = query.text[token.start : token.end]
    touches_next = token.kind in {TokenKind.FIELD, TokenKind.OPEN} or text in {"+", "-"}
    return text if touches_next else f"{text} "
