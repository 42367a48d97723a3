"""Deleted, suppressed and forgotten articles stay away as they should, down to the last byte."""

import json

import pytest

from indexer.base.errors import IndexFormatError
from indexer.pipeline import lifecycle
from indexer.pipeline.run import index_archive, vector_cache
from indexer.storage import open_reader

RECORDS = {
    "rain": "Rain fell on the harbour of Tripoli for three days, and the boats stayed in.",
    "snow": "Snow fell on Aleppo.",
    "again": "Rain fell on the harbour of Tripoli for three days, and the boats stayed in. Post.",
}


@pytest.fixture
def index(pages, settings):
    def run(records=RECORDS, **more):
        path = pages(*({"id": key, "title": key, "body": body} for key, body in records.items()))
        return index_archive([path], settings, **more)

    return run


def ids(settings):
    with open_reader(settings.index_path) as reader:
        return sorted(reader.ids())


def test_a_deleted_article_comes_back_when_its_source_changes(index, settings):
    index(vectors=False)
    assert lifecycle.delete(["snow", "nothing"], settings) == [True, False]
    assert ids(settings) == ["again", "rain"]
    assert index(vectors=False).deleted == 1
    assert index(RECORDS | {"snow": "More snow fell."}, vectors=False).indexed == 1


@pytest.mark.parametrize("how", ["suppress", "forget"])
def test_suppressed_and_forgotten_articles_do_not_come_back(index, settings, how):
    index(vectors=False)
    assert getattr(lifecycle, how)(["snow"], settings) == [True]
    report = index(RECORDS | {"snow": "More snow fell."}, vectors=False)
    assert (report.suppressed, report.forgotten) == ((1, 0) if how == "suppress" else (0, 1))
    assert ids(settings) == ["again", "rain"]
    assert lifecycle.readmit(["snow"], settings) == [True]
    assert index(vectors=False).indexed == 1


def test_a_duplicate_group_loses_what_is_removed(index, settings):
    assert index(vectors=False).groups == 1
    lifecycle.delete(["again"], settings)
    with open_reader(settings.index_path) as reader:
        one, other = reader.find(["rain", "snow"])
    assert one.group != other.group


def test_what_is_forgotten_leaves_no_trace_in_index_or_cache(index, settings):
    secret = "Zwetschgenxylographie"
    records = RECORDS | {"secret-id": f"{secret} was read aloud in Aleppo by Quorzella."}
    index(records)
    index(records | {"secret-id": f"{secret} was read twice."})
    cache = vector_cache(settings)
    size = rows(cache)
    lifecycle.forget(["secret-id"], settings)
    assert rows(cache) < size
    for path in [*settings.index_path.rglob("*"), *cache.parent.glob("vectors*")]:
        if path.is_file():
            content = path.read_bytes()
            for trace in (secret, "Quorzella", "secret-id"):
                assert trace.encode() not in content, (path, trace)
                assert trace.lower().encode() not in content, (path, trace)


def rows(cache):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(cache)) as connection:
        (table,) = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 1"
        ).fetchone()
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_without_an_index_nothing_is_made(settings):
    for act in (lifecycle.delete, lifecycle.suppress, lifecycle.forget, lifecycle.readmit):
        with pytest.raises(IndexFormatError):
            act(["x"], settings)
    assert not settings.index_path.exists()


def test_every_length_that_passages_can_have_is_looked_for_in_the_cache():
    from msgspec import inspect

    from indexer.base.settings import Settings

    fields = {f.encode_name: f.type for f in inspect.type_info(Settings).fields}
    length = fields["passage_words"]
    assert range(length.ge, length.le + 1) == lifecycle.PASSAGE_WORDS


def test_reports_are_kept(index, settings):
    index(vectors=False)
    with open_reader(settings.index_path) as reader:
        (report,) = reader.reports()
    assert json.loads(json.dumps(report))["indexed"] == 3
