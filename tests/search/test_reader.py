"""How one open index is shared between threads, and follows its versions."""

import threading

import pytest

from indexer.base.errors import IndexFormatError
from search.reader import SharedReader


class Index:
    """An index of which only the version counts; opening may be held up, or fail."""

    def __init__(self):
        self.version = 1
        self.opened = []
        self.gate = threading.Event()
        self.gate.set()
        self.broken = False

    def open(self):
        if self.broken:
            raise IndexFormatError("it is damaged", "manifest.json", "Run `kashshaf doctor`")
        version = self.version
        assert self.gate.wait(10)
        reader = Reader(self, version)
        self.opened.append(reader)
        return reader


class Reader:
    def __init__(self, index, version):
        self.index, self.version, self.closed = index, version, False

    def is_current(self):
        return self.version == self.index.version

    def close(self):
        self.closed = True


def test_a_new_version_is_opened_and_the_old_one_closed():
    index = Index()
    shared = SharedReader(index.open)
    index.version = 2
    with shared.lease() as reader:
        assert reader.version == 2
    assert [one.closed for one in index.opened] == [True, False]


def test_a_version_in_use_is_closed_by_its_last_user():
    index = Index()
    shared = SharedReader(index.open)
    with shared.lease() as old:
        with shared.lease():
            index.version = 2
        with shared.lease() as new:
            assert (old.version, new.version) == (1, 2)
        assert not old.closed
    assert old.closed


def test_searches_go_on_while_a_version_is_being_opened():
    index = Index()
    shared = SharedReader(index.open)
    index.version = 2
    index.gate.clear()
    seen = []

    def search():
        with shared.lease() as reader:
            seen.append(reader.version)

    opener = threading.Thread(target=search)
    opener.start()
    while not shared._opening.locked():
        pass
    search()
    assert seen == [1]
    index.gate.set()
    opener.join(10)
    assert seen == [1, 2]


def test_a_version_that_can_not_be_opened_leaves_the_old_one_and_says_why():
    index = Index()
    shared = SharedReader(index.open)
    index.version, index.broken = 2, True
    with shared.lease() as reader:
        assert reader.version == 1
    assert "damaged" in shared.problem
    index.broken = False
    with shared.lease() as reader:
        assert reader.version == 2
    assert shared.problem == ""


def test_a_closed_reader_is_closed_once_nobody_uses_it():
    index = Index()
    shared = SharedReader(index.open)
    with shared.lease() as reader:
        shared.close()
        assert not reader.closed
    assert reader.closed


def test_an_index_that_is_not_there_is_an_error_at_once():
    index = Index()
    index.broken = True
    with pytest.raises(IndexFormatError):
        SharedReader(index.open)
