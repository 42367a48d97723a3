"""Languages are told by script, letters and function words."""

import pytest

from indexer.language.detection import detect_language, query_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("العلاقات الإيرانية الروسية في عام 2024", "ar"),
        ("The friendship between Iran and Russia", "en"),
        ("Iran Russia drones", "en"),
        ("ایران و روسیه در مورد پهپاد گفتگو کردند", "fa"),
        ("وزیراعظم نے کہا کہ پاکستان میں", "ur"),
        ("سەرۆکی هەرێمی کوردستان لە هەولێر", "ku"),
        ("Le président de la République est en Iran", "fr"),
        ("Der Präsident hat die Wahl nicht gewonnen", "de"),
        ("Türkiye ve Rusya bir anlaşma için", "tr"),
        ("El presidente de los Estados Unidos y su visita", "es"),
        ("Владимир Путин", "ru"),
        ("Володимир Зеленський у Києві", "uk"),
        ("北京市", "zh"),
        ("日本の首相", "ja"),
        ("שלום", "he"),
        ("123 — …", "und"),
        ("", "und"),
    ],
)
def test_language_of_a_text(text, language):
    assert detect_language(text) == language


def test_a_mixed_page_is_in_the_language_with_more_letters():
    english = "The war in Ukraine has brought Iran and Russia closer to each other. "
    assert detect_language("عدد الزيارات " + english) == "en"
    assert detect_language("CIA " + "قال الرئيس الروسي إن العلاقات مع إيران جيدة") == "ar"


def test_a_persian_name_does_not_make_an_arabic_text_persian():
    assert detect_language("قال پوتین إن روسيا لن تتراجع عن موقفها من الأزمة في أوكرانيا") == "ar"


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("إيران روسيا مسيّرات", "ar"),
        ("Iran Russia drones", "en"),
        ("F-16 إيران", "ar"),
        ("F-16", "en"),
        ("la guerre dans les villes de la Russie", "fr"),
        ("Путин", "ru"),
        ("2024", "en"),
    ],
)
def test_language_of_a_question(query, language):
    assert query_language(query) == language


def test_languages_of_real_articles(shared):
    import gzip
    import json
    from itertools import islice

    wrong = total = 0
    with gzip.open(shared / "data/news/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, 20_000, 10):
            article = json.loads(line)
            total += 1
            wrong += detect_language(article["body"]) != article["language"]
    assert wrong <= total // 200
