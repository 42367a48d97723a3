"""The one tree of exceptions that Kashshaf raises on purpose.

    KashshafError
    ├── QueryError          the query can't be understood
    ├── PageError           a page or record can't be read
    ├── IndexFormatError    what is on disk isn't an index that this version can open
    ├── IndexLockedError    another process is writing
    ├── VersionError        an index never had the version that was named
    ├── ModelUnavailable    no embedding model can be had here
    └── SettingsError       a setting is unknown or out of range

Every message says what went wrong, where, and what to do next.
"""


class KashshafError(Exception):
    """Base of all errors that Kashshaf raises on purpose.

    Args:
        what: what went wrong, a clause without a full stop.
        where: the file, line, setting or position concerned; empty where there is none.
        remedy: what to do next; empty where nothing can be done.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what, where, remedy)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f". {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"


class QueryError(KashshafError):
    """The query can't be understood.

    Attributes:
        position: where, in characters from 0; -1 where that isn't known.
        key: which mistake it is, for an interface that has sentences of its own; may be empty.
        values: what those sentences are filled with.
        corrected: a query in order that is near to it; empty where there is none.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "", position: int = -1) -> None:
        super().__init__(what, where, remedy)
        self.position = position
        self.key = ""
        self.values: dict[str, object] = {}
        self.corrected = ""


class PageError(KashshafError):
    """A page or a record of a file can't be read; the run goes on without it.

    `origin` says what couldn't be read as `RawPage.origin` does: a file, or a folder (with `/` at
    its end); empty where that isn't known.
    """

    origin: str = ""


class IndexFormatError(KashshafError):
    """What is on disk isn't an index that this version can open."""


class IndexLockedError(KashshafError):
    """Another process is writing to the index."""


class VersionError(KashshafError):
    """An index never had the version that was named, or doesn't know it any more."""


class ModelUnavailable(KashshafError):  # noqa: N818 - a state, not a mistake
    """No embedding model can be had on this machine or under these settings."""


class SettingsError(KashshafError):
    """A setting is unknown, of the wrong kind or out of range."""
