"""Reads the lines of an archive page: title, labelled lines, byline, body, teasers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from indexer.extraction.extracted_fields import ExtractedFields
from indexer.extraction.labels import Labelled, LabelReader, key, phrase_keys
from indexer.extraction.names import author_name
from indexer.extraction.teasers import TeaserFinder
from indexer.extraction.timestamps import DateContext, read_counter
from indexer.extraction.vocabulary import COUNTERS, STAFF, Label

HEADER_LINES = 15  # the header of a page is among its first lines …
PROSE = 300  # … and before the first one of so many characters
FOOTER_LINES = 3
TITLE_LENGTH = 250
_WEAK_NAME_WORDS = 4
_NEIGHBOURS = 2  # lines before and after that make a header of a doubtful line


class PageReader:
    """Reads the lines of archive pages; `dates` reads their dates."""

    def __init__(self, dates: DateContext) -> None:
        self._dates = dates
        self._labels = LabelReader(dates)
        self._teasers = TeaserFinder(dates)

    def read(self, lines: Sequence[str], title: str = "") -> ExtractedFields:
        """Read a page's lines.

        Args:
            lines: clean and not empty, in the page's order.
            title: the title where it is known; else the first line can be it.
        """
        rest = list(lines)
        counters = self._take_counters(rest)
        rest, relations = self._teasers.take(rest)
        extracted = ExtractedFields(title=title or self._take_title(rest), relations=relations)
        extracted.paragraphs = _Header(rest, extracted, self._dates, self._labels).read()
        if extracted.visits is None:
            extracted.visits = _own(counters, Label.VISITS)
        if extracted.comments is None:
            extracted.comments = _own(counters, Label.COMMENTS)
        return extracted

    def _take_counters(self, lines: list[str]) -> list[Labelled]:
        """Take the counters off the end of a page."""
        found: list[Labelled] = []
        while lines:
            parts = self._labels.read(lines[-1])
            if not parts or any(part.label not in COUNTERS for part in parts):
                break
            found += parts
            lines.pop()
        return found

    def _take_title(self, lines: list[str]) -> str:
        at = next((n for n, line in enumerate(lines[:3]) if not self._labels.read(line)), None)
        if at is None or len(lines[at]) > TITLE_LENGTH:
            return ""
        line = lines[at]
        sentence = line.endswith(".") and not line.endswith("..") and len(line.split()) > 12
        if sentence and len(lines) > 1:
            return ""
        return lines.pop(at)


def same_title(line: str, title: str) -> bool:
    """Whether a line repeats a title; dots and signs around it don't matter."""
    return len(line) <= len(title) + 40 and key(line) == key(title)


def _own(counters: list[Labelled], label: Label) -> int | None:
    """Return the page's own counter; among the site's counters there is none."""
    if any(part.label is Label.SITE for part in counters):
        return None
    return next((read_counter(part.value) for part in counters if part.label is label), None)


@cache
def _staff() -> frozenset[str]:
    return phrase_keys(STAFF)


@dataclass(slots=True)
class _Header:
    """Walks over the lines of a page and takes those that belong to its header."""

    lines: list[str]
    extracted: ExtractedFields
    dates: DateContext
    labels: LabelReader
    taken: set[int] = field(default_factory=set)

    def read(self) -> list[str]:
        """Fill in what was found; return the lines that remain: the body."""
        end = self._end()
        last = len(self.lines) - FOOTER_LINES
        doubtful = []
        for at, line in enumerate(self.lines):
            parts = self.labels.read(line) if at < end or at >= last else []
            if parts and all(part.firm or part.label is not Label.AUTHOR for part in parts):
                if at < end or self._closes(parts):
                    self._take(at, parts)
            elif at < end:
                doubtful.append((at, line, parts))
        for at, line, parts in doubtful:
            self._take_doubtful(at, line, parts)
        return [line for at, line in enumerate(self.lines) if at not in self.taken]

    def _end(self) -> int:
        for at, line in enumerate(self.lines[:HEADER_LINES]):
            if len(line) > PROSE:
                return at
        return min(HEADER_LINES, len(self.lines))

    @staticmethod
    def _closes(parts: list[Labelled]) -> bool:
        """Whether labels may stand after the body."""
        return all(part.label is not Label.AUTHOR for part in parts)

    def _take(self, at: int, parts: list[Labelled]) -> None:
        if parts[0].label is Label.AUTHOR and self.extracted.author:
            return
        self.taken.add(at)
        for part in parts:
            self._note(part)

    def _take_doubtful(self, at: int, line: str, parts: list[Labelled]) -> None:
        """Take what is header only because of where it is."""
        if same_title(line, self.extracted.title):
            self.taken.add(at)
        elif not self._has_neighbour(at):
            return
        elif parts:
            if len(parts[0].value.split()) <= _WEAK_NAME_WORDS:
                self._take(at, parts)
        elif not self.extracted.author and key(line) in _staff():
            self.taken.add(at)
            self.extracted.author = line
        elif not self.extracted.published and (timestamp := self.dates.whole(line)):
            self.taken.add(at)
            self.extracted.published = timestamp

    def _has_neighbour(self, at: int) -> bool:
        near = range(at - _NEIGHBOURS, at + _NEIGHBOURS + 1)
        return any(other in self.taken for other in near)

    def _note(self, part: Labelled) -> None:
        extracted, dates = self.extracted, self.dates
        match part.label:
            case Label.ADDED:
                extracted.added = extracted.added or dates.whole(part.value)
            case Label.PUBLISHED:
                extracted.published = extracted.published or dates.whole(part.value)
            case Label.VISITS if extracted.visits is None:
                extracted.visits = read_counter(part.value)
            case Label.COMMENTS if extracted.comments is None:
                extracted.comments = read_counter(part.value)
            case Label.SOURCE:
                extracted.source = extracted.source or part.value
            case Label.AUTHOR:
                name, timestamp = dates.trailing(part.value)
                extracted.author = extracted.author or author_name(name)
                extracted.published = extracted.published or timestamp
            case _:
                pass
