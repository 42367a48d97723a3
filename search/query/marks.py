"""The signs of the query language: quotation marks, separators, operators, literal words."""

import re

from indexer.language.folding import fold
from search.query.tokens import TokenKind

QUOTES = ('"“”„‟＂', "«»")
"""Families of quotation marks: any mark of a family closes what any of it opened."""

CLOSED_BY = {mark: family for family in QUOTES for mark in family}

CLOSING = {mark: mark for mark in CLOSED_BY} | {"“": "”", "„": "“", "«": "»", "»": "«"}
"""The mark that properly closes each."""

SEPARATORS = ",،;؛"
"""What parts words; but not between digits (1,000)."""

OPERATORS = {
    "AND": TokenKind.AND, "&&": TokenKind.AND, "/و/": TokenKind.AND,
    "OR": TokenKind.OR, "||": TokenKind.OR, "/أو/": TokenKind.OR, "/او/": TokenKind.OR,
    "NOT": TokenKind.NOT, "/ليس/": TokenKind.NOT,
}  # fmt: skip
"""Operators that stand between spaces. The Arabic words count between slashes only: و and أو
are among the commonest words that there are."""

SIGNS = {"+": TokenKind.MUST, "-": TokenKind.NOT}

# Addresses are words, whatever signs they hold.
_ADDRESS = re.compile(
    r"""(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[^\s"“”„‟＂«»]+   # scheme://host…, www.host…
    |[\w.%+-]+@[\w-]+(?:\.[\w-]+)+                              # name@host.domain
    |(?:[\w-]+\.)+[a-z]{2,}/[^\s"“”„‟＂«»]*                     # host.domain/path
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_ADDRESS = ".,;:!?،؛؟…'"
_AFTER_WORD = "!?؟:…'’‘`]}>"
_BEFORE_WORD = "¿¡?؟…'’‘`[{<."


def operator(chunk: str) -> TokenKind | None:
    """Return the operator that a stretch between spaces is; Latin ones in capitals only."""
    return OPERATORS.get(chunk) or (OPERATORS.get(fold(chunk)) if "/" in chunk else None)


def address_end(text: str, start: int) -> int:
    """Return where the url or e-mail address that begins here ends; `start` if none does."""
    found = _ADDRESS.match(text, start)
    if found is None:
        return start
    end = found.end()
    while end > start:
        last = text[end - 1]
        inner = text[start:end]
        unopened = last == ")" and inner.count(")") > inner.count("(")
        if last not in _AFTER_ADDRESS and not unopened:
            break
        end -= 1
    return end


def bare(chunk: str) -> str:
    """Return a word without the punctuation around it; signs that belong to it stay (C++, U.S.)."""
    core = chunk.lstrip(_BEFORE_WORD).rstrip(_AFTER_WORD)
    abbreviation = core.count(".") > 1 and not core.endswith("..")
    return core if abbreviation else core.rstrip("." + _AFTER_WORD)
