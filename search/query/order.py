"""Whether operators and brackets stand in order: Whoosh's parser would forgive them silently."""

from collections.abc import Sequence

from search.query.query_text import Question
from search.query.tokens import INFIX, OPERANDS, PREFIX, Kind, Token

MAX_DEPTH = 20
"""How deep brackets may be nested."""
MAX_EXAMPLE = 120
"""The longest question that an error gives back mended, in characters."""

_ENDS = frozenset({*OPERANDS, Kind.CLOSE})
_GOVERN = frozenset({*INFIX, *PREFIX, Kind.FIELD})


def check(question: Question, tokens: Sequence[Token]) -> None:
    """Check that every operator has its operands and every bracket its partner.

    Raises:
        QueryError: names the first operator or bracket that hasn't, and a query that has.
    """
    before: Token | None = None
    opened: list[Token] = []
    for token in tokens:
        if not _may_follow(before, token):
            raise _misplaced(question, tokens, before, token)
        if token.kind is Kind.OPEN:
            opened.append(token)
        elif token.kind is Kind.CLOSE:
            if not opened:
                what = ") closes a bracket that was never opened"
                raise question.fault(what, token.start, _meant(question, tokens))
            opened.pop()
        if len(opened) > MAX_DEPTH:
            what = f"brackets are nested more than {MAX_DEPTH} deep"
            raise question.fault(what, token.start, "Take some of them away")
        before = token
    if before and before.kind in _GOVERN:
        raise _dangling(question, tokens, before)
    if opened:
        raise question.fault("( is never closed", opened[-1].start, _meant(question, tokens))


def mended(question: Question, tokens: Sequence[Token]) -> str:
    """Return a question in order that is near to one that isn't; empty where no word is left.

    Operators without operands and brackets around nothing are left out, open brackets closed.
    """
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        while kept and kept[-1].kind in _GOVERN and not _may_follow(kept[-1], token):
            kept.pop()
        if token.kind is Kind.CLOSE and kept and kept[-1].kind is Kind.OPEN:
            kept.pop()
            depth -= 1
        elif _may_follow(kept[-1] if kept else None, token) and (
            token.kind is not Kind.CLOSE or depth
        ):
            kept.append(token)
            depth += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(token.kind, 0)
    while kept and kept[-1].kind not in _ENDS:
        depth -= kept.pop().kind is Kind.OPEN
    parts = (_written(question, token) for token in kept)
    return "".join(parts).replace(" )", ")").strip() + ")" * depth


def _may_follow(before: Token | None, token: Token) -> bool:
    """Whether a token may stand behind another, None being the beginning."""
    if before is None or before.kind is Kind.OPEN or before.kind in INFIX:
        return token.kind not in INFIX and token.kind is not Kind.CLOSE
    if before.kind is Kind.FIELD:
        return token.start == before.end and token.kind in {*OPERANDS, Kind.OPEN}
    if before.kind in PREFIX:
        return token.kind in {*OPERANDS, Kind.OPEN, Kind.FIELD}
    return True


def _misplaced(
    question: Question, tokens: Sequence[Token], before: Token | None, token: Token
) -> Exception:
    """The error for a token that may not stand behind another."""
    if before and before.kind in _GOVERN:
        return _dangling(question, tokens, before)
    if before and token.kind is Kind.CLOSE:
        what = "there is nothing between ( and )"
        return question.fault(what, before.start, _meant(question, tokens))
    sign = question.text[token.start : token.end]
    meant = _meant(question, tokens, f"It stands between two words: Iran {sign} Russia")
    return question.fault(f"{sign} has no word before it", token.start, meant)


def _dangling(question: Question, tokens: Sequence[Token], token: Token) -> Exception:
    """The error for an operator or a field that no operand follows."""
    sign = question.text[token.start : token.end]
    touching = f"{sign}Russia" if len(sign) == 1 or token.kind is Kind.FIELD else f"{sign} Russia"
    example = touching if token.kind is Kind.FIELD else f"Iran {touching}"
    return question.fault(
        f"{sign} has no word behind it", token.start,
        _meant(question, tokens, f"It is used like this: {example}"),
    )  # fmt: skip


def _meant(question: Question, tokens: Sequence[Token], example: str = "") -> str:
    near = mended(question, tokens)
    question_back = f"Did you mean: {near}" if near and len(near) <= MAX_EXAMPLE else ""
    return " — ".join(part for part in (question_back, example) if part) or "Write a word there"


def _written(question: Question, token: Token) -> str:
    text = question.text[token.start : token.end]
    touches_next = token.kind in {Kind.FIELD, Kind.OPEN} or text in {"+", "-"}
    return text if touches_next else f"{text} "
