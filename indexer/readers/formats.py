"""Tells which reader a file needs: by its suffix, and by its first bytes where that is unclear."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.readers.fields import FieldNames
from indexer.readers.html import read_html
from indexer.readers.json_records import read_json
from indexer.readers.opening import BROKEN, PACKED, broken, head
from indexer.readers.text import read_text
from indexer.readers.trec import OPENING, read_trec
from indexer.readers.walk import Found

JSON = frozenset({".jsonl", ".ndjson", ".json"})
HTML = frozenset({".html", ".htm", ".xhtml"})
TEXT = frozenset({".txt", ".text"})
SGML = frozenset({".sgml", ".sgm", ".trec"})

_BEFORE = b"\xef\xbb\xbf \t\r\n"
_HTML = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*+<(?:!doctype\s+html|html)\b",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip
_READABLE = "It reads .txt, .html, .json, .jsonl and TREC-style SGML, packed (.gz) or not"


def read_file(found: Found, settings: Settings, names: FieldNames) -> Iterator[RawPage | PageError]:
    """Give the pages of one file.

    Raises:
        PageError: the file as a whole can't be read.
    """
    suffix = _suffix(found.path)
    try:
        beginning = head(found)
    except BROKEN as error:
        raise broken(error, found.where) from error
    if not beginning and suffix in JSON | HTML | TEXT | SGML:
        raise PageError("the file is empty", found.where, "Fetch it again or remove it")
    beginning = beginning.lstrip(_BEFORE)
    if suffix in JSON:
        return read_json(found, settings, names)
    if OPENING.match(beginning) or suffix in SGML:
        return read_trec(found, settings, names)
    if suffix in HTML or _HTML.match(beginning):
        return read_html(found, settings)
    if suffix in TEXT:
        return read_text(found, settings)
    raise PageError("not a kind of file that Kashshaf reads", found.where, _READABLE)


def _suffix(path: str) -> str:
    lower = path.lower().removesuffix(PACKED)
    return PurePosixPath(lower).suffix
