"""A watched folder's changes come into the archive by themselves."""

import threading
import time

import msgspec
import pytest

from indexer.base.errors import KashshafError
from indexer.pipeline.watch import watch
from indexer.storage import open_reader, open_writer


class Watched:
    """A watch in a thread of its own, and what it has told."""

    def __init__(self, paths, settings, **options):
        self.told = []
        self.settings = settings
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=watch,
            args=(paths, settings, self.told.append, self._stop),
            kwargs={"vectors": False, "quiet": 0.3} | options,
        )

    def __enter__(self):
        self._thread.start()
        self.until(lambda: self.told)
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def until(self, holds):
        """Wait until something holds; a broken watch never gets there."""
        end = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < end, self.told
            time.sleep(0.05)

    @property
    def ids(self):
        with open_reader(self.settings.index_path) as reader:
            return set(reader.ids())


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "archive"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "a.txt").write_text("A title\n\nA text.")
    return folder


def test_what_is_written_changed_moved_and_deleted_is_indexed(folder, settings):
    with Watched([folder], settings, prune=True) as watched:
        assert watched.ids == {"2024/a.txt"}
        (folder / "new").mkdir()
        (folder / "new" / "b.txt").write_text("Another title\n\nA text.")
        watched.until(lambda: watched.ids == {"2024/a.txt", "new/b.txt"})
        (folder / "2024" / "a.txt").write_text("A title\n\nA text that changed.")
        watched.until(lambda: any(report.updated for report in watched.told))
        (folder / "new" / "b.txt").rename(folder / "c.txt")
        watched.until(lambda: watched.ids == {"2024/a.txt", "c.txt"})
        (folder / "c.txt").unlink()
        watched.until(lambda: watched.ids == {"2024/a.txt"})


def test_of_a_watched_file_its_neighbours_are_left_alone(folder, settings):
    with Watched([folder / "2024" / "a.txt"], settings) as watched:
        (folder / "2024" / "b.txt").write_text("Another title\n\nA text.")
        (folder / "2024" / "a.txt").write_text("A title\n\nA text that changed.")
        watched.until(lambda: any(report.updated for report in watched.told))
        assert watched.ids == {"a.txt"}


def test_a_run_that_another_process_keeps_from_beginning_is_told_and_tried_again(
    folder, settings, monkeypatch
):
    monkeypatch.setattr("indexer.pipeline.watch.RETRY_SECONDS", 0.2)
    with Watched([folder], settings) as watched:
        with open_writer(settings.index_path, settings):
            (folder / "b.txt").write_text("Another title\n\nA text.")
            watched.until(lambda: isinstance(watched.told[-1], KashshafError))
        watched.until(lambda: watched.ids == {"2024/a.txt", "b.txt"})


def test_a_watch_that_can_not_begin_says_so(tmp_path, settings):
    settings = msgspec.structs.replace(settings, field_names={"nothing": ["x"]})
    with pytest.raises(KashshafError):
        watch([tmp_path], settings, print, threading.Event())
