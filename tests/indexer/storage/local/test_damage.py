"""Whatever happens to a file of an index, one line names it and a command that helps."""

import re
import shutil
import sqlite3
from contextlib import closing

import pytest

from indexer.base.errors import IndexFormatError
from indexer.base.settings import Settings
from indexer.storage.local import LocalReader, LocalWriter
from indexer.storage.local.layout import Layout
from indexer.storage.maintenance import check, repair
from tests.indexer.storage.local.conftest import article, contents
from web.cli.commands import main

COMMANDS = "|".join(main.commands)


def deleted(path):
    path.unlink()


def emptied(path):
    path.write_bytes(b"")


def truncated(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flipped(path):
    content = bytearray(path.read_bytes())
    if content:  # the lock file may be empty
        content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def lengthened(path):
    path.write_bytes(path.read_bytes() + b"\0" * 16)


WAYS = (deleted, emptied, truncated, flipped, lengthened)


def is_helpful(error, folder):
    """The error names a file of the index, and a command that there is."""
    assert str(folder) in error.where, error
    assert re.search(rf"`kashshaf ({COMMANDS})\b", error.remedy), error
    assert "\n" not in str(error)


@pytest.fixture
def settings(tmp_path, engine):
    return Settings(index=str(tmp_path / "index"), keyword_engine=engine)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_damaged_file_is_named_or_does_not_matter(make, settings, tmp_path, way):
    folder = make()
    whole, kept = contents(folder), tmp_path / "kept"
    folder.rename(kept)
    names = [path.relative_to(kept) for path in kept.rglob("*") if path.is_file()]
    assert len(names) > 10
    for name in names:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(kept, folder)
        way(folder / name)
        try:
            answer = contents(folder)
        except IndexFormatError as error:
            is_helpful(error, folder)
            problems = check(folder)
            assert problems, name
        else:
            problems = check(folder)
            assert answer == whole or problems, name
        try:
            with LocalWriter(folder, settings.keyword_engine) as writer:
                assert len(writer.origins("")) == 4, name
        except IndexFormatError as error:
            is_helpful(error, folder)
        if all(problem.repairable for problem in problems):
            assert repair(folder, settings) == [], name
            ids, keywords, groups, vectors = contents(folder)
            assert (ids, keywords, groups) == whole[:3], name
            assert vectors in (0, whole[3])
        else:
            assert [p.where for p in problems] == [str(folder / "articles.sqlite")], name
            assert [p.what for p in repair(folder, settings)] == [p.what for p in problems]


def test_a_whole_index_has_no_problems(make, settings):
    folder = make()
    assert check(folder) == []
    assert repair(folder, settings) == []


def test_where_no_index_is_there_is_nothing_to_check(tmp_path):
    with pytest.raises(IndexFormatError, match="kashshaf index"):
        check(tmp_path / "nothing")
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexFormatError):
        check(tmp_path / "file")


@pytest.mark.parametrize("content", [None, "1\n", "0\n", "7\n", "two\n", ""])
def test_a_lost_or_older_current_is_refused_and_repaired(make, settings, content):
    folder = make()
    whole = contents(folder)
    current = Layout(folder).current
    if content is None:
        current.unlink()
    else:
        current.write_text(content)
    for opening in (LocalReader, LocalWriter):
        with pytest.raises(IndexFormatError) as refused:
            opening(folder)
        if not (opening is LocalReader and content == "0\n"):
            is_helpful(refused.value, folder)
    problems = check(folder)
    assert problems
    if content == "7\n":  # the article store may be the older one: no repair decides that
        assert not any(problem.repairable for problem in problems)
        return
    assert repair(folder, settings) == []
    assert contents(folder) == whole


@pytest.mark.parametrize("lost", ["commits", "commits/2", "commits/2/keyword", "commits/2/vectors"])
def test_a_lost_folder_is_rebuilt(make, settings, lost):
    folder = make()
    whole = contents(folder)
    shutil.rmtree(folder / lost)
    with pytest.raises(IndexFormatError) as refused:
        LocalReader(folder)
    is_helpful(refused.value, folder)
    assert repair(folder, settings) == []
    assert contents(folder)[:3] == whole[:3]


def test_an_article_that_one_part_misses_is_found_by_the_doctor(make, settings):
    folder = make()
    with closing(sqlite3.connect(folder / "articles.sqlite")) as connection, connection:
        connection.execute("UPDATE articles SET row = 99 WHERE id = 'a2'")
    assert {problem.where for problem in check(folder)} == {
        str(folder / "commits" / "2" / name) for name in ("keyword", "vectors/test")
    }
    assert repair(folder, settings) == []
    assert contents(folder)[1] == 4


def test_what_is_repaired_can_be_written_again(make, settings):
    folder = make()
    (folder / "commits" / "2" / "manifest.json").unlink()
    assert repair(folder, settings) == []
    with LocalWriter(folder, settings.keyword_engine) as writer:
        assert writer.put([article(1), article(6)]) == ["updated", "indexed"]
        writer.commit()
    assert contents(folder)[0] == ["a1", "a2", "a3", "a4", "a6"]
    assert check(folder) == []


def test_the_log_of_the_article_store_may_not_be_lost(make, settings, tmp_path):
    folder = make()
    with LocalWriter(folder, settings.keyword_engine) as writer:
        writer.put([article(2, "Hail")])
        writer.commit()
        copy = tmp_path / "copy"
        shutil.copytree(folder, copy)
    (copy / "articles.sqlite-wal").unlink()
    with pytest.raises(IndexFormatError, match=r"articles\.sqlite.*kashshaf restore"):
        contents(copy)
