"""The tokens of the query language."""

from dataclasses import dataclass
from enum import StrEnum

from indexer.language.analyzer import Token as AnalyzedToken


class TokenKind(StrEnum):
    """What a token is to the grammar."""

    WORD = "word"
    PHRASE = "phrase"
    PATTERN = "pattern"  # with * or ?
    FUZZY = "fuzzy"
    VALUE = "value"  # of a field that takes no words: a date, a language, a category
    FIELD = "field"
    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    MUST = "+"


OPERANDS = frozenset(
    {TokenKind.WORD, TokenKind.PHRASE, TokenKind.PATTERN, TokenKind.FUZZY, TokenKind.VALUE}
)
INFIX = frozenset({TokenKind.AND, TokenKind.OR})
PREFIX = frozenset({TokenKind.NOT, TokenKind.MUST})


@dataclass(frozen=True, slots=True)
class QueryToken:
    """One token of a query.

    Attributes:
        kind: what it is.
        start, end: where it is in the query's text, marks included.
        text: the word, the content of the quotes, the pattern, the value, the field's name.
        field: of a value, the name of its field.
        number: of a fuzzy word the edits, of a phrase the slop; None where none was typed.
        forms: of a word or phrase, its analysis; never empty there.
    """

    kind: TokenKind
    start: int
    end: int
    text: str
    field: str = ""
    number: int | None = None
    forms: tuple[AnalyzedToken, ...] = ()
