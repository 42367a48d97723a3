"""What the words of a query mean in the archive's other language, phrases before words.

All senses of a word are searched, scored as one word (Pirkola 1998): a text that holds two
translations of *attack* says no more of attacks than a text that holds one. Which sense is meant
the other words decide, as only articles about the same thing hold translations of them all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indexer.language.analyzer import Token
from indexer.language.bilingual import Sense
from indexer.language.dictionaries import installed_dictionaries
from indexer.storage.query import DisjunctionMax, Phrase, Term

SHOWN = 3  # senses that the searcher is told
NEXT_SENSE = 0.9  # what a sense counts against the more usual one before it


@dataclass(frozen=True, slots=True)
class FoundTranslation:
    """A word or expression of a query that the lexicon translates.

    Attributes:
        first, last: its tokens, the last one excluded.
        senses: in the other language, the usual one first.
    """

    first: int
    last: int
    senses: tuple[Sense, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The senses that the searcher is told."""
        return tuple(dict.fromkeys(sense.written for sense in self.senses[:SHOWN]))


def translation_node(senses: Sequence[Sense]) -> DisjunctionMax:
    """Return what finds any of these senses in any of its forms, scored as one word."""
    boosts: dict[tuple[str, ...], float] = {}
    for rank, sense in enumerate(senses):
        for stems in sense.forms:
            boosts.setdefault(stems, round(NEXT_SENSE**rank, 3))
    return DisjunctionMax(
        tuple(
            Phrase(stems, "stem", boost=boost) if len(stems) > 1 else Term(stems[0], boost=boost)
            for stems, boost in boosts.items()
        )
    )


def translations(
    tokens: Sequence[Token], known: Collection[tuple[int, int]], held: Collection[str]
) -> list[FoundTranslation]:
    """Return what of a query can be translated, the longest expression first where they overlap.

    A known name or date is no word to translate, unless it is a part of a longer expression.

    Args:
        tokens: of the query.
        known: where its known names and dates begin and end.
        held: codes of the languages that the archive holds.
    """
    lexicon = installed_dictionaries()
    stems = [token.stem for token in tokens]
    found = []
    position = 0
    while position < len(tokens):
        name = _known_at(tokens, position, known)
        length, senses = lexicon.longest_at(stems, position)
        if length > name and ("ar" if stems[position].isascii() else "en") in held:
            found.append(FoundTranslation(position, position + length, senses))
        position += max(length, name, 1)
    return found


def _known_at(tokens: Sequence[Token], position: int, known: Collection[tuple[int, int]]) -> int:
    """Return how many tokens a known name or date takes that begins or goes on there."""
    at = tokens[position].mark_start
    for start, end in known:
        if start <= at < end:
            return sum(start <= token.mark_start < end for token in tokens[position:])
    return 0
