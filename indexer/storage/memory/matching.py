"""What a query tree matches, and BM25, over plain lists of words."""

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from indexer.article import Article
from indexer.language.analyzer import layers
from indexer.language.vocalised import marks_pattern, vocalised_words
from indexer.storage.query import (
    LAYERS,
    And,
    Boolean,
    DateRange,
    DisjunctionMax,
    Field,
    Filters,
    Fuzzy,
    Layer,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryNode,
    Term,
    Vocalised,
    Wildcard,
    filter_key,
)

K1, B = 1.2, 0.75
"""BM25's usual parameters."""
LEAD_WORDS = 40
LEAD_BOOST = 0.2
"""What a word of the body's first `LEAD_WORDS` is worth on top of what it is worth in the body."""

Words = tuple[str, ...]
Part = tuple[str, str]
"""A field, `lead` included, and a layer of it, `vocalised` included."""
Pattern = Prefix | Wildcard | Fuzzy | Vocalised


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it is searched.

    Attributes:
        doc: its document number.
        article: the article.
        parts: its words, by field and layer.
    """

    doc: int
    article: Article
    parts: dict[Part, Words]

    @classmethod
    def of(cls, doc: int, article: Article) -> "Document":
        """Analyse an article."""
        texts = {
            Field.TITLE: article.title,
            Field.BODY: article.body,
            Field.AUTHOR: article.author,
            Field.SOURCE: article.source,
        }
        parts: dict[Part, Words] = {}
        for name, text in texts.items():
            layered = layers(text)
            for layer in LAYERS:
                parts[name, layer] = tuple(getattr(layered, layer).split())
            parts[name, "vocalised"] = tuple(dict.fromkeys(vocalised_words(text)))
        for layer in ("folded", "stem"):
            parts["lead", layer] = parts[Field.BODY, layer][:LEAD_WORDS]
        return cls(doc, article, parts)

    @property
    def day(self) -> int:
        """Proleptic ordinal of its date, 0 where it has none."""
        timestamp = self.article.timestamp
        return timestamp.toordinal() if timestamp else 0


Scores = dict[int, float]
"""By document that matches: its score."""


class Searcher:
    """Matches and scores the documents of one version.

    Args:
        documents: all of them.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._lengths: dict[Part, float] = {}

    def scores(self, node: QueryNode) -> Scores:
        """Return what a query tree matches, with scores."""
        match node:
            case And(nodes):
                found = [self.scores(one) for one in nodes]
                return {
                    one.doc: sum(scores[one.doc] for scores in found)
                    for one in self._documents
                    if all(one.doc in scores for scores in found)
                }
            case Or(nodes):
                return _added(self.scores(one) for one in nodes)
            case DisjunctionMax(nodes):
                return _best(self.scores(one) for one in nodes)
            case Not(inner):
                excluded = self.scores(inner)
                return {one.doc: 0.0 for one in self._documents if one.doc not in excluded}
            case Boolean(must, should):
                wanted, extra = self.scores(must), self.scores(should)
                return {doc: score + extra.get(doc, 0.0) for doc, score in wanted.items()}
            case DateRange(first, last):
                return {one.doc: 0.0 for one in self._documents if _within(one, first, last)}
            case Term() | Phrase():
                words, slop = (
                    (node.words, node.slop) if isinstance(node, Phrase) else ((node.text,), 0)
                )
                return self._in_fields(node, node.layer, lambda part: self._bm25(part, words, slop))
            case _:
                layer = "vocalised" if isinstance(node, Vocalised) else node.layer
                test = _test(node)
                return self._in_fields(node, layer, lambda part: self._holding(part, test))

    def passing(self, filters: Filters) -> set[int]:
        """Return the documents that filters let through."""
        return {one.doc for one in self._documents if _passes(one, filters)}

    def terms(self, field: Field, layer: Layer) -> list[str]:
        """Return the words of every document in a field, each once a document and field."""
        names = (Field.TITLE, Field.BODY) if field is Field.ANY else (field,)
        return [
            word
            for one in self._documents
            for name in names
            for word in set(one.parts[name, layer])
        ]

    def _in_fields(
        self,
        node: Term | Phrase | Pattern,
        layer: str,
        scores_in: Callable[[Part], Scores],
    ) -> Scores:
        """Add up over the fields that a node names, boosted."""
        names = [Field.TITLE, Field.BODY] if node.field is Field.ANY else [node.field]
        found = [(scores_in((name, layer)), 1.0) for name in names]
        if isinstance(node, Term) and node.field is Field.ANY and layer in ("folded", "stem"):
            found.append((scores_in(("lead", layer)), LEAD_BOOST))
        return _added(
            {doc: score * weight * node.boost for doc, score in scores.items()}
            for scores, weight in found
        )

    def _bm25(self, part: Part, words: Words, slop: int) -> Scores:
        """Score a word, or a phrase as if it were one."""
        counts = {one.doc: occurrences(one.parts[part], words, slop) for one in self._documents}
        rarity = sum(self._rarity(part, word) for word in words)
        mean = self._mean_length(part)
        scores: Scores = {}
        for one in self._documents:
            if count := counts[one.doc]:
                norm = K1 * (1 - B + B * len(one.parts[part]) / mean)
                scores[one.doc] = rarity * (K1 + 1) * count / (count + norm)
        return scores

    def _rarity(self, part: Part, word: str) -> float:
        holding = sum(word in one.parts[part] for one in self._documents)
        return math.log1p((len(self._documents) - holding + 0.5) / (holding + 0.5))

    def _mean_length(self, part: Part) -> float:
        if part not in self._lengths:
            words = sum(len(one.parts[part]) for one in self._documents)
            self._lengths[part] = max(words / max(len(self._documents), 1), 1.0)
        return self._lengths[part]

    def _holding(self, part: Part, test: Callable[[str], bool]) -> Scores:
        return {one.doc: 1.0 for one in self._documents if any(map(test, one.parts.get(part, ())))}


def occurrences(text: Words, words: Words, slop: int) -> int:
    """Return how often words follow each other, with up to `slop` others between them in all."""
    if not words:
        return 0
    places = [[at for at, word in enumerate(text) if word == wanted] for wanted in words]
    found = 0
    for start in places[0]:
        at = start
        for further in places[1:]:
            later = bisect_right(further, at)  # the nearest place leaves the most slop
            if later == len(further):
                return found
            at = further[later]
        found += at - start - (len(words) - 1) <= slop
    return found


def _test(node: Pattern) -> Callable[[str], bool]:
    """Return what tells the words that a pattern covers."""
    match node:
        case Prefix(text):
            return lambda word: word.startswith(text)
        case Fuzzy(text, distance):
            return lambda word: OSA.distance(word, text, score_cutoff=distance) <= distance
        case Vocalised(text):
            vocalised = re.compile(marks_pattern(text), re.DOTALL)
            return lambda word: vocalised.fullmatch(word) is not None
        case Wildcard(pattern):
            places = {"*": ".*", "?": "."}
            source = "".join(places.get(letter) or re.escape(letter) for letter in pattern)
            wildcard = re.compile(source, re.DOTALL)
            return lambda word: wildcard.fullmatch(word) is not None


def _added(parts: Iterable[Scores]) -> Scores:
    total: Scores = {}
    for scores in parts:
        for doc, score in scores.items():
            total[doc] = total.get(doc, 0.0) + score
    return total


def _best(parts: Iterable[Scores]) -> Scores:
    best: Scores = {}
    for scores in parts:
        for doc, score in scores.items():
            best[doc] = max(best.get(doc, 0.0), score)
    return best


def _within(document: Document, first: object, last: object) -> bool:
    timestamp = document.article.timestamp
    if timestamp is None:
        return False
    day = timestamp.isoformat()[:10]
    return (first is None or str(first) <= day) and (last is None or day <= str(last))


def _passes(document: Document, filters: Filters) -> bool:
    article = document.article
    for value, allowed in (
        (article.language, filters.languages),
        (article.source, filters.sources),
        (article.author, filters.authors),
        (article.category, filters.categories),
    ):
        if allowed and (not value or filter_key(value) not in map(filter_key, allowed)):
            return False
    dated = filters.first is not None or filters.last is not None
    return not dated or _within(document, filters.first, filters.last)
