"""Decides which article of the archive a page is: the same, a changed one, or another one.

An article's id is the record's own id, else its url, else the page's path (`indexer.extraction`).
Two sources may make the same one: folders that both hold `2016/1.txt`, exports that both count
their records from 1, file names that differ only in bytes that are no UTF-8. Where the id of an
incoming article is taken by an article of another origin, it is

1. the *same article* if its content is the same;
2. a *changed page* if the earlier page is no longer in its place (the archive was moved), or if
   the id is the record's own, not its path, and both are of the same source. A url names its
   source itself;
3. else a *collision*: another article. It gets a longer id made of what tells the sources apart,
   `bbc/2016/1.txt`, and nothing is overwritten.

An article that has an id keeps it: the longer ids are looked up as well, so that reading either
source again, in any order, finds every article where it was. Pages of one file, or of one source
without files, are never in collision: two records with one id are two versions of an article.
An article without an origin (from the first version of Kashshaf) is the one that is read first.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit
from urllib.request import url2pathname

from indexer.article import Article, RawPage
from indexer.pipeline.report import Collision
from indexer.readers.walk import is_absent
from indexer.storage.backend import IndexWriter

FILE = "file:"

Incoming = tuple[RawPage, Article]


class Identity:
    """Gives incoming articles their ids, in the order in which they come.

    Args:
        writer: the archive, its uncommitted changes included.
    """

    def __init__(self, writer: IndexWriter) -> None:
        self._writer = writer
        self._in_place: dict[str, bool] = {}

    def resolve(self, batch: Sequence[Incoming]) -> tuple[list[Article], list[Collision]]:
        """Return the articles under the ids that they are to have, and which of them collided.

        A collision is told once, when the article first gets its longer id.
        """
        wanted = [(article.id, *longer_ids(article.id, page)) for page, article in batch]
        ids = list(dict.fromkeys(article_id for choice in wanted for article_id in choice))
        found = zip(ids, self._writer.find(ids), strict=True)
        holders = {article_id: holder for article_id, holder in found if holder is not None}
        resolved, collisions = [], []
        for (page, article), choice in zip(batch, wanted, strict=True):
            chosen = self._choose(page, article, choice, holders)
            held = holders.get(chosen)
            if held is None and chosen != article.id:
                taken = holders[article.id].origin
                collisions.append(Collision(page.where, chosen, article.id, taken))
            given = replace(article, id=chosen, origin=self._origin(article, held))
            holders[chosen] = given
            resolved.append(given)
        return resolved, collisions

    def _choose(
        self,
        page: RawPage,
        article: Article,
        choice: Sequence[str],
        holders: dict[str, Article],
    ) -> str:
        """Return the id among `choice` (the own one first) under which the article goes in."""
        held = [(article_id, holders[article_id]) for article_id in choice if article_id in holders]
        tests: tuple[Callable[[Article], bool], ...] = (
            lambda holder: _same_place(article, holder),
            lambda holder: _same_content(article, holder),
            lambda holder: self._moved(page, holder),
        )
        for is_same in tests:
            for article_id, holder in held:
                if is_same(holder):
                    return article_id
        own = article.id != page.path
        taken = {
            article_id for article_id, holder in held if not self._changed(article, holder, own=own)
        }
        # The last one is free, or two different addresses have one digest.
        return next((article_id for article_id in choice if article_id not in taken), choice[-1])

    def _moved(self, page: RawPage, holder: Article) -> bool:
        """Whether the holder's page is gone from a folder of the same name as the page's."""
        depth = page.path.count("/") + 2
        tails = [place_of(origin).split("/")[-depth:] for origin in (page.origin, holder.origin)]
        return tails[0] == tails[1] and not self._is_in_place(holder)

    def _changed(self, article: Article, holder: Article, *, own: bool) -> bool:
        """Whether the article is a newer version of the holder, though of another origin."""
        if not holder.origin or not article.origin or not self._is_in_place(holder):
            return True
        same_source = bool(article.source) and article.source == holder.source
        return own and (same_source or "://" in article.id)

    def _origin(self, article: Article, held: Article | None) -> str:
        """Return the origin to store: the earlier one of the same text that is still there."""
        if held is None or not held.origin or _same_place(article, held):
            return article.origin
        stays = _same_content(article, held) and self._is_in_place(held)
        return held.origin if stays or not article.origin else article.origin

    def _is_in_place(self, holder: Article) -> bool:
        """Whether the page of an article is still where it was read; True where none can tell."""
        place = place_of(holder.origin)
        if not place.startswith(FILE):
            return True
        if place not in self._in_place:
            if len(self._in_place) > 100_000:
                self._in_place.clear()
            self._in_place[place] = not is_absent(file_of(place))
        return self._in_place[place]


def place_of(origin: str) -> str:
    """Return an origin without the position inside its file or feed."""
    return origin.partition("#")[0]


def file_of(place: str) -> Path:
    """Return the file that a `file:` address names."""
    path = urlsplit(place).path
    if os.name == "nt":
        return Path(url2pathname(path))
    return Path(os.fsdecode(unquote_to_bytes(path)))


def longer_ids(article_id: str, page: RawPage) -> tuple[str, ...]:
    """Return the ids for an article whose own is taken: a readable one, and one that nobody has.

    There are none for a page without an origin. They hold the name of the folder that was read
    and the page's path in it, for a name that is no UTF-8 a digest of its bytes, and the id where
    it is the record's own. The second one adds a digest of the whole address.
    """
    place, _, position = page.origin.partition("#")
    if not place:
        return ()
    path = page.path.removesuffix(f"#{position}") if position else page.path
    name = _name(place, path) if place.startswith(FILE) and path else place
    if article_id != page.path:
        name = f"{name}:{article_id}"
    elif position:
        name = f"{name}#{position}"
    return name, f"{name}~{_digest(place.encode())}"


def _name(place: str, path: str) -> str:
    """Return `bbc/2016/1.txt` for a page `2016/1.txt` of the folder `bbc`."""
    parts = place.split("/")
    depth = path.count("/") + 1
    folder = unquote(parts[-depth - 1]) if len(parts) > depth else ""
    raw = unquote_to_bytes("/".join(parts[-depth:]))
    try:
        raw.decode()
    except UnicodeDecodeError:
        return f"{folder}/{path}~{_digest(raw)}"
    return f"{folder}/{path}"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=6).hexdigest()


def _same_place(article: Article, holder: Article) -> bool:
    return bool(article.origin) and place_of(article.origin) == place_of(holder.origin)


def _same_content(article: Article, holder: Article) -> bool:
    return article.fingerprint() == holder.fingerprint()
