"""Finds teasers of other articles among a page's lines, and takes them out as Relations."""

import re
from dataclasses import dataclass
from functools import cache

from indexer.article import Relation, Timestamp
from indexer.extraction.labels import key, phrase_keys
from indexer.extraction.timestamps import DateContext
from indexer.extraction.vocabulary import READ_MORE

_ARROW = re.compile(r"[\s\[(.…]*(?:»|›|→|←|«|>>?|&raquo;)[\s\])]*$")
_CUT = re.compile(r"(?:…|\.{2,})$")
_DOTS = re.compile(r"\s*(?:\.{2,}|…)$")
_LONGEST = 700  # characters of a teaser's line
_LONGEST_TITLE = 250
_MARKER_WORDS = 2
_TAIL = 24  # lines at the end of a page among which a teaser needs no `Read more`


@dataclass(frozen=True, slots=True)
class TeaserFinder:
    """Finds teasers; `dates` reads the dates beside them."""

    dates: DateContext

    def take(self, lines: list[str]) -> tuple[list[str], list[Relation]]:
        """Split a page's lines into those of the article and the teasers.

        A teaser is a cut line that ends in `تتمة »` or `Read more »`, with the title and the date
        in the lines above it. At the end of a page, title, date and cut line are enough.
        """
        found: list[Relation] = []
        kept: list[str] = []
        for at, line in enumerate(lines):
            text = without_marker(line)
            near_end = at >= len(lines) - _TAIL and _CUT.search(line) is not None
            teaser = None
            if text is not None or near_end:
                excerpt = line if text is None else text
                teaser = self._teaser(kept, excerpt, marked=text is not None)
            if teaser is None:
                kept.append(line)
                continue
            size, relation = teaser
            del kept[len(kept) - size :]
            if relation is not None:
                found.append(relation)
        return kept, found

    def _teaser(
        self, above: list[str], text: str, *, marked: bool
    ) -> tuple[int, Relation | None] | None:
        """Return how many lines above belong to the teaser, and the teaser; None if it is none."""
        if not text:  # the marker is in a line of its own
            if not above or not _CUT.search(above[-1]):
                return 0, None
            size, relation = self._teaser(above[:-1], above[-1], marked=True) or (0, None)
            return size + 1, relation
        published = self.dates.whole(above[-1]) if above else None
        if published is not None and len(above) > 1 and _is_title(above[-2], text):
            return 2, _relation(above[-2], published, text)
        if not marked:
            return None
        if published is not None:
            return 1, _relation(_first_clause(text), published, text)
        if above and excerpt_after(above[-1], text) != text:
            return 1, _relation(above[-1], None, text)
        return 0, self._from_one_line(text)

    def _from_one_line(self, text: str) -> Relation:
        """Read `title date first words…`, all in one line."""
        found = self.dates.find(text)
        if found and 0 < found[0].start <= _LONGEST_TITLE:
            title = text[: found[0].start].strip(" -–—(|")
            excerpt = text[found[0].end :].strip(" -–—)|")
            published = self.dates.local(found[0])
            return Relation("teaser", plain_title(title), published=published, excerpt=excerpt)
        return _relation(_first_clause(text), None, text)


def without_marker(line: str) -> str | None:
    """Return a teaser's text without its `تتمة »`; None where the line has no such end.

    A sentence may end in `… more` or `المزيد...`: a single word needs its arrow.
    """
    if len(line) > _LONGEST:
        return None
    bare, arrows = _ARROW.subn("", line)
    words = bare.split()
    for size in range(min(_MARKER_WORDS, len(words)), 0, -1):
        if key(words[-size]) and key(" ".join(words[-size:])) in _markers():
            rest = " ".join(words[:-size])
            dotted = size > 1 and (_CUT.search(line) or _CUT.search(rest) or not rest)
            return rest if arrows or dotted else None
    return None


def is_marker(text: str) -> bool:
    """Whether a text is a `Read more` and nothing else."""
    return key(_ARROW.sub("", text)) in _markers()


def plain_title(title: str) -> str:
    """Return a teased title without the dots behind it and the guillemets around it."""
    title = _DOTS.sub("", title.strip())
    if title.startswith("«") and title.endswith("»") and _encloses(title):
        title = title[1:-1]
    return title.strip()


def excerpt_after(title: str, text: str) -> str:
    """Return a teaser's text without the title that it repeats at its beginning."""
    words, named = text.split(), [key(word) for word in title.split()]
    if not named or [key(word) for word in words[: len(named)]] != named:
        return text
    return " ".join(words[len(named) :]).lstrip(".… ")


@cache
def _markers() -> frozenset[str]:
    return phrase_keys(READ_MORE)


def _encloses(title: str) -> bool:
    """Whether the first guillemet is closed by the last one."""
    depth = 0
    for at, character in enumerate(title):
        depth += (character == "«") - (character == "»")
        if depth == 0:
            return at == len(title) - 1
    return False


def _is_title(line: str, excerpt: str) -> bool:
    if excerpt_after(line, excerpt) != excerpt:
        return True
    return len(line) <= _LONGEST_TITLE and not re.search(r"[^.]\.$", line)


def _relation(title: str, published: Timestamp | None, text: str) -> Relation:
    return Relation(
        "teaser", plain_title(title), published=published, excerpt=excerpt_after(title, text)
    )


def _first_clause(text: str) -> str:
    return re.split(r"\.{2,}|…", text, maxsplit=1)[0].strip()
