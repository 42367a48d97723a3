"""What words mean in the other language, by every dictionary that is here, our own first.

Our lexicon is made for news and its senses stand in the order of news; larger dictionaries, where
they are installed, translate what it doesn't hold.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from hashlib import sha256
from itertools import chain
from pathlib import Path

from indexer.language.bilingual import (
    BilingualLexicon,
    Entry,
    Sense,
    Stems,
    bilingual_lexicon,
    compiled_lexicon,
)
from indexer.language.buckwalter import buckwalter_entries, buckwalter_files
from indexer.language.freedict import freedict_entries, freedict_files
from indexer.language.options import FinalLetters, dictionaries, final_letters

logger = logging.getLogger(__name__)

_READING = "1"  # changes with what is read of a dictionary


class Dictionaries:
    """Looks words up in several dictionaries.

    Args:
        lexicons: the one that is asked first, then those that are asked for what it doesn't hold.
    """

    def __init__(self, lexicons: Sequence[BilingualLexicon]) -> None:
        self._lexicons = lexicons

    def senses(self, stems: Stems) -> tuple[Sense, ...]:
        """Return what a word or expression means in the other language, the usual sense first."""
        return next(filter(None, (one.senses(stems) for one in self._lexicons)), ())

    def longest_at(self, stems: Sequence[str], position: int) -> tuple[int, tuple[Sense, ...]]:
        """Return the length of the longest expression that begins there, and what it means.

        Args:
            stems: of a text's words.
            position: of the first word.
        """
        for lexicon in self._lexicons:
            length, senses = lexicon.longest_at(stems, position)
            if length:
                return length, senses
        return 0, ()


def installed_dictionaries() -> Dictionaries:
    """Return our lexicon with the dictionaries that are installed and not turned off."""
    return _installed(dictionaries(), final_letters())


@cache
def _installed(names: frozenset[str], _: FinalLetters) -> Dictionaries:
    further = (_READERS[name]() for name in sorted(names))
    return Dictionaries([bilingual_lexicon(), *filter(None, further)])


def _buckwalter() -> BilingualLexicon | None:
    stems = buckwalter_files().get("dictStems")
    if stems is None:
        return None
    return _compiled("buckwalter", [stems], partial(buckwalter_entries, stems))


def _freedict() -> BilingualLexicon | None:
    files = freedict_files()
    if not files:
        return None
    return _compiled("freedict", [*files, *files.values()], partial(_freedict_entries, files))


def _freedict_entries(files: dict[Path, Path]) -> Iterator[Entry]:
    return chain.from_iterable(freedict_entries(*pair) for pair in files.items())


_READERS: dict[str, Callable[[], BilingualLexicon | None]] = {
    "buckwalter": _buckwalter,
    "freedict": _freedict,
}


def _compiled(
    name: str, files: Sequence[Path], read: Callable[[], Iterable[Entry]]
) -> BilingualLexicon | None:
    """Return a dictionary; None where its files are damaged, which a warning tells."""
    try:
        state = b"".join(sha256(path.read_bytes()).digest() for path in files)
        return compiled_lexicon(name, _READING.encode() + state, read)
    except (OSError, EOFError, ValueError) as error:
        logger.warning(
            "the dictionary %s is left out, since %s can't be read (%s); "
            "install it anew, or turn it off by the setting %s",
            name, files[0], error, name,
        )  # fmt: skip
        return None
