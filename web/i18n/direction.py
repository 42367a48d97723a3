"""The direction in which a language is written, for `dir` attributes."""

from typing import Literal

from babel import Locale
from babel.core import UnknownLocaleError

Direction = Literal["rtl", "ltr", "auto"]
UNKNOWN = frozenset({"", "und", "mul", "zxx"})


def direction(language: str) -> Direction:
    """Return a language's direction; `auto` (the browser looks at the letters) if unknown."""
    if language in UNKNOWN:
        return "auto"
    try:
        return "rtl" if Locale.parse(language).text_direction == "rtl" else "ltr"
    except (UnknownLocaleError, ValueError):
        return "auto"
