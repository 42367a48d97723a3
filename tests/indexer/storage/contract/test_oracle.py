"""Archives and query trees drawn at random: every backend answers as `memory` does.

Scores are left out: engines quantise the lengths of texts, each in its own way.
"""

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.storage.query import (
    And,
    Boolean,
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
    ResultSet,
    Term,
    TermsAggregation,
    TextQuery,
    VectorQuery,
    Wildcard,
)
from indexer.storage.records import ArticleSignature

from .conftest import BACKENDS, SPACE, backend_of, vectors

WORDS = ("rain", "drone", "drones", "harbour", "مطر", "المطر", "مسيرات", "ميناء", "in", "rains")
LAYERS = st.sampled_from(("exact", "folded", "stem"))
FIELDS = st.sampled_from(list(Field))
DATES = st.sampled_from([date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 1)])
SOURCES = ("Post", "post", "الأنباء", "الانباء", "")

TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
ARTICLES = st.lists(
    st.tuples(
        TEXTS, TEXTS, st.sampled_from(("ar", "en")), st.none() | DATES, st.sampled_from(SOURCES),
        st.sampled_from(("", "Ali", "علي")), st.integers(0, 3), st.integers(-2, 2),
    ),
    min_size=1,
    max_size=7,
)  # fmt: skip

LEAVES = st.one_of(
    st.builds(Term, st.sampled_from(WORDS), LAYERS, FIELDS),
    st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(tuple),
              LAYERS, FIELDS, st.integers(0, 2)),
    st.builds(Prefix, st.sampled_from(("r", "dr", "م", "ha")), LAYERS, FIELDS),
    st.builds(Wildcard, st.sampled_from(("d*e", "*s", "ra?n", "م*")), LAYERS, FIELDS),
    st.builds(Fuzzy, st.sampled_from(("dron", "rian", "harbor")), st.just(1), LAYERS, FIELDS),
    st.builds(DateRange, st.none() | DATES, st.none() | DATES),
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda nodes: st.one_of(
        st.builds(And, st.lists(nodes, max_size=3).map(tuple)),
        st.builds(Or, st.lists(nodes, max_size=3).map(tuple)),
        st.builds(DisjunctionMax, st.lists(nodes, max_size=3).map(tuple)),
        st.builds(Not, nodes),
        st.builds(Boolean, nodes, nodes),
    ),
    max_leaves=6,
)
FILTERS = st.builds(
    Filters,
    languages=st.sampled_from(((), ("ar",), ("ar", "en"))),
    sources=st.sampled_from(((), ("POST",), ("الأنباء",))),
    authors=st.sampled_from(((), ("ali",))),
    first=st.none() | DATES,
)
QUERIES = st.lists(st.tuples(TREES, FILTERS, st.sets(st.integers(0, 6), max_size=3)), min_size=1,
                   max_size=4)  # fmt: skip
FACETS = (
    TermsAggregation("language"), TermsAggregation("source"), TermsAggregation("author", limit=1),
    DateHistogram("day"), DateHistogram("month"), DateHistogram("year"),
)  # fmt: skip


def written(backend, drawn):
    """Put the drawn articles in two runs: some in duplicate groups, some with vectors."""
    articles = [
        Article(id=f"a{n}", title=title, body=body, language=language, published=day,
                source=source, author=author)
        for n, (title, body, language, day, source, author, _, _) in enumerate(drawn)
    ]  # fmt: skip
    groups = {f"a{n}": f"g{group}" for n, (*_, group, _) in enumerate(drawn) if group}
    alone = [g for g in set(groups.values()) if list(groups.values()).count(g) == 1]
    half = len(articles) // 2
    with backend.open_writer() as writer:
        for part in (articles[:half], articles[half:]):
            writer.put(part)
            writer.commit()
        writer.set_signatures([ArticleSignature(key, b"x", (1,)) for key in groups])
        writer.set_groups({key: "" if name in alone else name for key, name in groups.items()})
        writer.put_space(SPACE)
        writer.activate("test")
        embedded = [(one, facts[7]) for one, facts in zip(articles, drawn, strict=True) if facts[7]]
        writer.set_vectors("test", [vectors(one, (1, v, 0, 0)) for one, v in embedded])
        writer.commit()


def answers(backend, queries):
    """Return what a reader says to all queries, under ids instead of document numbers."""
    with backend.open_reader() as reader:
        every = reader.ids()
        stored = {one.article.id: one.doc for one in reader.find(every)}
        ids = {doc: key for key, doc in stored.items()}
        found = []
        for tree, filters, chosen in queries:
            docs = sorted(stored[f"a{n}"] for n in chosen if f"a{n}" in stored)
            results = ResultSet(tree, filters, np.array(docs, np.int64))
            plain, dated, collapsed, total = reader.search_text([
                TextQuery(results, limit=50),
                TextQuery(results, limit=50, sort="oldest"),
                TextQuery(results, limit=50, sort="newest", collapse=True),
                TextQuery(results, limit=0, collapse=True),
            ])  # fmt: skip
            pages = reader.search_text([
                TextQuery(results, limit=2, offset=offset, sort="newest", collapse=True)
                for offset in range(0, 8, 2)
            ])  # fmt: skip
            assert [d for page in pages for d in page.docs.tolist()] == collapsed.docs.tolist()
            assert total.total == collapsed.total == len(collapsed.docs)
            vector = np.array((1, 0, 0, 0), np.float32)
            (near,) = reader.search_vectors([VectorQuery(vector, 50, filters=filters, must=tree)])
            found.append({
                "matches": sorted(ids[doc] for doc in plain.docs.tolist()),
                "total": plain.total,
                "oldest": [ids[doc] for doc in dated.docs.tolist()],
                "collapsed": [ids[doc] for doc in collapsed.docs.tolist()],
                "members": [[ids[doc] for doc in others] for others in collapsed.members],
                "near": [ids[doc] for doc in near.docs.tolist()],
                "facets": reader.aggregate(results, FACETS),
            })  # fmt: skip
        frequencies = reader.document_frequencies([Term(word, "exact") for word in WORDS])
        return every, frequencies, found


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ARTICLES, QUERIES)
def test_every_backend_answers_as_memory_does(drawn, queries):
    said = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in BACKENDS:
            backend = backend_of(name, Path(folder) / name)
            written(backend, drawn)
            said[name] = answers(backend, queries)
    for name in BACKENDS[1:]:
        assert said[name] == said["memory"], name
