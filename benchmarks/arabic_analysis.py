"""What each layer of the Arabic analysis is worth, against Lucene's and Snowball's stemmers.

    python benchmarks/arabic_analysis.py DATASET... [--resamples 10000]

DATASET is a folder in BEIR's layout; only what is in Arabic is taken of it. Every method makes
words of the same passages (title and body as one text) and of the same queries, and the same
BM25 (k1 1.2, b .75) ranks them: nDCG@10, its standard error, and the paired difference of the
whole analysis to each other method, with the p-value of a two-sided randomisation test in which
the sign of each query's difference is drawn anew.

Without folders the sets under `KASHSHAF_SHARED` are taken: `xquad-mixed` and `ant-abstracts`.
The peers get words whole, marks included, and no stop words are taken out anywhere.
"""

import argparse
import gzip
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from indexer.language.analyzer import layers  # noqa: E402
from search.query.leaves import WEIGHTS  # noqa: E402

Words = list[str]
Scores = NDArray[np.float64]
Analysis = Callable[[str], Words]

DEPTH = 10
DEFAULTS = ("xquad-mixed", "ant-abstracts")
OURS = "stem + folded"

WORD = re.compile(r"[\w\u0610-\u061a\u064b-\u065f\u0670]+")
DIACRITICS = re.compile(r"[\u0640\u064b-\u0652]")
LETTERS = str.maketrans("أإآىة", "ااايه")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
LIGHT_PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
LIGHT_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")


@dataclass(frozen=True)
class Judged:
    """The Arabic part of a set: queries, passages, and the places of the relevant passages."""

    queries: list[str]
    passages: list[str]
    relevant: list[set[int]]


def light10(word: str) -> str:
    """Lucene's light stem of a word, after its normaliser.

    One prefix goes where two letters are left (three behind a bare و), then every suffix in its
    order where two are left. After Larkey, Ballesteros and Connell, "Light stemming for Arabic
    information retrieval" (2007), without its separate step for و, as Lucene has it.
    """
    word = DIACRITICS.sub("", word).translate(LETTERS)
    for prefix in LIGHT_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= (3 if prefix == "و" else 2):
            word = word[len(prefix) :]
            break
    for suffix in LIGHT_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            word = word[: -len(suffix)]
    return word


def lucene(text: str) -> Words:
    """Return the words that Lucene's Arabic analyzer makes, but for its stop words."""
    return [light10(word.translate(DIGITS)) for word in standard(text)]


def snowball(text: str) -> Words:
    """Snowball's Arabic stems."""
    stems: Words = Stemmer.Stemmer("arabic").stemWords(standard(text))
    return stems


def standard(text: str) -> Words:
    """Words of letters, digits and marks, in small letters."""
    return WORD.findall(unicodedata.normalize("NFKC", text).lower())


def layer(name: str) -> Analysis:
    """One of our layers."""
    return lambda text: str(getattr(layers(text), name)).split()


ANALYSES: dict[str, Analysis] = {
    "white space": lambda text: text.lower().split(),
    "exact": layer("exact"),
    "folded": layer("folded"),
    "stem": layer("stem"),
    "snowball": snowball,
    "lucene": lucene,
}

METHODS: dict[str, dict[str, float]] = {
    "white space": {"white space": 1.0},
    "exact layer": {"exact": 1.0},
    "folded layer": {"folded": 1.0},
    "stem layer": {"stem": 1.0},
    OURS: {str(name): weight for name, weight in WEIGHTS.items()},
    "Snowball": {"snowball": 1.0},
    "Lucene": {"lucene": 1.0},
    "Lucene + folded": {"lucene": 1.0, "folded": WEIGHTS["folded"]},
}
"""The weight of each analysis in each method."""


def read(folder: Path) -> Judged:
    """Return the Arabic queries and passages of a set."""
    corpus = {
        one["_id"]: f"{one.get('title', '')} {one['text']}"
        for one in lines(folder, "corpus.jsonl")
        if one.get("language", "ar") == "ar"
    }
    asked = {
        one["_id"]: one["text"]
        for one in lines(folder, "queries.jsonl")
        if one.get("language", "ar") == "ar"
    }
    places = {name: place for place, name in enumerate(corpus)}
    relevant: dict[str, set[int]] = {}
    for row in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, grade = row.split("\t")
        if query in asked and passage in places and int(grade) > 0:
            relevant.setdefault(query, set()).add(places[passage])
    return Judged([asked[name] for name in relevant], [*corpus.values()], [*relevant.values()])


def lines(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Yield the records of a file of a set, plain or gzipped."""
    path = folder / name
    with path.open("rb") if path.exists() else gzip.open(f"{path}.gz") as file:
        yield from map(json.loads, file)


def indexed(analysis: Analysis, passages: list[str]) -> bm25s.BM25:
    """BM25 over the passages' words."""
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index([analysis(text) for text in passages], show_progress=False)
    return index


def ndcg(judged: Judged, indexes: dict[str, bm25s.BM25], weights: dict[str, float]) -> Scores:
    """NDCG@10 of every query: the weighted sum of BM25 over the analyses ranks."""
    gains = []
    for query, relevant in zip(judged.queries, judged.relevant, strict=True):
        scores = np.zeros(len(judged.passages))
        for name, weight in weights.items():
            known = indexes[name].vocab_dict
            words = [word for word in ANALYSES[name](query) if word in known]
            if words:
                scores += weight * indexes[name].get_scores(words)
        gains.append(gain(scores, relevant))
    return np.array(gains)


def gain(scores: Scores, relevant: set[int]) -> float:
    """One query's nDCG@10; what scores nothing isn't found."""
    best = (
        np.argpartition(-scores, DEPTH)[:DEPTH] if len(scores) > DEPTH else np.arange(len(scores))
    )
    best = best[np.lexsort((best, -scores[best]))]
    discounts = 1 / np.log2(np.arange(DEPTH) + 2)
    hits = np.array([place in relevant and scores[place] > 0 for place in best])
    return float(hits @ discounts[: len(hits)] / discounts[: len(relevant)].sum())


def p_value(differences: Scores, resamples: int) -> float:
    """How often a mean as far from 0 comes of signs drawn at random."""
    draw = np.random.default_rng(1)
    observed = abs(differences.mean())
    as_far = 0
    for _ in range(resamples):
        signs = draw.integers(0, 2, len(differences)) * 2 - 1
        as_far += abs((signs * differences).mean()) >= observed - 1e-12
    return (as_far + 1) / (resamples + 1)


def error(values: Scores) -> float:
    """Return the standard error of a mean."""
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def report(folder: Path, resamples: int) -> None:
    """Print one set's table."""
    judged = read(folder)
    print(f"\n{folder.name}: {len(judged.queries)} queries, {len(judged.passages)} passages")
    print(f"{'':18}{'nDCG@10':>9}{'± s.e.':>8}{'ours less it':>14}{'± s.e.':>8}{'p':>9}")
    indexes = {name: indexed(one, judged.passages) for name, one in ANALYSES.items()}
    measured = {name: ndcg(judged, indexes, weights) for name, weights in METHODS.items()}
    for name, gains in measured.items():
        row = f"{name:18}{gains.mean():9.4f}{error(gains):8.4f}"
        if name != OURS:
            less = measured[OURS] - gains
            chance = p_value(less, resamples)
            row += f"{less.mean():+14.4f}{error(less):8.4f}{chance:9.4f}"
        print(row)


def main() -> None:
    """Read the command line and print a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("datasets", type=Path, nargs="*", help="folders in BEIR's layout")
    parser.add_argument("--resamples", type=int, default=10_000, help="of the randomisation test")
    options = parser.parse_args()
    shared = os.environ.get("KASHSHAF_SHARED")
    if not options.datasets and not shared:
        parser.error("name a folder, or set KASHSHAF_SHARED")
    defaults = [Path(shared or "") / "data" / "eval" / name for name in DEFAULTS]
    for folder in options.datasets or defaults:
        report(folder, options.resamples)


if __name__ == "__main__":
    main()
