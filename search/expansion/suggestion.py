"""Another wording for a query whose words are found nowhere: Arabic typed in Latin letters.

`misayarat irania` and `7amas` are Arabic as many type it. The letters are matched with the words
of the archive as names are (`indexer.language.name_matching`), only less strictly: the searcher
decides.
"""

import math
import re

from indexer.language.analyzer import Token, analyze
from indexer.language.name_matching import matches
from search.expansion.vocabulary import ArchiveVocabulary

_ALIKE = 1.1  # nats a letter from which on a word is offered
_FREQUENT = 0.5  # nats that a word is worth which is e times as frequent
_SHORTEST = 3
_CHAT_DIGITS = str.maketrans(
    {"2": "", "3": "a", "5": "kh", "6": "t", "7": "h", "8": "gh", "9": "s"}
)
_ARTICLE = frozenset({"al", "el", "ar", "as", "ash", "at", "an", "az", "ad"})
_LATIN = re.compile(r"[a-z0-9']*[a-z][a-z0-9']*")


def suggestion(text: str, vocabulary: ArchiveVocabulary) -> str:
    """Return a query with its unknown Latin words in Arabic letters; empty where that fails.

    Args:
        text: the query's words.
        vocabulary: of the archive; words that it holds are left as they are.
    """
    pieces: list[str] = []
    at, changed, article = 0, False, False
    for token in analyze(text):
        between = text[at : token.start]
        at = token.end
        if token.folded in _ARTICLE and text[at : at + 1] in ("-", " ") and not article:
            pieces.append(between)
            article = True
            continue
        found = _in_arabic(token, vocabulary)
        pieces += ["" if article else between, found or text[token.start : token.end]]
        changed = changed or bool(found)
        article = False
    return "".join(pieces).strip() if changed else ""


def _in_arabic(token: Token, vocabulary: ArchiveVocabulary) -> str:
    """Return the Arabic word that a Latin one most likely stands for; empty for none."""
    if not _LATIN.fullmatch(token.folded) or vocabulary.holds(token.folded):
        return ""
    name = token.folded.translate(_CHAT_DIGITS)
    if len(name) < _SHORTEST:
        return ""
    least = _ALIKE * len(name)
    good = [match for match in matches(name, vocabulary) if match.likeness >= least]
    if not good:
        return ""
    best = max(good, key=lambda match: match.likeness + _FREQUENT * math.log(match.frequency))
    return vocabulary.as_written(best.word)
