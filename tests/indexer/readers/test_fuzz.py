"""Any bytes under any name: pages or errors come out, and a good neighbour is read."""

import pytest

from benchmarks import fuzz_readers
from benchmarks.fuzz_readers import PIECES, bear, fuzz
from indexer.extraction import guarded


@pytest.mark.parametrize("suffix", sorted(PIECES))
def test_broken_files_are_borne(suffix):
    fuzz(suffix, 150)


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (fuzz_readers, "read", lambda *_: iter(())),
        (guarded, "repaired", lambda page: (_ for _ in ()).throw(ValueError(page.where))),
        (guarded, "doubts", lambda article: article.body[10_000]),
    ],
)
def test_bugs_are_found(monkeypatch, module, name, broken):
    monkeypatch.setattr(module, name, broken)
    with pytest.raises((ValueError, IndexError)):
        bear(b"A title\n\nA text.", ".txt")
