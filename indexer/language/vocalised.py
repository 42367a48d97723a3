"""The vocalised words of a text: those written with harakat, tanwin, shadda or sukun.

    vocalised_words("عَلِمَ كشّافٌ بالأمر أيضاً")  gives  ["عَلِمَ", "كشّافٌ", "أيضًا"]

They are kept as written but for what only decorates, with their marks in one order, so that a
searcher can ask for the very marks. No layer of the analysis has them.
"""

import re
import unicodedata
from functools import lru_cache

from pyarabic import araby

from indexer.language.characters import ARABIC, DROPPED

MARKS = "".join(araby.TASHKEEL) + araby.SMALL_ALEF
"""What vocalises a letter; U+0670 is the alef of هٰذا."""

# The tanwin of Quranic type are those of other texts. Small letters are left out: they are read,
# but no reader types them.
_ONE_TANWIN = dict(zip("\u08f0\u08f1\u08f2", "\u064b\u064c\u064d", strict=True))
_DECORATION = "".join(group.members for group in DROPPED).translate(
    str.maketrans("", "", MARKS + "".join(_ONE_TANWIN))
)
_TABLE = str.maketrans(_ONE_TANWIN | dict.fromkeys(_DECORATION, ""))

_ANY_MARK = re.compile(f"[{MARKS}{''.join(_ONE_TANWIN)}\ufe70-\ufe7f]")
_INSIDE = f"{ARABIC}{MARKS}\u08f0-\u08f2\ufe70-\ufe7f{re.escape(_DECORATION)}"
_RUN = re.compile(f"[{_INSIDE}]+")
_BACKWARDS = re.compile(f"[{_INSIDE}]*")
_LETTER = re.compile(f"[{ARABIC}]")
# أيضاً and أيضًا are one: where the tanwin of an alef or ى stands is a matter of the keyboard.
_LATE_TANWIN = re.compile(f"([{araby.ALEF}{araby.ALEF_MAKSURA}])\u064b$")

_LONGEST = 60  # characters of a word on each side of a mark; what is longer is none
_REMEMBERED = 1 << 15


def vocalised_words(text: str) -> list[str]:
    """Return the vocalised words of a text, in their order.

    Each is its letters in the exact layer's spelling with the marks that it was written with. A
    text without marks costs one look at its characters.
    """
    found: list[str] = []
    end = 0
    for mark in _ANY_MARK.finditer(text):
        at = mark.start()
        if at < end:
            continue
        before = _BACKWARDS.match(text[max(end, at - _LONGEST) : at][::-1])
        start = at - (before.end() if before else 0)
        run = _RUN.match(text, at, at + _LONGEST)
        end = run.end() if run else at + 1
        found += _forms(text[start:end])
    return found


@lru_cache(maxsize=_REMEMBERED)
def _forms(run: str) -> tuple[str, ...]:
    """Return the vocalised words of a run of letters and marks: one, but for ligatures."""
    # Normalisation joins hamzas to their letters and sorts the marks of each letter.
    written = unicodedata.normalize("NFKC", run).translate(_TABLE)
    written = unicodedata.normalize("NFKC", written)
    moved = (_LATE_TANWIN.sub("\u064b\\1", word.lstrip(MARKS)) for word in written.split())
    words = [unicodedata.normalize("NFKC", word) for word in moved]  # sorts a tanwin that was moved
    return tuple(word for word in words if _LETTER.match(word) and _ANY_MARK.search(word))


def marks_pattern(word: str) -> str:
    """Return a regular expression of the words that carry at least the marks of a vocalised one.

    Args:
        word: as `vocalised_words` gives it. Letters without a mark in it may have any.
    """
    free = f"[{MARKS}]*"
    return "".join(f"{re.escape(character)}{free}" for character in word)
