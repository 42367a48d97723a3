import pytest

from search.expansion.pasted import condensed, is_pasted
from search.query.clipping import LONGEST_TEXT
from search.request import SearchRequest

ARABIC = (
    "قالت مصادر في كييف إن طائرات مسيّرة إيرانية من طراز «شاهد» هاجمت محطات الكهرباء فجر اليوم، "
    "وأسقطت الدفاعات الجوية معظمها فوق النهر. وأضافت المصادر أن روسيا تطلق هذه المسيّرات في "
    "موجات، وأن طهران تنفي أنها باعتها لموسكو منذ بدء الحرب، فيما طالبت أوكرانيا حلفاءها بمزيد "
    "من الصواريخ المضادة للطائرات قبل أن يأتي الشتاء."
)
ENGLISH = (
    'Sources in Kyiv said that Iranian drones of the "Shahed" type attacked power stations at '
    "dawn, and that air defences shot most of them down over the river. Russia launches the "
    "drones in waves - Tehran denies that it has sold them to Moscow since the war began - and "
    "Ukraine asked its allies for more missiles before winter comes to the cities and villages of "
    "the country."
)


@pytest.mark.parametrize("text", [ARABIC, ENGLISH])
def test_a_pasted_paragraph_finds_what_it_is_about_in_both_languages(sample_engine, text):
    response = sample_engine.search(SearchRequest(text))
    assert [notice.code for notice in response.notices] == ["pasted_text"]
    first = response.hits[:5]
    assert {hit.article.language for hit in first} == {"ar", "en"}
    for language in ("ar", "en"):
        best = next(hit for hit in response.hits if hit.article.language == language)
        assert "مسي" in best.article.title or "Drone" in best.article.title


def test_words_joined_by_operators_are_a_query_however_many():
    words = [f"w{number}" for number in range(60)]
    assert is_pasted(" ".join(words))
    assert not is_pasted(" OR ".join(words))
    assert not is_pasted("drone " * 60)  # one word, said often
    assert not is_pasted("Iran Russia drones")


def test_a_text_is_condensed_to_few_words_with_their_expressions(sample_engine):
    with sample_engine.lease() as reader:
        about = condensed(reader, ENGLISH)
        assert "Kyiv" in about
        assert "drones" in about
        assert len(about.split()) < 40
        assert condensed(reader, "zzqqxx " * 60) == ""


def test_whatever_is_pasted_is_searched_without_an_error(sample_engine):
    words = " ".join(f"{a}{b}zz" for a in "abcdefgh" for b in "abcdefgh")
    for text in (f'"((- +{words}', words, f"{ENGLISH} title: « - (", ENGLISH * 60):
        assert sample_engine.search(SearchRequest(text[:LONGEST_TEXT])).retrievers


def test_long_texts_are_pasted_however_they_are_written():
    words = " ".join(f"w{number}" for number in range(3_000))
    assert is_pasted(words.replace(" ", ".w"))  # no space anywhere
    assert is_pasted(f"{words} NOT a word OR two {words}")  # as headlines have them
    assert is_pasted(words.replace(" ", " OR "), plain=True)
    assert not is_pasted(words.replace(" ", " OR "))
    assert not is_pasted("a" * 3_000)


def test_a_page_of_thousands_of_words_is_searched_in_few(sample_engine):
    page = " ".join(f"{ARABIC} {ENGLISH} w{number}" for number in range(60))[:LONGEST_TEXT]
    assert len(page.split()) > 2_000
    for plain in (False, True):
        response = sample_engine.search(SearchRequest(page, plain=plain))
        assert response.hits
        assert [notice.code for notice in response.notices] == ["pasted_text"]
    with sample_engine.lease() as reader:
        assert len(condensed(reader, page).split()) < 40


@pytest.mark.parametrize("length", [1_000, 20_000])
@pytest.mark.parametrize("piece", ["a", "والمسيرات", "\u0301\u064e", "\ufdfa", "ﷲ", "drone.", "漢"])
def test_text_without_spaces_is_read_in_part_and_said(sample_engine, piece, length):
    text = (piece * length)[:length]
    response = sample_engine.search(SearchRequest(text, plain=True))
    assert "text_cut" in {notice.code for notice in response.notices}
