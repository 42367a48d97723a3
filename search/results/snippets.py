"""Highlights and snippets: the untouched original in fragments, exactly the matching words marked.

What matched is told by `search.results.matching`, so that a mark never says more than the index
does. Clitics stay outside the mark; a phrase is one mark.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.request import Fragment
from search.results.matching import Find

SNIPPET_LENGTH = 260  # characters, about two lines on a wide page
SCANNED = 20_000  # characters of a body that are searched for the best stretch
_BREAK = re.compile(r"\s+")


def highlight(text: str, find: Find) -> tuple[Fragment, ...]:
    """Return the whole text in fragments, the matches marked."""
    return _fragments(text, 0, len(text), _marks(text, 0, find))


def snippet(body: str, find: Find, passage: tuple[int, int] | None) -> tuple[Fragment, ...]:
    """Return the stretch of a body that answers best, in fragments.

    It is the stretch with the most different words of the query; where no word matches, the
    beginning of the passage that is nearest in meaning; else the body's beginning.

    Args:
        body: the original text.
        find: finds the query's words.
        passage: where the nearest passage begins and ends, if that is known.
    """
    if not body:
        return ()
    scanned = body[:SCANNED]
    marks = _marks(scanned, 0, find)
    if not marks and passage is not None and passage[1] > SCANNED:
        marks = _marks(body[passage[0] : passage[1]], passage[0], find)
    start = _best_start(marks) if marks else (passage[0] if passage else 0)
    start, end = _stretch(body, start)
    return _fragments(body, start, end, marks)


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    word: str


def _marks(text: str, offset: int, find: Find) -> list[_Mark]:
    return [
        _Mark(one.tokens[0].mark_start + offset, one.tokens[-1].mark_end + offset, one.words[0])
        for one in find(text)
    ]


def _best_start(marks: Sequence[_Mark]) -> int:
    """Return the mark to begin at: most different words within a snippet's length, then most."""
    best, best_worth = 0, (0, 0)
    last = 0
    for first in range(len(marks)):
        last = max(last, first)
        while last < len(marks) and marks[last].end - marks[first].start <= SNIPPET_LENGTH * 3 // 4:
            last += 1
        inside = marks[first:last] or marks[first : first + 1]
        worth = (len({mark.word for mark in inside}), len(inside))
        if worth > best_worth:
            best, best_worth = first, worth
    return marks[best].start


def _stretch(body: str, start: int) -> tuple[int, int]:
    """Return whole words around a position, from the paragraph's beginning where that is near."""
    paragraph = body.rfind("\n", 0, start) + 1
    if start - paragraph <= SNIPPET_LENGTH // 4:
        begin = paragraph
    else:
        lead = body.rfind(" ", 0, max(start - SNIPPET_LENGTH // 6, 0)) + 1
        begin = max(lead, paragraph)
    end = min(begin + SNIPPET_LENGTH, len(body))
    if end < len(body):
        space = body.rfind(" ", begin + SNIPPET_LENGTH // 2, end)
        end = space if space > 0 else end
    return begin, end


def _fragments(text: str, start: int, end: int, marks: Sequence[_Mark]) -> tuple[Fragment, ...]:
    found: list[Fragment] = []
    at = start
    if start > 0:
        found.append(Fragment("… "))
    for mark in marks:
        if mark.start < at or mark.end > end:
            continue
        if mark.start > at:
            found.append(Fragment(_BREAK.sub(" ", text[at : mark.start])))
        found.append(Fragment(text[mark.start : mark.end], marked=True))
        at = mark.end
    if at < end:
        found.append(Fragment(_BREAK.sub(" ", text[at:end])))
    if end < len(text):
        found.append(Fragment(" …"))
    return tuple(found)
