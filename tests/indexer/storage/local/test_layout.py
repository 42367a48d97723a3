import pytest

from indexer.base.errors import IndexFormatError
from indexer.storage.local.layout import Layout


def test_a_folder_without_an_index_is_has_no_version(tmp_path):
    assert Layout(tmp_path).current_number() == 0


def test_what_is_published_is_current(tmp_path):
    layout = Layout(tmp_path)
    layout.publish(3)
    layout.publish(4)
    assert layout.current_number() == 4
    assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]


@pytest.mark.parametrize("content", [b"", b"four", b"\xff\xfe"])
def test_a_damaged_current_is_an_error_with_a_remedy(tmp_path, content):
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(IndexFormatError, match=r"CURRENT.*doctor --repair"):
        Layout(tmp_path).current_number()
