"""How else the dates in a query are written: أيار 2024 is May 2024, and مايو 2024 in Cairo."""

from collections.abc import Iterator
from typing import NamedTuple

from indexer.language.detection import ARABIC_BLOCK


class Dating(NamedTuple):
    """A date in a query: as it is written there, and as others write it, best first."""

    written: str
    others: tuple[str, ...]


def other_datings(text: str) -> Iterator[Dating]:
    """Yield the dates of a text that name a month and a year, with the month's other names.

    A date with a day is written without its year, as news does.
    """
    if not any(letter.isdigit() for letter in text):
        return
    from indexer.language.dates import find_dates  # few queries hold a date
    from indexer.language.dates.names import usual_month_names

    for found in find_dates(text):
        if found.calendar != "gregorian" or found.precision == "year":
            continue
        written = text[found.start : found.end]
        arabic = bool(ARABIC_BLOCK.search(written))
        names = [name for name in usual_month_names(found.value.month) if name not in written]
        names.sort(
            key=lambda name: bool(ARABIC_BLOCK.search(name)) == arabic
        )  # the other script first
        if found.precision == "month":
            others = [f"{name} {found.value.year}" for name in names]
        else:
            others = [f"{found.value.day} {name}" for name in names]
            others += [
                f"{name} {found.value.day}" for name in names if not ARABIC_BLOCK.search(name)
            ]
        yield Dating(written, tuple(others))
