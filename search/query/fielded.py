"""The part of the lexer that reads fields (`title:iran`) and free dates (`بعد 20 أيار 2024`)."""

from search.notices import Notice
from search.query.cursor import Cursor
from search.query.fields import (
    FieldName,
    find_field,
    find_keyword,
    is_name,
    known_fields,
    likely_field,
)
from search.query.marks import CLOSED_BY, SIGNS, bare
from search.query.tokens import TokenKind
from search.query.values import date_ahead, value_end, without_stop

_EXAMPLES = {"language": "ar,en", "category": '"World news"'}
_EXAMPLE_DATE = "2024-05"


def read_field(cursor: Cursor, chunk: str) -> bool:
    """Read a field's name and colon, and its value if that is no word.

    Args:
        cursor: stands at the chunk's beginning.
        chunk: what is there up to the next space, quote, bracket or separator.

    Returns:
        Whether there was a field; if not, the cursor stands where it is.

    Raises:
        QueryError: there is no such field, or it has no value.
    """
    name, colon, rest = chunk.partition(":")
    if not colon or not is_name(name):
        return False
    field, behind = find_field(name), cursor.at + len(name) + 1
    touches = not cursor.ends_chunk(behind) or cursor.peek(behind) in (*CLOSED_BY, "(")
    if field is None:
        if touches and not rest.startswith(":") and (bare(rest) or not rest):
            raise _unknown(cursor, name, behind)
        return False
    if not touches:
        _take_for_word(cursor, name, behind)
        return False
    governing = cursor.governed_by()
    if governing and governing.kind is TokenKind.FIELD:
        raise cursor.query.error(
            "field_after_field", cursor.at, field=governing.text, other=name,
            example=f"{governing.text}:word {name}:word",
        )  # fmt: skip
    if field.takes == "words":
        _name(cursor, field, name, behind)
    else:
        _value(cursor, field, name, behind)
    return True


def read_date(cursor: Cursor, word: str) -> bool:
    """Read a word and the full date after it, such as `after 20 May 2024`, if that stands here."""
    field = find_keyword(word)
    if field is None or cursor.governed_by():
        return False
    start = cursor.at + len(word)
    end = date_ahead(cursor.text, start, cursor.day_first)
    if end <= start:
        return False
    written = cursor.text[start:end].strip()
    cursor.notices.append(Notice.of("date_read", written=f"{word} {written}"))
    cursor.add(TokenKind.VALUE, end, written, field.name)
    return True


def _take_for_word(cursor: Cursor, name: str, behind: int) -> None:
    """Note that a name whose colon touches nothing is a word: `Source: Iran denies it`."""
    if not cursor.words_follow(behind):
        raise cursor.query.error(
            "field_without_word", cursor.at, field=name, example=f"{name}:word"
        )
    cursor.notices.append(Notice.of("field_read_as_word", name=name))


def _unknown(cursor: Cursor, name: str, behind: int) -> Exception:
    likely = likely_field(name)
    change = cursor.at, behind, f"{likely}:" if likely else f"{name}: "
    return cursor.query.error(
        "field_misspelt" if likely else "field_unknown",
        cursor.at,
        corrected=cursor.query.replaced(*change),
        field=name,
        example=cursor.query.instead(*change),
        fields=known_fields(),
    )


def _name(cursor: Cursor, field: FieldName, name: str, behind: int) -> None:
    sign = cursor.peek(behind)
    if sign in SIGNS and not cursor.ends_chunk(behind + 1):
        change = cursor.at, behind + 1, f"{sign}{name}:"
        raise cursor.query.error(
            "sign_after_field", behind, corrected=cursor.query.replaced(*change), sign=sign,
            field=name, example=cursor.query.instead(*change),
        )  # fmt: skip
    cursor.add(TokenKind.FIELD, behind, field.name)


def _value(cursor: Cursor, field: FieldName, name: str, behind: int) -> None:
    example = f"{name}:{_EXAMPLES.get(field.name, _EXAMPLE_DATE)}"
    if cursor.peek(behind) == "(":
        raise cursor.query.error("field_with_brackets", behind, field=name, example=example)
    if cursor.peek(behind) in CLOSED_BY:
        close = cursor.quotation_end(behind)
        text, end = cursor.text[behind + 1 : close], close + 1
    else:
        end = value_end(cursor.text, behind)
        text = without_stop(cursor.text[behind:end])
    if not any(letter.isalnum() for letter in text):
        raise cursor.query.error("field_without_value", cursor.at, field=name, example=example)
    cursor.add(TokenKind.VALUE, end, text, field.name)
