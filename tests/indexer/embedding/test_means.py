"""Taking the language out of vectors."""

import json
from pathlib import Path

import numpy as np
import pytest

from indexer.embedding.light import LightEmbedder
from indexer.embedding.means import (
    FEWEST_WITHOUT_PRIOR,
    PRIOR_WEIGHT,
    LanguageMeans,
    shipped_means,
)
from indexer.embedding.port import Vectors, unit_rows


def rows(seed: int, count: int, around: Vectors) -> Vectors:
    noise = np.random.default_rng(seed).standard_normal((count, len(around)))
    return unit_rows((around + 0.3 * noise / np.sqrt(len(around))).astype(np.float32))


EN, AR = np.eye(8, dtype=np.float32)[:2]
SHIPPED = LanguageMeans({"ar": 0.9 * AR, "en": 0.9 * EN})


def test_shipped_means_put_an_arabic_passage_nearer_to_its_english_counterpart(
    light: LightEmbedder, shared: Path
) -> None:
    """Real passages, since the means of articles say little about single sentences."""
    means = shipped_means(light.model_id)
    assert means is not None
    folder = shared / "data/eval/xquad-mixed"
    texts = {line["_id"]: line["text"] for line in lines_of(folder / "corpus.jsonl")}
    english = [f"en:{name[3:]}" for name in sorted(texts) if name.startswith("ar:")][::6]
    arabic = [f"ar:{name[3:]}" for name in english]
    tags = ["ar"] * len(arabic) + ["en"] * len(english)
    raw = light.embed_passages([texts[name] for name in (*arabic, *english)])
    assert counterparts_first(means.center(raw, tags)) > counterparts_first(raw) + 10


def lines_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def counterparts_first(vectors: Vectors) -> int:
    """How many texts have their translation, half the list away, as the nearest of all others."""
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    half = np.roll(np.arange(len(vectors)), len(vectors) // 2)
    return int((likeness.argmax(axis=1) == half).sum())


def test_centred_vectors_have_length_one_and_leave_the_input_alone() -> None:
    vectors = rows(1, 50, EN)
    before = vectors.copy()
    centred = SHIPPED.center(vectors, ["en"] * 50)
    np.testing.assert_array_equal(vectors, before)
    np.testing.assert_allclose(np.linalg.norm(centred, axis=1), 1, atol=1e-5)
    assert centred.dtype == np.float32


def test_one_document_hardly_moves_a_shipped_mean() -> None:
    means = LanguageMeans.estimate(np.eye(8, dtype=np.float32)[5:6], ["ar"], SHIPPED)
    assert np.linalg.norm(means.document["ar"] - SHIPPED.document["ar"]) < 2 / PRIOR_WEIGHT
    np.testing.assert_array_equal(means.document["en"], SHIPPED.document["en"])


def test_many_documents_outweigh_a_shipped_mean() -> None:
    vectors = rows(2, 5_000, np.eye(8, dtype=np.float32)[5])
    means = LanguageMeans.estimate(vectors, ["ar"] * 5_000, SHIPPED)
    assert np.linalg.norm(means.document["ar"] - vectors.mean(axis=0)) < 0.02


def test_another_language_shrinks_towards_the_mean_over_the_shipped_ones() -> None:
    means = LanguageMeans.estimate(np.eye(8, dtype=np.float32)[5:6], ["fr"], SHIPPED)
    middle = (SHIPPED.document["ar"] + SHIPPED.document["en"]) / 2
    assert np.linalg.norm(means.document["fr"] - middle) < 2 / PRIOR_WEIGHT


def test_without_shipped_means_a_language_of_few_documents_is_not_estimated() -> None:
    few = FEWEST_WITHOUT_PRIOR - 1
    vectors = np.concatenate([rows(3, 100, EN), rows(4, few, AR)])
    means = LanguageMeans.estimate(vectors, ["en"] * 100 + ["ar"] * few, None)
    assert set(means.document) == {"en"}
    np.testing.assert_array_equal(means.mean("ar"), means.document["en"])


def test_without_any_mean_vectors_stay_as_they_are() -> None:
    vectors = rows(5, 3, EN)
    means = LanguageMeans.estimate(vectors, ["en"] * 3, None)
    np.testing.assert_allclose(means.center(vectors, ["en"] * 3), vectors, atol=1e-6)


def test_an_unknown_language_is_not_estimated_and_gets_the_mean_over_the_others() -> None:
    vectors = rows(6, 400, EN)
    means = LanguageMeans.estimate(vectors, [""] * 400, SHIPPED)
    assert set(means.document) == {"ar", "en"}
    middle = (SHIPPED.document["ar"] + SHIPPED.document["en"]) / 2
    expected = unit_rows(vectors - middle)
    np.testing.assert_allclose(means.center(vectors, [""] * 400), expected, atol=1e-6)


def test_questions_use_the_document_mean_unless_they_have_their_own() -> None:
    own = LanguageMeans(SHIPPED.document, {"ar": 0.5 * AR})
    np.testing.assert_array_equal(own.mean("ar", "query"), 0.5 * AR)
    np.testing.assert_array_equal(own.mean("en", "query"), 0.9 * EN)


def test_a_manifest_gives_back_the_very_same_means() -> None:
    means = LanguageMeans(SHIPPED.document, {"ar": 0.5 * AR})
    again = LanguageMeans.from_dict(json.loads(json.dumps(means.to_dict())))
    for language in ("ar", "en"):
        np.testing.assert_array_equal(again.document[language], means.document[language])
    np.testing.assert_array_equal(again.query["ar"], means.query["ar"])


def test_languages_that_do_not_match_the_vectors_are_refused() -> None:
    with pytest.raises(ValueError, match="3 vectors but 2 languages"):
        SHIPPED.center(rows(7, 3, EN), ["en", "ar"])


def test_a_model_that_nothing_ships_for_has_no_means() -> None:
    assert shipped_means("someone/else-123") is None
