import pytest

from benchmarks.results_page import END, machine_section, update_page
from indexer.base.errors import PageError


def test_a_section_takes_the_place_of_its_former_self_and_the_rest_stays(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"# Results\n\nby hand\n\n{END}\n\n## Notes\n\ntried\n", encoding="utf-8")
    update_page(page, {"one": "first \\1", "two": "second"})
    update_page(page, {"one": "new"})
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Results\n\nby hand\n\n<!-- results: one -->\n\nnew\n\n")
    assert text.endswith(f"second\n\n<!-- end: two -->\n\n{END}\n\n## Notes\n\ntried\n")
    assert "first" not in text


def test_a_page_without_the_mark_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Mine", encoding="utf-8")
    with pytest.raises(PageError, match="results end"):
        update_page(page, {"one": "first"})
    assert page.read_text(encoding="utf-8") == "# Mine"


def test_the_machine_is_named_with_cores_python_and_model():
    assert all(word in machine_section("e5-x") for word in ("cores", "Python 3.", "`e5-x`"))
