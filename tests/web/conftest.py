"""Fixtures of the web's tests: the application over two archives, and a strict reader of pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.article import Article
from indexer.base.settings import Settings
from indexer.storage import open_writer
from search.engine import SearchEngine
from web.app import create_app


@pytest.fixture(scope="session")
def app(sample_engine: SearchEngine, sample_settings: Settings) -> Flask:
    """The application over the sample archive."""
    return create_app(sample_engine, sample_settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without cookies who asks for English."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def small(settings: Settings) -> Callable[..., FlaskClient]:
    """Makes the application over articles of the test's own, without vectors."""

    def make(*articles: Article) -> FlaskClient:
        with open_writer(settings.index_path, settings) as writer:
            writer.put(articles)
            writer.commit()
        client = create_app(SearchEngine(settings.index_path, settings), settings).test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return make


@pytest.fixture(scope="session")
def read() -> Callable[[TestResponse], "Element"]:
    """Reads a page into elements; fails on markup that isn't well-formed."""
    return _read


VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def raw(self) -> str:
        return "".join(c if isinstance(c, str) else c.raw for c in self.children)

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    def all(self, tag: str = "", **wanted: str) -> list["Element"]:
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.fits(tag, wanted):
                    found.append(child)
                found += child.all(tag, **wanted)
        return found

    def one(self, tag: str = "", **wanted: str) -> "Element":
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} of <{tag} {wanted}>"
        return found[0]

    def fits(self, tag: str, wanted: dict[str, str]) -> bool:
        if tag and self.tag != tag:
            return False
        for name, value in wanted.items():
            own = self.attributes.get(name.rstrip("_").replace("_", "-"))
            if own is None or value not in (own.split() if name == "class_" else [own]):
                return False
        return True


class Page(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(source)
        self.close()
        assert self._open == [self.root], f"never closed: {[e.tag for e in self._open[1:]]}"

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> repeats an attribute: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data):
        self._open[-1].children.append(data)


def _read(response: TestResponse) -> Element:
    assert response.mimetype == "text/html"
    return Page(response.text).root
