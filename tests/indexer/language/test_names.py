"""Names across scripts."""

import pytest

from indexer.language.names import counterparts, find_names


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("إيران", "Iran"),
        ("الإيرانية", "Iran"),
        ("Russia", "روسيا"),
        ("Russian", "روسيا"),
        ("Iran's", "إيران"),
        ("بوتين", "Putin"),
        ("Qaddafi", "القذافي"),
        ("القذافي", "Gaddafi"),
        ("حزب الله", "Hezbollah"),
        ("الولايات المتحدة", "United States"),
        ("U.S.", "الولايات المتحدة"),
        ("Burkina Faso", "بوركينا فاسو"),
        ("طوكيو", "Tokyo"),
    ],
)
def test_a_name_leads_to_its_usual_form_in_the_other_script(name, other):
    assert counterparts(name)[0] == other


@pytest.mark.parametrize("word", ["وزير", "drone strike", "us", "who", "", "رئيس", "ترك"])
def test_common_words_are_no_names(word):
    assert counterparts(word) == ()


def test_all_spellings_of_a_name_are_given():
    assert {"Gaddafi", "Qaddafi", "Kadhafi"} <= set(counterparts("القذافي"))


def test_names_in_a_question_are_found_where_they_stand():
    query = "العلاقات الروسية بالولايات المتحدة وبوتين"
    found = {query[name.start : name.end]: name.counterparts[0] for name in find_names(query)}
    assert found == {"الروسية": "Russia", "الولايات المتحدة": "United States", "بوتين": "Putin"}


def test_the_longest_name_wins():
    (name,) = find_names("South Africa")
    assert name.counterparts[0].startswith("جنوب")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("السبب الرئيسي", ""),
        ("رئيسي", "Raisi"),
        ("قاعدة عسكرية", ""),
        ("القاعدة", "al-Qaeda"),
        ("وزارة المالية", ""),
        ("مالي", "Mali"),
        ("الرياضة", ""),
        ("بالرياض", "Riyadh"),
        ("السيول", ""),
        ("سيول", "Seoul"),
        ("فاسد", ""),
        ("الأسد", "Assad"),
        ("للعراق", "Iraq"),
        ("العراقيون", "Iraq"),
        ("عراق", "Iraq"),
        ("التركي", "Turkey"),
        ("مجرى", ""),
        ("Hama", "حماة"),
        ("hamas", "حماس"),
        ("Emir", ""),
        ("Emirates", "الإمارات"),
        ("polished", ""),
        ("Polish", "بولندا"),
        ("Harry", ""),
        ("Harris", "هاريس"),
        ("Iranians", "إيران"),
        ("Iran's", "إيران"),
    ],
)
def test_a_name_is_written_as_the_name_or_its_demonym(text, name):
    assert [found.counterparts[0] for found in find_names(text)] == ([name] if name else [])
