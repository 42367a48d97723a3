"""Both keyword engines match what the oracle matches, on random archives and random nodes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.language.vocalised import MARKS, vocalised_words
from indexer.storage.local.keyword import (
    ENGINES,
    KeywordDocument,
    KeywordReader,
    MatchSet,
    open_engine,
)
from indexer.storage.query import (
    KEYWORD_FIELDS,
    And,
    Boolean,
    DateRange,
    Field,
    Filters,
    Fuzzy,
    Layer,
    Not,
    Or,
    Phrase,
    Prefix,
    PrefixQuery,
    QueryNode,
    Sort,
    Term,
    Vocalised,
    Wildcard,
    filter_key,
)

FIRST_DAY = date(2024, 5, 20).toordinal()
VOCALISED = vocalised_words("كَشَّاف كُشَّاف كشّاف كَشافٌ شَّاف عَلِمَ عَلم عَلِم عُلم")
ODD_WORDS = ("Ab", "علي", "على", "a*", "a.", "b?c", "😀")

layers = st.sampled_from(("exact", "folded", "stem"))
fields = st.sampled_from(tuple(Field))
boosts = st.sampled_from((0.5, 1.0, 3.0))
days = st.integers(FIRST_DAY, FIRST_DAY + 3)
dates = st.none() | days.map(date.fromordinal)
simple_words = st.text("abc", min_size=1, max_size=4)
all_words = simple_words | st.sampled_from(ODD_WORDS)
patterns = st.text("*?abcل.", max_size=4)
filters = st.builds(
    Filters,
    languages=st.sets(st.sampled_from(("ar", "en", "fr"))).map(tuple),
    sources=st.sets(st.sampled_from(("a", "B  c", "أ"))).map(tuple),
    authors=st.sets(st.sampled_from(("a", "AB b"))).map(tuple),
    categories=st.sets(st.sampled_from(("x", "y Z"))).map(tuple),
    first=dates,
    last=dates,
)

Archive = list[dict[str, Any]]
MakeDocument = Callable[..., KeywordDocument]


def archives(words: st.SearchStrategy[str]) -> st.SearchStrategy[Archive]:
    """Up to nine documents of these words."""
    text = st.lists(words, max_size=9).map(" ".join)
    vocalised = st.lists(st.sampled_from(VOCALISED), max_size=2).map(" ".join)
    attributes = {
        "author": st.sampled_from(("", "a", "ab b")),
        "source": st.sampled_from(("", "a", "b c", "ا")),
        "language": st.sampled_from(("", "ar", "en")),
        "category": st.sampled_from(("", "x", "Y z")),
        "day": st.none() | days,
        "title_language": st.sampled_from(("", "ar", "en")),
        "grouped": st.booleans(),
        "vocalised_title": vocalised,
        "vocalised_body": vocalised,
    }
    return st.lists(st.fixed_dictionaries({"title": text, "body": text} | attributes), max_size=9)


def all_nodes(words: st.SearchStrategy[str]) -> st.SearchStrategy[QueryNode]:
    some_words = st.lists(words, max_size=4).map(tuple)
    return st.recursive(
        st.one_of(
            st.builds(Term, words, layers, fields, boosts),
            st.builds(Phrase, some_words, layers, fields, st.integers(0, 6), boosts),
            st.builds(Prefix, words | patterns, layers, fields, boosts),
            st.builds(Wildcard, patterns, layers, fields, boosts),
            st.builds(Fuzzy, words, st.sampled_from((1, 2)), layers, fields, boosts),
            st.builds(Vocalised, st.sampled_from(VOCALISED), fields, boosts),
            st.builds(DateRange, dates, dates),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda some: And(tuple(some))),
            st.lists(inner, max_size=3).map(lambda some: Or(tuple(some))),
            st.builds(Not, inner),
            st.builds(Boolean, inner, inner),
        ),
        max_leaves=5,
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Archive, list[QueryNode]]:
    """An archive of few different words, and nodes that ask for them."""
    words = st.sampled_from(draw(st.lists(all_words, min_size=2, max_size=4, unique=True)))
    asked = draw(st.lists(all_nodes(words), min_size=10, max_size=25))
    return draw(archives(words)), asked


@contextmanager
def opened(
    name: str, documents: list[KeywordDocument], dropped: set[int]
) -> Iterator[KeywordReader]:
    """An index of two commits; what is dropped is deleted in the second."""
    engine = open_engine(name)
    half = len(documents) // 2
    with TemporaryDirectory() as folder:
        engine.create(Path(folder))
        with engine.open_writer(Path(folder)) as writer:
            for one in documents[:half]:
                writer.add(one)
            writer.commit()
            for one in documents[half:]:
                writer.add(one)
            for row in dropped:
                writer.delete(row)
            writer.commit()
        with closing(engine.open_reader(Path(folder))) as reader:
            yield reader


def check_ranking(
    reader: KeywordReader, node: QueryNode, narrowed: Filters, rows: list[int]
) -> None:
    """All that is said of a match set is said of the same one, and scores agree everywhere."""
    selected = reader.select(node, narrowed)
    hits = selected.top(20)
    assert sorted(hits.rows.tolist()) == rows
    assert hits.total == len(rows)
    order = list(zip(hits.scores.tolist(), hits.rows.tolist(), strict=True))
    assert order == sorted(order, reverse=True)
    assert (hits.scores >= 0).all()
    for offset in range(3):
        some = selected.top(2, offset)
        assert some.rows.tolist() == hits.rows[offset : offset + 2].tolist()
        assert some.total == len(rows)
    assert selected.count() == len(rows)
    again = selected.within(hits.rows).top(20)
    assert sorted(again.rows.tolist()) == rows
    np.testing.assert_allclose(again.scores, hits.scores, rtol=1e-5)
    assert reader.select(node, narrowed).rows().tolist() == rows
    assert selected.within(np.array([1, 3, 4, 99])).rows().tolist() == [
        row for row in (1, 3, 4) if row in rows
    ]


def check_dates(
    reader: KeywordReader, node: QueryNode, narrowed: Filters, found: list[KeywordDocument]
) -> None:
    newest = sorted(found, key=lambda one: (one.day or 0, one.row), reverse=True)
    oldest = sorted(found, key=lambda one: (one.day or 10**6, -one.row))
    orders: dict[Sort, list[KeywordDocument]] = {"newest": newest, "oldest": oldest}
    for sort, order in orders.items():
        page = reader.select(node, narrowed).top(3, 1, sort=sort)
        assert page.rows.tolist() == [one.row for one in order[1:4]]
        assert page.scores.tolist() == [0.0] * page.rows.size
        assert page.total == len(found)


def check_counts(selected: MatchSet, found: list[KeywordDocument]) -> None:
    assert selected.grouped().rows().tolist() == [one.row for one in found if one.grouped]
    for field in KEYWORD_FIELDS:
        values = (dict(one.values()).get(field) for one in found)
        assert selected.count_values(field) == Counter(value for value in values if value)
    days = [one.day for one in found if one.day]
    months = [(day.year, day.month) for day in map(date.fromordinal, days)]
    assert selected.count_dates("day") == Counter(days)
    assert selected.count_dates("month") == Counter(12 * y + m - 1 for y, m in months)


def check_added(
    reader: KeywordReader, node: QueryNode, narrowed: Filters, living: list[KeywordDocument]
) -> None:
    """Added documents are there with the score of the node, filters or not."""
    added = np.array([2, 3, 5, 99])
    scores = reader.select(node, Filters()).top(20)
    known = dict(zip(scores.rows.tolist(), scores.scores.tolist(), strict=True))
    expected = [
        one.row
        for one in living
        if one.row in added or (one.row in known and allowed(one, narrowed))
    ]
    found = reader.select(node, narrowed, added).top(20)
    assert sorted(found.rows.tolist()) == expected
    assert found.total == len(expected)
    np.testing.assert_allclose(
        found.scores, [known.get(row, 0.0) for row in found.rows.tolist()], rtol=1e-5
    )


random_archives = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
each_engine = pytest.mark.parametrize("name", ENGINES)
drops = st.sets(st.integers(1, 9), max_size=3)


@each_engine
@random_archives
@given(case=cases(), narrowed=filters, dropped=drops)
def test_every_node_matches_what_it_says(
    document: MakeDocument,
    name: str,
    case: tuple[Archive, list[QueryNode]],
    narrowed: Filters,
    dropped: set[int],
) -> None:
    documents = [document(row, **one) for row, one in enumerate(case[0], start=1)]
    living = [one for one in documents if one.row not in dropped]
    with opened(name, documents, dropped) as reader:
        assert reader.count == len(living)
        for node in case[1]:
            for demands in (Filters(), narrowed):
                found = matching(living, node, demands)
                check_ranking(reader, node, demands, [one.row for one in found])
                check_dates(reader, node, demands, found)
                check_counts(reader.select(node, demands), found)
                check_added(reader, node, demands, living)


@each_engine
def test_words_of_a_phrase_follow_each_other_with_the_slop_between_them(
    document: MakeDocument, name: str
) -> None:
    every_text = [" ".join(text) for size in range(1, 6) for text in product("abx", repeat=size)]
    documents = [document(row, body=text) for row, text in enumerate(every_text, start=1)]
    asked = [("a", "b"), ("a", "a"), ("a", "b", "x"), ("a", "b", "a"), ("x", "a", "b", "b")]
    with opened(name, documents, set()) as reader:
        for words, slop in product(asked, range(5)):
            node = Phrase(words, slop=slop)
            found = [one.row for one in matching(documents, node, Filters())]
            assert reader.select(node, Filters()).rows().tolist() == found


@each_engine
def test_fuzzy_words_and_patterns_fit_exactly_the_words_that_they_say(
    document: MakeDocument, name: str
) -> None:
    every_word = ["".join(word) for size in range(1, 5) for word in product("abc", repeat=size)]
    documents = [document(row, word) for row, word in enumerate(every_word, start=1)]
    some = ["".join(word) for size in range(1, 5) for word in product("ab", repeat=size)]
    asked: list[QueryNode] = [Fuzzy(word, distance) for word in some for distance in (1, 2)]
    asked += [Wildcard("".join(pattern)) for pattern in product("*?a", "*?ab", "*?b")]
    with opened(name, documents, set()) as reader:
        for node in asked:
            found = [one.row for one in matching(documents, node, Filters())]
            assert reader.select(node, Filters()).rows().tolist() == found


@each_engine
def test_marks_that_are_asked_must_be_there_and_others_are_free(
    document: MakeDocument, name: str
) -> None:
    documents = [document(row, vocalised_body=one) for row, one in enumerate(VOCALISED, start=1)]
    with opened(name, documents, set()) as reader:
        for word in VOCALISED:
            found = [one.row for one in matching(documents, Vocalised(word), Filters())]
            assert reader.select(Vocalised(word), Filters()).rows().tolist() == found
        (shadda,) = vocalised_words("كشّاف")
        rows = reader.select(Vocalised(shadda), Filters()).rows().tolist()
        assert [VOCALISED[row - 1] for row in rows] == vocalised_words("كَشَّاف كُشَّاف كشّاف")


@each_engine
@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("World news", "world  NEWS"),
        ("أخبار العالم", "اخبار العالم"),
        ("الشؤون العربيّة", "الشؤون العربيه"),
        ("Économie", "economie"),
        ("…", "…"),
    ],
)
def test_filters_overlook_case_and_spelling_variants(
    document: MakeDocument, name: str, kept: str, asked: str
) -> None:
    documents = [document(1, source=kept, author=kept, category=kept), document(2, category="x")]
    with opened(name, documents, set()) as reader:
        for narrowed in (
            Filters(sources=(asked,)),
            Filters(authors=(asked,)),
            Filters(categories=(asked, kept)),
        ):
            assert reader.select(And(()), narrowed).rows().tolist() == [1]


@each_engine
@random_archives
@given(archive=archives(all_words), dropped=drops)
def test_words_are_listed_by_how_many_documents_hold_them(
    document: MakeDocument, name: str, archive: Archive, dropped: set[int]
) -> None:
    documents = [document(row, **one) for row, one in enumerate(archive, start=1)]
    living = [one for one in documents if one.row not in dropped]
    with opened(name, documents, dropped) as reader:
        for field in Field:
            held = [
                {word for text in texts(one, "folded", field) for word in text} for one in living
            ]
            counts = Counter(word for one in held for word in one if word.startswith("a"))
            some, listed, none = reader.complete(
                [PrefixQuery("a", "folded", field, limit) for limit in (2, 50, 0)]
            )
            assert none == []
            assert some == listed[:2]
            assert listed == sorted(listed, key=lambda item: (-item[1], item[0]))
            assert dict(listed).keys() >= counts.keys()
            gone = [Term(word, "folded", field) for word, _ in listed if word not in counts]
            assert not any(reader.document_frequencies(gone))
            assert dropped or not gone
            assert all(dict(listed)[word] >= count for word, count in counts.items())
            terms = [Term(word, "folded", field) for word in (*counts, "missing", *counts)]
            frequencies = [*counts.values(), 0, *counts.values()]
            assert reader.document_frequencies(terms) == frequencies


# The oracle: what every node means, said slowly.


def matching(
    documents: Iterable[KeywordDocument], node: QueryNode, demands: Filters
) -> list[KeywordDocument]:
    return [one for one in documents if matches(one, node) and allowed(one, demands)]


def allowed(one: KeywordDocument, demands: Filters) -> bool:
    pairs = (
        (demands.languages, one.language),
        (demands.sources, one.source),
        (demands.authors, one.author_name),
        (demands.categories, one.category),
    )
    dated = DateRange(demands.first, demands.last)
    same = [
        not values or (value and filter_key(value) in map(filter_key, values))
        for values, value in pairs
    ]
    return all(same) and (dated == DateRange() or matches(one, dated))


def matches(one: KeywordDocument, node: QueryNode) -> bool:
    match node:
        case And(nodes):
            return all(matches(one, inner) for inner in nodes)
        case Or(nodes):
            return any(matches(one, inner) for inner in nodes)
        case Not(inner):
            return not matches(one, inner)
        case Boolean(must, _):
            return matches(one, must)
        case DateRange(first, last):
            return (
                one.day is not None
                and (first is None or first.toordinal() <= one.day)
                and (last is None or one.day <= last.toordinal())
            )
        case Phrase(words, layer, field, slop):
            return any(stands(words, text, slop) for text in texts(one, layer, field))
        case Vocalised(text, field):
            held = {
                Field.TITLE: one.vocalised_title,
                Field.BODY: one.vocalised_body,
                Field.ANY: f"{one.vocalised_title} {one.vocalised_body}",
            }
            return any(carries(word, text) for word in held.get(field, "").split())
        case Term() | Prefix() | Wildcard() | Fuzzy():
            held = texts(one, node.layer, node.field)
            return any(fits(word, node) for text in held for word in text)


def texts(one: KeywordDocument, layer: Layer, field: Field) -> Iterator[list[str]]:
    held = {
        Field.TITLE: (one.title,),
        Field.BODY: (one.body,),
        Field.AUTHOR: (one.author,),
        Field.SOURCE: (one.source_text,),
        Field.ANY: (one.title, one.body),
    }
    for text in held[field]:
        yield getattr(text, layer).split()


def stands(words: tuple[str, ...], text: list[str], slop: int) -> bool:
    """Whether the words are in the text in this order, with up to `slop` others between them."""
    return bool(words) and any(
        all(text[place] == word for place, word in zip(places, words, strict=True))
        and places[-1] - places[0] + 1 - len(words) <= slop
        for places in combinations(range(len(text)), len(words))
    )


def fits(word: str, node: Term | Prefix | Wildcard | Fuzzy) -> bool:
    match node:
        case Term(text):
            return word == text
        case Prefix(text):
            return word.startswith(text)
        case Wildcard(pattern):
            regex = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern)
            return re.fullmatch(regex, word) is not None
        case Fuzzy(text, distance):
            return text == word or reachable(text, word, distance)


def carries(word: str, asked: str) -> bool:
    """Whether a word has the same letters, and each at least the marks that are asked of it."""
    pairs = list(zip(marked_letters(word), marked_letters(asked), strict=False))
    return len(marked_letters(word)) == len(marked_letters(asked)) and all(
        letter == other and wanted <= marks for (letter, marks), (other, wanted) in pairs
    )


def marked_letters(word: str) -> list[tuple[str, set[str]]]:
    found: list[tuple[str, set[str]]] = []
    for character in word:
        if character in MARKS:
            found[-1][1].add(character)
        else:
            found.append((character, set()))
    return found


def reachable(text: str, word: str, edits: int) -> bool:
    """Whether one becomes the other, from the left, with no letter touched twice."""
    if text == word:
        return True
    if text and word and text[0] == word[0] and reachable(text[1:], word[1:], edits):
        return True
    if edits == 0:
        return False
    swapped = len(text) > 1 and len(word) > 1 and text[:2] == word[1::-1]
    return (
        bool(word and reachable(text, word[1:], edits - 1))
        or bool(text and reachable(text[1:], word, edits - 1))
        or bool(text and word and reachable(text[1:], word[1:], edits - 1))
        or (swapped and reachable(text[2:], word[2:], edits - 1))
    )
