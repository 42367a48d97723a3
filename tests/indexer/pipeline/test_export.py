"""An archive is exported as JSON Lines, and what is made of them is the same archive."""

import json
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from indexer.article import Article, Relation
from indexer.base.errors import PageError
from indexer.exchange import from_record, to_record
from indexer.pipeline.export import exported
from indexer.pipeline.run import index_archive
from indexer.readers import read
from indexer.storage import open_reader, open_writer
from web.cli.commands import main

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
STAMPS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)) | st.datetimes(
    datetime(1900, 1, 1), datetime(2100, 1, 1)
).map(lambda stamp: stamp.replace(microsecond=0))  # fmt: skip
RELATIONS = st.builds(
    Relation, kind=st.just("teaser"), title=TEXT, url=TEXT, published=STAMPS, excerpt=TEXT
)
ARTICLES = st.builds(
    Article, id=TEXT.filter(bool), title=TEXT, body=TEXT, language=st.sampled_from(["ar", "und"]),
    title_language=st.sampled_from(["ar", "en"]), url=TEXT, published=STAMPS, added=STAMPS,
    source=TEXT, author=TEXT, category=TEXT, visits=st.none() | st.integers(0, 10**12),
    comments=st.none() | st.integers(0, 9), relations=st.lists(RELATIONS, max_size=2).map(tuple),
    origin=TEXT,
)  # fmt: skip


def articles(settings):
    with open_reader(settings.index_path) as reader:
        ids = reader.ids()
        return {stored.article.id: stored.article for stored in reader.find(ids) if stored}


@given(ARTICLES)
def test_an_article_is_what_its_record_says(article):
    record = json.loads(json.dumps(to_record(article), ensure_ascii=False))
    assert from_record(record) == article


@given(st.lists(ARTICLES, unique_by=lambda article: article.id, max_size=6))
@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_archive_comes_back_whole(tmp_path_factory, cache, given_articles):
    from indexer.base.settings import Settings

    folder = tmp_path_factory.mktemp("export")
    first = Settings(index=str(folder / "first"), cache=str(cache), model="none")
    second = msgspec.structs.replace(first, index=str(folder / "second"))
    with open_writer(first.index_path, first) as writer:
        writer.put(given_articles)
        writer.commit()
    with open_reader(first.index_path) as reader:
        (folder / "a.jsonl").write_text("".join(f"{line}\n" for line in exported(reader)), "utf-8")
    report = index_archive([folder / "a.jsonl"], second, vectors=False)
    assert not report.skipped or not given_articles
    assert articles(second) == articles(first) if given_articles else True


def test_the_sample_comes_back_whole_through_the_command(
    sample_report, sample_settings, settings, tmp_path, capsys
):
    assert sample_report.articles
    file = tmp_path / "export.jsonl"
    with pytest.raises(SystemExit) as ended:
        main(["export", str(file), "--index", sample_settings.index])
    assert ended.value.code == 0
    assert f"{sample_report.articles} articles" in capsys.readouterr().out
    report = index_archive([file], settings, vectors=False)
    assert (report.indexed, report.skipped) == (sample_report.articles, [])
    assert articles(settings) == articles(sample_settings)
    again = index_archive([file], settings, vectors=False)
    assert (again.unchanged, again.indexed, again.updated) == (sample_report.articles, 0, 0)


def test_what_goes_to_standard_output_holds_nothing_else(sample_report, sample_settings, capsys):
    with pytest.raises(SystemExit):
        main(["export", "--index", sample_settings.index])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == sample_report.articles
    assert all(json.loads(line)["kashshaf"] == 1 for line in lines)


@pytest.mark.parametrize(
    "damage",
    [{"id": ""}, {"id": 5}, {"published": "soon"}, {"published": 3}, {"relations": [1]},
     {"relations": [{"kind": "x"}]}, {"surprise": 1}, {"visits": "many"}],
)  # fmt: skip
def test_a_damaged_export_is_reported(settings, tmp_path, damage):
    record = to_record(
        Article("a", "A title", "A body", published=datetime(2020, 1, 1, tzinfo=UTC))
    )
    good = to_record(Article("b", "B", "B"))
    lines = [json.dumps(record | damage), json.dumps(good)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    first, second = read([tmp_path / "a.jsonl"], settings)
    assert isinstance(first, PageError)
    assert "export" in first.what
    assert second.article == Article("b", "B", "B")
