"""Write CLDR's territories and cities in Arabic and English to the tables that `names` reads.

    python benchmarks/make_territories.py

The names are facts from the Unicode CLDR, read through Babel.
"""

import re
from pathlib import Path

from babel import Locale
from babel import __version__ as babel_version

DATA = Path(__file__).resolve().parent.parent / "indexer/language/data"
SHORT = 4
COMMON_WORDS = {"سمراء", "كناري"}
NOT_PLACES = {"ZZ", "XA", "XB", "EZ", "QO"}


def main() -> None:
    """Write both tables."""
    _write("territories.tsv", "Territories", _territories())
    _write("cities.tsv", "Cities of the time zones", _cities())


def _write(table: str, heading: str, rows: list[str]) -> None:
    comment = f"# {heading} of the Unicode CLDR (Babel {babel_version}): Arabic, English"
    (DATA / table).write_text("\n".join([comment, *rows]) + "\n", encoding="utf-8")


def _territories() -> list[str]:
    arabic, english = Locale("ar").territories, Locale("en").territories
    return [
        f"{_plain(arabic[code])}\t{_plain(name)}"
        for code, name in sorted(english.items())
        if len(code) == 2 and code not in NOT_PLACES and code in arabic
    ]


def _cities() -> list[str]:
    arabic, english = Locale("ar").time_zones, Locale("en").time_zones
    rows = set()
    for zone, names in arabic.items():
        written = names.get("city", "")
        latin = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        # Short ones would claim common words: Nome is written like "sleep", Juneau like "Johnny".
        if len(written) > SHORT and "," not in latin and written not in COMMON_WORDS:
            rows.add(f"{_plain(written)}\t{latin}")
    return sorted(rows)


def _plain(name: str) -> str:
    """Leave out what stands in parentheses, and the status of Hong Kong and Macao."""
    name = re.sub(r" SAR China$| الصينية(?= \()|^منطقة | الإدارية الخاصة$", "", name)
    return re.sub(r" ?\([^)]*\)", "", name).strip()


if __name__ == "__main__":
    main()
