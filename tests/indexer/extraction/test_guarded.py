"""Large pages are extracted in a process that ends where they take too much."""

import pytest

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction import Extractor
from indexer.extraction.bounds import LONGEST_ARTICLE, LONGEST_FIELD, MOST_WORDS
from indexer.extraction.guarded import LARGE, GuardedExtractor
from indexer.extraction.mojibake import CP1256

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
    assert extractor.extract(large).article == Extractor(Settings()).extract(large)
    assert extractor._worker is not None
    assert extractor.extract(large) == extractor.extract(large)


def test_an_ordinary_page_needs_no_other_process(extractor):
    assert extractor.extract(page("A title\n\nA text.")).article.title == "A title"
    assert extractor._worker is None


def test_a_page_that_takes_too_long_is_an_error_and_the_next_is_read(extractor):
    with pytest.raises(PageError, match="more than 2 s") as caught:
        extractor.extract(attributes(100_000))
    assert caught.value.where == "attributes"
    assert "max_page_seconds" in caught.value.remedy
    assert extractor.extract(large_page()).article.title == "A title"


def test_a_page_that_takes_too_much_memory_is_an_error_and_the_next_is_read():
    extractor = GuardedExtractor(Settings(max_page_megabytes=50))
    try:
        with pytest.raises(PageError, match="more than 50 MB"):
            extractor.extract(page("<html><body>" + "<p>a<b>b" * 400_000, markup=True))
        assert extractor.extract(large_page()).article.title == "A title"
    finally:
        extractor.close()


def test_errors_of_the_other_process_are_those_of_this_one(extractor):
    empty = page("<html><body>" + "<script>a</script>" * LARGE + "</body></html>", markup=True)
    with pytest.raises(PageError, match="no article was found"):
        extractor.extract(empty)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PROSE * (LONGEST_ARTICLE // len(PROSE) + 1), f"{LONGEST_ARTICLE:,} characters"),
        ("\ufdfa" * (LONGEST_ARTICLE // 10), f"{LONGEST_ARTICLE:,} characters"),  # 18 letters each
        ("a:" * (MOST_WORDS + 1), f"{MOST_WORDS:,} words"),
        ("中" * (MOST_WORDS + 1), f"{MOST_WORDS:,} words"),
    ],
)
def test_an_article_without_end_is_an_error(extractor, text, told):
    with pytest.raises(PageError, match=f"an article of more than {told}"):
        extractor.extract(page(f"A title\n\n{text}"))


@pytest.mark.parametrize("name", ["id", "url", "author", "source", "category"])
def test_a_field_without_end_is_an_error(extractor, name):
    fields = {"title": "A title", name: "x" * (LONGEST_FIELD + 1)}
    with pytest.raises(PageError, match=f"its {name} has more than {LONGEST_FIELD:,}"):
        extractor.extract(RawPage("here", "here", fields=fields))


def test_nothing_is_kept_of_the_text_of_a_page(extractor):
    for text in ("A text.", PROSE * 3_000):
        found = extractor.extract(RawPage("a", "a", text, fields={"id": "7", "title": "A title"}))
        assert found.page == RawPage("a", "a", "", fields={"id": "7"})
        assert found.article.id == "7"


def test_wrong_encodings_of_large_pages_are_undone_in_the_other_process(extractor):
    arabic = "أعلنت وزارة الخارجية اليوم أن المفاوضات مستمرة في فيينا على الرغم من الخلاف. "
    wrong = (arabic * 2_500).encode("cp1256").decode("cp1252", "replace")
    found = extractor.extract(page(f"A title\n\n{wrong}"))
    assert found.doubtful[0] == CP1256
    assert arabic.strip() in found.article.body


def test_it_can_be_closed_twice(extractor):
    extractor.extract(large_page())
    extractor.close()
    extractor.close()
    assert extractor.extract(large_page()).article.title == "A title"
