"""Another wording for a query whose words are found nowhere: misspelt, or Arabic in Latin letters.

`earthquke` is near enough to a word of the archive that begins alike. `misayarat irania` and
`7amas` are Arabic as many type it: the letters are matched with the words of the archive as names
are (`indexer.language.name_matching`), only less strictly. The searcher decides.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from indexer.language.analyzer import Token, analyze
from indexer.language.clitics import ARTICLE
from indexer.language.dictionaries import installed_dictionaries
from indexer.language.name_matching import LISTED, matches
from search.expansion.vocabulary import ArchiveVocabulary

_ALIKE = 1.1  # nats a letter from which on a word is offered
_FREQUENT = 0.5  # nats that a word is worth which is e times as frequent
_SHORTEST = 3
_BEGINNING = 2  # letters that a misspelt word shares with the right one
_ONE_EDIT, _TWO_EDITS = 5, 8  # letters of a word from which on so many may be wrong
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
        found: by token, the word of the archive that it stands for, folded.
    """

    text: str
    tokens: Sequence[Token] = ()
    rest: str = ""
    found: Mapping[Token, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The words of the archive, folded."""
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
    """Put words of the archive in the place of those that it doesn't hold.

    A misspelt word is mended in its own script; a Latin one that is like no word of the archive
    may be Arabic in Latin letters.

    Args:
        text: the query's words.
        vocabulary: of the archive; words that it holds are left as they are.
    """
    every = analyze(text)
    tokens = every[:_MOST_WORDS]
    rest = text[tokens[-1].end :] if len(every) > len(tokens) else ""
    different = {token.folded: token.stem for token in tokens if _is_word(token.folded)}
    tried = dict(list(different.items())[:_MOST_TRIED])
    unheld = vocabulary.unheld(word for word in tried if word not in _ARTICLE)
    vocabulary.fetch_beginnings(filter(None, map(misspelt_beginning, unheld)))
    better = {word: _better(word, tried[word], vocabulary) for word in unheld}
    found = {token: word for token in tokens if (word := better.get(token.folded, ""))}
    return Suggestion(text, tokens, rest, found)


def _is_word(word: str) -> bool:
    return len(word) >= _SHORTEST and (bool(latin_name(word)) or word.isalpha())


def _better(word: str, stem: str, vocabulary: ArchiveVocabulary) -> str:
    """Return the word of the archive that a word most likely stands for; empty for none."""
    return _respelt(word, vocabulary) or _in_arabic(word, stem, vocabulary)


def _most_edits(word: str) -> int:
    """Return how many letters of a word may be wrong, missing, too many or exchanged."""
    if not word.isalpha() or len(word) > _LONGEST:
        return 0
    return 2 if len(word) >= _TWO_EDITS else 1 if len(word) >= _ONE_EDIT else 0


def misspelt_beginning(word: str) -> str:
    """Return how words begin that a word may be misspelt of; empty where it is none."""
    article = len(ARTICLE) if word.startswith(ARTICLE) else 0
    return word[: article + _BEGINNING] if _most_edits(word) else ""


def _respelt(word: str, vocabulary: ArchiveVocabulary) -> str:
    """Return the nearest word of the same script that begins alike, the more frequent of two."""
    most = _most_edits(word)
    if not most:
        return ""
    near = (
        (OSA.distance(word, other, score_cutoff=most), -frequency, other)
        for other, frequency in vocabulary.beginning_with(misspelt_beginning(word), LISTED)
    )
    distance, _, nearest = min(near, default=(most + 1, 0, ""))
    return nearest if distance <= most else ""


def latin_name(word: str) -> str:
    """Return the letters of a folded Latin word as it may spell an Arabic one; empty for none."""
    if not _LATIN.fullmatch(word):
        return ""
    name = word.translate(_CHAT_DIGITS)
    return name if _SHORTEST <= len(name) <= _LONGEST else ""


def _in_arabic(word: str, stem: str, vocabulary: ArchiveVocabulary) -> str:
    """Return what Arabic word a Latin one most likely spells, folded; empty for none.

    What is a word of English is none of Arabic: its translations have been searched.
    """
    name = latin_name(word)
    if not name or installed_dictionaries().senses((stem,)):
        return ""
    least = _ALIKE * len(name)
    good = [match for match in matches(name, vocabulary) if match.likeness >= least]
    if not good:
        return ""
    return max(good, key=lambda match: match.likeness + _FREQUENT * math.log(match.frequency)).word
