"""Extracts the article of an HTML page."""

import copy
import logging
from collections.abc import Sequence

from lxml.html import HtmlElement

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.base.settings import Settings
from indexer.extraction.boilerplate import reduce_page
from indexer.extraction.extracted_fields import ExtractedFields
from indexer.extraction.labels import key, read_labels, starts_like_label
from indexer.extraction.markup import inline_text, paragraphs_of, parse, unfold_tables
from indexer.extraction.metadata import any_stamp, stated, title_and_site
from indexer.extraction.page import read_page
from indexer.extraction.related import teasers_of
from indexer.extraction.timestamps import read_timestamp
from indexer.extraction.vocabulary import Label

_CONTAINERS = (
    "//article[.//h1]", "//main[.//h1]", "//*[@role='main'][.//h1]", "//*[@itemprop='articleBody']",
    "//article", "//main", "//*[@role='main']",
    "//*[@id='content' or @id='main' or @id='article' or @id='post']",
    "//*[contains(@class,'article-body') or contains(@class,'post-body') or "
    "contains(@class,'entry-content') or contains(@class,'post-content')]",
)  # fmt: skip
_VERSE = 90  # characters: no line of a poem or an address is longer
_SHARE = 0.5  # of the page's text that the article's element must hold
_MISSING = 0.5  # of the element's text that trafilatura may find elsewhere

logger = logging.getLogger(__name__)


def read_webpage(page: RawPage, settings: Settings) -> ExtractedFields:
    """Extract title, dates, byline, body and teasers from a page's HTML.

    Raises:
        PageError: there is no text in it.
    """
    root = parse(page.text)
    if root is None:
        raise PageError("the page holds no text", page.where, "Fetch it again")
    unfold_tables(root)
    extracted = stated(root, settings)
    removed = reduce_page(root)
    container = _container(root)
    everything = _lines(root)
    heading = _heading(root, container, extracted.source)
    extracted.title, extracted.source = title_and_site(root, heading, extracted, everything)
    read = _body(root, container, everything, extracted.title, settings)
    if not read.paragraphs:
        raise PageError(
            "no article was found in the page", page.where, "Check that the page shows its text"
        )
    extracted.fill(read)
    _fill_from_labels(extracted, removed.details, everything, settings)
    if extracted.published is None:
        stamps = map(any_stamp, (*removed.details, root if container is None else container))
        extracted.published = read_timestamp(next(filter(None, stamps), ""), settings)
    extracted.relations = read.relations + teasers_of(
        removed.related, settings, extracted.url, page.path
    )
    return extracted


def _container(root: HtmlElement) -> HtmlElement | None:
    """Return the element that holds the article: marked as such, and with most of the text."""
    total = _size(root)
    for path in _CONTAINERS:
        found = max(root.xpath(path), key=_size, default=None)
        if found is not None and _size(found) >= _SHARE * total:
            return found
    return None


def _size(element: HtmlElement) -> int:
    return sum(map(len, paragraphs_of(element)))


def _lines(element: HtmlElement) -> list[str]:
    """Return the paragraphs of an element; those that `<br>` parts are taken apart, but verse."""
    found: list[str] = []
    for paragraph in paragraphs_of(element):
        lines = paragraph.split("\n")
        verse = max(map(len, lines)) <= _VERSE and not any(map(starts_like_label, lines))
        found += [paragraph] if verse else lines
    return found


def _heading(root: HtmlElement, container: HtmlElement | None, site: str) -> str:
    """Return the page's `<h1>` where it is the article's: in its element, or the only one."""
    inside = [] if container is None else list(container.iter("h1"))
    headings = [inline_text(heading) for heading in (inside or root.iter("h1"))]
    headings = [text for text in headings if text and text != site]
    return headings[0] if (inside and headings) or len(headings) == 1 else ""


def _body(
    root: HtmlElement,
    container: HtmlElement | None,
    everything: list[str],
    title: str,
    settings: Settings,
) -> ExtractedFields:
    """Read the body from the article's element or from what trafilatura finds; the completer."""
    by_trafilatura = read_page(_trafilatura(root), settings, title)
    own = read_page(everything if container is None else _lines(container), settings, title)
    found, kept = by_trafilatura.paragraphs, own.paragraphs
    if container is None:
        sparse = sum(map(len, found)) < _SHARE * sum(map(len, kept))
        chosen, other = (own, by_trafilatura) if sparse else (by_trafilatura, own)
    else:
        missing = _missing(found, kept)
        elsewhere = sum(map(len, missing)) > _MISSING * sum(map(len, kept))
        chosen, other = (by_trafilatura, own) if elsewhere else (own, by_trafilatura)
    paragraphs, relations = chosen.paragraphs, own.relations
    chosen.fill(other)
    chosen.paragraphs, chosen.relations = paragraphs, relations
    return chosen


def _trafilatura(root: HtmlElement) -> list[str]:
    """Return the paragraphs that trafilatura takes for the article.

    Its metadata aren't asked for: it guesses dates from addresses (`/2023/07/` gives 1 July).
    """
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it misses, we don't
    try:
        document = bare_extraction(
            copy.deepcopy(root), include_comments=False, favor_recall=True, with_metadata=False
        )
    except Exception as error:  # noqa: BLE001 - a fault of the library costs no page
        logger.info("trafilatura gave up: %s", error)
        return []
    text = getattr(document, "text", None) or ""
    return [line for line in (part.strip() for part in text.split("\n")) if line]


def _missing(paragraphs: Sequence[str], among: Sequence[str]) -> list[str]:
    """Return the paragraphs whose text isn't among the others."""
    whole = "".join(key(" ".join(among)).split())
    return [p for p in paragraphs if "".join(key(p).split()) not in whole]


def _fill_from_labels(
    extracted: ExtractedFields,
    details: list[HtmlElement],
    everything: list[str],
    settings: Settings,
) -> None:
    """Take what is still missing from labelled lines outside the article's element."""
    header = [inline_text(part) for block in details for part in (*block, block)]
    header += [line for line in everything if _names_added_or_published(line, settings)]
    extracted.fill(read_page([extracted.title, *header], settings, extracted.title))


def _names_added_or_published(line: str, settings: Settings) -> bool:
    labels = {part.label for part in read_labels(line, settings)}
    return not labels.isdisjoint({Label.ADDED, Label.PUBLISHED})
