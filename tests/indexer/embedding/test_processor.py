"""What is told of the processor."""

import sys
from pathlib import Path

import pytest

from indexer.embedding import processor


def test_features_are_read_from_the_first_processor_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = tmp_path / "cpuinfo"
    listing.write_text(
        "processor\t: 0\nflags\t\t: fpu AVX2 fma\n\nprocessor\t: 1\nflags\t\t: fpu\n"
    )
    monkeypatch.setattr(processor, "CPU_LIST", listing)
    monkeypatch.setattr(sys, "platform", "linux")
    assert processor.processor_flags() == {"fpu", "avx2", "fma"}


def test_a_system_that_tells_nothing_has_no_features(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "CPU_LIST", tmp_path / "absent")
    monkeypatch.setattr(sys, "platform", "win32")
    assert processor.processor_flags() == frozenset()
