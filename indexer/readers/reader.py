"""What a file format is to the registry: a `Reader`, and the options that all of them share."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.readers.fields import FieldNames
from indexer.readers.walk import Found

Pages = Iterator[RawPage | PageError]
"""The pages of a file in its order; what can't be read is a PageError in its place."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read.

    Attributes:
        names: finds Kashshaf's fields in records.
        max_page_bytes: a page or record beyond it is an error.
        follow_links: whether links are followed out of the folder that was named.
    """

    names: FieldNames
    max_page_bytes: int
    follow_links: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "ReadOptions":
        """Return the options that the settings name.

        Raises:
            SettingsError: `field_names` names a field that Kashshaf doesn't have.
        """
        return cls(FieldNames(settings.field_names), settings.max_page_bytes, settings.follow_links)


@dataclass(frozen=True, slots=True)
class Reader:
    """A file format.

    Attributes:
        name: what a person calls it.
        suffixes: of its files, in small letters with the dot, without a packer's.
        sniff: whether a file that begins with these bytes (a byte order mark and white space taken
            off) is of this format.
        read: gives the pages of a file; raises PageError where the file as a whole can't be read.
        loose: files with its suffixes may be of another format, if they sniff of it: people save
            anything as `.txt`.
    """

    name: str
    suffixes: frozenset[str]
    sniff: Callable[[bytes], bool]
    read: Callable[[Found, ReadOptions], Pages]
    loose: bool = False


def beginning_with(pattern: bytes) -> Callable[[bytes], bool]:
    """Return a `sniff` that looks for a regular expression at the beginning, in any case."""
    compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return lambda head: compiled.match(head) is not None
