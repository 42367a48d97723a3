"""An analysis as plain dictionaries: what `GET /api/v1/analyze` and `analyze --json` put out."""

from dataclasses import fields
from datetime import date
from typing import Any

from indexer.article import iso
from indexer.base.errors import QueryError
from indexer.language.analyzer import Token
from indexer.language.dates import FoundDate
from indexer.language.names import FoundName
from indexer.storage.query import Filters, QueryNode
from search.query import ParsedQuery
from search.query.analysis import TextAnalysis
from web.serialize import error_as_dict


def analysis_as_dict(analysis: TextAnalysis) -> dict[str, Any]:
    """Return an analysis as JSON can carry it; `docs/http-api.md` explains every key."""
    text = analysis.text
    return {
        "text": text,
        "language": analysis.language,
        "tokens": [_token(text, token) for token in analysis.tokens],
        "dates": [_date(text, found) for found in analysis.dates],
        "names": [_name(text, found) for found in analysis.names],
        "query": _query(analysis),
    }


def _token(text: str, token: Token) -> dict[str, Any]:
    return {
        "text": text[token.start : token.end],
        "marked": text[token.mark_start : token.mark_end],
        **{part.name: getattr(token, part.name) for part in fields(token)},
    }


def _date(text: str, found: FoundDate) -> dict[str, Any]:
    return {
        "text": text[found.start : found.end],
        "start": found.start,
        "end": found.end,
        "value": iso(found.value),
        "precision": found.precision,
        "calendar": found.calendar,
        "weekday_agrees": found.weekday_agrees,
    }


def _name(text: str, found: FoundName) -> dict[str, Any]:
    return {
        "text": text[found.start : found.end],
        "start": found.start,
        "end": found.end,
        "counterparts": list(found.counterparts),
    }


def _query(analysis: TextAnalysis) -> dict[str, Any]:
    """Return how the text is read as a query, or the error in the shape of all errors."""
    reading = analysis.reading
    found: dict[str, Any] = {"language": analysis.query_language}
    if isinstance(reading, QueryError):
        position = reading.position
        error = error_as_dict("bad_query", reading.what, reading.where, reading.remedy, position)
        return found | {"error": error}
    return found | _parsed(reading)


def _parsed(parsed: ParsedQuery) -> dict[str, Any]:
    return {
        "text": parsed.text,
        "words": list(parsed.words),
        "demanding": parsed.demanding,
        "filters": filters_as_dict(parsed.filters),
        "notices": [str(notice) for notice in parsed.notices],
        "node": None if parsed.node is None else node_as_dict(parsed.node),
        "must": None if parsed.must is None else node_as_dict(parsed.must),
        "error": None,
    }


def filters_as_dict(filters: Filters) -> dict[str, Any]:
    """Return the filters that are set."""
    values = {part.name: _value(getattr(filters, part.name)) for part in fields(filters)}
    return {name: value for name, value in values.items() if value}


def node_as_dict(node: QueryNode) -> dict[str, Any]:
    """Return a query node as nested dictionaries: its kind, then its attributes."""
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in type(node).__name__)
    parts = {part.name: _value(getattr(node, part.name)) for part in fields(node)}
    return {"kind": name.removeprefix("_"), **parts}


def _value(value: Any) -> Any:
    if isinstance(value, QueryNode):
        return node_as_dict(value)
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
