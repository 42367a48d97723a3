"""Highlights and snippets: the untouched original in fragments, exactly the matching words marked.

What matched is told from the query's nodes by the same analysis that made the index, so that a
mark never says more than the index does. Clitics stay outside the mark.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from indexer.language.analyzer import Token, analyze
from indexer.storage.query import (
    And,
    Field,
    Fuzzy,
    Layer,
    Node,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Term,
    Wildcard,
)
from search.request import Fragment

SNIPPET_LENGTH = 260  # characters, about two lines on a wide page
SCANNED = 20_000  # characters of a body that are searched for the best stretch
_BREAK = re.compile(r"\s+")

Test = Callable[[Token], str | None]


@dataclass(slots=True)
class Matcher:
    """Tells which words of a text a query's nodes match.

    Attributes:
        terms: by layer, the analysed words that match by being the same.
        tests: for prefixes, wildcards and fuzzy words; return what matched, or None.
    """

    terms: dict[Layer, set[str]] = field(default_factory=dict)
    tests: list[Test] = field(default_factory=list)

    @classmethod
    def of(cls, nodes: Iterable[Node | None]) -> "Matcher":
        """Collect the positive words of these nodes."""
        matcher = cls()
        for node in nodes:
            if node is not None:
                matcher._collect(node)
        return matcher

    def _collect(self, node: Node) -> None:
        match node:
            case Term() | Phrase() if node.field in (Field.AUTHOR, Field.SOURCE):
                return  # they stand in no text that is shown with marks
            case Term():
                self.terms.setdefault(node.layer, set()).add(node.text)
            case Phrase():
                self.terms.setdefault(node.layer, set()).update(node.words)
            case Prefix():
                self.tests.append(_prefix_test(node))
            case Wildcard():
                self.tests.append(_wildcard_test(node))
            case Fuzzy():
                self.tests.append(_fuzzy_test(node))
            case And() | Or():
                for child in node.nodes:
                    self._collect(child)
            case Prefer():
                self._collect(node.required)
                self._collect(node.optional)
            case _:  # what is excluded, and dates, mark nothing
                return

    def may_match(self, exact: str, folded: str, stem: str) -> bool:
        """Whether a chunk's words, joined by spaces, are worth a closer look."""
        if self.tests:
            return True
        texts = {"exact": exact, "folded": folded, "stem": stem}
        for layer, words in self.terms.items():
            text = texts[layer]
            if text in words or (" " in text and not words.isdisjoint(text.split())):
                return True
        return False

    def matched(self, token: Token) -> str | None:
        """Return what the token matched, as the query has it; None where it matched nothing."""
        for layer, words in self.terms.items():
            word: str = getattr(token, layer)
            if word in words:
                return token.stem
        for test in self.tests:
            found = test(token)
            if found is not None:
                return found
        return None


def _prefix_test(node: Prefix) -> Test:
    return lambda token: node.text if getattr(token, node.layer).startswith(node.text) else None


def _wildcard_test(node: Wildcard) -> Test:
    pattern = node.pattern.replace("[", "[[]")
    return lambda t: node.pattern if fnmatchcase(getattr(t, node.layer), pattern) else None


def _fuzzy_test(node: Fuzzy) -> Test:
    from rapidfuzz.distance import OSA  # not needed by most queries

    def test(token: Token) -> str | None:
        distance = OSA.distance(getattr(token, node.layer), node.text, score_cutoff=node.distance)
        return node.text if distance <= node.distance else None

    return test


def highlight(text: str, matcher: Matcher) -> tuple[Fragment, ...]:
    """Return the whole text in fragments, the matches marked."""
    return _fragments(text, 0, len(text), _marks(text, 0, matcher))


def snippet(body: str, matcher: Matcher, passage: tuple[int, int] | None) -> tuple[Fragment, ...]:
    """Return the stretch of a body that answers best, in fragments.

    It is the stretch with the most different words of the query; where no word matches, the
    beginning of the passage that is nearest in meaning; else the body's beginning.

    Args:
        body: the original text.
        matcher: the query's words.
        passage: where the nearest passage begins and ends, if that is known.
    """
    if not body:
        return ()
    scanned = body[:SCANNED]
    marks = _marks(scanned, 0, matcher)
    if not marks and passage is not None and passage[1] > SCANNED:
        marks = _marks(body[passage[0] : passage[1]], passage[0], matcher)
    start = _best_start(marks) if marks else (passage[0] if passage else 0)
    start, end = _stretch(body, start)
    return _fragments(body, start, end, marks)


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    word: str


def _marks(text: str, offset: int, matcher: Matcher) -> list[_Mark]:
    if not matcher.terms and not matcher.tests:
        return []
    found = []
    for token in analyze(text, matcher.may_match):
        word = matcher.matched(token)
        if word is not None:
            found.append(_Mark(token.mark_start + offset, token.mark_end + offset, word))
    return found


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
