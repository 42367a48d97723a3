"""What a text is to the search: its words in every layer, its dates and names, its reading."""

from dataclasses import dataclass
from datetime import date

from indexer.base.errors import QueryError
from indexer.language.analyzer import Token, analyze
from indexer.language.dates import FoundDate, find_dates
from indexer.language.detection import detect_language, query_language
from indexer.language.names import FoundName, find_names
from search.query import ParsedQuery, parse_query


@dataclass(frozen=True, slots=True)
class TextAnalysis:
    """Everything that the analysis makes of a text; all offsets count code points of it.

    Attributes:
        text: as given.
        language: what it counts as among articles, ISO 639; `und` where nothing tells.
        query_language: what it counts as among queries, where a short text is never `und`.
        tokens: its words, in their layers.
        dates: the dates found in it.
        names: the names found in it that the other script writes too.
        reading: what it asks for as a query, or why it can't be read as one.
    """

    text: str
    language: str
    query_language: str
    tokens: tuple[Token, ...]
    dates: tuple[FoundDate, ...]
    names: tuple[FoundName, ...]
    reading: ParsedQuery | QueryError


def analyze_text(
    text: str, *, plain: bool = False, today: date | None = None, day_first: bool = True
) -> TextAnalysis:
    """Analyse a text as articles are, and read it as queries are; no index is needed.

    Args:
        text: any text.
        plain: read it as words, without operators.
        today: what `last week` counts from; by default the day of the call.
        day_first: whether 5/6/2024 is the fifth of June.
    """
    reading = _reading(text, plain=plain, today=today, day_first=day_first)
    said = reading.text if isinstance(reading, ParsedQuery) else ""
    return TextAnalysis(
        text=text,
        language=detect_language(text),
        query_language=query_language(said or text),
        tokens=tuple(analyze(text)),
        dates=tuple(find_dates(text, day_first=day_first)),
        names=tuple(find_names(text)),
        reading=reading,
    )


def _reading(
    text: str, *, plain: bool, today: date | None, day_first: bool
) -> ParsedQuery | QueryError:
    try:
        return parse_query(text, plain=plain, today=today, day_first=day_first)
    except QueryError as error:
        return error
