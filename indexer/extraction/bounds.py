"""How large an article may be, so that the analysis of each costs a bounded time and memory."""

import unicodedata

from indexer.article import Article
from indexer.base.errors import PageError
from indexer.language.words import count_words

LONGEST_ARTICLE = 1_000_000
"""Characters, ligatures written out; what is longer is no article but a volume."""
MOST_WORDS = 200_000
"""Each takes up to 20 µs to analyse; a novel has half as many."""
LONGEST_FIELD = 10_000
"""Characters of an id, an address, a name or a section."""
_SURELY_FEW = 50_000  # characters: written out, a ligature has 18 at most
_FIELDS = ("url", "id", "author", "source", "category")  # an address may be the id


def check(article: Article, where: str) -> None:
    """Look whether an article is larger than any is.

    Raises:
        PageError: it is.
    """
    for name in _FIELDS:
        if len(getattr(article, name)) > LONGEST_FIELD:
            raise PageError(
                f"its {name} has more than {LONGEST_FIELD:,} characters",
                where,
                "Check what wrote the page, and the setting field_names",
            )
    if len(article.title) + len(article.body) <= _SURELY_FEW:
        return
    text = f"{article.title}\n{article.body}"
    if len(text) > LONGEST_ARTICLE or _written_out(text) > LONGEST_ARTICLE:
        raise _too_long(f"{LONGEST_ARTICLE:,} characters", where)
    if count_words(text) > MOST_WORDS:
        raise _too_long(f"{MOST_WORDS:,} words", where)


def _written_out(text: str) -> int:
    return len(unicodedata.normalize("NFKC", text))


def _too_long(most: str, where: str) -> PageError:
    return PageError(
        f"an article of more than {most}", where, "Split it into its articles, or its chapters"
    )
