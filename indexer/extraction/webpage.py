"""Extracts the article of an HTML page."""

import copy
import logging
from collections.abc import Sequence

from lxml.html import HtmlElement

from indexer.article import RawPage
from indexer.base.errors import PageError
from indexer.extraction.boilerplate import reduce_page
from indexer.extraction.extracted_fields import ExtractedFields
from indexer.extraction.labels import LabelReader, key, starts_like_label
from indexer.extraction.markup import inline_text, paragraphs_of, parse, unfold_tables
from indexer.extraction.metadata import any_stamp, stated, title_and_site
from indexer.extraction.page import PageReader
from indexer.extraction.related import RelatedBlocks
from indexer.extraction.timestamps import DateContext
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


class WebpageReader:
    """Extracts articles of HTML pages; `dates` reads their dates."""

    def __init__(self, dates: DateContext) -> None:
        self._dates = dates
        self._lines = PageReader(dates)
        self._labels = LabelReader(dates)
        self._related = RelatedBlocks(dates)

    def read(self, source: str, page: RawPage) -> ExtractedFields:
        """Extract title, dates, byline, body and teasers from a page's HTML.

        Args:
            source: the HTML.
            page: where it is from.

        Raises:
            PageError: there is no text in it.
        """
        root = parse(source)
        if root is None:
            raise PageError("the page holds no text", page.where, "Fetch it again")
        unfold_tables(root)
        extracted = stated(root, self._dates)
        removed = reduce_page(root)
        container = _container(root)
        everything = _lines(root)
        heading = _heading(root, container, extracted.source)
        extracted.title, extracted.source = title_and_site(root, heading, extracted, everything)
        read = self._body(root, container, everything, extracted.title)
        if not read.paragraphs:
            raise PageError(
                "no article was found in the page", page.where, "Check that the page shows its text"
            )
        extracted.fill(read)
        self._fill_from_labels(extracted, removed.details, everything)
        if extracted.published is None:
            stamps = map(any_stamp, (*removed.details, root if container is None else container))
            extracted.published = self._dates.timestamp(next(filter(None, stamps), ""))
        extracted.relations = read.relations + self._related.teasers(
            removed.related, extracted.url, page.path
        )
        return extracted

    def _body(
        self, root: HtmlElement, container: HtmlElement | None, everything: list[str], title: str
    ) -> ExtractedFields:
        """Read the body of the article's element or what trafilatura finds; the completer one."""
        by_trafilatura = self._lines.read(_trafilatura(root), title)
        own = self._lines.read(everything if container is None else _lines(container), title)
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

    def _fill_from_labels(
        self, extracted: ExtractedFields, details: list[HtmlElement], everything: list[str]
    ) -> None:
        """Take what is still missing from labelled lines outside the article's element."""
        header = [inline_text(part) for block in details for part in (*block, block)]
        header += [line for line in everything if self._names_added_or_published(line)]
        extracted.fill(self._lines.read([extracted.title, *header], extracted.title))

    def _names_added_or_published(self, line: str) -> bool:
        labels = {part.label for part in self._labels.read(line)}
        return not labels.isdisjoint({Label.ADDED, Label.PUBLISHED})


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
