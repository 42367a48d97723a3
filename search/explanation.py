"""Why a hit is where it is: what its score is made of, and which words met which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.article import Article
from indexer.language.analyzer import Token, analyze
from indexer.storage.query import Layer
from search.matching import Matcher
from search.request import AlsoSearched, Explanation, MatchedTerm
from search.snippets import SCANNED

MOST_TERMS = 20  # told of one hit

_Asked = Mapping[str, tuple[Token, str, str]]  # by stem: the token, the question's word, the kind


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains the hits of one question.

    Attributes:
        matcher: what the question's words match.
        asked: by stem, the words of the question and what was searched beside them.
    """

    matcher: Matcher
    asked: _Asked

    @classmethod
    def of(cls, matcher: Matcher, text: str, also: Sequence[AlsoSearched]) -> "Explainer":
        """Prepare for a question.

        Args:
            matcher: of its nodes.
            text: its words.
            also: what was searched beside them.
        """
        asked: dict[str, tuple[Token, str, str]] = {}
        for one in also:
            for other in one.others:
                for token in analyze(other):
                    asked.setdefault(token.stem, (token, one.word, one.kind))
        for token in analyze(text):
            asked[token.stem] = (token, text[token.start : token.end], "word")
        return cls(matcher, asked)

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
        for token in analyze(text, self.matcher.may_match):
            found = self.asked.get(token.stem)
            written = text[token.mark_start : token.mark_end]
            if found is None:
                pattern = self.matcher.matched(token)
                if pattern is not None:
                    yield MatchedTerm(pattern, written, "folded", place, "word")
                continue
            asked, word, kind = found
            yield MatchedTerm(word, written, _layer(asked, token), place, kind)


def _layer(asked: Token, token: Token) -> Layer:
    """Return the strictest layer in which two words are the same."""
    if asked.exact == token.exact:
        return "exact"
    return "folded" if asked.folded == token.folded else "stem"
