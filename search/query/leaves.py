"""Operands of a query as analysed nodes: words, quotations, patterns, dates, languages."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from indexer.language.analyzer import Token, analyze
from indexer.language.detection import ARABIC_BLOCK
from indexer.language.english import ARTICLES
from indexer.language.vocalised import vocalised_words
from indexer.storage.query import (
    And,
    Boolean,
    DateRange,
    DisjunctionMax,
    Field,
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
)
from search.notices import Notice
from search.query.clauses import Alternatives, Clause, FilterClause, all_of, any_of
from search.query.fields import ATTRIBUTES, VOCALISED
from search.query.marks import bare
from search.query.query_text import QueryText
from search.query.tokens import QueryToken, TokenKind

WEIGHTS: MappingProxyType[Layer, float] = MappingProxyType({"stem": 1.0, "folded": 0.5})
"""What a word counts in each layer: the stem finds all forms, the spelling ranks its own higher."""


@dataclass
class Leaves:
    """Reads one query's operands, and collects what they say beside their nodes.

    Attributes:
        query: the query.
        today: what `last week` counts from.
        day_first: whether 5/6/2024 is in June.
        said: the tokens that say what is looked for, excluded ones not.
        notices: for the searcher.
    """

    query: QueryText
    today: date
    day_first: bool = True
    said: list[QueryToken] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def read(self, token: QueryToken, name: str = "", excluding: bool = False) -> Clause:
        """Return an operand's clause; `name` is its field's, `excluding` if it is behind a -.

        Raises:
            QueryError: a date or language can't be read, a pattern isn't one word, a word that is
                asked for as vocalised isn't.
        """
        if token.kind is TokenKind.VALUE:
            return self._value(token)
        if not excluding and name not in ATTRIBUTES:
            self.said.append(token)
        if name == VOCALISED:
            return Clause(must=(self._vocalised(token),))
        place = Field(name) if name else Field.ANY
        if token.kind is TokenKind.PHRASE:
            return _in_place(place, self._phrase(token, place))
        if token.kind is TokenKind.WORD:
            word = Alternatives(loose_word(token, place), strict_word(token, place))
        else:
            make = self._pattern if token.kind is TokenKind.PATTERN else self._fuzzy
            node = make(token, place)
            word = Alternatives(node, node)
        return _in_place(place, word.strict) if name else Clause(should=(word,))

    def _value(self, token: QueryToken) -> Clause:
        if token.field == "language":
            from search.query.languages import language_codes

            codes = language_codes(self.query, token)
            return Clause(filter_clauses=(FilterClause("languages", codes, token),))
        if token.field == "category":
            parts = token.text.replace("،", ",").split(",")
            names = tuple(name for part in parts if (name := part.strip()))
            return Clause(filter_clauses=(FilterClause("categories", names, token),))
        from search.query.dates import DateReader  # like languages: not what most queries need

        found, doubts = DateReader(self.query, self.today, self.day_first).read(token)
        self.notices += doubts
        return Clause(filter=(found,))

    def _phrase(self, token: QueryToken, place: Field) -> QueryNode:
        """Return a quotation: as written; with ~, or of a name, in the folded spelling."""
        if token.number is None:
            layer: Layer = "folded" if place.value in ATTRIBUTES else "exact"
            return adjacent([getattr(form, layer) for form in token.forms], layer, place)
        if len(token.forms) < 2:
            word = bare(token.text.strip())
            raise self.query.error(
                "slop_of_one_word", token.start, number=token.number, word=word,
                corrected=self.query.replaced(token.start, token.end, f'"{word}"'),
            )  # fmt: skip
        words = tuple(form.folded for form in token.forms)
        return Phrase(words, "folded", place, slop=token.number)

    def _vocalised(self, token: QueryToken) -> QueryNode:
        """Words with at least the marks typed, side by side; a word typed bare is only a word."""
        marked = vocalised_words(token.text)
        if token.kind not in {TokenKind.WORD, TokenKind.PHRASE} or not marked:
            raise self.query.error(
                "vocalised_pattern" if marked else "without_haraka", token.start,
                field=VOCALISED, text=token.text, example=f'{VOCALISED}:"عَلِمَ"',
            )  # fmt: skip
        words = dict.fromkeys(marked)
        places = (Field.ANY,) if len(token.forms) == 1 else (Field.TITLE, Field.BODY)
        return any_of(
            all_of((*(Vocalised(word, place) for word in words), self._phrase(token, place)))
            for place in places
        )

    def _pattern(self, token: QueryToken, place: Field) -> QueryNode:
        """Return the node of a word with * or ?: a prefix where one * ends it."""
        pattern, literal = "", ""
        for letter in f"{token.text}*":
            if letter not in "*?":
                literal += letter
                continue
            pattern += (self._folded(literal, token) if literal else "") + letter
            literal = ""
        pattern = pattern[:-1]
        start = pattern.removesuffix("*")
        if "*" in start or "?" in start:
            return Wildcard(pattern, field=place)
        prefix = Prefix(start, field=place)
        # The stem is where an Arabic word begins once article and particles are off: المسيّرات.
        stems = Prefix(start, "stem", place)
        return Or((prefix, stems)) if ARABIC_BLOCK.match(start) else prefix

    def _fuzzy(self, token: QueryToken, place: Field) -> QueryNode:
        return Fuzzy(self._folded(token.text, token), token.number or 1, field=place)

    def _folded(self, text: str, token: QueryToken) -> str:
        forms = analyze(text)
        if len(forms) != 1:
            sign = "~" if token.kind is TokenKind.FUZZY else "* or ?"
            raise self.query.error("not_one_word", token.start, sign=sign, text=token.text)
        return forms[0].folded


def loose_word(token: QueryToken, place: Field) -> QueryNode:
    """Return a word that should match: any of what the analysis makes of it.

    An article before a name finds nothing by itself: El-Sisi isn't El Nino.
    """
    forms = token.forms
    nodes: list[QueryNode] = [
        _one_word(form.stem, form.folded, place) for form in without_articles(forms)
    ]
    if len(nodes) < len(forms):
        words = tuple(form.folded for form in forms)
        nodes.append(Phrase(words, "folded", place, boost=WEIGHTS["folded"]))
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def without_articles(forms: Sequence[Token]) -> list[Token]:
    """Return the words of a token but for the Latin articles that another word follows."""
    last = len(forms) - 1
    return [form for at, form in enumerate(forms) if at == last or form.folded not in ARTICLES]


def strict_word(token: QueryToken, place: Field) -> QueryNode:
    """Return a word that must match: what the analysis makes of it, side by side."""
    if len(token.forms) == 1:
        return _one_word(token.forms[0].stem, token.forms[0].folded, place)
    return adjacent([form.stem for form in token.forms], "stem", place)


def adjacent(words: Sequence[str], layer: Layer, place: Field) -> QueryNode:
    """Return words side by side; a single one as a term."""
    return Term(words[0], layer, place) if len(words) == 1 else Phrase(tuple(words), layer, place)


def _one_word(stem: str, folded: str, place: Field) -> QueryNode:
    """Return a word in all its forms, the spelling as typed before the others."""
    return Or(
        (
            Term(stem, "stem", place, WEIGHTS["stem"]),
            Term(folded, "folded", place, WEIGHTS["folded"]),
        )
    )


def _in_place(place: Field, node: QueryNode) -> Clause:
    """Return a node that must match: in title or text it ranks, in a name it only narrows."""
    if place.value in ATTRIBUTES:
        return Clause(filter=(_unranked(node),))
    return Clause(must=(node,))


def _unranked(node: QueryNode) -> QueryNode:
    """Return the node with the same matches and no score: a source has all its articles alike."""
    if isinstance(node, Or):
        return Or(tuple(_unranked(one) for one in node.nodes))
    assert not isinstance(node, And | DisjunctionMax | Not | Boolean | DateRange)  # no operand is
    return replace(node, boost=0.0)
