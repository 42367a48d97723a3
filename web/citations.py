"""Citations of an article: a sentence, and BibTeX, RIS and CSL-JSON for reference managers."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from indexer.article import Article, id_digest

_NAMES = re.compile(r"\s*(?:[,،;؛]|\band\b|\sو(?=\S))\s*")
_SPECIAL = re.compile(r"[\\{}$&#%_~^]")
_ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


class CitationFormat(NamedTuple):
    """How a citation is written for a program.

    Attributes:
        media_type: of the answer.
        suffix: of the file.
        write: makes it of an article, given its address.
    """

    media_type: str
    suffix: str
    write: Callable[[Article, str], str]


def plain(article: Article, address: str) -> str:
    """Return a citation as a sentence, in the article's own words."""
    stamp = article.published or article.added
    day = stamp.isoformat()[:10] if stamp else ""
    parts = (article.author, f"«{article.title}»" if article.title else "", article.source, day)
    return ". ".join(filter(None, (*(part.strip(" .") for part in parts), address)))


def bibtex(article: Article, address: str) -> str:
    """Return a BibTeX entry."""
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _authors(article)),
        "title": f"{{{_tex(article.title)}}}" if article.title else "",
        "journal": _tex(article.source),
        "date": _day(article),
        "year": _day(article)[:4],
        "url": address,
        "langid": {"ar": "arabic", "en": "english"}.get(article.language, ""),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@article{{kashshaf-{id_digest(article.id)[:10]},", *lines, "}", ""))


def ris(article: Article, address: str) -> str:
    """Return an RIS record, its lines parted as the format demands."""
    day = _day(article)
    tags = [
        ("TY", "NEWS"),
        *(("AU", name) for name in _authors(article)),
        ("TI", article.title),
        ("T2", article.source),
        ("PY", day[:4]),
        ("DA", day.replace("-", "/")),
        ("LA", article.language if article.language != "und" else ""),
        ("UR", address),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in tags if value]
    return "\r\n".join((*lines, "ER  - ", ""))


def csl(article: Article, address: str) -> str:
    """Return a CSL-JSON list of one item."""
    stamp = article.published
    item = {
        "id": f"kashshaf-{id_digest(article.id)[:10]}",
        "type": "article-newspaper",
        "title": article.title,
        "author": [{"literal": name} for name in _authors(article)],
        "container-title": article.source,
        "issued": {"date-parts": [_parts(stamp)]} if stamp else "",
        "language": article.language if article.language != "und" else "",
        "URL": address,
    }
    return json.dumps([{k: v for k, v in item.items() if v}], ensure_ascii=False, indent=1) + "\n"


FORMATS: Mapping[str, CitationFormat] = MappingProxyType({
    "bibtex": CitationFormat("application/x-bibtex", ".bib", bibtex),
    "ris": CitationFormat("application/x-research-info-systems", ".ris", ris),
    "csl": CitationFormat("application/vnd.citationstyles.csl+json", ".json", csl),
})  # fmt: skip
"""By the name that asks for it."""


def _authors(article: Article) -> list[str]:
    return [name for name in _NAMES.split(article.author) if name]


def _day(article: Article) -> str:
    return article.published.isoformat()[:10] if article.published else ""


def _parts(stamp: date) -> list[int]:
    return [stamp.year, stamp.month, stamp.day]


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda sign: _ESCAPES.get(sign[0], f"\\{sign[0]}"), _line(text))


def _line(text: str) -> str:
    return " ".join(text.split())
