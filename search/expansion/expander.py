"""What else is searched for the words of a query: names as others write them, translations.

إيران also searches Iran (known names, `indexer.language.names`), Zelensky the Arabic words of this
archive that spell it (`indexer.language.name_matching`), drone طائرة مسيرة (the bilingual lexicon,
`search.expansion.translation`), and an administrator's synonyms each other. What was added is
told to the searcher, who can take it back word by word.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.language.analyzer import Token, analyze
from indexer.language.folding import fold
from indexer.language.name_matching import (
    BEGINNINGS,
    SURE_BEGINNINGS,
    Match,
    certainty,
    may_be_name,
    near_spellings,
    prefixes,
    spellings,
)
from indexer.language.names import FoundName, find_names
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
from search.expansion.dates import other_datings
from search.expansion.suggestion import latin_name
from search.expansion.synonyms import Synonyms
from search.expansion.translation import translation_node, translations
from search.expansion.units import Alternative, QueryUnit, units
from search.expansion.vocabulary import ArchiveVocabulary, Remembered
from search.query import ParsedQuery
from search.request import Expansion, ExpansionKind

NAME_BOOST = 0.5  # against the word itself: another spelling may be another name
COUNTERPART_BOOST = 1.0  # of a known name in the other script
SPELLING_BOOST = 0.7  # of a sure spelling
_DOUBTFUL = 0.5  # what one that is just near enough counts against a sure one
SYNONYM_BOOST = 0.8  # the administrator knows
_REMEMBERED = 10_000  # words of one version
_MOST_WORDS = 40  # words of a query; in a pasted page names stand out by themselves
_MOST_NAMES = 8  # words of a query that may be names whose spellings are looked for, 20 ms each
_LONGEST_NAME = 30  # letters; how many ways there are to spell one grows faster than its length

ExpansionNode = Term | Phrase | DisjunctionMax
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


@dataclass(frozen=True, slots=True)
class _Addition:
    """What is searched beside one or several words of the query.

    Attributes:
        start, end: where those words are; nowhere (0, 0) for a date, which is no unit.
        stems: of those words.
        shown: for the searcher.
        nodes: to be searched.
    """

    start: int
    end: int
    stems: tuple[str, ...]
    shown: Expansion
    nodes: tuple[ExpansionNode, ...]


class Expander:
    """Expands queries. Threads may share it."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._remembered = Remembered()
        self._spelled: dict[str, tuple[Match, ...]] = {}

    def vocabulary(self, reader: IndexReader) -> ArchiveVocabulary:
        """Return the terms of a reader; what is known of its version is kept."""
        if self._remembered.version != reader.manifest.version:
            self._remembered = Remembered(reader.manifest.version)
            self._spelled = {}
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
        loose = {term.text for term in _words(parsed.node)}
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
    ) -> Iterator[_Addition]:
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
        yield from self._translations(vocabulary, text, tokens[:_MOST_WORDS], known)
        if spellings():
            few = tokens[:_MOST_WORDS]
            yield from self._spelled_otherwise(vocabulary, text, few, names, spellings)

    def _translations(
        self,
        vocabulary: ArchiveVocabulary,
        text: str,
        tokens: Sequence[Token],
        known: Sequence[tuple[int, int]],
    ) -> Iterator[_Addition]:
        for one in translations(tokens, known, vocabulary.languages):
            start, end = tokens[one.first].mark_start, tokens[one.last - 1].mark_end
            stems = tuple(token.stem for token in tokens[one.first : one.last])
            shown = Expansion(text[start:end], one.shown, "translation")
            yield _Addition(start, end, stems, shown, (translation_node(one.senses),))

    def _spelled_otherwise(
        self,
        vocabulary: ArchiveVocabulary,
        text: str,
        tokens: Sequence[Token],
        names: Sequence[FoundName],
        goes_on: Callable[[], bool],
    ) -> Iterator[_Addition]:
        """Yield the archive's words that spell words of the query in the other script."""
        tokens = [
            token
            for token in tokens
            if len(token.folded) <= _LONGEST_NAME
            and not any(name.start <= token.mark_start < name.end for name in names)
        ]
        asked = {token.start: _readings(text, token) for token in tokens}
        every = [word for words in asked.values() for word in words]
        self._prepare(vocabulary, [word for word in every if word not in self._spelled])
        tried: set[str] = set()
        for token in tokens:
            for word in asked[token.start]:
                if word not in self._spelled and not goes_on():
                    continue
                if may_be_name(word) and (not word.isascii() or vocabulary.is_capitalised(word)):
                    tried.add(word)
                    if len(tried) > _MOST_NAMES:
                        continue
                found = self._spellings(vocabulary, word)
                if found:
                    written = text[token.mark_start : token.mark_end]
                    nodes = tuple(Term(one.stem, boost=_spelling_boost(word, one)) for one in found)
                    shown = Expansion(written, tuple(match.word for match in found), "spelling")
                    yield _Addition(token.mark_start, token.mark_end, (token.stem,), shown, nodes)
                    break

    def _prepare(self, vocabulary: ArchiveVocabulary, words: Sequence[str]) -> None:
        """Fetch in three calls at most what is needed to tell which words spell these.

        Of Latin words it is looked up first whether they have capitals, which most don't; Arabic
        ones are told from common words without the archive, but what they may be in Latin letters
        must have capitals.
        """
        latin = [word for word in words if word.isascii()]
        names = [word for word in words if may_be_name(word)]
        if all(word.isascii() for word in names):
            vocabulary.fetch_samples(latin)
            names = [word for word in names if vocabulary.is_capitalised(word)][:_MOST_NAMES]
            unheld = [word for word in latin if not vocabulary.holds(word)]
            looked_up = [one for word in names for one in prefixes(word, SURE_BEGINNINGS)]
            looked_up += [
                one
                for word in unheld[:_MOST_NAMES]
                if (name := latin_name(word))
                for one in prefixes(name, BEGINNINGS)
            ]
            vocabulary.fetch_beginnings(looked_up)
            return
        names = names[:_MOST_NAMES]
        vocabulary.fetch_beginnings(
            one for word in names for one in prefixes(word, SURE_BEGINNINGS)
        )
        arabic = [word for word in names if not word.isascii()]
        near = {match.word for word in arabic for match in near_spellings(word, vocabulary)}
        vocabulary.fetch_samples([*latin, *sorted(word for word in near if word.isascii())])

    def _spellings(self, vocabulary: ArchiveVocabulary, word: str) -> tuple[Match, ...]:
        """Return the archive's words that spell a folded word in the other script."""
        known = self._spelled
        if len(known) >= _REMEMBERED:
            known.clear()
        if word not in known:
            known[word] = tuple(spellings(word, vocabulary))
        return known[word]


def _addition(
    text: str,
    place: tuple[int, int],
    shown: tuple[str, ...],
    kind: ExpansionKind,
    others: tuple[str, ...],
    boost: float,
    nodes: tuple[ExpansionNode, ...] = (),
) -> _Addition:
    written = text[slice(*place)]
    every = tuple(dict.fromkeys((*nodes, *_nodes(others, boost))))
    return _Addition(*place, _stems(written), Expansion(written, shown, kind), every)


def _nodes(phrases: Sequence[str], boost: float) -> tuple[ExpansionNode, ...]:
    return tuple(node for phrase in phrases if (node := _node(phrase, boost)))


def _alternatives(tokens: Sequence[Token], additions: Sequence[_Addition]) -> Iterator[Alternative]:
    for one in additions:
        inside = [n for n, token in enumerate(tokens) if one.start <= token.mark_start < one.end]
        if inside:
            yield Alternative(inside[0], inside[-1] + 1, one.nodes)


def _node(phrase: str, boost: float) -> Term | Phrase | None:
    stems = _stems(phrase)
    if not stems:
        return None
    return Phrase(stems, "stem", boost=boost) if len(stems) > 1 else Term(stems[0], boost=boost)


def _spelling_boost(name: str, match: Match) -> float:
    share = _DOUBTFUL + (1 - _DOUBTFUL) * certainty(name, match)
    return round(SPELLING_BOOST * share, 2)


def _readings(text: str, token: Token) -> tuple[str, ...]:
    """Return a word, folded, as it may be a name: whole, then without its proclitics."""
    whole, bare = text[token.start : token.end], text[token.mark_start : token.mark_end]
    return tuple(dict.fromkeys((fold(whole), fold(bare))))


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
