"""Files are found in a stable order; what can't be entered is reported."""

import os
from pathlib import Path

import pytest

from indexer.base.errors import PageError
from indexer.readers.walk import Found, walk


def found(folder: Path) -> list[str]:
    return [f.path for f in walk(folder) if isinstance(f, Found)]


def errors(folder: Path) -> list[PageError]:
    return [f for f in walk(folder) if isinstance(f, PageError)]


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def test_files_come_sorted_with_paths_relative_to_the_named_folder(tmp_path):
    write(tmp_path, "b.txt", "a/z.txt", "a/b/c.html", "c.jsonl")
    assert found(tmp_path) == ["a/b/c.html", "a/z.txt", "b.txt", "c.jsonl"]


def test_a_named_file_has_its_name_as_path(tmp_path):
    write(tmp_path, "deep/page.txt")
    assert found(tmp_path / "deep" / "page.txt") == ["page.txt"]


def test_hidden_files_and_litter_are_passed_over(tmp_path):
    write(tmp_path, ".DS_Store", ".git/config.txt", "Thumbs.db", "page.txt")
    assert found(tmp_path) == ["page.txt"]
    assert errors(tmp_path) == []


def test_a_path_that_does_not_exist_is_reported(tmp_path):
    (error,) = errors(tmp_path / "nowhere")
    assert "no such file" in error.what
    assert error.where.endswith("nowhere")
    assert error.remedy


def test_links_are_followed_but_not_in_circles(tmp_path):
    write(tmp_path, "a/page.txt", "b/other.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "side").symlink_to(tmp_path / "b")
    assert found(tmp_path) == ["a/page.txt", "a/side/other.txt", "b/other.txt"]
    (error,) = errors(tmp_path)
    assert "leads back" in error.what


def test_links_to_nothing_and_to_themselves_are_reported(tmp_path):
    (tmp_path / "dead.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert [e.what for e in errors(tmp_path)] == [
        "the link leads nowhere",
        "the link leads in a circle",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_reported_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (error,) = errors(tmp_path)
    assert "ordinary file" in error.what


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_not_unicode_gives_a_path_that_is(tmp_path):
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text("x")
    (file,) = [f for f in walk(tmp_path) if isinstance(f, Found)]
    assert file.path == "caf\ufffd.txt"
    assert file.origin.endswith("/caf%E9.txt")
    file.where.encode("utf-8")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_folder_without_permission_is_reported(tmp_path):
    write(tmp_path, "closed/page.txt", "open.txt")
    (tmp_path / "closed").chmod(0)
    try:
        assert found(tmp_path) == ["open.txt"]
        (error,) = errors(tmp_path)
        assert "not permitted" in error.what
    finally:
        (tmp_path / "closed").chmod(0o700)
