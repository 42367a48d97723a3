"""What is closed at the end of a `with` statement."""

from types import TracebackType
from typing import Self


class Closing:
    """Base of what has a `close` and is a context manager through it."""

    def close(self) -> None:
        """Give up what it holds; a second call does nothing."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
