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
            f"{governing.text}: is followed by another field, {name}:", cursor.at,
            f"Name one field for each word: {governing.text}:word {name}:word",
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
            f"{name}: has no word after it", cursor.at, f"Let the colon touch one: {name}:word"
        )
    cursor.notices.append(Notice.of("field_read_as_word", name=name))


def _unknown(cursor: Cursor, name: str, behind: int) -> Exception:
    likely = likely_field(name)
    fixed = cursor.query.instead(cursor.at, behind, f"{likely}:" if likely else f"{name}: ")
    meant = "Did you mean" if likely else "If it is no field, write a space after the colon"
    return cursor.query.error(
        f"there is no field {name}:", cursor.at, f"{meant}: {fixed} — fields: {known_fields()}"
    )


def _name(cursor: Cursor, field: FieldName, name: str, behind: int) -> None:
    sign = cursor.peek(behind)
    if sign in SIGNS and not cursor.ends_chunk(behind + 1):
        fixed = cursor.query.instead(cursor.at, behind + 1, f"{sign}{name}:")
        raise cursor.query.error(
            f"{sign} comes after {name}:", behind, f"Write it before the field: {fixed}"
        )
    cursor.add(TokenKind.FIELD, behind, field.name)


def _value(cursor: Cursor, field: FieldName, name: str, behind: int) -> None:
    remedy = f"Write {name}:{_EXAMPLES.get(field.name, _EXAMPLE_DATE)}"
    if cursor.peek(behind) == "(":
        raise cursor.query.error(f"{name}: takes no brackets", behind, remedy)
    if cursor.peek(behind) in CLOSED_BY:
        close = cursor.quotation_end(behind)
        text, end = cursor.text[behind + 1 : close], close + 1
    else:
        end = value_end(cursor.text, behind)
        text = without_stop(cursor.text[behind:end])
    if not any(letter.isalnum() for letter in text):
        raise cursor.query.error(f"{name}: has no value after it", cursor.at, remedy)
    cursor.add(TokenKind.VALUE, end, text, field.name)
