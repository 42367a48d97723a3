"""Large pages are extracted in a process that ends where they take too much."""

import pytest

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction import LONGEST_ARTICLE, Extractor
from indexer.extraction.guarded import LARGE, GuardedExtractor

PROSE = "The minister said on Monday that the talks would go on for another week. "


@pytest.fixture
def extractor():
    guarded = GuardedExtractor(Settings(max_page_seconds=2))
    yield guarded
    guarded.close()


def page(text, *, markup=False, where="a page"):
    return RawPage(where, "a.html" if markup else "a.txt", text, markup=markup)


def large_page(prose=PROSE):
    paragraphs = f"<p>{prose * 5}</p>" * (LARGE // len(prose) // 5 + 5)
    return page(f"<html><body><h1>A title</h1><article>{paragraphs}</article></body></html>",
                markup=True)  # fmt: skip


def attributes(count):
    named = " ".join(f"a{n}=1" for n in range(count))
    return page(f"<html><body><p {named}>hello</p></body></html>", markup=True, where="attributes")


def test_a_large_page_is_read_as_in_this_process(extractor):
    large = large_page()
    assert extractor.extract(large) == Extractor(Settings()).extract(large)
    assert extractor._worker is not None
    assert extractor.extract(large) == extractor.extract(large)


def test_an_ordinary_page_needs_no_other_process(extractor):
    assert extractor.extract(page("A title\n\nA text.")).title == "A title"
    assert extractor._worker is None


def test_a_page_that_takes_too_long_is_an_error_and_the_next_is_read(extractor):
    with pytest.raises(PageError, match="more than 2 s") as caught:
        extractor.extract(attributes(100_000))
    assert caught.value.where == "attributes"
    assert "max_page_seconds" in caught.value.remedy
    assert extractor.extract(large_page()).title == "A title"


def test_a_page_that_takes_too_much_memory_is_an_error_and_the_next_is_read():
    extractor = GuardedExtractor(Settings(max_page_megabytes=50))
    try:
        with pytest.raises(PageError, match="more than 50 MB"):
            extractor.extract(page("<html><body>" + "<p>a<b>b" * 400_000, markup=True))
        assert extractor.extract(large_page()).title == "A title"
    finally:
        extractor.close()


def test_errors_of_the_other_process_are_those_of_this_one(extractor):
    empty = page("<html><body>" + "<script>a</script>" * LARGE + "</body></html>", markup=True)
    with pytest.raises(PageError, match="no article was found"):
        extractor.extract(empty)


def test_an_article_without_end_is_an_error(extractor):
    with pytest.raises(PageError, match=f"more than {LONGEST_ARTICLE:,} characters"):
        extractor.extract(page("A title\n\n" + PROSE * (LONGEST_ARTICLE // len(PROSE) + 1)))


def test_it_can_be_closed_twice(extractor):
    extractor.extract(large_page())
    extractor.close()
    extractor.close()
    assert extractor.extract(large_page()).title == "A title"
