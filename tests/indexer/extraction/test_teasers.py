"""Teasers become relations; sentences that end alike stay."""

from datetime import date, datetime

import pytest

from indexer.article import Relation
from indexer.base.settings import Settings
from indexer.extraction.teasers import TeaserFinder, excerpt_after, plain_title, without_marker
from indexer.extraction.timestamps import DateContext

take_teasers = TeaserFinder(DateContext.of(Settings())).take


def take(*lines: str) -> tuple[list[str], list[Relation]]:
    return take_teasers(list(lines))


def test_title_date_and_cut_text_are_a_teaser():
    kept, (teaser,) = take(
        "The last paragraph.",
        "«سودان بديل» في مصر يثير حساسيات..",
        "الخميس 18 تموز 2024 - 3:38 م",
        "«سودان بديل» في مصر يثير حساسيات.. الجالية الكبرى... والم… تتمة »",
    )
    assert kept == ["The last paragraph."]
    assert teaser == Relation(
        "teaser",
        "«سودان بديل» في مصر يثير حساسيات",
        published=datetime(2024, 7, 18, 15, 38),
        excerpt="الجالية الكبرى... والم…",
    )


def test_several_teasers_keep_their_order():
    _, teasers = take(
        "One", "1 May 2024", "One begins here… Read more »",
        "Two", "2 May 2024", "Something else… Read more »",
    )  # fmt: skip
    assert [(t.title, t.published) for t in teasers] == [
        ("One", date(2024, 5, 1)),
        ("Two", date(2024, 5, 2)),
    ]
    assert [t.excerpt for t in teasers] == ["begins here…", "Something else…"]


def test_a_title_above_is_enough_where_the_text_repeats_it():
    kept, (teaser,) = take("Body.", "Oil Falls Again", "Oil Falls Again Brent lost 2%… Read more")
    assert kept == ["Body."]
    assert (teaser.title, teaser.excerpt) == ("Oil Falls Again", "Brent lost 2%…")


def test_a_teaser_in_one_line():
    kept, (teaser,) = take("Body.", "Oil Falls Again (3 May 2024) Brent lost 2%… Read more »")
    assert kept == ["Body."]
    assert (teaser.title, teaser.published) == ("Oil Falls Again", date(2024, 5, 3))
    assert teaser.excerpt == "Brent lost 2%…"


def test_a_marker_in_a_line_of_its_own():
    kept, (teaser,) = take("Body.", "Oil Falls Again", "3 May 2024", "Brent lost 2%…", "تتمة »")
    assert kept == ["Body."]
    assert teaser == Relation("teaser", "Oil Falls Again", "", date(2024, 5, 3), "Brent lost 2%…")


def test_at_the_end_of_a_page_no_marker_is_needed():
    kept, (teaser,) = take("Body.", "Oil Falls Again", "3 May 2024", "Brent lost…")
    assert kept == ["Body."]
    assert teaser.title == "Oil Falls Again"


@pytest.mark.parametrize(
    "line",
    [
        "They wanted more...", "وكانوا يريدون المزيد...", "There was much more",
        "Nobody reads more.",
        "ولهذا القرار تتمة", "He cut the sentence short…",
    ],
)  # fmt: skip
def test_sentences_stay(line):
    assert take("A paragraph.", line) == (["A paragraph.", line], [])


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("كلمات… تتمة »", "كلمات…"), ("words… Read more »", "words…"),
        ("words... Read More...", "words..."),
        ("words [Continue reading →]", "words"), ("اقرأ المزيد", ""), ("words… More »", "words…"),
    ],
)  # fmt: skip
def test_markers(line, text):
    assert without_marker(line) == text


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("Title.....", "Title"), ("Title…", "Title"), ("«Title»", "Title"),
        ("«A» and «B»", "«A» and «B»"),
        ("«Say «no» now»", "Say «no» now"), ("Why?", "Why?"), ("أولاً... ثانياً..", "أولاً... ثانياً"),
    ],
)  # fmt: skip
def test_plain_titles(given, plain):
    assert plain_title(given) == plain


def test_excerpt_without_the_title():
    assert excerpt_after("«مُسَيَّرَاتٌ وكتّاب»", "مسيرات وكتاب.. في السماء") == "في السماء"
    assert excerpt_after("Other", "Some words") == "Some words"
