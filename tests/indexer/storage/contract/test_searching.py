"""What a reader finds: nodes, filters, order, pages, duplicate groups, counts."""

from datetime import date

import numpy as np
import pytest

from indexer.storage.query import (
    EVERYTHING,
    NOTHING,
    And,
    Boolean,
    Bucket,
    DateHistogram,
    DateRange,
    DisjunctionMax,
    Field,
    Filters,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    PrefixQuery,
    ResultSet,
    Term,
    TermsAggregation,
    TextQuery,
    Vocalised,
    Wildcard,
)

from .conftest import article, day, ids

ARCHIVE = (
    article(1, "Drones over the harbour at dawn", published=date(2024, 1, 5), author="Ali"),
    article(2, "Rain over the harbour", published=date(2024, 2, 1), source="BBC", category="World"),
    article(3, "حلقت مسيرات فوق الميناء", language="ar", source="الأنباء", category="world"),
    article(4, "عَلِمَ مراسلنا أن العلم رفع", language="ar", source="الانباء", author="ali",
            added=date(2023, 12, 31)),
    article(5, "No news", title="Drones", source="bbc", category="Sport"),
    article(6, "The harbour rain drones rain", published=date(2024, 2, 9), source="BBC"),
)  # fmt: skip


@pytest.fixture
def reader(backend):
    backend.put(*ARCHIVE)
    with backend.open_reader() as opened:
        yield opened


def _scored(reader, node):
    (found,) = reader.search_text([TextQuery(ResultSet(node), limit=10)])
    return dict(zip(found.docs.tolist(), found.scores.tolist(), strict=True))


def test_the_best_of_alternatives_scored(reader):
    first, second = Term("harbour", boost=0.5), Or((Term("rain"), Term("drone")))
    one, other = _scored(reader, first), _scored(reader, second)
    best = {doc: max(one.get(doc, 0.0), other.get(doc, 0.0)) for doc in {*one, *other}}
    assert _scored(reader, DisjunctionMax((first, second))) == pytest.approx(best, rel=1e-5)
    nested = Boolean(EVERYTHING, DisjunctionMax((first, second)))
    assert {doc: score for doc, score in _scored(reader, nested).items() if score} == (
        pytest.approx(best, rel=1e-5)
    )


@pytest.mark.parametrize("collapse", [False, True])
def test_parts_are_scored_beside(reader, collapse):
    parts = (Term("harbour"), Or((Term("rain"), Term("مسيرات", "folded"))), Term("nowhere"))
    query = TextQuery(ResultSet(Or(parts)), limit=3, offset=1, collapse=collapse, parts=parts)
    (found,) = reader.search_text([query])
    assert found.parts.shape == (3, len(found.docs))
    for node, scores in zip(parts, found.parts, strict=True):
        whole = _scored(reader, node)
        assert scores.tolist() == pytest.approx(
            [whole.get(doc, 0.0) for doc in found.docs.tolist()], rel=1e-5
        )
    (nothing,) = reader.search_text([TextQuery(ResultSet(NOTHING), parts=parts)])
    assert nothing.parts.shape == (3, 0)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (EVERYTHING, {"a1", "a2", "a3", "a4", "a5", "a6"}),
        (NOTHING, set()),
        (Term("drone"), {"a1", "a5", "a6"}),
        (Term("drone", field=Field.TITLE), {"a5"}),
        (Term("drone", field=Field.BODY), {"a1", "a6"}),
        (Term("drones", "exact"), {"a1", "a5", "a6"}),
        (Term("drone", "exact"), set()),
        (Phrase(("over", "the", "harbour")), {"a1", "a2"}),
        (Phrase(("over", "harbour")), set()),
        (Phrase(("over", "harbour"), slop=1), {"a1", "a2"}),
        (Phrase(("harbour", "over"), slop=3), set()),
        (Phrase(("rain", "rain"), slop=1), {"a6"}),
        (Phrase(()), set()),
        (Prefix("har"), {"a1", "a2", "a6"}),
        (Wildcard("h*r"), {"a1", "a2", "a6"}),
        (Wildcard("ra?n"), {"a2", "a6"}),
        (Fuzzy("ran"), {"a2", "a6"}),
        (Fuzzy("harobur", 1), {"a1", "a2", "a6"}),
        (Vocalised("عَلِمَ"), {"a4"}),
        (Vocalised("عُلِمَ"), set()),
        (And((Term("harbour"), Term("rain"))), {"a2", "a6"}),
        (DisjunctionMax((Term("dawn"), Term("rain"))), {"a1", "a2", "a6"}),
        (DisjunctionMax(()), set()),
        (Or((Term("dawn"), Term("rain"))), {"a1", "a2", "a6"}),
        (And((Term("harbour"), Not(Term("rain")))), {"a1"}),
        (Not(Term("harbour")), {"a3", "a4", "a5"}),
        (Boolean(Term("harbour"), Term("dawn")), {"a1", "a2", "a6"}),
        (DateRange(date(2024, 1, 1), None), {"a1", "a2", "a6"}),
        (DateRange(None, date(2024, 1, 5)), {"a1", "a4"}),
        (DateRange(), {"a1", "a2", "a4", "a6"}),
        (Term("ali", "folded", Field.AUTHOR), {"a1", "a4"}),
    ],
)
def test_a_node_matches(reader, node, expected):
    assert set(ids(reader, node)) == expected
    (found,) = reader.search_text([TextQuery(ResultSet(node), limit=0)])
    assert found.total == len(expected)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(languages=("ar",)), {"a3", "a4"}),
        (Filters(sources=("الأنباء",)), {"a3", "a4"}),
        (Filters(sources=("bbc",)), {"a2", "a5", "a6"}),
        (Filters(categories=("WORLD",)), {"a2", "a3"}),
        (Filters(authors=("ALI",)), {"a1", "a4"}),
        (Filters(languages=("ar", "en"), sources=("bbc", "nowhere")), {"a2", "a5", "a6"}),
        (Filters(first=date(2024, 2, 1)), {"a2", "a6"}),
        (Filters(last=date(2023, 12, 31)), {"a4"}),
        (Filters(languages=("\x00",)), set()),
    ],
)
def test_filters_narrow_without_a_score(reader, filters, expected):
    assert set(ids(reader, EVERYTHING, filters=filters)) == expected
    whole = dict(zip(*_scores(reader, Term("harbour"), Filters()), strict=True))
    part = dict(zip(*_scores(reader, Term("harbour"), filters), strict=True))
    assert part == {doc: score for doc, score in whole.items() if doc in part}


def _scores(reader, node, filters):
    (found,) = reader.search_text([TextQuery(ResultSet(node, filters), limit=100)])
    return found.docs.tolist(), found.scores.tolist()


def test_more_and_rarer_words_rank_higher_and_boosts_count(reader):
    assert ids(reader, Or((Term("harbour"), Term("dawn"))))[0] == "a1"
    boosted = Or((Term("harbour"), Term("rain", boost=9.0), Term("dawn", boost=0.1)))
    assert ids(reader, boosted)[0] == "a6"


def test_undated_articles_come_last_in_both_directions(reader):
    assert ids(reader, EVERYTHING, sort="newest") == ["a6", "a2", "a1", "a4", "a5", "a3"]
    assert ids(reader, EVERYTHING, sort="oldest") == ["a4", "a1", "a2", "a6", "a5", "a3"]


def test_equals_come_by_document_number(backend):
    backend.put(*(article(n, "same words", title="t", published=day(3)) for n in range(1, 8)))
    with backend.open_reader() as reader:
        for sort in ("relevance", "newest", "oldest"):
            assert ids(reader, "word", sort=sort) == [f"a{n}" for n in range(7, 0, -1)]


def test_documents_handed_over_belong_to_the_result_set(reader):
    extra = [reader.find([name])[0].doc for name in ("a3", "a1")]
    results = ResultSet(Term("rain"), Filters(languages=("en",)), np.array(extra))
    (found,) = reader.search_text([TextQuery(results, limit=10)])
    names = [one.article.id for one in reader.documents(found.docs.tolist())]
    assert found.total == 4
    assert set(names[:2]) == {"a2", "a6"}
    assert set(names[2:]) == {"a1", "a3"}
    assert found.scores[2:].tolist() == [0, 0]


def test_a_search_within_documents_gives_the_same_scores(reader):
    (whole,) = reader.search_text([TextQuery(ResultSet(Term("harbour")), limit=10)])
    some = np.sort(whole.docs[1:])
    asked = TextQuery(ResultSet(Term("harbour")), limit=10, within=some)
    (part,) = reader.search_text([asked])
    assert part.docs.tolist() == whole.docs[1:].tolist()
    np.testing.assert_allclose(part.scores, whole.scores[1:], rtol=1e-5)
    assert part.total == len(some)


def test_values_are_counted_by_key_and_shown_as_most_often_written(reader):
    asked = [
        TermsAggregation("source"),
        TermsAggregation("category"),
        TermsAggregation("language"),
        TermsAggregation("source", limit=1),
        TermsAggregation("author"),
    ]
    source, category, language, first, author = reader.aggregate(ResultSet(), asked)
    assert source.buckets[0] == Bucket("BBC", 3)
    assert {bucket.count for bucket in source.buckets[1:]} == {1, 2}
    assert (category.missing, sum(b.count for b in category.buckets)) == (3, 3)
    assert [(b.value, b.count) for b in language.buckets] == [("en", 4), ("ar", 2)]
    assert (len(first.buckets), first.other, first.missing) == (1, 3, 0)
    assert author.missing == 4


def test_dates_are_counted_by_year_month_and_day(reader):
    asked = [DateHistogram("year"), DateHistogram("month"), DateHistogram("day")]
    year, month, days = reader.aggregate(ResultSet(), asked)
    assert [(b.value, b.count) for b in year.buckets] == [("2023", 1), ("2024", 3)]
    assert [(b.value, b.count) for b in month.buckets] == [
        ("2023-12", 1), ("2024-01", 1), ("2024-02", 2)
    ]  # fmt: skip
    assert [b.value for b in days.buckets] == [
        "2023-12-31",
        "2024-01-05",
        "2024-02-01",
        "2024-02-09",
    ]
    assert {one.missing for one in (year, month, days)} == {2}
    (none,) = reader.aggregate(ResultSet(NOTHING), [DateHistogram()])
    assert (none.buckets, none.missing) == ((), 0)


def test_words_that_begin_so_come_with_their_frequencies(reader):
    harbour, drones, nothing = reader.complete(
        [
            PrefixQuery("har", "folded", Field.BODY, 5),
            PrefixQuery("dr", "folded", Field.BODY, 1),
            PrefixQuery("zz", "folded", Field.BODY),
        ]
    )
    assert harbour == [("harbour", 3)]
    assert drones == [("drones", 2)]
    assert nothing == []


def test_document_frequencies_count_articles(reader):
    terms = [Term("drone"), Term("harbour", field=Field.TITLE), Term("nowhere"), Term("rain")]
    assert reader.document_frequencies(terms) == [3, 0, 0, 2]


GROUPED = [
    article(n, f"Drones struck the harbour {'again ' * (n % 3)}", published=day(n))
    for n in range(1, 31)
]
GROUPS = {f"a{n}": f"g{n % 4}" for n in range(1, 21) if n % 4}


@pytest.fixture
def grouped(backend):
    with backend.open_writer() as writer:
        writer.put(GROUPED)
        writer.set_groups(GROUPS)
        writer.commit()
    with backend.open_reader() as opened:
        yield opened


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("size", [1, 3, 7, 30])
def test_pages_of_collapsed_groups_are_the_result_set_each_article_once(grouped, sort, size):
    results = ResultSet(Term("drone"))
    shown, hidden, offset = [], [], 0
    while True:
        (page,) = grouped.search_text([TextQuery(results, size, offset, sort, collapse=True)])
        assert page.total == 30 - 15 + 3
        if not len(page.docs):
            break
        shown += page.docs.tolist()
        hidden += [doc for members in page.members for doc in members]
        assert len(set(page.groups.tolist())) == len(page.docs)
        offset += size
    assert len(shown) == 18
    assert sorted(shown + hidden) == sorted(set(shown + hidden))
    assert len(shown + hidden) == 30
    (flat,) = grouped.search_text([TextQuery(results, 100, sort=sort)])
    order = flat.docs.tolist()
    assert [doc for doc in order if doc in set(shown)] == shown


def test_members_are_those_of_the_result_set_in_its_order(grouped):
    filters = Filters(first=day(10))
    asked = TextQuery(ResultSet(Term("drone"), filters), 50, sort="newest", collapse=True)
    (found,) = grouped.search_text([asked])
    (flat,) = grouped.search_text([TextQuery(ResultSet(Term("drone"), filters), 50, sort="newest")])
    order = flat.docs.tolist()
    assert found.total == len(found.docs)
    for doc, members in zip(found.docs.tolist(), found.members, strict=True):
        assert sorted([doc, *members], key=order.index) == [doc, *members]
    assert sum(map(len, found.members)) + len(found.docs) == len(order)


def test_members_of_groups_can_be_asked_for(grouped):
    (first,) = grouped.search_text([TextQuery(ResultSet(Term("drone")), 1, collapse=True)])
    groups = tuple(grouped.documents([grouped.find(["a1"])[0].doc])[0:1])
    group = groups[0].group
    (found,) = grouped.search_text([TextQuery(ResultSet(), 100, groups=(group,))])
    names = {one.article.id for one in grouped.documents(found.docs.tolist())}
    assert names == {name for name, of in GROUPS.items() if of == GROUPS["a1"]}
    assert set(found.groups.tolist()) == {group}
    assert first.total == 18


def test_an_article_alone_is_a_group_of_its_own(grouped):
    stored = grouped.find(["a25", "a26", "a1", "a5"])
    assert len({one.group for one in stored[:3]}) == 3
    assert stored[2].group == stored[3].group
