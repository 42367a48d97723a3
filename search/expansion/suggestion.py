"""Another wording for a query whose words are found nowhere: Arabic typed in Latin letters.

`misayarat irania` and `7amas` are Arabic as many type it. The letters are matched with the words
of the archive as names are (`indexer.language.name_matching`), only less strictly: the searcher
decides.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indexer.language.analyzer import Token, analyze
from indexer.language.name_matching import matches
from search.expansion.vocabulary import ArchiveVocabulary

_ALIKE = 1.1  # nats a letter from which on a word is offered
_FREQUENT = 0.5  # nats that a word is worth which is e times as frequent
_SHORTEST = 3
_LONGEST = 30
_MOST_WORDS = 40  # words of a query
_MOST_TRIED = 8  # different ones that may stand for Arabic words, 15 ms each
_CHAT_DIGITS = str.maketrans(
    {"2": "", "3": "a", "5": "kh", "6": "t", "7": "h", "8": "gh", "9": "s"}
)
_ARTICLE = frozenset({"al", "el", "ar", "as", "ash", "at", "an", "az", "ad"})
_LATIN = re.compile(r"[a-z0-9']*[a-z][a-z0-9']*")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another wording of a query.

    Attributes:
        text: the query's words.
        tokens: of the text, the first ones.
        rest: where the text goes on after them.
        found: by token, the Arabic word that it stands for, folded.
    """

    text: str
    tokens: Sequence[Token] = ()
    rest: str = ""
    found: Mapping[Token, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The Arabic words, folded."""
        return list(dict.fromkeys(self.found.values()))

    def written(self, vocabulary: ArchiveVocabulary) -> str:
        """Return the other wording; empty where there is none."""
        if not self.found:
            return ""
        pieces: list[str] = []
        at, article = 0, False
        for token in self.tokens:
            between = self.text[at : token.start]
            at = token.end
            if token.folded in _ARTICLE and self.text[at : at + 1] in ("-", " ") and not article:
                pieces.append(between)
                article = True
                continue
            word = self.found.get(token)
            own = self.text[token.start : token.end]
            pieces += ["" if article else between, vocabulary.as_written(word) if word else own]
            article = False
        return "".join((*pieces, self.rest)).strip()


def suggest(text: str, vocabulary: ArchiveVocabulary) -> Suggestion:
    """Put a query's unknown Latin words into Arabic letters.

    Args:
        text: the query's words.
        vocabulary: of the archive; words that it holds are left as they are.
    """
    every = analyze(text)
    tokens = every[:_MOST_WORDS]
    rest = text[tokens[-1].end :] if len(every) > len(tokens) else ""
    different = list(dict.fromkeys(token.folded for token in tokens if latin_name(token.folded)))
    arabic = {word: _in_arabic(word, vocabulary) for word in different[:_MOST_TRIED]}
    found = {token: word for token in tokens if (word := arabic.get(token.folded, ""))}
    return Suggestion(text, tokens, rest, found)


def latin_name(word: str) -> str:
    """Return the letters of a folded Latin word as it may spell an Arabic one; empty for none."""
    if not _LATIN.fullmatch(word):
        return ""
    name = word.translate(_CHAT_DIGITS)
    return name if _SHORTEST <= len(name) <= _LONGEST else ""


def _in_arabic(word: str, vocabulary: ArchiveVocabulary) -> str:
    """Return what Arabic word a Latin one most likely stands for, folded; empty for none."""
    name = latin_name(word)
    if not name or word in _ARTICLE or vocabulary.holds(word):
        return ""
    least = _ALIKE * len(name)
    good = [match for match in matches(name, vocabulary) if match.likeness >= least]
    if not good:
        return ""
    return max(good, key=lambda match: match.likeness + _FREQUENT * math.log(match.frequency)).word
