"""Words of an archive that spell a query's otherwise: in the other script, or as one word."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from indexer.language.analyzer import Token
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
from indexer.language.names import FoundName
from indexer.storage.query import Term
from search.expansion.addition import Addition
from search.expansion.compounds import joined
from search.expansion.suggestion import latin_name, misspelt_beginning
from search.expansion.vocabulary import ArchiveVocabulary
from search.request import Expansion

SPELLING_BOOST = 0.7  # of a sure spelling
_DOUBTFUL = 0.5  # what one that is just near enough counts against a sure one
MOST_NAMES = 8
"""Words of a query that may be names whose spellings are looked for, 20 ms each."""
_REMEMBERED = 10_000  # words of one version
_LONGEST_NAME = 30  # letters; how many ways there are to spell one grows faster than its length


class Spellings:
    """Finds other spellings in one version of an archive. Threads may share it."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Match, ...]] = {}

    def additions(
        self,
        vocabulary: ArchiveVocabulary,
        text: str,
        tokens: Sequence[Token],
        names: Sequence[FoundName],
        goes_on: Callable[[], bool],
    ) -> Iterator[Addition]:
        """Yield the archive's words that spell words of a query otherwise; three calls at most.

        Args:
            vocabulary: of the archive.
            text: the query.
            tokens: its words.
            names: its known names, which are left alone.
            goes_on: asked before each word whether there is time to look for it.
        """
        every_token = tokens
        tokens = [
            token
            for token in tokens
            if len(token.folded) <= _LONGEST_NAME
            and not any(name.start <= token.mark_start < name.end for name in names)
        ]
        asked = {token.start: _readings(text, token) for token in tokens}
        every = [word for words in asked.values() for word in words]
        together = list(joined(every_token))
        self._prepare(
            vocabulary,
            [word for word in every if word not in self._known],
            [word for _, _, word in together],
        )
        yield from _written_together(vocabulary, text, every_token, together)
        tried: set[str] = set()
        for token in tokens:
            for word in asked[token.start]:
                if word not in self._known and not goes_on():
                    continue
                if may_be_name(word) and (not word.isascii() or vocabulary.is_capitalised(word)):
                    tried.add(word)
                    if len(tried) > MOST_NAMES:
                        continue
                found = self._spellings(vocabulary, word)
                if found:
                    written = text[token.mark_start : token.mark_end]
                    nodes = tuple(Term(one.stem, boost=_spelling_boost(word, one)) for one in found)
                    shown = Expansion(written, tuple(match.word for match in found), "spelling")
                    yield Addition(token.mark_start, token.mark_end, (token.stem,), shown, nodes)
                    break

    def _prepare(
        self, vocabulary: ArchiveVocabulary, words: Sequence[str], together: Sequence[str]
    ) -> None:
        """Fetch in three calls at most what is needed to tell which words spell these.

        Of Latin words it is looked up first whether they have capitals, which most don't; Arabic
        ones are told from common words without the archive, but what they may be in Latin letters
        must have capitals.
        """
        latin = [word for word in words if word.isascii()]
        names = [word for word in words if may_be_name(word)]
        if all(word.isascii() for word in names):
            vocabulary.fetch_samples(latin)
            names = [word for word in names if vocabulary.is_capitalised(word)][:MOST_NAMES]
            unheld = [word for word in latin if not vocabulary.holds(word)]
            looked_up = [one for word in names for one in prefixes(word, SURE_BEGINNINGS)]
            looked_up += together
            looked_up += [
                one
                for word in unheld[:MOST_NAMES]
                if (name := latin_name(word))
                for one in prefixes(name, BEGINNINGS)
            ]
            looked_up += filter(None, map(misspelt_beginning, unheld[:MOST_NAMES]))
            vocabulary.fetch_beginnings(looked_up)
            return
        names = names[:MOST_NAMES]
        beginnings = (one for word in names for one in prefixes(word, SURE_BEGINNINGS))
        vocabulary.fetch_beginnings([*beginnings, *together])
        arabic = [word for word in names if not word.isascii()]
        near = {match.word for word in arabic for match in near_spellings(word, vocabulary)}
        vocabulary.fetch_samples([*latin, *sorted(word for word in near if word.isascii())])

    def _spellings(self, vocabulary: ArchiveVocabulary, word: str) -> tuple[Match, ...]:
        """Return the archive's words that spell a folded word in the other script."""
        known = self._known
        if len(known) >= _REMEMBERED:
            known.clear()
        if word not in known:
            known[word] = tuple(spellings(word, vocabulary))
        return known[word]


def _written_together(
    vocabulary: ArchiveVocabulary,
    text: str,
    tokens: Sequence[Token],
    together: Iterable[tuple[int, int, str]],
) -> Iterator[Addition]:
    """Yield the words of the archive that several words of the query make."""
    for place, count, word in together:
        if not vocabulary.lists(word):
            continue
        parts = tokens[place : place + count]
        start, end = parts[0].mark_start, parts[-1].mark_end
        shown = Expansion(text[start:end], (word,), "spelling")
        stems = tuple(token.stem for token in parts)
        yield Addition(start, end, stems, shown, (Term(word, "folded", boost=count),))


def _spelling_boost(name: str, match: Match) -> float:
    share = _DOUBTFUL + (1 - _DOUBTFUL) * certainty(name, match)
    return round(SPELLING_BOOST * share, 2)


def _readings(text: str, token: Token) -> tuple[str, ...]:
    """Return a word, folded, as it may be a name: whole, then without its proclitics."""
    whole, bare = text[token.start : token.end], text[token.mark_start : token.mark_end]
    return tuple(dict.fromkeys((fold(whole), fold(bare))))
