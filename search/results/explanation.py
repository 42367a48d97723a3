"""Why a hit is where it is: what its score is made of, and which words met which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.article import Article
from indexer.language.analyzer import Token, analyze
from indexer.language.dictionaries import installed_dictionaries
from indexer.language.names import find_names
from indexer.storage.query import LAYERS, Layer
from search.request import Expansion, Explanation, MatchedTerm
from search.results.matching import Find
from search.results.snippets import SCANNED

MOST_TERMS = 20  # told of one hit


@dataclass(frozen=True, slots=True)
class _Asked:
    """A word that was searched.

    Attributes:
        token: its layers.
        word: of the query that it was searched for, as typed.
        kind: `word` where it is that word itself, else as `Expansion.kind`.
    """

    token: Token
    word: str
    kind: str


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains the hits of one query.

    Attributes:
        find: finds what the query's words match.
        asked: by stem, the words of the query and what was searched beside them.
    """

    find: Find
    asked: Mapping[str, Sequence[_Asked]]

    @classmethod
    def of(cls, find: Find, text: str, also: Sequence[Expansion]) -> "Explainer":
        """Prepare for a query.

        Args:
            find: finds what its nodes match.
            text: its words.
            also: what was searched beside them.
        """
        asked: dict[str, list[_Asked]] = {}
        for token in analyze(text):
            word = text[token.start : token.end]
            asked.setdefault(token.stem, []).append(_Asked(token, word, "word"))
        own = set(asked)
        for one in also:
            for token, stem in _searched(one):
                if stem not in own:
                    asked.setdefault(stem, []).append(_Asked(token, one.word, one.kind))
        return cls(find, asked)

    def explain(self, article: Article, parts: Mapping[str, float]) -> Explanation:
        """Return why an article got its score.

        Args:
            article: the hit.
            parts: of its score, by name.
        """
        terms = dict.fromkeys(
            (*self._terms(article.title, "title"), *self._terms(article.body[:SCANNED], "body"))
        )
        return Explanation(tuple(parts.items()), tuple(terms)[:MOST_TERMS])

    def _terms(self, text: str, place: str) -> Iterator[MatchedTerm]:
        """Yield the words of a text that match, in order; of a phrase all its words."""
        for match in self.find(text):
            for token, word in zip(match.tokens, match.words, strict=True):
                yield self._term(token, text[token.mark_start : token.mark_end], place, word)

    def _term(self, token: Token, written: str, place: str, pattern: str) -> MatchedTerm:
        found = self.asked.get(token.stem)
        if not found:
            return MatchedTerm(pattern, written, _pattern_layer(token, pattern), place, "word")
        nearest = min(found, key=lambda one: LAYERS.index(_layer(one.token, token)))
        layer = _layer(nearest.token, token)
        return MatchedTerm(nearest.word, written, layer, place, nearest.kind)


def _searched(one: Expansion) -> Iterator[tuple[Token, str]]:
    """Yield the words that were searched beside a word, each with a stem that it may be met by."""
    if one.kind != "translation":
        for other in _others(one):
            yield from ((token, token.stem) for token in analyze(other))
        return
    stems = tuple(token.stem for token in analyze(one.word))
    for sense in installed_dictionaries().senses(stems):
        lemma = analyze(sense.written)[0]
        yield from ((lemma, stem) for form in sense.forms for stem in form)


def _others(one: Expansion) -> tuple[str, ...]:
    """Return all that was searched beside a word: of a name only the usual spellings are shown."""
    if one.kind != "name":
        return one.others
    names = (other for name in find_names(one.word) for other in name.counterparts + name.variants)
    return tuple(dict.fromkeys((*one.others, *names)))


def _layer(asked: Token, token: Token) -> Layer:
    """Return the strictest layer in which two words are the same."""
    if asked.exact == token.exact:
        return "exact"
    return "folded" if asked.folded == token.folded else "stem"


def _pattern_layer(token: Token, pattern: str) -> Layer:
    """Return the layer that a pattern met: only beginnings of words are looked for in stems."""
    start = pattern.removesuffix("*")
    by_stem = token.stem.startswith(start) and not token.folded.startswith(start)
    return "stem" if by_stem else "folded"
