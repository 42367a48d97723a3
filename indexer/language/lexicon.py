"""How frequent an Arabic word is: the lexicon that attests what is left when a clitic is taken off.

The frequencies are those of the wordfreq package, added up over spelling variants. They are
compiled once into a table that is mapped into memory, so that a process starts at once and shares
it with others. The table isn't part of Kashshaf: it is made on each machine from the package, whose
version is fixed, because analysis must be the same wherever an index is written or read.
"""

import logging
import math
import mmap
from collections import defaultdict
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from pyarabic import araby

from indexer.base.errors import SettingsError
from indexer.language.compiled import cache_folder, write_whole
from indexer.language.folding import fold

logger = logging.getLogger(__name__)

WORDFREQ_VERSION = "3.1.1"
"""The release whose Arabic list is compiled."""
_FORMAT = "3"
_SLOTS = 1 << 20
_LAST_SLOT = _SLOTS - 1
_STEPS = 25  # of one power of ten
_MOST = 255
_HALF = 8
_QUARTER = 15
_FIFTIETH = 42
_FINAL = {araby.HEH: araby.TEH_MARBUTA, araby.YEH: araby.ALEF_MAKSURA}
_HAMZA_ALEFS = araby.ALEF_HAMZA_ABOVE + araby.ALEF_HAMZA_BELOW + araby.ALEF_MADDA


class Lexicon:
    """Frequencies of folded words in a hash table of CRC-32 fingerprints with open addressing.

    An unknown word is taken for a known one once in eight thousand look-ups, everywhere alike.
    """

    def __init__(self, table: bytes | mmap.mmap) -> None:
        view = memoryview(table)
        self._fingerprints = view[: 4 * _SLOTS].cast("I")
        self._values = view[4 * _SLOTS : 5 * _SLOTS]
        self._finals = view[5 * _SLOTS :]

    def frequency(self, word: str) -> int:
        """Return a folded word's frequency: 25 · log10 of its count in 10⁹ words; 0 if unknown."""
        fingerprints = self._fingerprints
        fingerprint = crc32(word.encode()) or 1
        slot = fingerprint & _LAST_SLOT
        while found := fingerprints[slot]:
            if found == fingerprint:
                return self._values[slot]
            slot = (slot + 1) & _LAST_SLOT
        return 0

    def spelled(self, word: str) -> str:
        """Return a folded word with ة for its last ه, or ى for its last ي, where mostly so written.

        طاءره gives طاءرة, مستشفي gives مستشفى, كرسي stays.
        """
        instead = _FINAL.get(word[-1:])
        if instead is None:
            return word
        fingerprint = crc32(word.encode()) or 1
        slot = fingerprint & _LAST_SLOT
        while found := self._fingerprints[slot]:
            if found == fingerprint:
                return word[:-1] + instead if self._finals[slot] else word
            slot = (slot + 1) & _LAST_SLOT
        return word

    def begins_with_article(self, word: str) -> bool:
        """Tell whether the ال that a folded word begins with can be the article.

        It can't where the word is mostly written with a hamza (إلغاء), or where it takes the
        article itself (الالتزام) and is much rarer without its ال.
        """
        whole = self.frequency(word)
        if self.frequency(_with_hamza(word)) > max(whole - _HALF, 0):
            return False
        takes_article = self.frequency("ال" + word) > max(whole - _FIFTIETH, 0)
        return not (takes_article and self.frequency(word[2:]) < whole - _QUARTER)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, compiling it first where this machine has none.

    It lies in the folder of the setting `cache`; where no settings have been taken over, in the one
    that `KASHSHAF_CACHE` names, else in the user's. Where that can't be written, it is compiled
    into memory.

    Raises:
        SettingsError: wordfreq is missing, or another release than the one that fixes the analysis.
    """
    path = cache_folder() / f"arabic-{WORDFREQ_VERSION}-{_FORMAT}.lexicon"
    if not _is_whole(path):
        table = _compile()
        try:
            write_whole(path, table)
        except OSError as error:
            logger.warning("the Arabic lexicon can't be kept in %s (%s)", path.parent, error)
            return Lexicon(table)
    with path.open("rb") as file:
        return Lexicon(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _is_whole(path: Path) -> bool:
    try:
        return path.stat().st_size == 6 * _SLOTS
    except OSError:
        return False


def _compile() -> bytes:
    """Make the table: the fingerprints as uint32, the frequencies as uint8, then as uint8 whether
    a word is mostly written with ة or ى at its end.
    """
    fingerprints = np.zeros(_SLOTS, dtype=np.uint32)
    values = np.zeros(_SLOTS, dtype=np.uint8)
    finals = np.zeros(_SLOTS, dtype=np.uint8)
    shares, marked = _frequencies()
    for word, share in sorted(shares.items()):
        fingerprint = crc32(word.encode()) or 1
        slot = fingerprint & _LAST_SLOT
        while fingerprints[slot] and fingerprints[slot] != fingerprint:
            slot = (slot + 1) & _LAST_SLOT
        value = round(_STEPS * math.log10(share * 1e9))
        fingerprints[slot] = fingerprint
        values[slot] = max(int(values[slot]), min(max(value, 1), _MOST))
        finals[slot] = marked.get(word, 0.0) > share / 2
    return fingerprints.tobytes() + values.tobytes() + finals.tobytes()


def _frequencies() -> tuple[dict[str, float], dict[str, float]]:
    """Return the share of every folded word of Arabic letters in running text.

    And how much of it is written with ة or ى at the end.
    """
    from importlib.metadata import PackageNotFoundError, version  # slow, and needed once

    try:
        installed = version("wordfreq")
    except PackageNotFoundError:
        installed = "missing"
    if installed != WORDFREQ_VERSION:
        raise SettingsError(
            f"Arabic analysis is defined by the words of wordfreq {WORDFREQ_VERSION}",
            where=f"wordfreq {installed}",
            remedy=f"Install wordfreq=={WORDFREQ_VERSION}",
        )
    from wordfreq import get_frequency_list

    shares: defaultdict[str, float] = defaultdict(float)
    marked: defaultdict[str, float] = defaultdict(float)
    for centibels, words in enumerate(get_frequency_list("ar", "large")):
        for word in words:
            folded = fold(word)
            if not _is_arabic(folded):
                continue
            shares[folded] += 10 ** (-centibels / 100)
            if word[-1] in _FINAL.values():
                marked[folded] += 10 ** (-centibels / 100)
            if folded.startswith("ال") and word[0] in _HAMZA_ALEFS:
                shares[_with_hamza(folded)] += 10 ** (-centibels / 100)
    return shares, marked


def _with_hamza(word: str) -> str:
    """Return the key under which the share written with a hamza is kept; folding leaves none."""
    return f"{araby.ALEF_HAMZA_ABOVE}{word[1:]}"


def _is_arabic(word: str) -> bool:
    return all("ء" <= letter <= "ي" for letter in word)
