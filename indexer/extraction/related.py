"""Reads the teasers in an HTML page's related blocks."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from indexer.article import Relation
from indexer.extraction.markup import inline_text
from indexer.extraction.teasers import excerpt_after, is_marker, plain_title, without_marker
from indexer.extraction.timestamps import DateContext

_PAGES = frozenset({".txt", ".html", ".htm"})
_TITLE_WORDS = 3  # a shorter link without date or excerpt is a section, not an article


@dataclass(frozen=True, slots=True)
class RelatedBlocks:
    """Reads related blocks; `dates` reads the dates in them."""

    dates: DateContext

    def teasers(self, blocks: list[HtmlElement], url: str, path: str) -> list[Relation]:
        """Return the articles that blocks of an HTML page tease.

        Args:
            blocks: the related blocks.
            url: the page's own address, against which links are resolved.
            path: the page's path in the archive; links to neighbouring files become such paths.
        """
        found: dict[str, Relation] = {}
        for block in blocks:
            for link in block.iter("a"):
                href, title = link.get("href") or "", inline_text(link)
                if not href or href.startswith(("#", "javascript:", "mailto:")) or href in found:
                    continue
                if title and not is_marker(title):
                    relation = self._teaser(link, title, block, resolve(href, url, path))
                    if relation is not None:
                        found[href] = relation
        return list(found.values())

    def _teaser(
        self, link: HtmlElement, title: str, block: HtmlElement, url: str
    ) -> Relation | None:
        text = inline_text(_item(link, block))
        rest = text[text.find(title) + len(title) :] if title in text else ""
        cut = without_marker(rest)
        rest = (rest if cut is None else cut).strip()
        found = self.dates.find(rest)[:1]
        published = self.dates.local(found[0]) if found else None
        if found:
            rest = f"{rest[: found[0].start]} {rest[found[0].end :]}"
        excerpt = " ".join(rest.split()).strip(" -–—|()·")
        if not found and not excerpt and len(title.split()) < _TITLE_WORDS:
            return None
        return Relation("teaser", plain_title(title), url, published, excerpt_after(title, excerpt))


def resolve(href: str, url: str, path: str) -> str:
    """Return where a link leads: an address, or the path of another file of the archive."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return urljoin(url, href)
    target = unquote(parts.path)
    mirrored = not url or not url.endswith(PurePosixPath(path).name)
    if mirrored and not target.startswith("/") and PurePosixPath(target).suffix in _PAGES:
        return normpath(join(dirname(path), target))
    return urljoin(url, href)


def _item(link: HtmlElement, block: HtmlElement) -> HtmlElement:
    """Return the largest element around a link, inside the block, that links nowhere else."""
    item = link
    for parent in link.iterancestors():
        if parent is block or {a.get("href") for a in parent.iter("a")} != {link.get("href")}:
            break
        item = parent
    return item
