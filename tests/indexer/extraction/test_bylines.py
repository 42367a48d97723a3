"""Names are told from sentences and freed of places and functions."""

import pytest

from indexer.extraction.names import author_name, is_name


@pytest.mark.parametrize(
    "text",
    [
        "Nicole Grajewski", "Oksana Melnyk and Peter Brandt", "Corniche Post health desk",
        "agencies", "د. ليلى سركيس", "Ludwig van der Berg", "Khalid al-Faisal", "J. R. Smith",
        "June Carter", "صوفيا مرزوق", "Elias Brandauer, Doha",
    ],
)  # fmt: skip
def test_names(text):
    assert is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Monday", "Monday, the bridge", "May", "June 2024", "then it was over",
        "the end of the week", "A sentence. Another One", "the 2030 deadline", "now",
        "الوزير إن البلاد لن تقبل بأي حل لا يضمن عودة المهجرين إلى قراهم في الجنوب", "Who knows?",
    ],
)  # fmt: skip
def test_no_names(text):
    assert not is_name(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gaspard Nohra in Lusail", "Gaspard Nohra"),
        ("Helen Maddox at Wimbledon", "Helen Maddox"),
        ("Elias Brandauer, Doha", "Elias Brandauer"),
        ("Stavros Melas and Amina Rashed", "Stavros Melas and Amina Rashed"),
        ("Leila Farrokhzad, Tom Ashdown", "Leila Farrokhzad, Tom Ashdown"),
        ("إيمان الشاذلي - موفدة «بريد النيل»", "إيمان الشاذلي"),
        ("صالح الزهراني (جدة)", "صالح الزهراني"),
        (": د. ياسر فهمي", "د. ياسر فهمي"),
        ("Rana Khoury-Bell", "Rana Khoury-Bell"),
    ],
)
def test_author_names(text, name):
    assert author_name(text) == name
