"""Logging to the terminal, set up once by the command line and never by the library."""

import logging


def set_up_logging(verbosity: int) -> None:
    """Send log records to standard error.

    Args:
        verbosity: below 0 errors only, 0 warnings, 1 information, 2 and more everything.
    """
    level = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}.get(verbosity, logging.DEBUG)
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("waitress", "sentence_transformers", "transformers", "trafilatura"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))
