"""Text from pages and people as it may be printed: no control character reaches a terminal."""

_PICTURES = 0x2400  # Unicode shows a control by its picture: ␛ for Escape
_KEPT = frozenset("\n\t")
_CONTROLS = {code: chr(_PICTURES + code) for code in range(0x20) if chr(code) not in _KEPT}
_CONTROLS |= {0x7F: "\u2421"} | dict.fromkeys(range(0x80, 0xA0), "\ufffd")


def printable(text: str) -> str:
    """Return a text with its control characters as pictures of them."""
    return text.translate(_CONTROLS)
