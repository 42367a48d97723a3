"""Reads and writes a generation's manifest: one JSON file, for people as well."""

import os
from pathlib import Path

import msgspec

from indexer.base.errors import IndexFormatError
from indexer.storage.records import SCHEMA_VERSION, Manifest


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write it durably."""
    with path.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        FileNotFoundError: where there is none.
        IndexFormatError: where it is damaged or of another schema.
    """
    remedy = "Index the archive anew into an empty folder"
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except msgspec.DecodeError as error:
        raise IndexFormatError(f"the manifest can't be read: {error}", str(path), remedy) from error
    if manifest.schema_version != SCHEMA_VERSION:
        raise IndexFormatError(
            f"the index has schema {manifest.schema_version}, this version reads {SCHEMA_VERSION}",
            str(path),
            remedy,
        )
    return manifest
