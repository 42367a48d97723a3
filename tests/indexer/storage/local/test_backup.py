import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from indexer.base.errors import IndexFormatError, KashshafError
from indexer.storage.local import LocalReader, LocalWriter
from indexer.storage.maintenance import backup, check, restore
from tests.indexer.storage.local.conftest import article, contents


def test_a_backup_restores_to_the_same_index(make, tmp_path):
    folder = make()
    backup(folder, tmp_path / "index.zip")
    restore(tmp_path / "index.zip", tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)
    assert check(tmp_path / "again") == []
    assert not [path for path in folder.iterdir() if path.name.startswith(".backup")]


def test_a_restored_index_can_be_written(make, engine, tmp_path):
    backup(make(), tmp_path / "index.zip")
    (tmp_path / "again").mkdir()
    restore(tmp_path / "index.zip", tmp_path / "again")
    with LocalWriter(tmp_path / "again", engine) as writer:
        assert writer.put([article(5, "Snow"), article(9)]) == ["deleted", "indexed"]
        writer.commit()
    assert contents(tmp_path / "again")[0] == ["a1", "a2", "a3", "a4", "a9"]


def test_what_is_not_committed_is_not_in_a_backup(make, engine, tmp_path):
    folder = make()
    whole = contents(folder)
    with LocalWriter(folder, engine) as writer:
        writer.put([article(7, "Sleet is nobody's business")])
        backup(folder, tmp_path / "index.zip")
        writer.commit()
    restore(tmp_path / "index.zip", tmp_path / "again")
    assert contents(tmp_path / "again") == whole
    store = (tmp_path / "again" / "articles.sqlite").read_bytes()
    assert b"Sleet" not in store


def test_backups_are_taken_while_the_index_is_written(make, engine, tmp_path):
    folder = make()

    def write():
        with LocalWriter(folder, engine) as writer:
            for number in range(10, 25):
                writer.put([article(number)])
                writer.forget([f"a{number - 1}"])
                writer.commit()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(write)
        for number in range(4):
            file = tmp_path / f"{number}.zip"
            try:
                backup(folder, file)
            except IndexFormatError:
                continue  # every attempt met another version: nothing was written
            restore(file, tmp_path / f"again{number}")
            assert check(tmp_path / f"again{number}") == []
        future.result()
    backup(folder, tmp_path / "last.zip")
    restore(tmp_path / "last.zip", tmp_path / "last")
    assert contents(tmp_path / "last") == contents(folder)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.99])
def test_a_damaged_backup_is_refused_and_leaves_nothing(make, tmp_path, share):
    file = tmp_path / "index.zip"
    folder = make()
    whole = contents(folder)
    backup(folder, file)
    content = bytearray(file.read_bytes())
    place = int(len(content) * share)
    for name, damaged in (("flipped", content[:place] + bytes([content[place] ^ 0xFF])
                           + content[place + 1 :]), ("cut", content[:place])):  # fmt: skip
        broken = tmp_path / f"{name}.zip"
        broken.write_bytes(damaged)
        with suppress(KashshafError):  # which says that the backup is damaged
            restore(broken, tmp_path / "again")
            assert contents(tmp_path / "again") == whole  # nothing is read from that byte
            shutil.rmtree(tmp_path / "again")
        assert not (tmp_path / "again").exists()


def test_a_backup_does_not_go_over_an_index(make, tmp_path):
    folder = make()
    backup(folder, tmp_path / "index.zip")
    with pytest.raises(IndexFormatError, match="empty or a new folder"):
        restore(tmp_path / "index.zip", folder)
    assert contents(folder)


def test_a_backup_can_not_leave_its_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("backup.json", '{"format": 1, "version": 1, "files": '
                         '{"../evil": {"size": 0, "blake2b": ""}}}')  # fmt: skip
        archive.writestr("../evil", "")
    with pytest.raises(IndexFormatError, match="evil"):
        restore(tmp_path / "x.zip", tmp_path / "again")
    assert not (tmp_path / "evil").exists()


def test_what_can_not_be_backed_up_or_restored_is_said(make, tmp_path):
    with pytest.raises(IndexFormatError, match="kashshaf index"):
        backup(tmp_path / "nothing", tmp_path / "x.zip")
    with pytest.raises(KashshafError, match="no such file"):
        restore(tmp_path / "x.zip", tmp_path / "again")
    folder = make()
    with pytest.raises(KashshafError):
        backup(folder, tmp_path / "no" / "folder" / "x.zip")
    with LocalReader(folder) as reader:
        assert reader.is_current()
