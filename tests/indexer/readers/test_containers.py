"""Files inside tar and zip files, and files that zstd packs, are read as those of a folder."""

import gzip
import io
import tarfile
import zipfile

import pytest
import zstandard

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.readers import read
from indexer.readers.standard_input import piped_in

FILES = {
    "2016/1.txt": b"A title\n\nA text.",
    "2016/2.jsonl": b'{"title": "T1"}\n{"title": "T2"}\n',
    ".hidden.txt": b"hidden",
    "صحيفة/٣.txt": "عنوان\n\nنص".encode(),
    "image.jpg": b"\xff\xd8",
}


def tar(mode="w", files=FILES):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as packed:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    return buffer.getvalue()


def zipped(files=FILES):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("2016/", b"")
        for name, data in files.items():
            packed.writestr(name, data)
    return buffer.getvalue()


CONTAINERS = {
    "a.tar": tar(),
    "a.tar.gz": gzip.compress(tar()),
    "a.tgz": gzip.compress(tar()),
    "a.tar.zst": zstandard.compress(tar()),
    "a.zip": zipped(),
}


def split(folder):
    items = list(read([folder], Settings()))
    return ([item for item in items if isinstance(item, RawPage)],
            [item for item in items if isinstance(item, PageError)])  # fmt: skip


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_file_is_read_under_its_name(tmp_path, name):
    (tmp_path / name).write_bytes(CONTAINERS[name])
    pages, errors = split(tmp_path)
    paths = ["2016/1.txt", "2016/2.jsonl#1", "2016/2.jsonl#2", "صحيفة/٣.txt"]
    assert [page.path for page in pages] == [f"{name}/{path}" for path in paths]
    assert pages[0].where == f"{tmp_path}/{name}#2016/1.txt"
    assert pages[1].where == f"{tmp_path}/{name}#2016/2.jsonl:1"
    assert pages[1].origin == f"{(tmp_path / name).as_uri()}#2016/2.jsonl#1"
    assert pages[3].text == "عنوان\n\nنص"
    assert ["not a kind of file" in error.what for error in errors] == [True]


@pytest.mark.parametrize("name", CONTAINERS)
def test_what_is_cut_off_or_damaged_is_reported_and_the_rest_read(tmp_path, name):
    data = CONTAINERS[name]
    (tmp_path / "b.txt").write_text("A good title\n\nA text.")
    for damaged in (data[: len(data) // 2], data[:1], b"", b"x" * 600,
                    data[:60] + b"\x00\xff\x13" + data[63:]):  # fmt: skip
        (tmp_path / name).write_bytes(damaged)
        pages, errors = split(tmp_path)
        assert pages[-1].path == "b.txt"
        assert errors or len(pages) > 4
        assert all(error.what and error.where and error.remedy for error in errors)


def test_a_name_that_leads_out_is_only_a_name(tmp_path):
    files = {"../../up.txt": b"A title\n\nA text.", "/root.txt": b"A title\n\nA text."}
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.tar").write_bytes(tar(files=files))
    (folder / "a.zip").write_bytes(zipped(files))
    pages, _ = split(folder)
    assert len(pages) == 4
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.tar", "a.zip", "in"]


def test_a_locked_zip_is_reported_by_its_member(tmp_path):
    data = bytearray(zipped({"a.txt": b"text"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(mark) + at] |= 1  # encrypted
    (tmp_path / "a.zip").write_bytes(data)
    pages, (error,) = split(tmp_path)
    assert pages == []
    assert error.where.endswith("a.zip#a.txt")
    assert "unpacked" in error.what


def test_two_members_of_one_name_are_both_read(tmp_path):
    first = tar(files={"a.txt": b"One\n\nText."})
    with tarfile.open(tmp_path / "a.tar", "w") as packed:
        for _ in range(2):
            info = tarfile.TarInfo("a.txt")
            info.size = 10
            packed.addfile(info, io.BytesIO(b"One\n\nText."))
    assert first
    pages, _ = split(tmp_path)
    assert [page.path for page in pages] == ["a.tar/a.txt", "a.tar/~2/a.txt"]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_packed_file_of_several_frames_is_read_whole(tmp_path, suffix):
    pack = gzip.compress if suffix == ".gz" else zstandard.compress
    (tmp_path / f"a.jsonl{suffix}").write_bytes(
        b"".join(pack(b'{"title": "T%d"}\n' % n * 1000) for n in range(3))
    )
    pages, errors = split(tmp_path)
    assert len(pages) == 3000
    assert not errors


@pytest.mark.parametrize("end", [-1, -5, 20])
def test_a_zstd_file_that_is_cut_off_says_so(tmp_path, end):
    data = zstandard.compress(b'{"title": "T"}\n' * 5 + bytes(range(32, 34)) * 9000)
    (tmp_path / "a.jsonl.zst").write_bytes(data[:end])
    _, errors = split(tmp_path)
    assert any("cut off" in error.what or "damaged" in error.what for error in errors)


def test_a_zstd_file_that_asks_for_all_memory_is_refused(tmp_path):
    window = zstandard.ZstdCompressionParameters.from_level(3, window_log=31)
    packer = zstandard.ZstdCompressor(compression_params=window).compressobj()
    (tmp_path / "a.txt.zst").write_bytes(packer.compress(b"text") + packer.flush())
    _, (error,) = split(tmp_path)
    assert "damaged" in error.what


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        (b'{"title": "T1"}\n{"title": "T2"}\n', ["T1", "T2"]),
        (gzip.compress(b'[{"title": "T1"}]'), ["T1"]),
        (zstandard.compress(b"<DOC><TITLE>T1</TITLE></DOC>"), ["T1"]),
        (tar(files={"a.jsonl": b'{"title": "T1"}'}), ["T1"]),
        (gzip.compress(tar(files={"a.jsonl": b'{"title": "T1"}'})), ["T1"]),
        (zipped({"a.jsonl": b'{"title": "T1"}'}), ["T1"]),
    ],
)
def test_what_is_piped_in_is_told_by_how_it_begins(monkeypatch, tmp_path, data, titles):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    pages = list(read(["-"], Settings()))
    assert [page.fields["title"] for page in pages] == titles
    assert {(page.path, page.origin) for page in pages} == {("", "")}
    assert all(page.where.startswith("standard input") for page in pages)


def test_text_that_is_piped_in_is_a_page():
    with piped_in(io.BytesIO(b"A title\n\nA text.")) as found:
        assert found.path == "input.txt"
    assert not found.file.exists()
