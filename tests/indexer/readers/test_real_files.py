"""Data sets go in as their publishers ship them."""

from itertools import islice

from indexer.article import RawPage
from indexer.base.settings import Settings
from indexer.readers import read


def test_every_record_of_the_published_formats_goes_in(shared):
    items = list(read([shared / "data" / "formats"], Settings()))
    assert len(items) == 302
    assert all(isinstance(item, RawPage) for item in items)
    assert {"title", "body", "source", "url"} <= set.intersection(*(set(i.fields) for i in items))


def test_the_packed_archive_streams(shared):
    stream = read([shared / "data" / "news" / "articles.jsonl.gz"], Settings())
    pages = list(islice(stream, 3000))
    stream.close()
    assert all(isinstance(page, RawPage) and page.fields["id"] for page in pages)
    assert pages[2999].path == "articles.jsonl.gz#3000"


def test_retrieval_sets_go_in(shared):
    items = list(read([shared / "data" / "eval" / "koya-pairs" / "corpus.jsonl"], Settings()))
    assert len(items) == 887
    assert {"id", "body", "language"} <= set(items[0].fields)
