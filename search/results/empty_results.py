"""What is said of an answer that is empty, and of a query in a language that isn't held."""

from collections.abc import Iterator

from indexer.language.analyzer import analyze
from indexer.storage.backend import ArchiveSnapshot
from search.expansion.vocabulary import ArchiveVocabulary
from search.notices import Notice
from search.query import ParsedQuery
from search.ranking.candidates import RetrievalQuery
from search.ranking.hybrid import Ranking


def notices(
    snapshot: ArchiveSnapshot,
    parsed: ParsedQuery,
    query: RetrievalQuery,
    language: str,
    found: Ranking,
    retrievers: tuple[str, ...],
) -> Iterator[Notice]:
    """Yield what the searcher should know of an answer that is empty, or of its language.

    Args:
        snapshot: the archive that was searched.
        parsed: the query's words.
        query: its filters.
        language: that the query seems to be in.
        found: the answer.
        retrievers: that ran.
    """
    if not parsed.words:
        return
    if _foreign(snapshot, parsed.text, language):
        held = tuple(code for code in snapshot.count_by("language") if code not in ("", "und"))
        if held:
            yield Notice.of("language_not_held", language=language, languages=held)
    if found.total:
        return
    if query.filters:
        yield Notice.of("nothing_filtered")
    else:
        yield Notice.of("nothing_by_words" if retrievers == ("lexical",) else "nothing_near")


def _foreign(snapshot: ArchiveSnapshot, text: str, language: str) -> bool:
    """Tell whether the archive has neither articles in a language nor half of a text's words.

    Two short words of another language are soon met: `die` and `in` are English too.
    """
    if language in snapshot.count_by("language"):
        return False
    vocabulary = ArchiveVocabulary(snapshot)
    words = {token.folded for token in analyze(text)}
    return 2 * sum(vocabulary.holds(word) for word in words) < len(words)
