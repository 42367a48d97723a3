"""Decides what becomes of an incoming article: whether it goes in, and as what."""

from collections.abc import Sequence

from indexer.storage.local.store import Tombstone, Version
from indexer.storage.records import Outcome

_STAYS_AWAY: dict[str, Outcome] = {"suppressed": "suppressed", "forgotten": "forgotten"}


def admission(
    fingerprint: bytes, versions: Sequence[Version], tombstone: Tombstone | None, run: int
) -> Outcome:
    """Return what becomes of an article.

    Args:
        fingerprint: of its content.
        versions: all stored ones under its id.
        tombstone: why it is to stay away; None where nobody said so.
        run: the number of this run.
    """
    if tombstone and tombstone.kind in _STAYS_AWAY:
        return _STAYS_AWAY[tombstone.kind]
    live = any(version.live for version in versions)
    # A version that a later record of its own run replaced is known as well: reading the same
    # files again must not let the two take turns for ever.
    known = [version for version in versions if version.fingerprint == fingerprint]
    superseded = any(version.superseded_at_once for version in known)
    if live and (superseded or any(version.live for version in known)):
        return "unchanged"
    if tombstone and tombstone.run != run and (tombstone.fingerprint == fingerprint or superseded):
        return "deleted"
    return "updated" if live else "indexed"
