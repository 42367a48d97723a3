"""Collapses a ranked list by duplicate group."""

from collections.abc import Iterable


def collapsed(
    docs: Iterable[int], groups: Iterable[int], *, collapse: bool
) -> list[tuple[int, tuple[int, ...]]]:
    """Return the first document of each duplicate group, with the others of its group.

    Args:
        docs: document numbers, best first.
        groups: the duplicate group of each.
        collapse: whether to; else every document is alone.
    """
    if not collapse:
        return [(doc, ()) for doc in docs]
    first: dict[int, list[int]] = {}
    for doc, group in zip(docs, groups, strict=True):
        first.setdefault(group, []).append(doc)
    return [(members[0], tuple(members[1:])) for members in first.values()]
