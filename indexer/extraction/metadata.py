"""Reads what an HTML page states of itself: meta tags, JSON-LD, `<time>`, `<title>`."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from lxml.html import HtmlElement

from indexer.extraction.extracted_fields import ExtractedFields
from indexer.extraction.markup import inline_text
from indexer.extraction.names import author_name
from indexer.extraction.timestamps import DateContext
from indexer.extraction.whitespace import clean_line

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate",
    "publishdate", "publish_date", "publish-date", "date", "dc.date", "dc.date.issued",
    "dcterms.date", "dcterms.issued", "dcterms.created", "citation_publication_date",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_AUTHOR = ("author", "article:author", "dc.creator", "dcterms.creator", "byl", "parsely-author")
_SOURCE = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "publisher",
    "apple-mobile-web-app-title",
)
_SECTION = ("article:section", "section", "parsely-section")
_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline")
_URL = ("og:url", "twitter:url")
_DIVIDER = re.compile(r"\s+[|–—»«•·:-]+\s+")
_ARTICLE_TYPES = re.compile(r"article|blogposting|report", re.IGNORECASE)


def stated(root: HtmlElement, dates: DateContext) -> ExtractedFields:
    """Collect title, url, dates, source, author and category from a page's own statements."""
    meta = _meta(root)
    data = _json_ld(root)
    return ExtractedFields(
        title=_first(meta, _TITLE) or _string(data.get("headline")),
        url=_url(root, meta),
        source=_first(meta, _SOURCE) or _name(data.get("publisher")),
        author=_author(meta) or author_name(_name(data.get("author"))) or _marked_author(root),
        category=_first(meta, _SECTION) or _string(data.get("articleSection")),
        published=dates.timestamp(
            _first(meta, _PUBLISHED) or _string(data.get("datePublished")) or _stamp(root)
        ),
    )


def title_and_site(
    root: HtmlElement, heading: str, extracted: ExtractedFields, lines: Sequence[str]
) -> tuple[str, str]:
    """Return the title without the site's name, and the site's name.

    Args:
        root: the page.
        heading: the article's `<h1>`, empty where there is none.
        extracted: what the page states of itself.
        lines: its text; which part of `<title>` the page repeats tells title from site.
    """
    whole = clean_line(root.findtext(".//title") or "")
    title = without_site(heading or extracted.title or whole, extracted.source)
    if not heading and not extracted.title:
        parts = _DIVIDER.split(whole)
        title = next((part for part in (parts[0], parts[-1]) if part in lines), title)
    return title, extracted.source or _site_in(whole, title)


def without_site(title: str, site: str) -> str:
    """Return a page's title without the name of the site at its end or beginning."""
    if not site:
        return title
    for part in (_DIVIDER.split(title)[-1:], _DIVIDER.split(title)[:1]):
        if part == [site] and title != site:
            return title.removesuffix(site).removeprefix(site).strip(" |–—»«•·:-")
    return title


def _site_in(whole: str, title: str) -> str:
    """Return what `<title>` holds beside the title: the site's name."""
    parts = _DIVIDER.split(whole)
    if title and len(parts) > 1:
        if whole.startswith(title) and parts[-1] not in title:
            return parts[-1]
        if whole.endswith(title) and parts[0] not in title:
            return parts[0]
    return ""


def _meta(root: HtmlElement) -> dict[str, str]:
    """Return the first content of each meta name, property and itemprop, in lower case."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = clean_line(element.get("content") or "")
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _author(meta: dict[str, str]) -> str:
    author = _first(meta, _AUTHOR)
    return "" if author.startswith(("http://", "https://")) else author_name(author)


def _url(root: HtmlElement, meta: dict[str, str]) -> str:
    links = root.xpath("//link[translate(@rel,'CANOIL','canoil')='canonical']/@href")
    candidates = [*map(str, links), _first(meta, _URL)]
    return next((c.strip() for c in candidates if c.strip().startswith(("http:", "https:"))), "")


def _marked_author(root: HtmlElement) -> str:
    for element in root.xpath("//*[@itemprop='author' or @rel='author']"):
        name = author_name(inline_text(element))
        if name:
            return name
    return ""


def _stamp(root: HtmlElement) -> str:
    """Return the time stamp that is marked as the date of publication."""
    path = (
        "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content"
        " | //time[@pubdate or contains(@class,'publish')]/@datetime"
    )
    return next(map(str, root.xpath(path)), "")


def any_stamp(element: HtmlElement) -> str:
    """Return the first time stamp inside an element."""
    return next((str(time.get("datetime") or "") for time in element.iter("time")), "")


def _json_ld(root: HtmlElement) -> dict[str, Any]:
    """Return the JSON-LD object that describes the article; empty where there is none."""
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            data = msgspec.json.decode((script.text or "").strip().encode("utf-8", "replace"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        for item in _objects(data):
            kinds = item.get("@type")
            kind = " ".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds)
            if _ARTICLE_TYPES.search(kind) and ("headline" in item or "datePublished" in item):
                return item
    return {}


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for item in data:
            yield from _objects(item)
    elif isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph", []))


def _string(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return clean_line(value) if isinstance(value, str) else ""


def _name(value: Any) -> str:
    """Return the name of a JSON-LD person or organisation, or of several."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    if isinstance(value, dict):
        value = value.get("name")
    return _string(value)
