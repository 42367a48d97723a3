"""Finds the records inside one JSON object: itself, a list in it, or its values."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

import msgspec

from indexer.readers.fields import FieldNames
from indexer.readers.json_array import elements

_DEPTH = 4
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])

_Records = Iterator[tuple[str, bytes | None]]


def records_of(data: bytes, names: FieldNames, limit: int) -> _Records:
    """Give position and source of each record that an object holds.

    A list of articles inside it (`{"articles": […]}`, at any depth) wins over the object's own
    title, as feeds have one; not over an object with a body. Else its values may be the records,
    each under its id. If nothing looks like an article, the object itself is the one record.

    Args:
        data: the object's source.
        names: tell articles from other objects.
        limit: bytes of a record; None is given for one that is larger.

    Raises:
        msgspec.DecodeError: it isn't valid JSON.
    """
    value = _OBJECT.decode(data)
    if "body" not in names.pick(dict.fromkeys(value, "-")):
        articles = _articles(value, names, _DEPTH, limit)
        if articles is not None:
            return ((f"#{n}", source) for n, source in enumerate(articles, 1))
    return iter([("", data if len(data) <= limit else None)])


def _articles(
    value: Mapping[str, msgspec.Raw], names: FieldNames, depth: int, limit: int
) -> Iterable[bytes | None] | None:
    """Return the largest list of articles inside an object; None where there is none."""
    found: msgspec.Raw | None = None
    below: list[msgspec.Raw] = []
    for raw in value.values():
        sign = _first_sign(raw)
        if sign == b"[":
            larger = found is None or len(memoryview(raw)) > len(memoryview(found))
            first = next(elements(BytesIO(raw), limit), b"") if larger else b""
            if first and _is_article(first, names):
                found = raw
        elif sign == b"{":
            below.append(raw)
    if found is not None:
        return elements(BytesIO(found), limit)
    if below and len(below) == len(value) and all(_is_article(raw, names) for raw in below[:3]):
        return (bytes(raw) if len(memoryview(raw)) <= limit else None for raw in below)
    for raw in below if depth else ():
        deeper = _articles(_OBJECT.decode(raw), names, depth - 1, limit)
        if deeper is not None:
            return deeper
    return None


def _first_sign(raw: msgspec.Raw | bytes) -> bytes:
    return bytes(memoryview(raw)[:1])


def _is_article(raw: msgspec.Raw | bytes, names: FieldNames) -> bool:
    if _first_sign(raw) != b"{":
        return False
    value: dict[str, Any] = _OBJECT.decode(raw)
    return names.knows(value)
