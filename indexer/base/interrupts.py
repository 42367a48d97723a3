"""Holds Ctrl-C back while something must not be left half done."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def held_back() -> Iterator[None]:
    """Let the block end before an interrupt counts.

    Raises:
        KeyboardInterrupt: after the block, where one came while it ran.
    """
    before = signal.getsignal(signal.SIGINT)
    # Only the main thread is interrupted; a handler that isn't Python's can't be put back.
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        before(*came[0])
