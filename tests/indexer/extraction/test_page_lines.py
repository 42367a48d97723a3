"""The header of a page is taken off its body, and nothing else."""

from datetime import date, datetime

import pytest

from indexer.base.settings import Settings
from indexer.extraction.page import PageReader
from indexer.extraction.timestamps import DateContext

read_page = PageReader(DateContext.of(Settings())).read
PROSE = "The ministers met in Beirut and agreed on a plan that nobody had seen before. " * 6
HEADER = (
    "Title of the page",
    "Added Friday 19 April 2024 - 5:45 PM Visits 1,362 Comments 2",
    "Title of the page..",
    "A standfirst that says more...",
    "By Daniel Okonjo",
    "Published on April 17, 2024",
    "Source: Gulf Ledger",
)


def test_a_whole_header():
    extracted = read_page([*HEADER, PROSE])
    assert extracted.title == "Title of the page"
    assert extracted.paragraphs == ["A standfirst that says more...", PROSE]
    assert (extracted.author, extracted.source) == ("Daniel Okonjo", "Gulf Ledger")
    assert (extracted.published, extracted.added) == (
        date(2024, 4, 17),
        datetime(2024, 4, 19, 17, 45),
    )
    assert (extracted.visits, extracted.comments) == (1362, 2)


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("بقلم سمر خليفة", "سمر خليفة"), ("كتب: خالد إدريس", "خالد إدريس"),
        ("كتبت منى حجازي", "منى حجازي"),
        ("By agencies", "agencies"), ("وكالات", "وكالات"), ("هيئة التحرير", "هيئة التحرير"),
        ("Written by A. Smith in Cairo", "A. Smith"),
    ],
)  # fmt: skip
def test_bylines(byline, author):
    extracted = read_page([*HEADER[:2], byline, *HEADER[5:], PROSE])
    assert (extracted.author, extracted.paragraphs) == (author, [PROSE])


@pytest.mark.parametrize(
    "line",
    [
        "25 August 2023",
        "Friday, 25 August 2023",
        "نشر بتاريخ 25 أوت 2023",
        "تاريخ النشر: ٢٥/٨/٢٠٢٣",
    ],
)
def test_published_lines(line):
    extracted = read_page([*HEADER[:5], line, PROSE])
    assert extracted.published == date(2023, 8, 25)
    assert line not in extracted.paragraphs


@pytest.mark.parametrize(
    "sentence",
    [
        "By Monday, the road was open again.",
        "By Monday",
        "عدد الزيارات إلى المتحف تضاعف هذا العام.",
        "كتب مدرّس رياضيات في طرابلس مسألة لتلاميذه.",
        "Source: nobody would say.",
        "Published in 2024, the book sold well.",
        "Comments are free.",
    ],
)
def test_sentences_of_the_body_stay(sentence):
    extracted = read_page([*HEADER, sentence, PROSE, sentence])
    assert extracted.paragraphs == ["A standfirst that says more...", sentence, PROSE, sentence]


def test_labels_in_the_middle_of_a_body_stay():
    lines = [*HEADER, PROSE, "Published: 12 May 2020", "Visitors: 12,000", *[PROSE] * 6]
    extracted = read_page(lines)
    assert {"Published: 12 May 2020", "Visitors: 12,000"} <= set(extracted.paragraphs)
    assert extracted.published == date(2024, 4, 17)


def test_a_second_date_line_is_a_subheading():
    extracted = read_page([*HEADER, "12 July 2023", PROSE])
    assert "12 July 2023" in extracted.paragraphs


def test_counters_at_the_end_are_the_sites():
    tail = ["عدد الزيارات: 164,511,679", "عدد الزوار: 7,386,669", "المتواجدون الآن: 64"]
    extracted = read_page([*HEADER, PROSE, *tail])
    assert extracted.paragraphs[-1] == PROSE
    assert extracted.visits == 1362
    bare = read_page(["Title", PROSE, *tail])
    assert (bare.paragraphs, bare.visits) == ([PROSE], None)


def test_a_pages_own_counter_may_stand_at_its_end():
    extracted = read_page(["Title", PROSE, "Views: 12"])
    assert (extracted.paragraphs, extracted.visits) == ([PROSE], 12)


def test_source_and_date_may_close_a_page():
    extracted = read_page(["Title", PROSE, "المصدر: وكالات", "Published on May 21, 2024"])
    assert extracted.paragraphs == [PROSE]
    assert (extracted.source, extracted.published) == ("وكالات", date(2024, 5, 21))


def test_a_page_that_begins_with_prose_has_no_title():
    extracted = read_page([PROSE, PROSE])
    assert (extracted.title, extracted.paragraphs) == ("", [PROSE, PROSE])


def test_a_known_title_is_not_repeated():
    extracted = read_page(["The Title", PROSE], title="The Title")
    assert (extracted.title, extracted.paragraphs) == ("The Title", [PROSE])
