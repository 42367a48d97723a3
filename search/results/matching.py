"""Tells which words of a text a query's nodes match, by the analysis that made the index."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise

from indexer.language.analyzer import Token, analyze
from indexer.language.detection import common_function_words
from indexer.storage.query import (
    LAYERS,
    And,
    Boolean,
    DisjunctionMax,
    Field,
    Fuzzy,
    Layer,
    Or,
    Phrase,
    Prefix,
    QueryNode,
    Term,
    Wildcard,
)

LONGEST_PHRASE = 50
"""Words of a phrase that is found as one; of longer ones the words are marked singly."""
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a text that matches, or the words of a phrase.

    Attributes:
        tokens: the words, in their order.
        words: what each of them matched, as the query has it; its stem where only the phrase did.
    """

    tokens: tuple[Token, ...]
    words: tuple[str, ...]


Find = Callable[[str], Sequence[Match]]
"""Finds what matches in a text: `Matcher.find`, or that with a memory."""


@dataclass(frozen=True, slots=True)
class WordTest:
    """A prefix, wildcard or fuzzy word.

    Attributes:
        layer: whose words it is held against.
        written: what it is, as the query has it.
        fits: tells whether a word matches; remembers them, since texts repeat their words.
    """

    layer: Layer
    written: str
    fits: Callable[[str], bool]


@dataclass(slots=True)
class Matcher:
    """Tells which words of a text a query's nodes match.

    Attributes:
        terms: by layer, the analysed words that match by being the same.
        phrases: by layer and first word, words that match where they follow each other.
        parts: by layer, all words of the phrases.
        tests: for prefixes, wildcards and fuzzy words.
    """

    terms: dict[Layer, set[str]] = field(default_factory=dict)
    phrases: dict[tuple[Layer, str], list[tuple[str, ...]]] = field(default_factory=dict)
    parts: dict[Layer, set[str]] = field(default_factory=dict)
    tests: list[WordTest] = field(default_factory=list)
    _looked_for: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    _tells: bool = True

    @classmethod
    def of(cls, nodes: Iterable[QueryNode | None]) -> "Matcher":
        """Collect the positive words of these nodes."""
        matcher = cls()
        for node in nodes:
            if node is not None:
                matcher._collect(node)
        for place, layer in enumerate(LAYERS):
            words = matcher.terms.get(layer, set()) | matcher.parts.get(layer, set())
            if words:
                matcher._looked_for.append((place, frozenset(words)))
        written = (words for layer, words in matcher.terms.items() if layer != "stem")
        words = set().union(*written, *matcher.parts.values())
        matcher._tells = bool(matcher.tests) or not all(map(_is_function_word, words))
        return matcher

    def _collect(self, node: QueryNode) -> None:
        match node:
            case Term() | Phrase() if node.field in (Field.AUTHOR, Field.SOURCE):
                return  # they stand in no text that is shown with marks
            case Term():
                self.terms.setdefault(node.layer, set()).add(node.text)
            case Phrase():
                self._collect_phrase(node)
            case Prefix():
                self.tests.append(_prefix_test(node))
            case Wildcard():
                self.tests.append(_wildcard_test(node))
            case Fuzzy():
                self.tests.append(_fuzzy_test(node))
            case And() | Or() | DisjunctionMax():
                for child in node.nodes:
                    self._collect(child)
            case Boolean():
                self._collect(node.must)
                self._collect(node.should)
            case _:  # what is excluded, and dates, mark nothing
                return

    def _collect_phrase(self, node: Phrase) -> None:
        if node.slop or len(node.words) > LONGEST_PHRASE:  # its words may stand apart
            self.terms.setdefault(node.layer, set()).update(node.words)
        else:
            self.phrases.setdefault((node.layer, node.words[0]), []).append(node.words)
            self.parts.setdefault(node.layer, set()).update(node.words)

    def find(self, text: str) -> list[Match]:
        """Return what matches in a text, in its order; of phrases that overlap the first one.

        Function words are left out where they stand by themselves, unless the query is nothing
        else: they are everywhere, and show nobody where the answer is.
        """
        if not (self.terms or self.parts or self.tests):
            return []
        found = []
        tokens = analyze(text, self.may_match)
        phrase_end = 0  # index of the first token behind the last phrase
        for at, token in enumerate(tokens):
            if at < phrase_end:
                continue
            size = self.phrase_at(text, tokens[at : at + LONGEST_PHRASE]) if self.parts else 0
            word = self.matched(token)
            if size:
                phrase_end = at + size
                inside = tuple(tokens[at:phrase_end])
                found.append(Match(inside, tuple(self.matched(one) or one.stem for one in inside)))
            elif word is not None:
                found.append(Match((token,), (word,)))
        return list(_telling(text, found)) if self._tells else found

    def may_match(self, exact: str, folded: str, stem: str) -> bool:
        """Whether a chunk's words, joined by spaces, are worth a closer look."""
        texts = (exact, folded, stem)
        for test in self.tests:
            if any(map(test.fits, texts[LAYERS.index(test.layer)].split())):
                return True
        for place, words in self._looked_for:  # asked of every chunk of a text: kept short
            text = texts[place]
            if text in words or (" " in text and not words.isdisjoint(text.split())):
                return True
        return False

    def matched(self, token: Token) -> str | None:
        """Return what the token matched, as the query has it; None where it matched nothing."""
        for layer, words in self.terms.items():
            word: str = getattr(token, layer)
            if word in words:
                return token.stem
        for test in self.tests:
            if test.fits(getattr(token, test.layer)):
                return test.written
        return None

    def phrase_at(self, text: str, tokens: Sequence[Token]) -> int:
        """Return how many of these tokens, from the first on, are a phrase in the text."""
        longest = 0
        for layer in self.parts:
            words = [getattr(token, layer) for token in tokens]
            for phrase in self.phrases.get((layer, words[0]), ()):
                size = len(phrase)
                if (
                    size > longest
                    and tuple(words[:size]) == phrase
                    and _adjacent(text, tokens[:size])
                ):
                    longest = size
        return longest


def _telling(text: str, found: Sequence[Match]) -> Iterator[Match]:
    """Yield the matches that follow each other without a gap, where one is no function word."""
    run: list[Match] = []
    for match in found:
        if run and not _adjacent(text, (run[-1].tokens[-1], match.tokens[0])):
            yield from _unless_function_words(run)
            run = []
        run.append(match)
    yield from _unless_function_words(run)


def _unless_function_words(run: list[Match]) -> list[Match]:
    alone = all(len(one.tokens) == 1 and _is_function_word(one.tokens[0].folded) for one in run)
    return [] if alone else run


def _is_function_word(folded: str) -> bool:
    """Tell whether a word is a function word, with the conjunction or without."""
    common = common_function_words()
    return folded in common or folded.removeprefix("و") in common


def _adjacent(text: str, tokens: Sequence[Token]) -> bool:
    """Tell whether no other word stands between these."""
    return not any(
        _WORD.search(text, before.end, after.start) for before, after in pairwise(tokens)
    )


def _prefix_test(node: Prefix) -> WordTest:
    return WordTest(node.layer, f"{node.text}*", lambda word: word.startswith(node.text))


def _wildcard_test(node: Wildcard) -> WordTest:
    pattern = node.pattern.replace("[", "[[]")
    return WordTest(node.layer, node.pattern, cache(lambda word: fnmatchcase(word, pattern)))


def _fuzzy_test(node: Fuzzy) -> WordTest:
    from rapidfuzz.distance import OSA  # not needed by most queries

    def fits(word: str) -> bool:
        return OSA.distance(word, node.text, score_cutoff=node.distance) <= node.distance

    return WordTest(node.layer, f"{node.text}~", cache(fits))
