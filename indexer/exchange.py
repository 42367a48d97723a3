"""Articles as records of JSON that one archive writes and another reads, whole and unchanged."""

from collections.abc import Mapping
from typing import Any

import msgspec

from indexer.article import Article, Relation, from_iso, iso

MARK = "kashshaf"
"""The field that tells such a record from those of other programs; its value is the format."""
FORMAT = 1


def to_record(article: Article) -> dict[str, Any]:
    """Return an article as a record; fields that are empty are left out."""
    record = {
        MARK: FORMAT,
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "language": article.language,
        "title_language": article.title_language,
        "url": article.url,
        "published": iso(article.published),
        "added": iso(article.added),
        "source": article.source,
        "author": article.author,
        "category": article.category,
        "visits": article.visits,
        "comments": article.comments,
        "relations": [_relation_to_record(relation) for relation in article.relations],
        "origin": article.origin,
    }
    return {name: value for name, value in record.items() if value not in ("", None, [])}


def is_record(record: Mapping[str, Any]) -> bool:
    """Whether a record was written by `to_record`."""
    return record.get(MARK) == FORMAT


def from_record(record: Mapping[str, Any]) -> Article:
    """Return the article that a record was made of.

    Raises:
        ValueError: a field is missing, or not what it has to be; says which.
    """
    plain = {name: value for name, value in record.items() if name not in _DATES | {MARK}}
    relations = [_relation_from_record(one) for one in plain.pop("relations", ())]
    dates = {name: _date(record, name) for name in _DATES}
    try:
        given = msgspec.convert(
            {"title": "", "body": "", **plain, "relations": []}, _Given, strict=True
        )
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    if not given.id:
        raise ValueError("its `id` is empty")
    fields = msgspec.structs.asdict(given) | dates | {"relations": tuple(relations)}
    return Article(**fields)


_DATES = frozenset({"published", "added"})


class _Given(msgspec.Struct, forbid_unknown_fields=True):
    """The fields of a record that are as in the article."""

    id: str
    title: str
    body: str
    language: str = "und"
    title_language: str = "und"
    url: str = ""
    source: str = ""
    author: str = ""
    category: str = ""
    visits: int | None = None
    comments: int | None = None
    relations: list[Any] = []
    origin: str = ""


def _relation_to_record(relation: Relation) -> dict[str, str]:
    return {
        "kind": relation.kind,
        "title": relation.title,
        "url": relation.url,
        "published": iso(relation.published),
        "excerpt": relation.excerpt,
    }


def _relation_from_record(record: Any) -> Relation:
    if not isinstance(record, Mapping) or not all(isinstance(v, str) for v in record.values()):
        raise ValueError("a relation is no object of strings")
    if record.keys() != _relation_to_record(Relation("", "")).keys():
        raise ValueError(f"a relation has other fields: {', '.join(record)}")
    return Relation(**{**record, "published": _date(record, "published")})


def _date(record: Mapping[str, Any], name: str) -> Any:
    text = record.get(name, "")
    try:
        return from_iso(text)
    except (TypeError, ValueError) as error:
        raise ValueError(f"`{name}` is no date: {text!r}") from error
