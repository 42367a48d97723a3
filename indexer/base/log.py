"""Logging to the terminal, set up once by the command line and never by the library."""

import logging

from indexer.base.printable import printable


class _Formatter(logging.Formatter):
    """Formats records, which may name files and addresses, without control characters."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def set_up_logging(verbosity: int) -> None:
    """Send log records to standard error.

    Args:
        verbosity: below 0 errors only, 0 warnings, 1 information, 2 and more everything.
    """
    level = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}.get(verbosity, logging.DEBUG)
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    for noisy in ("waitress", "sentence_transformers", "transformers", "trafilatura"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))
