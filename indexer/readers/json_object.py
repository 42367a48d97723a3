"""Finds the records inside one JSON object: itself, a list in it, or its values."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from indexer.readers.fields import FieldNames

_DEPTH = 4
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])

_Records = Iterator[tuple[str, bytes]]


def records_of(data: bytes, names: FieldNames) -> _Records:
    """Give position and source of each record that an object holds.

    A list of articles inside it (`{"articles": […]}`, at any depth) wins over the object's own
    title, as feeds have one; not over an object with a body. Else its values may be the records,
    each under its id. If nothing looks like an article, the object itself is the one record.

    Raises:
        msgspec.DecodeError: it isn't valid JSON.
    """
    value = _OBJECT.decode(data)
    if "body" not in names.pick(dict.fromkeys(value, "-")):
        articles = _articles(value, names, _DEPTH)
        if articles is not None:
            return ((f"#{n}", bytes(source)) for n, source in enumerate(articles, 1))
    return iter([("", data)])


def _articles(
    value: Mapping[str, msgspec.Raw], names: FieldNames, depth: int
) -> list[msgspec.Raw] | None:
    """Return the longest list of articles inside an object; None where there is none."""
    found: list[msgspec.Raw] | None = None
    below: list[msgspec.Raw] = []
    for raw in value.values():
        source = bytes(raw)
        if source.startswith(b"["):
            items = _LIST.decode(source)
            if items and _is_article(items[0], names) and len(items) > len(found or []):
                found = items
        elif source.startswith(b"{"):
            below.append(raw)
    if found is not None:
        return found
    if below and len(below) == len(value) and all(_is_article(raw, names) for raw in below[:3]):
        return below
    for raw in below if depth else ():
        deeper = _articles(_OBJECT.decode(raw), names, depth - 1)
        if deeper is not None:
            return deeper
    return None


def _is_article(raw: msgspec.Raw, names: FieldNames) -> bool:
    source = bytes(raw)
    if not source.startswith(b"{"):
        return False
    value: dict[str, Any] = _OBJECT.decode(source)
    return names.knows(value)
