import subprocess
import sys

import pytest

from indexer.base.errors import IndexLockedError
from indexer.storage.local.lock import WriterLock

HOLD = """
import sys, time
from pathlib import Path
from indexer.storage.local.lock import WriterLock
lock = WriterLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_writer_is_refused_and_told_who_has_the_lock(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "LOCK")], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout.readline().strip() == "held"
        with pytest.raises(IndexLockedError, match=f"process {owner.pid}"):
            WriterLock(tmp_path / "LOCK")
        owner.kill()
    with WriterLock(tmp_path / "LOCK"):  # died with its owner
        assert (tmp_path / "LOCK").exists()


def test_a_released_lock_can_be_taken_again(tmp_path):
    WriterLock(tmp_path / "LOCK").release()
    with WriterLock(tmp_path / "LOCK") as lock:
        lock.release()
        lock.release()
    assert (tmp_path / "LOCK").read_text() == ""
