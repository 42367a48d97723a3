import pytest
from werkzeug.datastructures import MultiDict

from web.links import ids_named, outside, switched


@pytest.mark.parametrize("url", ["https://x.example/a?b#c", "http://192.0.2.1/خبر"])
def test_web_addresses_are_linked_to(url):
    assert outside(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "data:text/html,x", "//x.example", "a.html", "http://[", "https:"],
)
def test_nothing_else_is_linked_to(url):
    assert outside(url) == ""


def test_a_relative_link_is_looked_for_beside_its_page():
    assert ids_named("b.html#top", "folder/a.html") == ("b.html", "folder/b.html")
    assert ids_named("../c/d.txt", "folder/a.html") == ("../c/d.txt", "c/d.txt")
    assert ids_named("https://x.example/1", "2")[0] == "https://x.example/1"
    assert ids_named("", "a") == ids_named("#top", "a") == ()


def test_switching_the_language_keeps_the_search():
    values = MultiDict([("q", "a&b"), ("source", "1"), ("source", "2"), ("ui", "ar")])
    assert switched(values, "en") == "?q=a%26b&source=1&source=2&ui=en"
