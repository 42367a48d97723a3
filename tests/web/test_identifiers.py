import pytest
from werkzeug.routing import Map, Rule

from web.identifiers import IdConverter, ends_in_segment

IDS = [
    "plain",
    "news/2024/a.txt",
    "https://x.example/a?b=c d/é/خبر",
    "/begins/and/ends/",
    "a//b",
    "100%25 sure#here;&=+",
    "x/related",
    "line\nbreak",
    "..",
]


@pytest.mark.parametrize("article_id", IDS)
def test_an_id_comes_back_from_its_address_as_it_was(article_id):
    rule = Rule("/article/<id:article_id>", endpoint="article")
    routes = Map([rule], converters={"id": IdConverter}, merge_slashes=False)
    adapter = routes.bind("x.example")
    path = adapter.build("article", {"article_id": article_id})
    assert path.count("/") == 2
    assert path.isascii()
    from urllib.parse import unquote

    assert adapter.match(unquote(path)) == ("article", {"article_id": article_id})


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("/api/v1/articles/x/related", True),
        ("/api/v1/articles/x/related?limit=3", True),
        ("/api/v1/articles/x/relate%64", True),
        ("/api/v1/articles/x%2Frelated", False),
        ("/api/v1/articles/x%2frelated?a=/related", False),
        (None, None),
    ],
)
def test_the_raw_request_tells_a_segment_from_the_end_of_an_id(uri, expected):
    assert ends_in_segment(uri, "related") is expected
