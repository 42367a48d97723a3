"""Turns the bytes of a page into text: UTF-8, a byte order mark, or the charset it declares."""

import codecs
import logging
import re

from indexer.base.errors import PageError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # UTF-32's before UTF-16's, whose little-endian mark is its beginning
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,200}?encoding\s*=\s*"""
    rb"""["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_DECLARATION_WITHIN = 4096
# Codecs of Python's own, of protocols and of one system: no page is in them, and some undo escapes.
_NO_CHARSETS = frozenset({
    "undefined", "unicode-escape", "raw-unicode-escape", "idna", "punycode", "utf-7", "mbcs", "oem",
})  # fmt: skip
# What browsers take for the Latin labels (https://encoding.spec.whatwg.org).
_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "latin-1": "cp1252"}
_GUESS_FROM = 20_000

logger = logging.getLogger(__name__)


def decode(data: bytes, where: str, *, markup: bool = False) -> str:
    """Return the text of a page.

    A byte order mark decides; else the bytes are UTF-8 if they are valid as such; else an HTML
    page may declare a charset.

    Raises:
        PageError: the bytes are binary, or in an encoding that isn't declared.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(encoding, data[len(mark) :], where, len(mark))
    if (position := data.find(b"\0")) >= 0:
        raise PageError(
            f"binary data (a zero byte at byte {position})",
            where,
            "Remove the file, or give it the suffix of its format",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        declared = declared_charset(data) if markup else None
        if declared and declared != "utf-8":
            logger.info("%s: read as %s, which the page declares", where, declared)
            return _decode_as(declared, data, where, 0)
        raise not_utf8(error, data, where) from error


def declared_charset(data: bytes) -> str | None:
    """Return Python's name of the charset that an HTML page declares; None where there is none."""
    match = _DECLARED.search(data[:_DECLARATION_WITHIN])
    if match is None:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii", "replace")).name
    except LookupError:
        return None
    if name.startswith(("utf-16", "utf-32")):  # then the declaration couldn't have been read
        return None
    if name.replace("_", "-") in _NO_CHARSETS:
        return None
    return _BROWSERS.get(name, name)


def not_utf8(error: UnicodeDecodeError, data: bytes, where: str, before: int = 0) -> PageError:
    """Describe bytes that aren't UTF-8; `before` counts the bytes before `data`."""
    position = before + error.start
    if error.reason == "unexpected end of data":
        return PageError(
            f"it is cut off: its last character is not whole (byte {position})",
            where,
            "Fetch the file again",
        )
    what = f"not valid UTF-8 (byte {position} is 0x{data[error.start]:02x})"
    guess = _guess(data)
    if guess:
        return PageError(
            f"{what}; it could be {guess}",
            where,
            f"If it is, convert it: iconv -f {guess} -t UTF-8",
        )
    return PageError(what, where, "Convert it to UTF-8 (iconv -f … -t UTF-8) or fetch it again")


def _decode_as(encoding: str, data: bytes, where: str, before: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "cp1252":  # browsers have a character for every byte
            import ftfy.bad_codecs  # noqa: F401 - registers it

            return data.decode("sloppy-windows-1252")
        if encoding == "utf-8":
            raise not_utf8(error, data, where, before) from error
        raise PageError(
            f"not valid {encoding}, which it says that it is (byte {before + error.start})",
            where,
            "Convert it to UTF-8",
        ) from error
    except (LookupError, ValueError) as error:  # a codec that makes no text of bytes, as base64
        raise PageError(f"{encoding} is no charset", where, "Convert it to UTF-8") from error


def _guess(data: bytes) -> str:
    """Name a likely encoding for the person who has to convert the file; empty where unclear."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_GUESS_FROM]).best()
    return best.encoding.replace("_", "-") if best is not None and best.chaos < 0.1 else ""
