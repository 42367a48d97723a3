"""An article gains from an answer in another language that it is the nearest to."""

from dataclasses import replace

import numpy as np
import pytest

from search.ranking.candidates import Pool
from search.ranking.parallel_coverage import parallel_coverage
from search.request import SearchRequest

DRONES = ("Iran Russia drones", "إيران روسيا مسيّرات")


class Vectors:
    """Stands for `Candidates`: one vector an article."""

    def __init__(self, vectors):
        self.vectors = vectors

    def similarities_to(self, doc, docs):
        return np.array([self.vectors[doc] @ self.vectors[other] for other in docs], np.float32)


def pool(language, docs, pivots=()):
    size = len(docs)
    return Pool(
        language, np.array(docs), np.zeros(size, np.float32), np.zeros((0, size), np.float32),
        np.zeros(0), held=True, nearest=0.5, around=np.array(docs), pivots=np.array(pivots),
    )  # fmt: skip


@pytest.fixture
def vectors():
    """Article 0 is Arabic; of the English ones 2 lies near it and all others at a right angle."""
    found = np.eye(8)
    found[2] = [0.8, 0, 0.6, 0, 0, 0, 0, 0]
    return Vectors(found)


def test_the_nearest_article_stands_out_as_far_as_the_pivot_answers(vectors):
    pools = [pool("ar", [0], [0]), pool("en", [1, 2, 3, 4])]
    for chance in (1.0, 0.5):
        answering = {"ar": np.array([chance]), "en": np.zeros(0)}
        arabic, english = parallel_coverage(vectors, pools, answering)
        assert arabic.tolist() == [0]
        assert english == pytest.approx([0, 0.8 * chance, 0, 0])


def test_a_pivot_that_hardly_answers_leads_nowhere(vectors):
    pools = [pool("ar", [0], [0]), pool("en", [1, 2, 3, 4])]
    answering = {"ar": np.array([0.001]), "en": np.zeros(0)}
    assert not parallel_coverage(vectors, pools, answering)[1].any()


def test_of_several_pivots_the_best_one_counts_and_none_of_the_same_language(vectors):
    pools = [pool("ar", [0, 5], [0, 5]), pool("en", [1, 2, 3, 4], [1])]
    answering = {"ar": np.array([0.9, 1.0]), "en": np.array([1.0])}
    arabic, english = parallel_coverage(vectors, pools, answering)
    assert english == pytest.approx([0, 0.72, 0, 0])
    assert arabic == pytest.approx([0, 0])


def test_one_article_alone_stands_out_of_nothing(vectors):
    pools = [pool("ar", [0], [0]), pool("en", [2])]
    assert parallel_coverage(vectors, pools, {"ar": np.ones(1), "en": np.zeros(0)})[1] == [0]


@pytest.mark.parametrize("query", DRONES)
def test_a_story_told_in_both_languages_lifts_its_reports(sample_engine, query):
    response = sample_engine.search(SearchRequest(query, explain=True))
    others = [hit for hit in response.hits if hit.article.language != response.language]
    assert max(dict(hit.explanation.parts).get("parallel coverage", 0.0) for hit in others) > 0.3


@pytest.mark.parametrize("query", DRONES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_counts_where_the_pivot_is_filtered_out(sample_engine, query, language):
    request = SearchRequest(query, explain=True, limit=5)
    narrowed = replace(request, filters=replace(request.filters, languages=(language,)))
    parts = [
        {hit.article.id: dict(hit.explanation.parts).get("parallel coverage") for hit in found.hits}
        for found in (
            sample_engine.search(replace(request, limit=50)),
            sample_engine.search(narrowed),
        )
    ]
    shared = parts[0].keys() & parts[1].keys()
    assert shared
    assert any(parts[1].values())
    assert {one: parts[0][one] for one in shared} == pytest.approx(
        {one: parts[1][one] for one in shared}
    )
