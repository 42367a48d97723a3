"""The administrator's synonyms: words that stand for each other, read from a file that may change.

    drone = UAV = طائرة مسيّرة        any of them finds the others
    الكيان => إسرائيل                 the left one finds the right one, not the other way round

Words are compared by their stems, so that one inflection in the file stands for all.
"""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from indexer.language.analyzer import analyze, layers

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""The file is looked at again when its last look is so long ago."""
MAX_BYTES = 5_000_000
"""A larger file is taken for something else that was named by mistake."""
MAX_WORDS = 8
"""The longest member, in words."""

_ONE_WAY = re.compile("=>|⇒|→")
_BETWEEN = re.compile(r"=|,(?!\d)|(?<!\d),|،")  # 1,000 is one number
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")

Key = tuple[str, ...]


class FoundSynonym(NamedTuple):
    """A member of a group in a text: where it is in code points, and what else it means."""

    start: int
    end: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line that can't be taken.

    Attributes:
        place: file and line.
        what: what is wrong.
        remedy: how to mend it.
    """

    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class SynonymGroups:
    """What a synonym file says.

    Attributes:
        others: by the stems of a member, what else is searched, as written in the file.
        problems: the lines that can't be taken; the others hold.
    """

    others: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Trouble, ...] = ()


class _LineError(Exception):
    """What is wrong with a line, and how to mend it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what, self.remedy = what, remedy


def read_groups(text: str, name: str = "synonyms") -> SynonymGroups:
    """Read the text of a synonym file; `docs/query-language.md` describes it.

    Args:
        text: its lines.
        name: of the file, for what is said of a line that can't be taken.
    """
    found: dict[Key, dict[str, None]] = {}
    problems: list[Trouble] = []
    for number, line in enumerate(text.splitlines(), start=1):
        said = _COMMENT.sub("", line).strip()
        if not said:
            continue
        try:
            pairs = list(_pairs(said))
        except _LineError as bad:
            problems.append(Trouble(f"{name}:{number}", bad.what, bad.remedy))
            continue
        for member, others in pairs:
            found.setdefault(_key(member), {}).update(dict.fromkeys(others))
    return SynonymGroups({key: tuple(others) for key, others in found.items()}, tuple(problems))


def _pairs(line: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what a line says of each member. Raises _LineError."""
    sides = [_members(side) for side in _ONE_WAY.split(line)]
    if len(sides) > 2:
        raise _LineError("there are two arrows", "Write one => a line: these => find those")
    if len(sides) == 2:
        left, right = sides
    else:
        left = right = sides[0]
    for member in left:
        yield member, _beside(member, right)


def _beside(member: str, group: Iterable[str]) -> list[str]:
    """Return the other members of a group, each spelled once in all its inflections."""
    found = {_key(other): other for other in reversed(list(group)) if _key(other) != _key(member)}
    if not found:
        raise _LineError(
            "there is nothing that it stands for",
            "Write two members or more with = or a comma between them: drone = UAV",
        )
    return list(reversed(found.values()))


def _members(side: str) -> list[str]:
    members = [" ".join(part.split()) for part in _BETWEEN.split(side)]
    for member in members:
        words = len(_key(member))
        if not words:
            what = f"{member!r} holds no word" if member else "a member is empty"
            raise _LineError(what, "Write a word on each side of every =, comma and =>")
        if words > MAX_WORDS:
            raise _LineError(
                f"a member has {words} words: {member}", f"Take {MAX_WORDS} words at most"
            )
    return members


def _key(phrase: str) -> Key:
    return tuple(layers(phrase).stem.split())


class Synonyms:
    """The synonyms of a file, which is read again when it has changed. Threads may share it.

    A line that can't be taken, or a file that can't be read, is said in the log, and nothing
    else is lost by it: the rest of the file, or what it held before, stays in force.

    Args:
        path: the file; None for no synonyms.
        clock: seconds that only grow.
    """

    def __init__(self, path: Path | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()
        self._groups = SynonymGroups()
        self._longest = 0
        self._seen: tuple[int, int] | None = None
        self._unreadable = ""
        self._due = clock()

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the file now, each a sentence; empty where nothing is."""
        groups = self._current()[0]
        file = (self._unreadable,) if self._unreadable else ()
        return (*file, *map(str, groups.problems))

    def find(self, text: str) -> list[FoundSynonym]:
        """Return the members in a text, the longest first where they overlap, in their order."""
        groups, longest = self._current()
        if not groups.others:
            return []
        tokens = analyze(text)
        stems = [token.stem for token in tokens]
        found: list[FoundSynonym] = []
        position = 0
        while position < len(tokens):
            length, others = _longest(groups, stems[position : position + longest])
            if length:
                last = tokens[position + length - 1]
                found.append(FoundSynonym(tokens[position].mark_start, last.mark_end, others))
            position += max(length, 1)
        return found

    def _current(self) -> tuple[SynonymGroups, int]:
        """Return what holds now, and the longest member in words; look at the file if it is due."""
        with self._lock:
            if self._path is not None and self._clock() >= self._due:
                self._due = self._clock() + LOOK_SECONDS
                self._look(self._path)
            return self._groups, self._longest

    def _look(self, path: Path) -> None:
        try:
            status = path.stat()
            seen = status.st_mtime_ns, status.st_size
            if seen == self._seen:
                return
            text = _text(path, status.st_size)
        except (OSError, ValueError) as error:
            self._keep(path, error)
            return
        self._seen, self._unreadable = seen, ""
        self._groups = read_groups(text, str(path))
        self._longest = max(map(len, self._groups.others), default=0)
        logger.info("%s: synonyms of %d words and phrases", path, len(self._groups.others))
        for problem in self._groups.problems:
            logger.warning("%s", problem)

    def _keep(self, path: Path, error: Exception) -> None:
        """Keep what held before, and say so once for each cause."""
        self._seen = None
        reason = error.strerror if isinstance(error, OSError) else str(error)
        remedy = "Mend the file, or the setting synonyms; what was read of it last stays in force"
        said = f"{path}: the synonyms can't be read: {reason}. {remedy}"
        if said != self._unreadable:
            logger.warning("%s", said)
        self._unreadable = said


def _text(path: Path, size: int) -> str:
    """Read the file. Raises OSError, or ValueError where it can't be a synonym file."""
    if size > MAX_BYTES:
        raise ValueError(f"it has {size:,} bytes, more than {MAX_BYTES:,}")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8, at byte {error.start}") from error


def _longest(groups: SynonymGroups, stems: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    for length in range(len(stems), 0, -1):
        others = groups.others.get(tuple(stems[:length]))
        if others:
            return length, others
    return 0, ()
