"""What is said to the searcher beside an answer: a code with values, to be said in any language."""

from dataclasses import dataclass
from datetime import date
from typing import Self

Value = str | date | tuple[str, ...]
"""A text, a day, or several codes of languages."""

ENGLISH = {
    "date_read": "“{written}” was read as a date that narrows the search; "
    "put it in quotes to search for its words.",
    "field_read_as_word": "{name}: was read as a word; write {name}:word, without a space, "
    "to search that field.",
    "language_not_held": "The archive has no articles in {language}; it holds {languages}. "
    "Ask in one of them.",
    "lone_minus": "A - that touches no word was read as punctuation; write -word, "
    "without a space, to exclude a word.",
    "lone_plus": "A + that touches no word was read as punctuation; write +word, "
    "without a space, to demand a word.",
    "meaning_of_beginning": "Only the beginning of the query was searched by meaning; all its "
    "words were searched as words.",
    "no_word": "The query holds no word to search for; type a word or a name, "
    "or set a filter to see the newest articles.",
    "nothing_by_words": "No article has these words; try fewer of them, another spelling, "
    "or search by meaning as well.",
    "nothing_filtered": "No article within the filters answers; remove some of them.",
    "nothing_near": "No article is near this, neither in its words nor in its meaning; "
    "check the spelling, or say it in other words.",
    "nothing_related": "Nothing else in the archive is near enough to this article to be "
    "coverage of the same thing.",
    "nothing_relevant": "No article seems to answer this; those below share words with it, or "
    "its subject.",
    "partial_explanations": "The search took longer than it may: the words of some hits aren't "
    "explained.",
    "partial_snippets": "The search took longer than it may: some hits show the beginning of their "
    "text, or of its nearest passage, without marks.",
    "partial_spellings": "The search took longer than it may: other spellings of names weren't all "
    "looked for; fewer words take less.",
    "partial_suggestion": "The search took longer than it may: no other wording was looked for.",
    "pasted_text": "The pasted text was condensed to the words that tell most of it, its "
    "beginning was searched by meaning; quotation marks and signs in it demand nothing.",
    "text_cut": "The text is too long to be read whole: what is beyond 20,000 characters was left "
    "out, and all but the beginning of stretches of over 250 characters without a space.",
    "reranker_off": "The reranker is off, the fused order stands: {reason}",
    "dense_off": "Search by meaning is off, words alone were searched: {reason}",
    "wrong_weekday": "{day} is a {weekday}, not the weekday written beside it.",
}
"""The sentence of each code, which terminal and JSON show. Pages have one a language."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the searcher should know of how a query was read or answered.

    Attributes:
        code: a key of `ENGLISH`.
        values: the names and values of the sentence's gaps; a date named `weekday` stands for
            its day of the week, a text named `language` is the code of one.
    """

    code: str
    values: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, code: str, **values: Value) -> Self:
        """Make the notice of a code."""
        return cls(code, tuple(values.items()))

    def __str__(self) -> str:
        """Return it as an English sentence."""
        return ENGLISH[self.code].format(**{name: _said(name, one) for name, one in self.values})


def _said(name: str, value: Value) -> str:
    if isinstance(value, tuple):
        from babel.lists import format_list  # most answers need neither

        return format_list([_said("language", code) for code in value], locale="en")
    if name == "language" and isinstance(value, str):
        return _language_name(value)
    if isinstance(value, str):
        return value
    return f"{value:%A}" if name == "weekday" else value.isoformat()


def _language_name(code: str) -> str:
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return Locale.parse(code).get_language_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code
