"""What can be chosen about the analysis: once for a process, before it indexes or searches.

Everything that a process analyses has to be analysed alike, or a query misses what the index
holds. So the choice is the process's own, and a second, different one is an error.
"""

from functools import cache
from pathlib import Path
from typing import Literal

from indexer.base.errors import SettingsError
from indexer.base.settings import Settings

FinalLetters = Literal["one", "apart"]
DICTIONARIES = ("buckwalter", "freedict")
"""Settings that say which dictionaries are read beside our own lexicon."""


class _AnalysisOptions:
    """What this process has chosen so far."""

    final_letters: FinalLetters | None = None
    cache_path: Path | None = None
    dictionaries: frozenset[str] | None = None


@cache
def _choice() -> _AnalysisOptions:
    return _AnalysisOptions()


def choose(settings: Settings) -> None:
    """Take over the settings that analysis depends on.

    Raises:
        SettingsError: this process has already chosen otherwise.
    """
    chosen = _choice().final_letters
    if chosen not in {None, settings.final_letters}:
        raise SettingsError(
            f"this process already analyses with final_letters = {chosen!r}, "
            f"it can't also do so with {settings.final_letters!r}",
            "setting final_letters",
            "Open the second archive in a process of its own, or give both the same setting",
        )
    # Which dictionaries translate a query is no matter of how an index was made: the last one wins.
    dictionaries = frozenset(name for name in DICTIONARIES if getattr(settings, name))
    _choice().final_letters = settings.final_letters
    _choice().cache_path = settings.cache_path
    _choice().dictionaries = dictionaries


def forget() -> None:
    """Choose nothing any more: for tests, and for a process that has closed all its archives."""
    _choice.cache_clear()


def final_letters() -> FinalLetters:
    """Return whether ة and ه, ى and ي are one at the end of a word, or apart."""
    return _choice().final_letters or "one"


def dictionaries() -> frozenset[str]:
    """Return which dictionaries are read beside our own lexicon: none where none is chosen."""
    return _choice().dictionaries or frozenset()


def cache_path() -> Path | None:
    """Return the folder for what is compiled once; None where nothing has been chosen."""
    return _choice().cache_path
