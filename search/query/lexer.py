"""The validating lexer: from a query's text to tokens; what can't be meant is refused here.

It decides, character by character, what is a sign of the query language and what belongs to a
word, so that `F-16`, `C++`, `AT&T`, `10:30` and addresses stay words.
"""

import re

from indexer.language.analyzer import analyze
from search.notices import Notice
from search.query.clipping import readable
from search.query.cursor import Cursor
from search.query.fielded import read_date, read_field
from search.query.marks import CLOSED_BY, SIGNS, address_end, bare, operator
from search.query.query_text import QueryText
from search.query.tokens import QueryToken, TokenKind

MAX_SLOP = 50
"""How many words at most may be let into a proximity phrase."""
MAX_EDITS = 2
"""How many edits at most a fuzzy word may be away."""

_INNER_MARK = re.compile(r"[^\W_]\?+[^\W_]")  # elsewhere a query mark is punctuation


def tokens_of(query: QueryText, day_first: bool = True) -> tuple[list[QueryToken], list[Notice]]:
    """Return a query's tokens in order, and notices for the searcher.

    Raises:
        QueryError: a quotation isn't closed, a field is unknown, a sign stands alone …
    """
    end = readable(query.text)
    if end < len(query.text):
        raise query.error("too_long", end)
    cursor = Cursor(query, day_first)
    while cursor.at < len(cursor.text):
        _step(cursor)
    return cursor.tokens, cursor.notices


def words_of(query: QueryText) -> tuple[list[QueryToken], list[Notice]]:
    """Return a query's words, with nothing read as a sign of the query language, and notices."""
    cursor = Cursor(query, day_first=True)
    end = readable(query.text)
    if end < len(query.text):
        cursor.notices.append(Notice.of("text_cut"))
    for chunk in query.text[:end].split():
        cursor.at = query.text.index(chunk, cursor.at)
        cursor.add_words(TokenKind.WORD, cursor.at + len(chunk), chunk)
    return cursor.tokens, cursor.notices


def _step(cursor: Cursor) -> None:
    character = cursor.text[cursor.at]
    if character.isspace() or cursor.separates(cursor.at):
        cursor.at += 1
    elif character in CLOSED_BY:
        _phrase(cursor)
    elif character in "()":
        cursor.add(TokenKind(character), cursor.at + 1)
    elif cursor.on_sign():
        cursor.add(SIGNS[character], cursor.at + 1)
    else:
        _chunk(cursor)


def _phrase(cursor: Cursor) -> None:
    start, close = cursor.at, cursor.quotation_end(cursor.at)
    end, slop = _slop(cursor, close + 1)
    if not cursor.add_words(TokenKind.PHRASE, end, cursor.text[start + 1 : close], slop):
        raise cursor.query.error(
            "quotation_empty", start, opening=cursor.text[start], closing=cursor.text[close],
            example='"drone attack"', corrected=cursor.query.replaced(start, close + 1, " "),
        )  # fmt: skip


def _slop(cursor: Cursor, end: int) -> tuple[int, int | None]:
    """Read the `~5` after a quotation that ends at `end`; return the end and the number."""
    if cursor.peek(end) != "~":
        return end, None
    stop = end + 1
    while cursor.peek(stop).isdecimal():
        stop += 1
    digits = cursor.text[end + 1 : stop]
    if not digits or int(digits[:9]) > MAX_SLOP:
        raise cursor.query.error(
            "slop_unreadable", end, limit=MAX_SLOP, example=cursor.query.instead(end, stop, "~5"),
            corrected=cursor.query.replaced(end, stop, "~5"),
        )  # fmt: skip
    return stop, int(digits)


def _chunk(cursor: Cursor) -> None:
    """Read what is between spaces, quotes, brackets and separators."""
    end = address_end(cursor.text, cursor.at)
    if end > cursor.at:
        cursor.add_words(TokenKind.WORD, end, cursor.text[cursor.at : end])
        return
    end = cursor.chunk_end()
    chunk = cursor.text[cursor.at : end]
    sign = None if cursor.governed_by() else operator(chunk)
    if sign:
        cursor.add(sign, end)
    elif chunk in SIGNS:
        _dash(cursor, end)
    elif not read_field(cursor, chunk) and not read_date(cursor, chunk):
        _word(cursor, chunk, end)


def _dash(cursor: Cursor, end: int) -> None:
    """Pass a + or - that touches no word: between words it is a dash."""
    sign = cursor.text[cursor.at]
    if not cursor.words_follow(end):
        raise cursor.query.error("sign_alone", cursor.at, sign=sign, example=f"{sign}Russia")
    cursor.notices.append(Notice.of("lone_plus" if sign == "+" else "lone_minus"))
    cursor.at = end


def _word(cursor: Cursor, chunk: str, end: int) -> None:
    """Read a word, a fuzzy one (`word~2`), one with wildcards, or punctuation."""
    core = bare(chunk)
    base, tilde, number = core.rpartition("~")
    if tilde and all(digit.isdecimal() or digit == "." for digit in number):
        _fuzzy(cursor, base, number, end)
    elif "*" not in core and not _INNER_MARK.search(core):
        cursor.add_words(TokenKind.WORD, end, chunk)
    elif any(letter.isalnum() for letter in core):
        cursor.add(TokenKind.PATTERN, end, core)
    else:
        raise cursor.query.error("star_alone", cursor.at)


def _fuzzy(cursor: Cursor, base: str, number: str, end: int) -> None:
    error, place = cursor.query.error, cursor.text.rindex("~", cursor.at, end)
    if not analyze(base):
        raise error("tilde_alone", place)
    if "*" in base or "?" in base:
        plain = base.replace("*", "").replace("?", "")
        raise error("tilde_with_wildcard", place, plain=plain, word=base)
    if number and not (number.isdecimal() and 1 <= int(number[:9]) <= MAX_EDITS):
        raise error(
            "edits_unreadable", place, number=number, word=base,
            corrected=cursor.query.replaced(place, place + 1 + len(number), "~2"),
        )  # fmt: skip
    cursor.add(TokenKind.FUZZY, end, base, number=int(number or 1))
