"""Reads and writes a version's manifest: one JSON file, for people as well."""

import os
from pathlib import Path

import msgspec

from indexer.base.errors import IndexFormatError
from indexer.storage.local.failures import REPAIR, unreadable
from indexer.storage.records import VectorSpace

SCHEMA_VERSION = 2
"""Changes with the layout on disk."""


class StoredSpace(msgspec.Struct, frozen=True, kw_only=True):
    """A vector space in the manifest.

    Attributes:
        space: its description.
        articles: by language, how many articles have vectors in it.
    """

    space: VectorSpace
    articles: dict[str, int] = {}


class StoredManifest(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an index, described.

    Attributes:
        version: its number, from 1.
        keyword_engine: which engine's files are in `keyword/`.
        keyword_schema: of the keyword index; one of another schema is rebuilt by the next writer.
        analyzer_version: of the language analysis that made the terms in it.
        time_zone: whose days its dates are.
        articles: how many articles it holds.
        languages: by language, how many.
        active: name of the vector space that is searched; empty while there is none.
        spaces: by name, the active one and those being built.
        phases: by name, the version up to which each phase of the pipeline has seen the changes.
        schema_version: of the layout on disk.
    """

    version: int
    keyword_engine: str
    keyword_schema: int
    analyzer_version: str
    time_zone: str = "UTC"
    articles: int = 0
    languages: dict[str, int] = {}
    active: str = ""
    spaces: dict[str, StoredSpace] = {}
    phases: dict[str, str] = {}
    schema_version: int = SCHEMA_VERSION

    @property
    def keywords(self) -> tuple[str, str, int]:
        """What made the keyword index: the engine, the analysis, the schema."""
        return self.keyword_engine, self.analyzer_version, self.keyword_schema


class _AnySchema(msgspec.Struct):
    schema_version: int


def write_manifest(manifest: StoredManifest, path: Path) -> None:
    """Write it durably."""
    with path.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: Path) -> StoredManifest:
    """Read a manifest.

    Raises:
        IndexFormatError: it is gone, damaged or of another schema.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        schema = msgspec.json.decode(content, type=_AnySchema).schema_version
        if schema != SCHEMA_VERSION:
            raise IndexFormatError(
                f"the index has schema {schema}, this version of Kashshaf reads {SCHEMA_VERSION}",
                str(path),
                "Use the version of Kashshaf that made it, or run `kashshaf upgrade`",
            )
        return msgspec.json.decode(content, type=StoredManifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IndexFormatError(f"the manifest is damaged: {error}", str(path), REPAIR) from error
