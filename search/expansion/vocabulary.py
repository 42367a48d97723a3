"""What the words of an archive tell of names: which begin so, and whether they have capitals."""

import re

from indexer.article import Article
from indexer.language.analyzer import analyze
from indexer.storage.backend import ArchiveSnapshot
from indexer.storage.query import Field, Filters, Term

_LOOKED_AT = 4  # articles
_SEEN = 20_000  # characters of each
_LOWER_SHARE = 0.2  # of a name's places where it may stand in small letters: addresses, slips


class ArchiveVocabulary:
    """The words of one snapshot, as `indexer.language.name_matching.Vocabulary` wants them."""

    def __init__(self, snapshot: ArchiveSnapshot) -> None:
        self._snapshot = snapshot

    def beginning_with(self, letters: str, limit: int) -> list[tuple[str, int]]:
        """Return folded words that begin so, the most frequent first, with article counts."""
        return self._snapshot.keyword.listed_words(letters, "folded", Field.BODY, limit)

    def is_capitalised(self, word: str) -> bool:
        """Tell whether a folded Latin word nearly always has a capital; so it has if unseen."""
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
        places = [
            place[0]
            for article in self._holding(word)
            for place in pattern.finditer(article.body[:_SEEN])
        ]
        lower = sum(place[0].islower() for place in places)
        return lower <= _LOWER_SHARE * len(places)

    def as_written(self, word: str) -> str:
        """Return a folded word as an article writes it, without its clitics: رئيسي for رءيسي."""
        for article in self._holding(word):
            text = article.body[:_SEEN]
            for token in analyze(text, lambda _, folded, __: word in folded.split()):
                if token.folded == word:
                    return text[token.mark_start : token.mark_end]
        return word

    def holds(self, word: str) -> bool:
        """Tell whether any article holds a folded word."""
        return bool(self._snapshot.keyword.document_frequency(word, "folded"))

    def _holding(self, word: str) -> list[Article]:
        found = self._snapshot.keyword.search(
            Term(word, "folded", Field.BODY), Filters(), _LOOKED_AT
        )
        return list(self._snapshot.by_rows(found.rows.tolist()).values())
