import re
from datetime import date, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

import web
from search.notices import ENGLISH as NOTICES
from search.notices import Notice
from web.i18n import Interface, arabic, choose_language, direction, english

WEB = Path(web.__file__).parent
FAMILIES = ("cite_",
    "mode_", "retriever_", "how_", "example_", "error_", "advice_", "notice_",
    "language_boost_", "part_", "met_", "place_", "layer_", "sort_", "strength_",
)  # fmt: skip
ARABIC, ENGLISH = Interface("ar"), Interface("en")
ISOLATES = {0x2068: None, 0x2069: None}
ENGLISH_ONLY = re.compile("[ -~“”–]+")


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_things():
    assert arabic.SENTENCES.keys() == english.SENTENCES.keys()
    assert arabic.PLURALS.keys() == english.PLURALS.keys()
    for key, text in arabic.SENTENCES.items():
        assert text.strip(), key
        assert fields(text) == fields(english.SENTENCES[key]), key


def test_sentences_are_written_in_their_language():
    latin = {
        key for key, text in arabic.SENTENCES.items() if not re.search("[\u0621-\u064a]", text)
    }
    assert latin == {"other_language", "date_and_time"}
    foreign = {key for key, text in english.SENTENCES.items() if re.search("[\u0621-\u064a]", text)}
    assert foreign == {"other_language"}


@pytest.mark.parametrize(("language", "plurals"), [("ar", arabic.PLURALS), ("en", english.PLURALS)])
def test_every_plural_has_the_forms_of_its_language(language, plurals):
    due = set(Locale.parse(language).plural_form.tags) | {"other"}
    for key, forms in plurals.items():
        assert due <= forms.keys(), key
        assert "{number}" in forms["other"], key


def test_every_sentence_is_said_somewhere():
    code = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("templates/*", "pages/*.py", "interface/interface.py", "i18n/translator.py")
        for path in WEB.glob(pattern)
    )
    unsaid = {
        key
        for key in (*english.SENTENCES, *english.PLURALS)
        if not re.search(rf"""["']{key}["']""", code) and not key.startswith(FAMILIES)
    }
    assert unsaid == set()
    for family in FAMILIES:
        assert re.search(rf"""["']{family}["'] [~+]""", code), family


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا نتائج"),
        (1, "نتيجة واحدة"),
        (2, "نتيجتان"),
        (7, "7 نتائج"),
        (11, "11 نتيجةً"),
        (100, "100 نتيجة"),
        (1103, "1,103 نتائج"),
        (12_345, "12,345 نتيجةً"),
    ],
)
def test_arabic_counts_as_arabic_does(number, said):
    assert ARABIC.count("results", number) == said


def test_english_counts_as_english_does():
    said = [ENGLISH.count("results", number) for number in (0, 1, 2, 1_234)]
    assert said == ["No results", "1 result", "2 results", "1,234 results"]


@pytest.mark.parametrize(
    ("language", "zone", "day_first", "said"),
    [
        ("ar", "Asia/Beirut", True, "27 أيار 2024، 6:44 م"),
        ("ar", "Africa/Cairo", True, "27 مايو 2024، 6:44 م"),
        ("ar", "Africa/Tunis", True, "27 ماي 2024، 6:44 م"),
        ("ar", "UTC", True, "27 مايو 2024، 6:44 م"),
        ("ar", "Europe/Paris", True, "27 مايو 2024، 6:44 م"),
        ("en", "Asia/Beirut", True, "27 May 2024, 18:44"),
        ("en", "Asia/Beirut", False, "May 27, 2024, 6:44 PM"),
    ],
)
def test_dates_are_written_as_in_the_archives_country(language, zone, day_first, said):
    interface = Interface(language, zone, day_first=day_first)
    written = interface.date(datetime(2024, 5, 27, 18, 44))
    plain = written.translate({0x2068: None, 0x2069: None, 0x202F: " "})
    assert plain == said


@pytest.mark.parametrize("code", NOTICES)
def test_notices_are_said_in_both_languages(code):
    day = date(2024, 5, 20)
    gaps = fields(NOTICES[code])
    notice = Notice.of(code, **{gap: day if "day" in gap else "x" for gap in gaps})
    assert ENGLISH_ONLY.fullmatch(str(notice))
    assert re.search("[\u0621-\u064a]{3}", ARABIC.notice(notice))
    assert ENGLISH_ONLY.fullmatch(ENGLISH.notice(notice).translate(ISOLATES))


def test_a_wrong_weekday_is_named_in_the_pages_language():
    notice = Notice.of("wrong_weekday", day=date(2024, 5, 20), weekday=date(2024, 5, 20))
    assert str(notice) == "2024-05-20 is a Monday, not the weekday written beside it."
    assert "الاثنين" in ARABIC.notice(notice)
    assert "20 مايو 2024" in ARABIC.notice(notice)


def test_a_language_that_is_not_held_is_named_in_the_pages_language():
    notice = Notice.of("language_not_held", language="de", languages=("ar", "en"))
    assert str(notice) == (
        "The archive has no articles in German; it holds Arabic and English. Ask in one of them."
    )
    assert ENGLISH.notice(notice).translate(ISOLATES) == str(notice)
    for name in ("الألمانية", "العربية والإنجليزية"):
        assert name in ARABIC.notice(notice)


def test_a_language_without_a_name_is_said_by_its_code():
    notice = Notice.of("language_not_held", language="qqq", languages=("not a code",))
    assert "in qqq; it holds not a code" in str(notice)


def test_decimals_have_two_places_and_a_sign_where_it_matters():
    assert ENGLISH.decimal(0.456) == "0.46"
    assert ENGLISH.decimal(1234.5, signed=True) == "+1,234.50"
    assert ENGLISH.decimal(-2, signed=True) == "-2.00"
    assert ARABIC.decimal(2, signed=True).endswith("+2.00")


def test_a_date_without_a_time_shows_none():
    assert ENGLISH.date(date(2024, 5, 21)) == "21 May 2024"


def test_a_span_within_one_month_names_it_once():
    assert ENGLISH.span(date(2024, 5, 1), date(2024, 5, 31)) == "May 2024"
    assert ENGLISH.span(date(2023, 5, 1), date(2024, 6, 1)) == "May 2023 – June 2024"


def test_values_in_sentences_are_isolated():
    assert ENGLISH.text("remove", what="المنارة") == "Remove: \u2068المنارة\u2069"


def test_languages_are_named_in_the_interfaces_language():
    assert ARABIC.language_name("en") == "الإنجليزية"
    assert ENGLISH.language_name("fa") == "Persian"
    assert ENGLISH.language_name("und") == ENGLISH.language_name("") == "Unknown language"
    assert ENGLISH.language_name("qqq") == "qqq"


def test_directions_follow_the_language():
    assert [direction(code) for code in ("ar", "fa", "ur", "he")] == ["rtl"] * 4
    assert [direction(code) for code in ("en", "fr", "tr")] == ["ltr"] * 3
    assert [direction(code) for code in ("und", "", "qqq", "not a code")] == ["auto"] * 4


@pytest.mark.parametrize(
    ("query", "cookie", "header", "chosen"),
    [
        ("", "", "", "ar"),
        ("", "", "en-GB,en;q=0.9,ar;q=0.5", "en"),
        ("", "", "ar-LB,en;q=0.5", "ar"),
        ("", "", "fr,de;q=0.5", "en"),
        ("", "ar", "en", "ar"),
        ("ui=en", "ar", "ar", "en"),
        ("ui=tlh", "", "ar", "ar"),
        ("", "nonsense", "en", "en"),
    ],
)
def test_the_language_comes_from_url_cookie_or_browser(query, cookie, header, chosen):
    headers = {"Cookie": f"ui={cookie}"} | ({"Accept-Language": header} if header else {})
    request = Request(EnvironBuilder(query_string=query, headers=headers).get_environ())
    assert choose_language(request) == chosen
