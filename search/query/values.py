"""Where the values of fields end: dates, languages and categories, which are no words."""

import re

from search.query.marks import CLOSED_BY

_VALUE = re.compile(rf"[^\s();؛{''.join(CLOSED_BY)}]*")
_STOP = ".,،!?؟:…"
# Beyond this, no date is looked for behind بعد or after: the longest one written out fits.
_AHEAD = 80
_BREAKS = re.compile(rf"[();؛{''.join(CLOSED_BY)}]")


def value_end(text: str, start: int) -> int:
    """Return where the value that begins at `start` ends; commas belong to it."""
    found = _VALUE.match(text, start)
    return found.end() if found else start


def without_stop(value: str) -> str:
    """Return a value without the sentence's punctuation; the `..` of an open range stays."""
    core = value.rstrip(_STOP)
    rest = value[len(core) :]
    return f"{core}.." if rest.startswith(("..", "…")) else core


def date_ahead(text: str, start: int, day_first: bool) -> int:
    """Return where the full date (day, month, year) ends that follows `start`, else `start`."""
    ahead = _BREAKS.split(text[start : start + _AHEAD], maxsplit=1)[0]
    written = ahead.lstrip()
    if not any(letter.isdecimal() for letter in written):
        return start
    from indexer.language.dates import find_dates  # only here: its tables take 0.1 s to load

    found = next(iter(find_dates(written, day_first=day_first)), None)
    if found is None or found.start > 0 or found.precision in {"year", "month"}:
        return start
    return start + len(ahead) - len(written) + found.end
