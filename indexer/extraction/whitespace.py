"""Cleans the white space of a page without touching its letters, and finds its paragraphs."""

import re
from itertools import pairwise

# What isn't a letter and shows nothing: C0 and C1 controls, soft hyphens, zero-width spaces and
# joiners of words, byte order marks, object marks, lone surrogates. ZWNJ and ZWJ stay: Persian
# spells with them.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\uffff"
    r"\ud800-\udfff]"
)
_LINE_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # runs of blanks, and single ones that aren't " "
_ODD = re.compile(
    r"[^\n -~\u00a1-\u00ac\u00ae-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\ud7ff\ue000-\ufefe]|  "
)
_BIDI = "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
_BIDI_ONLY = re.compile(rf"^[ {_BIDI}\u200c\u200d]+$", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?؟…:;؛۔][\"'”’»)\]]*$")

NARROWEST, WIDEST = 55, 100  # characters: how long the lines of a hard-wrapped text get


def clean(text: str) -> str:
    r"""Return a text with plain blanks and ``\n`` line breaks, and without unseen characters."""
    if _ODD.search(text) is None:
        return text.strip()
    text = _LINE_BREAKS.sub("\n", text)
    text = _BLANKS.sub(" ", _UNSEEN.sub("", text))
    return _BIDI_ONLY.sub("", text).strip()


def clean_line(text: str) -> str:
    """Return a text as one clean line."""
    return " ".join(clean(text).split())


def paragraphs(text: str) -> list[str]:
    """Split a text into its clean paragraphs.

    Each line is a paragraph, as archives write them; in a text that was wrapped by hand at a
    fixed width, a paragraph ends at an empty line or before an indented one.
    """
    text = text.strip("\n\r")
    if "\n" in text and is_wrapped(lines := text.splitlines()):
        return list(filter(None, (clean_line(part) for part in _unwrapped(lines))))
    return list(filter(None, (line.strip() for line in clean(text).split("\n"))))


def is_wrapped(lines: list[str]) -> bool:
    """Whether the lines were cut at a fixed width: all short, and most of them mid-sentence."""
    full = [line.rstrip() for line in lines if line.strip()]
    if len(full) < 4 or not NARROWEST <= max(map(len, full)) <= WIDEST:
        return False
    inner = [line for line, after in pairwise(lines) if line.strip() and after.strip()]
    if len(inner) < 3:
        return False
    width = max(len(line.rstrip()) for line in inner)
    cut = sum(len(line) > 0.6 * width and not _SENTENCE_END.search(line.rstrip()) for line in inner)
    return cut > 0.6 * len(inner)


def _unwrapped(lines: list[str]) -> list[str]:
    found: list[list[str]] = [[]]
    for line in lines:
        if not line.strip() or line.startswith(("  ", "\t")):
            found.append([])
        found[-1].append(line)
    return [" ".join(part) for part in found]
