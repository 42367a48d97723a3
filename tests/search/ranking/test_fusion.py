import numpy as np
import pytest

from indexer.storage.query import ScoredDocs
from search.ranking.fusion import Fused, Weights, fuse_at_once, joined, union


def docs(*values):
    return np.array(values, np.int64)


def floats(*values):
    return np.array(values, np.float32)


def flags(*values):
    return np.array(values, np.bool_)


def best_first(fused):
    return fused.docs[np.argsort(-fused.scores, kind="stable")].tolist()


def hits(*pairs):
    found = sorted(pairs, key=lambda pair: -pair[1])
    return ScoredDocs(docs(*(r for r, _ in found)), floats(*(s for _, s in found)), len(found))


@pytest.mark.parametrize("method", ["rrf", "linear"])
def test_fusing_at_once_prefers_what_both_retrievers_found(method):
    weights = Weights(method=method)
    words, meaning = hits((1, 9.0), (2, 8.0), (3, 1.0)), hits((2, 0.8), (4, 0.7), (5, 0.2))
    fused = fuse_at_once(words, meaning, 0.7, weights)
    assert best_first(fused)[0] == 2
    assert sorted(fused.docs.tolist()) == [1, 2, 3, 4, 5]
    assert fused.docs[fused.near].tolist() == [2, 4]


def test_reciprocal_ranks_are_those_of_the_literature():
    fused = fuse_at_once(hits((1, 5.0)), hits((1, 0.3), (2, 0.2)), 0.0, Weights(method="rrf"))
    assert fused.scores.tolist() == pytest.approx([1 / 61 + 1 / 61, 1 / 62])


def test_languages_put_together_keep_their_parts():
    own = Fused(docs(1), {"title": np.array([1.0])}, flags(1), flags(0))
    other = Fused(docs(2), {"other language": np.array([2.0])}, flags(0), flags(1))
    both = joined([own, other])
    assert both.scores.tolist() == [1.0, 2.0]
    assert both.parts["title"].tolist() == [1.0, 0.0]
    assert both.near.tolist() == [True, False]
    assert both.other_language.tolist() == [False, True]


def test_a_part_more_adds_to_the_scores():
    fused = Fused(docs(1, 2), {"a": np.array([1.0, 2.0])}, flags(1, 1), flags(0, 0))
    assert fused.with_part("b", np.array([0.5, 0.0])).scores.tolist() == [1.5, 2.0]


def test_candidates_are_what_either_retriever_proposes():
    first = ScoredDocs(docs(5, 1), floats(2, 1), 2)
    second = ScoredDocs(docs(1, 9), floats(2, 1), 2)
    assert union(first, second).tolist() == [1, 5, 9]
