"""Reranking with a real cross-encoder, tiny and untrained, built here."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from indexer.base.errors import ModelUnavailable
from indexer.base.settings import Settings
from search.engine import SearchEngine
from search.ranking.ranked import Ranking
from search.ranking.reranking import RETRY_SECONDS, CrossEncoderScorer, Reranker
from search.request import SearchRequest

QUESTION = "earthquake Morocco"


def tiny_cross_encoder(folder: Path, outputs: int = 1, zero: bool = False) -> Path:
    """Write a BERT of two layers with random weights, or zeros, and a vocabulary of letters."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("sentence_transformers")
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    letters = [*"abcdefghijklmnopqrstuvwxyz", *"ابتثجحخدذرزسشصضطظعغفقكلمنهويىةء"]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters)]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=128, num_labels=outputs,
        initializer_range=1.0,
    )  # fmt: skip
    untrained = BertForSequenceClassification(config)
    if zero:
        for weights in untrained.parameters():
            torch.nn.init.zeros_(weights)
    untrained.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def model(tmp_path_factory) -> Path:
    return tiny_cross_encoder(tmp_path_factory.mktemp("reranker") / "tiny")


@pytest.fixture
def reranking(sample_report, sample_settings, model):
    """Makes an engine over the sample archive that reranks with the tiny model."""
    assert sample_report.articles

    def make(**changes: object) -> SearchEngine:
        given = {"reranker": str(model), "rerank_depth": 5, "device": "cpu"} | changes
        settings = msgspec.structs.replace(sample_settings, **given)
        return SearchEngine(settings.index_path, settings)

    return make


def ids(response):
    return [hit.article.id for hit in response.hits]


def test_the_first_hits_are_ordered_by_the_model_and_the_rest_keeps_its_order(
    reranking, sample_engine
):
    request = SearchRequest(QUESTION, limit=12, collapse=False)
    plain, ordered = ids(sample_engine.search(request)), reranking().search(request)
    assert sorted(ids(ordered)[:5]) == sorted(plain[:5])
    assert ids(ordered)[5:] == plain[5:]
    verdicts = [hit.reranked for hit in ordered.hits]
    assert verdicts[:5] == sorted(verdicts[:5], reverse=True)
    assert len(set(verdicts[:5])) == 5
    assert verdicts[5:] == [None] * 7
    assert ordered.notices == ()


def test_each_hit_keeps_the_fused_score_that_explains_where_it_came_from(reranking, sample_engine):
    request = SearchRequest(QUESTION, limit=5, collapse=False)
    fused = {hit.article.id: hit.score for hit in sample_engine.search(request).hits}
    assert {hit.article.id: hit.score for hit in reranking().search(request).hits} == fused


def test_what_the_model_reads_is_the_question_with_title_and_nearest_passage(reranking, model):
    hit = reranking().search(SearchRequest(QUESTION)).hits[0]
    text = f"{hit.article.title}\n{hit.article.body}"  # the tiny model sees only its beginning
    alone = CrossEncoderScorer(str(model), "cpu").scores(QUESTION, [text])
    np.testing.assert_allclose(alone, [hit.reranked], rtol=1e-4)


def test_pages_of_a_reranked_list_fit_together(reranking):
    engine = reranking(rerank_depth=8)
    whole = SearchRequest(QUESTION, limit=9, collapse=False)
    pages = [replace(whole, limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [i for page in pages for i in ids(engine.search(page))] == ids(engine.search(whole))


@pytest.mark.parametrize("mode", ["lexical", "dense"])
def test_a_single_leg_is_shown_as_it_is(reranking, sample_engine, mode):
    request = SearchRequest(QUESTION, mode)
    assert ids(reranking().search(request)) == ids(sample_engine.search(request))


def test_without_a_model_the_fused_order_stands_and_a_notice_says_why(
    reranking, sample_engine, tmp_path
):
    engine = reranking(reranker=str(tmp_path / "nothing"))
    request = SearchRequest(QUESTION)
    for _ in range(2):
        response = engine.search(request)
        assert ids(response) == ids(sample_engine.search(request))
        assert {hit.reranked for hit in response.hits} == {None}
        assert any("fused order" in n and "nothing" in n for n in map(str, response.notices))


def test_a_model_that_can_not_be_had_is_tried_again_after_a_while():
    tries, now = [], [0.0]

    def load():
        tries.append(1)
        raise ModelUnavailable("gone", "here", "Fetch it")

    reranker = Reranker(load, 3, clock=lambda: now[0])
    for _ in range(3):
        with pytest.raises(ModelUnavailable, match="gone"):
            reranker.rerank(QUESTION, Ranking(), {})
    assert len(tries) == 1
    now[0] += RETRY_SECONDS + 1
    with pytest.raises(ModelUnavailable, match="gone"):
        reranker.rerank(QUESTION, Ranking(), {})
    assert len(tries) == 2


def test_a_model_of_several_outputs_is_no_reranker(tmp_path):
    with pytest.raises(ModelUnavailable, match="3 outputs"):
        CrossEncoderScorer(str(tiny_cross_encoder(tmp_path / "classes", outputs=3)), "cpu")


def test_longer_texts_than_the_model_reads_are_cut(model):
    scorer = CrossEncoderScorer(str(model), "cpu")
    scores = scorer.scores("مطر", ["rain " * 2_000, "rain"])
    assert scores.shape == (2,)
    assert scores.dtype == np.float32


def test_equal_scores_keep_the_order_that_they_had(sample_engine, tmp_path):
    indifferent = CrossEncoderScorer(str(tiny_cross_encoder(tmp_path / "zero", zero=True)), "cpu")
    with sample_engine.lease() as reader:
        stored = reader.find(reader.ids()[:6])
    docs = [one.doc for one in stored]
    found = Ranking(docs, [6.0, 5.0, 4.0, 3.0, 2.0, 1.0], [()] * 6, total=6)
    reranker = Reranker(lambda: indifferent, 4)
    articles = {one.doc: one.article for one in stored}
    ordered, verdicts = reranker.rerank(QUESTION, found, articles)
    assert (ordered.docs, ordered.scores) == (found.docs, found.scores)
    assert len(verdicts) == 4
    assert len(set(verdicts.values())) == 1


def test_none_is_configured_by_default():
    assert Reranker.of(Settings()) is None


SEARCH = """
import sys
from indexer.base.settings import Settings
from search.engine import SearchEngine
from search.request import SearchRequest
settings = Settings(index=sys.argv[1], cache=sys.argv[2])
assert SearchEngine(settings.index_path, settings).search(SearchRequest("earthquake")).hits
print([name for name in ("torch", "sentence_transformers") if name in sys.modules])
"""


def test_an_ordinary_search_imports_neither_torch_nor_its_models(sample_report, sample_settings):
    assert sample_report.articles
    command = [sys.executable, "-c", SEARCH, sample_settings.index, sample_settings.cache]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
