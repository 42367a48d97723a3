"""What else is searched for the words of a query: names as others write them, translations.

إيران also searches Iran (known names, `indexer.language.names`), Zelensky the Arabic words of this
archive that spell it (`indexer.language.name_matching`), drone طائرة مسيرة (the bilingual lexicon,
`search.expansion.translation`), and an administrator's synonyms each other. What was added is
told to the searcher, who can take it back word by word.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.language.analyzer import Token, analyze
from indexer.language.english import ARTICLES
from indexer.language.folding import fold
from indexer.language.names import find_names
from indexer.storage.backend import IndexReader
from indexer.storage.query import (
    And,
    Boolean,
    DisjunctionMax,
    Field,
    Not,
    Or,
    Phrase,
    QueryNode,
    Term,
)
from search.expansion.addition import Addition, ExpansionNode
from search.expansion.compounds import split
from search.expansion.dates import other_datings
from search.expansion.spellings import Spellings
from search.expansion.synonyms import Synonyms
from search.expansion.translation import translation_node, translations
from search.expansion.units import Alternative, QueryUnit, units
from search.expansion.vocabulary import ArchiveVocabulary, Remembered
from search.query import ParsedQuery
from search.request import Expansion, ExpansionKind

NAME_BOOST = 0.5  # against the word itself: another spelling may be another name
COUNTERPART_BOOST = 1.0  # of a known name in the other script
SYNONYM_BOOST = 0.8  # the administrator knows
_MOST_WORDS = 40  # words of a query; in a pasted page names stand out by themselves

_PLACES = (Field.ANY, Field.TITLE, Field.BODY)


@dataclass(frozen=True, slots=True)
class Expanded:
    """A query with what else is searched for its words.

    Attributes:
        node: what must match for the lexical retriever.
        must: what every answer must match; None where nothing is demanded.
        additions: what was added, spellings folded; `written` is how they are shown.
        units: the query word by word, as each language is searched for it.
    """

    node: QueryNode | None
    must: QueryNode | None
    additions: tuple[Expansion, ...] = ()
    units: tuple[QueryUnit, ...] = ()

    def spelled(self) -> list[str]:
        """Return the Arabic words of the archive that were added, folded."""
        return [
            other
            for one in self.additions
            if one.kind == "spelling"
            for other in one.others
            if not other.isascii()
        ]

    def written(self, vocabulary: ArchiveVocabulary) -> tuple[Expansion, ...]:
        """Return what was added as the searcher is told it."""
        return tuple(
            replace(one, others=tuple(_as_name(vocabulary, other) for other in one.others))
            if one.kind == "spelling"
            else one
            for one in self.additions
        )


class Expander:
    """Expands queries. Threads may share it."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._remembered = Remembered()
        self._spellings = Spellings()

    def vocabulary(self, reader: IndexReader) -> ArchiveVocabulary:
        """Return the terms of a reader; what is known of its version is kept."""
        if self._remembered.version != reader.manifest.version:
            self._remembered = Remembered(reader.manifest.version)
            self._spellings = Spellings()
        return ArchiveVocabulary(reader, self._remembered)

    def expand(
        self,
        vocabulary: ArchiveVocabulary,
        parsed: ParsedQuery,
        verbatim: Collection[str] = (),
        *,
        expand: bool = True,
        spellings: Callable[[], bool] = lambda: True,
    ) -> Expanded:
        """Add to a query what else its words are searched by: three calls to the storage at most.

        A single word is expanded wherever it is, demanded or not; several words in a row, as
        a name has them, only where the query demands nothing. Quotations are taken as they
        are.

        Args:
            vocabulary: whose words spell the names.
            parsed: the query.
            verbatim: words of the query that nothing is to be added to.
            expand: whether anything is to be added at all.
            spellings: tells, asked before each word, whether to look for names that the archive
                spells otherwise.
        """
        if parsed.node is None:
            return Expanded(None, parsed.must)
        left_alone = {_stems(word) for word in verbatim}
        loose = ARTICLES.union(term.text for term in _words(parsed.node))
        tokens = analyze(parsed.text)
        additions = [
            one
            for one in (
                self._additions(vocabulary, parsed.text, tokens, spellings) if expand else ()
            )
            if one.stems not in left_alone and loose.issuperset(one.stems)
        ]
        # Sets in order: a word that is said a thousand times is expanded as if it were said once.
        single: dict[str, dict[ExpansionNode, None]] = {}
        several: dict[QueryNode, None] = {}
        shown: dict[Expansion, None] = {}
        for one in additions:
            if len(one.stems) == 1:
                single.setdefault(one.stems[0], {}).update(dict.fromkeys(one.nodes))
            elif parsed.demanding:
                continue
            else:
                several.update(dict.fromkeys(one.nodes))
            if one.shown:
                shown[one.shown] = None
        node = _expanded(parsed.node, single)
        if several:
            node = Or((node, *several))
        must = _expanded(parsed.must, single) if parsed.must else None
        cut = units(tokens, _alternatives(tokens, additions)) or (QueryUnit((node,), node),)
        return Expanded(node, must, tuple(shown), cut)

    def _additions(
        self,
        vocabulary: ArchiveVocabulary,
        text: str,
        tokens: Sequence[Token],
        spellings: Callable[[], bool],
    ) -> Iterator[Addition]:
        for group in self._synonyms.find(text):
            place = group.start, group.end
            yield _addition(text, place, group.others, "synonym", group.others, SYNONYM_BOOST)
        names = find_names(text)
        for name in names:
            place = name.start, name.end
            shown = (*name.counterparts[:1], *name.variants[:1])
            across = _nodes(name.counterparts, COUNTERPART_BOOST)
            yield _addition(text, place, shown, "name", name.variants, NAME_BOOST, across)
        dates = list(other_datings(text))
        for date in dates:
            added = _addition(date.written, (0, len(date.written)), date.others[:1], "date",
                              date.others, NAME_BOOST)  # fmt: skip
            yield replace(added, start=0, end=0)
        known = [(name.start, name.end) for name in names]
        for date in dates:
            start = text.find(date.written)
            known.append((start, start + len(date.written)))
        few = tokens[:_MOST_WORDS]
        for token in few:
            apart = split(token.folded)
            if apart:
                yield Addition(token.mark_start, token.mark_end, (token.stem,), None, apart)
        yield from self._translations(vocabulary, text, few, known)
        if spellings():
            yield from self._spellings.additions(vocabulary, text, few, names, spellings)

    def _translations(
        self,
        vocabulary: ArchiveVocabulary,
        text: str,
        tokens: Sequence[Token],
        known: Sequence[tuple[int, int]],
    ) -> Iterator[Addition]:
        for one in translations(tokens, known, vocabulary.languages):
            start, end = tokens[one.first].mark_start, tokens[one.last - 1].mark_end
            stems = tuple(token.stem for token in tokens[one.first : one.last])
            shown = Expansion(text[start:end], one.shown, "translation")
            yield Addition(start, end, stems, shown, (translation_node(one.senses),))


def _addition(
    text: str,
    place: tuple[int, int],
    shown: tuple[str, ...],
    kind: ExpansionKind,
    others: tuple[str, ...],
    boost: float,
    nodes: tuple[ExpansionNode, ...] = (),
) -> Addition:
    written = text[slice(*place)]
    every = tuple(dict.fromkeys((*nodes, *_nodes(others, boost))))
    return Addition(*place, _stems(written), Expansion(written, shown, kind), every)


def _nodes(phrases: Sequence[str], boost: float) -> tuple[ExpansionNode, ...]:
    found: list[ExpansionNode] = []
    for phrase in phrases:
        node = _node(phrase, boost)
        if node:
            found.append(node)
        if isinstance(node, Phrase) and len(node.words) == 2 and not phrase.isascii():
            found.append(Term(fold(phrase).replace(" ", ""), "folded", boost=boost))
    return tuple(found)


def _alternatives(tokens: Sequence[Token], additions: Sequence[Addition]) -> Iterator[Alternative]:
    for one in additions:
        inside = [n for n, token in enumerate(tokens) if one.start <= token.mark_start < one.end]
        if inside:
            yield Alternative(inside[0], inside[-1] + 1, one.nodes)


def _node(phrase: str, boost: float) -> Term | Phrase | None:
    stems = _stems(phrase)
    if not stems:
        return None
    return Phrase(stems, "stem", boost=boost) if len(stems) > 1 else Term(stems[0], boost=boost)


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(token.stem for token in analyze(phrase))


def _as_name(vocabulary: ArchiveVocabulary, word: str) -> str:
    return word.title() if word.isascii() else vocabulary.as_written(word)


def _words(node: QueryNode) -> Iterator[Term]:
    """Yield the words of a query that can be expanded: not those in quotes, nor patterns."""
    match node:
        case Or((Term(layer="stem") as word, *_)) if word.field in _PLACES:
            yield word
        case Or(nodes) | And(nodes):
            for one in nodes:
                yield from _words(one)
        case Not(inner):
            yield from _words(inner)
        case Boolean(must, should):
            yield from _words(must)
            yield from _words(should)


def _within(node: ExpansionNode, field: Field) -> ExpansionNode:
    if isinstance(node, DisjunctionMax):
        return DisjunctionMax(
            tuple(replace(one, field=field) for one in node.nodes if isinstance(one, Term | Phrase))
        )
    return replace(node, field=field)


def _expanded(node: QueryNode, additions: Mapping[str, Collection[ExpansionNode]]) -> QueryNode:
    """Return the node with every word expanded that something is added to."""
    if not additions:
        return node

    def again(inner: QueryNode) -> QueryNode:
        return _expanded(inner, additions)

    match node:
        case Or((Term(layer="stem") as word, *_)) if word.field in _PLACES:
            added = additions.get(word.text, ())
            return Or((*node.nodes, *(_within(one, word.field) for one in added)))
        case Or(nodes):
            return Or(tuple(map(again, nodes)))
        case And(nodes):
            return And(tuple(map(again, nodes)))
        case Not(inner):
            return Not(again(inner))
        case Boolean(must, should):
            return Boolean(again(must), again(should))
        case _:
            return node
