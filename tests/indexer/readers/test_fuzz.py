"""Any bytes under any name: pages or errors come out, and a good neighbour is read."""

import pytest

from benchmarks import fuzz_readers
from benchmarks.fuzz_readers import PIECES, bear, fuzz


@pytest.mark.parametrize("suffix", sorted(PIECES))
def test_broken_files_are_borne(suffix):
    fuzz(suffix, 150)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("read", lambda *_: iter(())),
        ("repaired", lambda page: (_ for _ in ()).throw(ValueError(page.where))),
        ("doubts", lambda article: article.body[10_000]),
    ],
)
def test_bugs_are_found(monkeypatch, name, broken):
    monkeypatch.setattr(fuzz_readers, name, broken)
    with pytest.raises((ValueError, IndexError)):
        bear(b"A title\n\nA text.", ".txt")
