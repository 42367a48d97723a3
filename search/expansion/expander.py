"""What else is searched for the words of a query: names as others write them, synonyms.

إيران also searches Iran (known names, `indexer.language.names`), Zelensky the Arabic words of this
archive that spell it (`indexer.language.name_matching`), and a administrator's synonyms each other. What
was added is told to the searcher, who can take it back word by word.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from indexer.language.analyzer import analyze
from indexer.language.folding import fold
from indexer.language.name_matching import spellings
from indexer.language.names import find_names
from indexer.storage.backend import ArchiveSnapshot
from indexer.storage.query import And, Boolean, Field, QueryNode, Not, Or, Phrase, Term
from search.expansion.dates import other_datings
from search.expansion.synonyms import Synonyms
from search.expansion.vocabulary import ArchiveVocabulary
from search.query import ParsedQuery
from search.request import Expansion, ExpansionKind

NAME_BOOST = 0.5  # against the word itself: another spelling may be another name
SPELLING_BOOST = 0.4
SYNONYM_BOOST = 0.8  # the administrator knows
_REMEMBERED = 10_000  # words of one generation
_ASKED_ABOUT = 40  # words of a query; in a pasted page names stand out by themselves

ExpansionNode = Term | Phrase
_PLACES = (Field.ANY, Field.TITLE, Field.BODY)


@dataclass(frozen=True, slots=True)
class Expanded:
    """A query with what else is searched for its words.

    Attributes:
        node: what must match for the lexical retriever.
        required: what every answer must match; None where nothing is demanded.
        expansions: what was added.
    """

    node: QueryNode | None
    required: QueryNode | None
    expansions: tuple[Expansion, ...] = ()


@dataclass(frozen=True, slots=True)
class _Addition:
    """What is searched beside one or several words of the query.

    Attributes:
        stems: of those words.
        shown: for the searcher.
        nodes: to be searched.
    """

    stems: tuple[str, ...]
    shown: Expansion
    nodes: tuple[ExpansionNode, ...]


class _Spelling(NamedTuple):
    """A word of the archive that spells a name: its stem, and how it is usually written."""

    stem: str
    written: str


class Expander:
    """Widens queries. Threads may share it."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._known: tuple[int, dict[str, tuple[_Spelling, ...]]] = (-1, {})

    def expand(
        self, snapshot: ArchiveSnapshot, parsed: ParsedQuery, verbatim: Collection[str] = ()
    ) -> Expanded:
        """Add to a query what else its words are searched by.

        A single word is widened wherever it stands, demanded or not; several words in a row, as
        a name has them, only where the query demands nothing. Quotations are taken as they
        are.

        Args:
            snapshot: whose words spell the names.
            parsed: the query.
            verbatim: words of the query that nothing is to be added to.
        """
        if parsed.node is None:
            return Expanded(None, parsed.required)
        left_alone = {_stems(word) for word in verbatim}
        loose = {term.text for term in _words(parsed.node)}
        additions = [
            one
            for one in self._additions(snapshot, parsed.text)
            if one.stems not in left_alone and loose.issuperset(one.stems)
        ]
        single: dict[str, tuple[ExpansionNode, ...]] = {}
        several: list[QueryNode] = []
        shown: list[Expansion] = []
        for one in additions:
            if len(one.stems) == 1:
                single[one.stems[0]] = (*single.get(one.stems[0], ()), *one.nodes)
            elif parsed.demanding:
                continue
            else:
                several += one.nodes
            if one.shown not in shown:
                shown.append(one.shown)
        node = _widened(parsed.node, single)
        if several:
            node = Or((node, *dict.fromkeys(several)))
        required = _widened(parsed.required, single) if parsed.required else None
        return Expanded(node, required, tuple(shown))

    def _additions(self, snapshot: ArchiveSnapshot, text: str) -> Iterator[_Addition]:
        for group in self._synonyms.find(text):
            written = text[group.start : group.end]
            yield _addition(written, group.others, "synonym", group.others, SYNONYM_BOOST)
        covered = []
        for name in find_names(text):
            covered.append((name.start, name.end))
            written = text[name.start : name.end]
            shown = (*name.counterparts[:1], *name.variants[:1])
            others = (*name.counterparts, *name.variants)
            yield _addition(written, shown, "name", others, NAME_BOOST)
        for date in other_datings(text):
            shown = date.others[:1]
            yield _addition(date.written, shown, "date", date.others, NAME_BOOST)
        for token in analyze(text)[:_ASKED_ABOUT]:
            if any(start <= token.mark_start < end for start, end in covered):
                continue
            written = text[token.mark_start : token.mark_end]
            found = self._spelled(snapshot, fold(written))
            if found:
                nodes = tuple(Term(spelling.stem, boost=SPELLING_BOOST) for spelling in found)
                others = tuple(spelling.written for spelling in found)
                yield _Addition((token.stem,), Expansion(written, others, "spelling"), nodes)

    def _spelled(self, snapshot: ArchiveSnapshot, word: str) -> tuple[_Spelling, ...]:
        """Return the archive's words that spell a folded word in the other script."""
        generation, known = self._known
        if generation != snapshot.manifest.generation or len(known) >= _REMEMBERED:
            known = {}
            self._known = (snapshot.manifest.generation, known)
        if word not in known:
            vocabulary = ArchiveVocabulary(snapshot)
            found = spellings(word, vocabulary)
            known[word] = tuple(
                _Spelling(one.stem, _as_name(vocabulary, one.word)) for one in found
            )
        return known[word]


def _addition(
    written: str, shown: tuple[str, ...], kind: ExpansionKind, others: tuple[str, ...], boost: float
) -> _Addition:
    nodes = dict.fromkeys(node for other in others if (node := _node(other, boost)))
    return _Addition(_stems(written), Expansion(written, shown, kind), tuple(nodes))


def _node(phrase: str, boost: float) -> ExpansionNode | None:
    stems = _stems(phrase)
    if not stems:
        return None
    return Phrase(stems, "stem", boost=boost) if len(stems) > 1 else Term(stems[0], boost=boost)


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(token.stem for token in analyze(phrase))


def _as_name(vocabulary: ArchiveVocabulary, word: str) -> str:
    return word.title() if word.isascii() else vocabulary.as_written(word)


def _words(node: QueryNode) -> Iterator[Term]:
    """Yield the words of a query that can be widened: not those in quotes, nor patterns."""
    match node:
        case Or((Term(layer="stem") as word, *_)) if word.field in _PLACES:
            yield word
        case Or(nodes) | And(nodes):
            for one in nodes:
                yield from _words(one)
        case Not(inner):
            yield from _words(inner)
        case Boolean(must, should):
            yield from _words(required)
            yield from _words(optional)


def _widened(node: QueryNode, additions: Mapping[str, tuple[ExpansionNode, ...]]) -> QueryNode:
    """Return the node with every word widened that something is added to."""
    if not additions:
        return node

    def again(inner: QueryNode) -> QueryNode:
        return _widened(inner, additions)

    match node:
        case Or((Term(layer="stem") as word, *_)) if word.field in _PLACES:
            added = additions.get(word.text, ())
            return Or((*node.nodes, *(replace(one, field=word.field) for one in added)))
        case Or(nodes):
            return Or(tuple(map(again, nodes)))
        case And(nodes):
            return And(tuple(map(again, nodes)))
        case Not(inner):
            return Not(again(inner))
        case Boolean(must, should):
            return Boolean(again(required), again(optional))
        case _:
            return node
