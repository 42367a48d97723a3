"""The tokens of the query language."""

from dataclasses import dataclass
from enum import StrEnum

from indexer.language.analyzer import Token as AnalyzedToken


class Kind(StrEnum):
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


OPERANDS = frozenset({Kind.WORD, Kind.PHRASE, Kind.PATTERN, Kind.FUZZY, Kind.VALUE})
INFIX = frozenset({Kind.AND, Kind.OR})
PREFIX = frozenset({Kind.NOT, Kind.MUST})


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a question.

    Attributes:
        kind: what it is.
        start, end: where it stands in the question's text, marks included.
        text: the word, the content of the quotes, the pattern, the value, the field's name.
        field: of a value, the name of its field.
        number: of a fuzzy word the edits, of a phrase the slop; None where none was typed.
        forms: of a word or phrase, its analysis; never empty there.
    """

    kind: Kind
    start: int
    end: int
    text: str
    field: str = ""
    number: int | None = None
    forms: tuple[AnalyzedToken, ...] = ()
