"""Mends and extracts pages, large ones in a process of its own that ends where it takes too much.

No page of an ordinary size takes long, whatever is in it. For large ones neither our own code nor
the libraries below it promise anything: what is quadratic in a page of twenty megabytes never ends.
"""

import logging
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from lxml.etree import XMLSyntaxError

from indexer.article import Article, RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction import Extractor
from indexer.extraction.bounds import check
from indexer.extraction.mojibake import doubts, repaired

LARGE = 150_000
"""Characters from which on a page is extracted in the other process."""
_WAITED = 12  # times the limit that may pass by the clock, on a machine that is busy otherwise
_MEGABYTE = 1 << 20
_LEAST = 50 * _MEGABYTE
_COPIES = 3  # of a page that the reading process may have in memory: bytes, text, what is sent

logger = logging.getLogger(__name__)


class Extracted(NamedTuple):
    """What came of a page.

    Attributes:
        page: without its text, which nobody needs any more.
        article: made of it.
        doubtful: what was assumed of the page, and what may be wrong with the article.
    """

    page: RawPage
    article: Article
    doubtful: tuple[str, ...]


class GuardedExtractor:
    """Makes articles of pages in bounded time and memory.

    Args:
        settings: `max_page_seconds` and `max_page_megabytes`, and what `Extractor` takes.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._extractor = Extractor(settings)
        self._worker: subprocess.Popen[bytes] | None = None

    def extract(self, page: RawPage) -> Extracted:
        """Undo a page's wrong encodings and make an article of it, as `Extractor.extract`.

        Raises:
            PageError: there is neither a title nor a text, or reading it takes too much.
        """
        if page.article is not None:
            check(page.article, page.where)
            return Extracted(page, page.article, ())
        if _size(page) <= LARGE:
            return _extract(self._extractor, page)
        kind, answer = self._ask(page)
        if kind == "extracted":
            extracted: Extracted = answer
            return extracted
        if kind == "page error":
            raise PageError(*answer)
        raise RuntimeError(answer)

    def close(self) -> None:
        """End the other process. May be called twice."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            worker.communicate()

    def _ask(self, page: RawPage) -> tuple[str, Any]:
        worker = self._worker or self._start()
        self._worker = worker
        assert worker.stdin is not None
        assert worker.stdout is not None
        seconds = self._settings.max_page_seconds
        late = threading.Timer(_WAITED * seconds, worker.kill)
        late.start()
        try:
            pickle.dump(page, worker.stdin)
            worker.stdin.flush()
            answer: tuple[str, Any] = pickle.load(worker.stdout)  # noqa: S301 - from our own process
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise self._ended(worker, page) from error
        finally:
            late.cancel()
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parents[2])
        begin = f"import sys; sys.path.insert(0, {root!r}); from {__name__} import work; work()"
        worker = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-c", begin], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert worker.stdin is not None
        pickle.dump(self._settings, worker.stdin)
        return worker

    def _ended(self, worker: subprocess.Popen[bytes], page: RawPage) -> PageError:
        self._worker = None
        worker.kill()
        worker.communicate()
        if worker.returncode in _OUT_OF_TIME:
            what = f"reading it takes more than {self._settings.max_page_seconds} s"
            return PageError(what, page.where, "Raise the setting max_page_seconds, or split it")
        logger.info("%s: the reading process ended with %s", page.where, worker.returncode)
        return _takes_too_much(self._settings, page)


_OUT_OF_TIME = {
    -int(getattr(signal, name)) for name in ("SIGPROF", "SIGKILL") if hasattr(signal, name)
}


def work() -> None:
    """Extract the pages that come in until there are no more; what the other process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C the other process takes care
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints isn't an answer
    settings: Settings = pickle.load(asked)  # noqa: S301 - from our own process
    extractor = Extractor(settings)
    held = _address_space()
    with suppress(EOFError):
        while True:
            page: RawPage = pickle.load(asked)  # noqa: S301
            most = max(settings.max_page_megabytes * _MEGABYTE - _COPIES * _bytes(page), _LEAST)
            with _limited_in_time(settings.max_page_seconds), _limited_in_memory(held, most):
                answer = _answer(extractor, page, settings)
            pickle.dump(answer, answers)
            answers.flush()


def _extract(extractor: Extractor, page: RawPage) -> Extracted:
    page, assumed = repaired(page)
    article = extractor.extract(page)
    own = {name: value for name, value in page.fields.items() if name == "id"}
    return Extracted(replace(page, text="", fields=own), article, (*assumed, *doubts(article)))


def _size(page: RawPage) -> int:
    return len(page.text) + sum(map(len, page.fields.values()))


def _bytes(page: RawPage) -> int:
    return sum(map(sys.getsizeof, (page.text, *page.fields.values())))


def _answer(extractor: Extractor, page: RawPage, settings: Settings) -> tuple[str, Any]:
    try:
        return "extracted", _extract(extractor, page)
    except PageError as error:
        return "page error", (error.what, error.where, error.remedy)
    except (MemoryError, XMLSyntaxError):  # as libxml2 says it
        problem = _takes_too_much(settings, page)
        return "page error", (problem.what, problem.where, problem.remedy)
    except Exception as error:  # noqa: BLE001 - the other process reports it, as any error of ours
        return "error", f"{type(error).__name__}: {error}"


@contextmanager
def _limited_in_time(seconds: float) -> Iterator[None]:
    """End the process once so much of the processor's time is used up."""
    if not hasattr(signal, "setitimer"):  # Windows: the clock of the other process limits it
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)


def _address_space() -> int:
    """Return how many bytes of memory this process has; 0 where that can't be told."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * resource.getpagesize()
    return 0


@contextmanager
def _limited_in_memory(held: int, most: int) -> Iterator[None]:
    """Let this process have so much memory beside what it held; where that can't be told, any."""
    if not held:
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (held + most, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def _takes_too_much(settings: Settings, page: RawPage) -> PageError:
    return PageError(
        f"reading it takes more than {settings.max_page_megabytes} MB of memory",
        page.where,
        "Raise the setting max_page_megabytes, or split it",
    )
