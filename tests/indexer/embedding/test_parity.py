"""The two runtimes of the bundled model give interchangeable vectors."""

import gzip
import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from indexer.embedding.light import LightEmbedder
from indexer.embedding.port import Vectors
from indexer.embedding.transformer import TransformerEmbedder

INTERCHANGEABLE = 0.999

OWN_TEXTS = {
    "english": "The ministers met in the harbour town to discuss grain shipments.",
    "arabic": "اجتمع الوزراء في المدينة الساحلية لبحث شحنات القمح.",
    "vocalised": "اِجْتَمَعَ الوُزَرَاءُ فِي المَدِينَةِ لِبَحْثِ شُحْنَاتِ القَمْحِ",
    "mixed": "Kashshaf كشّاف يفتح archive كل صباح at 9:00",
    "empty": "",
    "blank": " \n\t\u200f ",
    "emoji": "🙂🙃🚀 👨‍👩‍👧 ☃☃☃ 𒀀𒀀",
    "ligatures": "ﷺ ﻻ ﷽ ½ ① ﬁ",
    "nul": "before\0after",
    "surrogate": "half a pair \ud83d here",
    "special tokens": "a <s>struck</s> word <mask> and <unk> <pad>",
    "long arabic": "تدفقت المياه إلى السد بعد أيام من المطر الغزير. " * 80,
    "long english": "Water reached the dam after days of heavy rain. " * 90,
    "one long word": "x" * 5000,
    "many spaces": "far" + " " * 20_000 + "apart",
}


def least_cosine(one: Vectors, other: Vectors) -> float:
    return float(np.einsum("ij,ij->i", one, other).min())


@pytest.mark.parametrize("name", OWN_TEXTS)
@pytest.mark.parametrize("role", ["passages", "queries"])
def test_light_and_heavy_vectors_of_a_text_agree(
    light: LightEmbedder, heavy: TransformerEmbedder, name: str, role: str
) -> None:
    texts = [OWN_TEXTS[name]]
    vectors = [getattr(embedder, f"embed_{role}")(texts) for embedder in (light, heavy)]
    assert least_cosine(*vectors) >= INTERCHANGEABLE


def test_both_runtimes_have_the_same_model_id_and_dimension(
    light: LightEmbedder, heavy: TransformerEmbedder
) -> None:
    assert light.model_id == heavy.model_id
    assert light.dimension == heavy.dimension == 384


@pytest.mark.parametrize("role", ["passages", "queries"])
def test_a_batch_keeps_its_order_and_agrees(
    light: LightEmbedder, heavy: TransformerEmbedder, role: str
) -> None:
    texts = list(OWN_TEXTS.values())
    vectors = [getattr(embedder, f"embed_{role}")(texts) for embedder in (light, heavy)]
    assert least_cosine(*vectors) >= INTERCHANGEABLE


def test_hundred_real_passages_and_queries_agree(
    light: LightEmbedder, heavy: TransformerEmbedder, shared: Path
) -> None:
    with gzip.open(shared / "data/news/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in islice(lines, 0, 120_000, 1_200)]
    with (shared / "data/eval/xquad-mixed/queries.jsonl").open(encoding="utf-8") as lines:
        queries = [json.loads(line)["text"] for line in islice(lines, 0, 2_300, 23)]
    passages = [f"{article.get('title') or ''} {article['body']}"[:900] for article in articles]
    assert len(passages) == len(queries) == 100
    passage_cosine = least_cosine(light.embed_passages(passages), heavy.embed_passages(passages))
    query_cosine = least_cosine(light.embed_queries(queries), heavy.embed_queries(queries))
    assert min(passage_cosine, query_cosine) >= INTERCHANGEABLE
