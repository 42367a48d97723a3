"""What is said of an answer that is empty, and of a query in a language that isn't held."""

from collections.abc import Iterator, Sequence

from indexer.language.analyzer import analyze
from indexer.storage.query import ResultSet, ScoredDocs, Term, TextQuery
from indexer.storage.records import Manifest
from search.notices import Notice

_MOST_WORDS = 40  # words of a query that are looked up


def language_queries(manifest: Manifest, text: str, language: str) -> list[TextQuery]:
    """Return the queries that tell whether the archive answers a language it doesn't hold.

    Two short words of another language are soon met: `die` and `in` are English too. So it is
    looked up whether the archive has half of the text's words.
    """
    if language in manifest.languages:
        return []
    words = dict.fromkeys(token.folded for token in analyze(text))
    return [TextQuery(ResultSet(Term(w, "folded")), limit=0) for w in list(words)[:_MOST_WORDS]]


def language_notice(
    manifest: Manifest, language: str, found: Sequence[ScoredDocs]
) -> Iterator[Notice]:
    """Yield that a language isn't held, where fewer than half of the words are.

    Args:
        manifest: of the index.
        language: that the query seems to be in.
        found: the answers to `language_queries`.
    """
    held = tuple(code for code in manifest.languages if code not in ("", "und"))
    if found and held and 2 * sum(one.total > 0 for one in found) < len(found):
        yield Notice.of("language_not_held", language=language, languages=held)


def empty_notice(retrievers: Sequence[str], *, filtered: bool) -> Notice:
    """Return what the searcher should know of an answer that is empty.

    Args:
        retrievers: that ran.
        filtered: whether filters narrowed the search.
    """
    if filtered:
        return Notice.of("nothing_filtered")
    return Notice.of("nothing_by_words" if tuple(retrievers) == ("lexical",) else "nothing_near")
