"""The frozen records that everything else passes along: RawPage, Article, Passage, Relation."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Timestamp = date | datetime
"""A date, or a date with a time of day; naive, in the archive's own time zone."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page or record as a reader found it, before extraction.

    It may have a text, fields, or both: a crawled page comes with its HTML and the crawler's
    record of it. What the fields state wins over what the text says.

    Attributes:
        where: file and position, as a person would look it up (`news.jsonl.gz:17`).
        path: the file's path relative to the folder that was named, `/` between its parts;
            a record's position follows after `#` where a file holds many.
        text: the page's text (plain text or HTML source); empty where there are only fields.
        markup: whether `text` is HTML.
        fields: what is stated of the page, under Kashshaf's names (`id`, `url`, `title`, `body`,
            `language`, `published`, `added`, `source`, `author`, `category`, `summary`,
            `visits`, `comments`).
        article: the article itself, where a page is the export of an archive; then nothing else of
            it is read.
        origin: a URI: what tells the page's source apart from others, and where in it the page is.
            Of a file it is its `file:` address with the record's position as fragment
            (`file:///archive/bbc/2016.jsonl#17`); empty where the source has no name.
    """

    where: str
    path: str
    text: str = ""
    markup: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    article: "Article | None" = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Another article that a page names: a teaser, with what the teaser says of it.

    Attributes:
        kind: `teaser`, so far the only one.
        title: the other article's title as the page gives it.
        url: where it links to; empty where it doesn't.
        published: the date beside it, or None.
        excerpt: the cut first words beside it; may be empty.
    """

    kind: str
    title: str
    url: str = ""
    published: Timestamp | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the archive.

    Attributes:
        id: stable: the record's own id, else its url, else its path, else a digest of its text.
        title: may be empty.
        body: the article's text, paragraphs apart by one blank line; no chrome, no teasers.
        language: ISO 639-1 code of the body; `und` where it can't be told.
        title_language: the same for the title.
        published: when its author or source says that it appeared.
        added: when the archive took it in.
        visits: the page's own counters, not the site's; None where the page has none.
        relations: other articles that the page names.
        origin: as of the RawPage that it was made from, so that a changed page is told from
            another one that would get the same id; no part of the content. Empty in archives of
            the first version.
    """

    id: str
    title: str
    body: str
    language: str = "und"
    title_language: str = "und"
    url: str = ""
    published: Timestamp | None = None
    added: Timestamp | None = None
    source: str = ""
    author: str = ""
    category: str = ""
    visits: int | None = None
    comments: int | None = None
    relations: tuple[Relation, ...] = ()
    origin: str = ""

    @property
    def timestamp(self) -> Timestamp | None:
        """The date that filters and sorts: the published date, else the added date."""
        return self.published or self.added

    def fingerprint(self) -> bytes:
        """Digest (16 bytes) of all that the archive keeps of the article.

        Two readings with the same fingerprint are the same version. The counters are left out:
        they change with every visit, and a visit is no new version.
        """
        parts = (
            self.title, self.body, self.language, self.title_language, self.url,
            iso(self.published), iso(self.added), self.source, self.author, self.category,
            *(f"{r.kind}\x1e{r.title}\x1e{r.url}" for r in self.relations),
        )  # fmt: skip
        digest = hashlib.blake2b(digest_size=16)
        digest.update("\x1f".join(parts).encode("utf-8", "surrogatepass"))
        return digest.digest()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article that gets a vector of its own.

    Attributes:
        number: 0 for the first passage of the article.
        start: offset of its first character in the article's body.
        end: offset after its last character in the body.
        text: what is embedded: the title, a line break, and the body's stretch.
    """

    number: int
    start: int
    end: int
    text: str


def iso(timestamp: Timestamp | None) -> str:
    """Return `2024-05-21`, `2024-05-27T18:44`, `2024-05-27T18:44:05`, or the empty string."""
    if timestamp is None:
        return ""
    if isinstance(timestamp, datetime):
        return timestamp.isoformat(timespec="seconds" if timestamp.second else "minutes")
    return timestamp.isoformat()


def from_iso(text: str) -> Timestamp | None:
    """Read back what `iso` wrote; None for the empty string. Raises ValueError on other text."""
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def id_digest(article_id: str) -> str:
    """Return the digest (32 hexadecimal digits) by which a forgotten article is told again."""
    data = article_id.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16, person=b"kashshaf-id").hexdigest()
