"""Labelled lines are told from sentences that begin alike."""

import pytest

from indexer.base.settings import Settings
from indexer.extraction.labels import LabelReader
from indexer.extraction.timestamps import DateContext
from indexer.extraction.vocabulary import Label

read_labels = LabelReader(DateContext.of(Settings())).read


def labels(line: str) -> list[tuple[str, str]]:
    return [(part.label.name, part.value) for part in read_labels(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("تاريخ الإضافة الإثنين 27 أيار 2024 - 6:44 م عدد الزيارات 340 التعليقات 0",
         [("ADDED", "الإثنين 27 أيار 2024 - 6:44 م"), ("VISITS", "340"), ("COMMENTS", "0")]),
        ("Added Monday 27 May 2024 - 6:44 PM Visits 1,340 Comments 0",
         [("ADDED", "Monday 27 May 2024 - 6:44 PM"), ("VISITS", "1,340"), ("COMMENTS", "0")]),
        ("تــاريخُ الاضافه: ٢٧/٥/٢٠٢٤ | الزيارات: ١٬١٠٥",
         [("ADDED", "٢٧/٥/٢٠٢٤"), ("VISITS", "١٬١٠٥")]),
        ("Total visits: 48,205,745 · Visitors: 2,836,297 · Online now: 178",
         [("SITE", "48,205,745"), ("SITE", "2,836,297"), ("SITE", "178")]),
        ("3 Comments", [("COMMENTS", "3")]),
        ("عدد الزوار: 7,386,669", [("SITE", "7,386,669")]),
        ("المتواجدون الآن: ٦٤", [("SITE", "٦٤")]),
        ("Published on May 21, 2024", [("PUBLISHED", "May 21, 2024")]),
        ("نُشر في 7 تشرين الثاني 2022", [("PUBLISHED", "7 تشرين الثاني 2022")]),
        ("آخر تحديث: 2024-05-27 18:44", [("UPDATED", "2024-05-27 18:44")]),
        ("المصدر: The Searchlight", [("SOURCE", "The Searchlight")]),
        ("بقلم: سمر خليفة | المصدر: المنارة", [("AUTHOR", "سمر خليفة"), ("SOURCE", "المنارة")]),
        ("By Gaspard Nohra in Lusail Published on December 19, 2022",
         [("AUTHOR", "Gaspard Nohra in Lusail"), ("PUBLISHED", "December 19, 2022")]),
    ],
)  # fmt: skip
def test_labelled_lines(line, expected):
    assert labels(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "عدد الزيارات ارتفع إلى 340 ألفاً هذا العام.",
        "عدد الزيارات التي قام بها الوزير 3",
        "التعليقات على القرار لم تتأخر",
        "Visits to the museum rose by 12 percent in May 2024.",
        "Comments came quickly",
        "Added to this is the drought of 2024",
        "Published in May 2024, the report found nothing.",
        "By Monday, the bridge was open.",
        "By Monday",
        "By donkey, by helicopter, on foot",
        "By 2030 the kingdom wants to host 150m visitors",
        "Source: the ministry said that it had no figures.",
        "Online now",
        "نشر الجيش قواته في 7 تشرين الثاني 2022",
        "المصدر",
        "",
        "340",
    ],
)
def test_sentences_are_no_labels(line):
    assert labels(line) == []


def test_a_bare_verb_is_not_firm():
    (with_colon,) = read_labels("كتب: خالد إدريس")
    (without,) = read_labels("كتب خالد إدريس")
    assert with_colon.label is without.label is Label.AUTHOR
    assert with_colon.firm
    assert not without.firm
