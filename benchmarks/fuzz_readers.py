"""Feeds every reader with broken files, and prints how many it has borne.

    python -m benchmarks.fuzz_readers [--cases N]

Of any bytes under any name come pages or errors, no exception; a good file beside them is read.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction.guarded import GuardedExtractor
from indexer.readers import read

SETTINGS = Settings(max_page_bytes=5_000)
PIECES = {
    ".json": b'[ ] { } , : " \\ "title" "body" "published" null 1e999 NaN \\ud800 "2024-01-01"',
    ".sgml": b"<DOC> </DOC> <DOCNO> </DOCNO> <TEXT> </TEXT> <TITLE> </TITLE> <DOC\nid=' < > & &lt;",
    ".html": b"<html> <body> <p> </p> <div <!-- --> <script> </script> <table><tr><td> <a\nhref=' "
    b"<meta\ncharset=utf-16> <meta\ncharset=undefined> "
    b"<h1> <article> <time\ndatetime= class='related'"
    b" &#0; &#xD800; <li> <br> <svg> <![CDATA[ ]]> <?xml",
    ".txt": b": :: | - \n \r \x85 2024-01-01 Published: By more... \xc2\xbb 3\nvisits Comments\n0",
}
"""By suffix, what a file of that format is made of."""
_EVERYWHERE = (
    b"a \n \t \x00 \xff \xfe \xef\xbb\xbf \xd8\xa7\xd9\x84 "
    b"\xe2\x80\xae \xc7\xe1\xda\xd1 \x0c \xed\xa0\x80"
)
_extractor = GuardedExtractor(SETTINGS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, print; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000, help="of each reader")
    cases = parser.parse_args(arguments).cases
    for suffix in PIECES:
        began = time.perf_counter()
        fuzz(suffix, cases)
        took = time.perf_counter() - began
        print(f"{suffix:6} {cases:,} files borne, {cases / took:,.0f}/s", flush=True)
    return 0


def fuzz(suffix: str, cases: int) -> None:
    """Read so many broken files of a format, packed and not.

    Raises:
        Exception: one wasn't borne; hypothesis prints the smallest such file.
    """
    pieces = st.sampled_from([*PIECES[suffix].split(b" "), *_EVERYWHERE.split(b" "), b" "])
    files = st.lists(pieces | st.binary(max_size=4), max_size=40).map(b"".join)

    @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck))
    @given(files, st.sampled_from(["", ".gz"]))
    def check(source: bytes, packed: str) -> None:
        bear(source, suffix + packed)

    check()


def bear(source: bytes, suffix: str) -> None:
    """Read a file of these bytes beside a good one, and extract its pages.

    Raises:
        AssertionError: something was lost, or an error says nothing.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"a{suffix}").write_bytes(source)
        (folder / "b.txt").write_text("A good title\n\nA good text.", encoding="utf-8")
        found = list(read([folder], SETTINGS))
    last = found[-1]
    if not isinstance(last, RawPage) or last.path != "b.txt" or len(found) == 1:
        raise AssertionError("a file came to nothing")
    for item in found:
        _extracted(item)


def _extracted(item: RawPage | PageError) -> None:
    problem = item if isinstance(item, PageError) else None
    if isinstance(item, RawPage):
        try:
            article = _extractor.extract(item).article
        except PageError as error:
            problem = error
        else:
            if not article.title and not article.body:
                raise AssertionError("an article holds nothing")
    if problem is not None and not (problem.what and problem.where):
        raise AssertionError("an error says nothing")


if __name__ == "__main__":
    sys.exit(main())
