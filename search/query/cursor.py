"""A place in a query that moves on as tokens are read, and what stands around it."""

from dataclasses import replace

from indexer.language.analyzer import analyze
from indexer.language.english import ARTICLES
from search.notices import Notice
from search.query.clipping import short_stretches
from search.query.marks import CLOSED_BY, CLOSING, SEPARATORS, SIGNS
from search.query.query_text import QueryText
from search.query.tokens import PREFIX, QueryToken, TokenKind


class Cursor:
    """The state of reading one query.

    Attributes:
        query, text: what is read.
        day_first: whether 5/6/2024 is in June.
        at: the place that is read next.
        tokens: what has been read.
        notices: for the searcher.
    """

    def __init__(self, query: QueryText, day_first: bool) -> None:
        self.query = query
        self.text = query.text
        self.day_first = day_first
        self.at = 0
        self.tokens: list[QueryToken] = []
        self.notices: list[Notice] = []
        letters = (at for at, letter in enumerate(self.text) if letter.isalnum())
        self._last_letter = max(letters, default=-1)

    def add(
        self, kind: TokenKind, end: int, text: str = "", field: str = "", number: int | None = None
    ) -> None:
        """Add the token that begins here and ends at `end`, and go there."""
        self.tokens.append(QueryToken(kind, self.at, end, text, field, number))
        self.at = end

    def add_words(self, kind: TokenKind, end: int, text: str, number: int | None = None) -> bool:
        """Add a word or phrase with its analysis and go to `end`; tell whether it has any word.

        What has none is punctuation: it is passed, not added. Of what has no space for long the
        beginning is read.
        """
        read = short_stretches(text)
        if len(read) < len(text):
            self.notices.append(Notice.of("text_cut"))
        forms = tuple(analyze(read))
        if forms:
            token = QueryToken(kind, self.at, end, read, "", number, forms)
            if self._is_after_article(token):
                article = self.tokens.pop()
                token = replace(
                    token,
                    start=article.start,
                    text=f"{article.text} {read}",
                    forms=(*article.forms, *forms),
                )
            self.tokens.append(token)
        self.at = end
        return bool(forms)

    def _is_after_article(self, token: QueryToken) -> bool:
        """Tell whether a word is the name that the article before it belongs to: El Sisi."""
        words = self.tokens[-1:]
        if token.kind is not TokenKind.WORD or not words or words[0].kind is not TokenKind.WORD:
            return False
        is_governed = any(before.kind in {*PREFIX, TokenKind.FIELD} for before in self.tokens[-2:])
        forms = words[0].forms
        is_article = len(forms) == 1 and forms[0].folded in ARTICLES
        adjoins = self.text[words[0].end : token.start].isspace()
        return is_article and adjoins and not is_governed and token.forms[0].folded.isascii()

    def peek(self, at: int) -> str:
        """Return the character at a place, nothing beyond the end."""
        return self.text[at : at + 1]

    def separates(self, at: int) -> bool:
        """Whether a comma or semicolon parts words here; between digits it doesn't (1,000)."""
        if self.text[at] not in SEPARATORS:
            return False
        return not (at > 0 and self.text[at - 1].isdigit() and self.peek(at + 1).isdigit())

    def ends_chunk(self, at: int) -> bool:
        """Whether what is between spaces, brackets, quotes and separators ends here."""
        character = self.peek(at)
        apart = not character or character.isspace() or character in "()"
        return apart or character in CLOSED_BY or self.separates(at)

    def chunk_end(self) -> int:
        """Return where the chunk that begins here ends."""
        end = self.at + 1
        while not self.ends_chunk(end):
            end += 1
        return end

    def quotation_end(self, opening: int) -> int:
        """Return where the mark stands that closes the quotation opened at a place.

        Raises:
            QueryError: nothing closes it.
        """
        mark = self.text[opening]
        family = CLOSED_BY[mark]
        for at in range(opening + 1, len(self.text)):
            if self.text[at] in family:
                return at
        end = len(self.text)
        raise self.query.error(
            "quotation_unclosed", opening, opening=mark,
            example=self.query.instead(end, end, CLOSING[mark]),
            corrected=self.query.replaced(end, end, CLOSING[mark]),
        )  # fmt: skip

    def on_sign(self) -> bool:
        """Whether a + or - stands here that touches a word behind it, and none before it."""
        if self.text[self.at] not in SIGNS:
            return False
        before, after = self.text[self.at - 1 : self.at], self.peek(self.at + 1)
        free = not before or before.isspace() or before == "(" or self.separates(self.at - 1)
        return free and (after.isalnum() or after in CLOSED_BY or after in tuple("(*#@$"))

    def governed_by(self) -> QueryToken | None:
        """Return the sign or field that touches this place from before."""
        last = self.tokens[-1] if self.tokens else None
        touches = last is not None and last.end == self.at
        return last if last and touches and last.kind in {*PREFIX, TokenKind.FIELD} else None

    def words_follow(self, at: int) -> bool:
        """Whether any letter or digit stands at a place or behind it."""
        return at <= self._last_letter
