"""Takes out of an HTML tree what isn't the article; keeps the blocks that name other articles."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.html import HtmlElement

from indexer.extraction.labels import key, phrase_keys
from indexer.extraction.markup import UNSEEN, inline_text, is_hidden
from indexer.extraction.vocabulary import RELATED_HEADINGS

_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog", "menu"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu"})
_CLASSES = frozenset({
    "breadcrumb", "breadcrumbs", "crumb", "crumbs", "nav", "navbar", "navigation", "menu",
    "sidebar", "share", "sharing", "social", "comments", "comment", "respond", "footer", "cookie",
    "cookies", "newsletter", "subscribe", "advert", "advertisement", "ad", "ads", "pagination",
    "pager", "toolbar", "copyright", "skip", "login", "search",
})  # fmt: skip
_RELATED = frozenset({
    "related", "teaser", "teasers", "recommended", "recommendations", "more-stories", "read-next",
    "readmore", "read-also", "seealso",
})  # fmt: skip
_NEVER = frozenset(  # counters and bylines have classes such as `comments`, too
    {"article", "main", "h1", "span", "a", "b", "i", "em", "strong", "small", "time", "li", "td"}
)
_DETAILS = frozenset({
    "entry-meta", "post-meta", "article-meta", "story-meta", "post-info", "article-info",
    "meta-info", "post-details",
})  # fmt: skip
_LISTS = frozenset({"div", "ul", "ol", "dl", "td", "p", "center", "section", "map"})
_LINKS, _SHARE_OF_LINKS = 2, 0.75
_SHARE_OF_PAGE = 0.5  # a block with more of the page's text than this is never boilerplate
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PROSE = 120  # characters of a paragraph
_HEADINGS = ["h2", "h3", "h4", "h5", "h6", "strong", "b"]


@dataclass(slots=True)
class Removed:
    """What was taken out of a page and still has something to say.

    Attributes:
        related: blocks with teasers.
        details: blocks with the article's date, author and counters.
    """

    related: list[HtmlElement] = field(default_factory=list)
    details: list[HtmlElement] = field(default_factory=list)


class _Size(NamedTuple):
    """How much an element holds."""

    text: int  # characters
    linked: int  # characters inside links
    links: int


def reduce_page(root: HtmlElement) -> Removed:
    """Take out of a tree what isn't the article's text."""
    removed = Removed()
    body = root.find("body") if root.tag == "html" else root
    if body is None:
        return removed
    sizes = _sizes(body)
    most = _SHARE_OF_PAGE * sizes[body].text
    gone: set[HtmlElement] = set()
    for element, size in sizes.items():
        if element is body or element in gone:
            continue
        detail, related = _is_detail(element), size.links > 0 and _is_related(element)
        unwanted = detail or related or _is_boilerplate(element) or _is_link_list(element, size)
        if not unwanted or (size.text > most and _has_prose(element, sizes)):
            continue
        if detail:
            removed.details.append(element)
        elif related or (element.tag == "aside" and size.links):
            removed.related.append(element)
        gone.update(element.iter())
        _remove(element)
    return removed


def _sizes(body: HtmlElement) -> dict[HtmlElement, _Size]:
    """Measure all elements of a tree in one pass, the outer before the inner."""
    elements = [element for element in body.iter() if isinstance(element.tag, str)]
    sizes: dict[HtmlElement, _Size] = dict.fromkeys(elements, _Size(0, 0, 0))
    for element in reversed(elements):
        inner = [sizes[child] for child in element if child in sizes]
        text = len((element.text or "").strip()) + sum(part.text for part in inner)
        text += sum(len((child.tail or "").strip()) for child in element)
        if element.tag == "a":
            sizes[element] = _Size(text, text, 1)
        else:
            linked, links = sum(part.linked for part in inner), sum(part.links for part in inner)
            sizes[element] = _Size(text, linked, links)
    return sizes


def _is_detail(element: HtmlElement) -> bool:
    return not _DETAILS.isdisjoint((element.get("class") or "").lower().split())


def _is_link_list(element: HtmlElement, size: _Size) -> bool:
    """Whether a block is hardly more than links to elsewhere."""
    return (
        element.tag in _LISTS and size.links >= _LINKS and size.linked > _SHARE_OF_LINKS * size.text
    )


def _has_prose(element: HtmlElement, sizes: dict[HtmlElement, _Size]) -> bool:
    """Whether a block that holds most of a page's text isn't what it seems."""
    return element.tag not in UNSEEN and any(
        sizes[part].text >= _PROSE for part in element.iter("p", "div")
    )


def _remove(element: HtmlElement) -> None:
    """Take an element out and leave the text behind it."""
    tail, element.tail = element.tail, None
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if tail:
        if before is not None:
            before.tail = _allowed((before.tail or "") + tail)
        else:
            parent.text = _allowed((parent.text or "") + tail)
    parent.remove(element)


def _allowed(text: str) -> str:
    """Return a text without what pages hold and lxml takes from the parser alone: controls."""
    return _NOT_XML.sub("", text)


def _names(element: HtmlElement) -> set[str]:
    words = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return set(words.split()) | set(re.split(r"[\s_-]+", words))


def _is_boilerplate(element: HtmlElement) -> bool:
    if element.tag in UNSEEN or element.tag in _TAGS or is_hidden(element):
        return True
    if element.tag == "header":
        return element.find(".//h1") is None or element.find(".//nav") is not None
    if (element.get("role") or "") in _ROLES:
        return True
    return element.tag not in _NEVER and not _CLASSES.isdisjoint(_names(element))


def _is_related(element: HtmlElement) -> bool:
    """Whether a block holds teasers: its class or its heading says so."""
    if element.tag in {"article", "main", "p", "span", "a"}:
        return False
    if not _RELATED.isdisjoint(_names(element)):
        return True
    if element.tag not in {"aside", "div", "section", "ul"}:
        return False
    first = next(iter(element), None)
    return (
        first is not None
        and first.tag in _HEADINGS
        and key(inline_text(first)) in phrase_keys(RELATED_HEADINGS)
    )
