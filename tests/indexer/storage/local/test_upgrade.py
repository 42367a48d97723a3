"""An index of the first version, as `tests/data/first-version.zip` holds it, is brought forward.

It has three articles at its fifth version: one was deleted, and one has been changed.
"""

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from indexer.base.errors import IndexFormatError
from indexer.base.settings import Settings
from indexer.storage.local import LocalReader, LocalWriter
from indexer.storage.local.keyword.port import KEYWORD_SCHEMA
from indexer.storage.maintenance import check, repair, upgrade
from search.engine import SearchEngine
from search.request import SearchRequest

FIRST = Path(__file__).resolve().parents[3] / "data" / "first-version.zip"
LIVE = ["matar", "musayyarat", "rain"]


@pytest.fixture
def old(tmp_path):
    folder = tmp_path / "index"
    with zipfile.ZipFile(FIRST) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def settings(old, cache):
    return Settings(index=str(old), cache=str(cache))


def test_an_index_of_the_first_version_is_refused_with_the_command(old, settings):
    for opening in (LocalReader, LocalWriter):
        with pytest.raises(IndexFormatError, match="kashshaf upgrade"):
            opening(old)
    (problem,) = check(old)
    assert "kashshaf upgrade" in problem.remedy
    assert repair(old, settings) == [problem]


def test_it_is_brought_forward_with_its_vectors_and_versions(old, settings):
    assert "3 articles" in upgrade(old, settings)
    assert check(old) == []
    with LocalReader(old) as reader:
        assert sorted(reader.ids()) == LIVE
        assert sum(reader.manifest.vectors.articles.values()) == 3
        first, second = reader.versions("rain")
        assert "four days" in first.article.body
        assert "three days" in second.article.body
    response = SearchEngine(old, settings).search(SearchRequest("rain in Tripoli"))
    assert response.retrievers == ("lexical", "dense")
    assert {hit.article.id for hit in response.hits[:2]} == {"rain", "matar"}
    assert "already" in upgrade(old, settings)


def test_articles_read_again_are_known(old, settings):
    upgrade(old, settings)
    with LocalReader(old) as reader:
        articles = [one.article for one in reader.find(LIVE)]
    with LocalWriter(old) as writer:
        assert writer.put(articles) == ["unchanged"] * 3
        assert writer.without_vectors(writer_space(writer)) == []


def writer_space(writer):
    with writer.open_reader() as reader:
        return reader.manifest.active


CRASH = """
import os, signal, sys
from pathlib import Path
from indexer.base.settings import Settings
from indexer.storage.local import layout, upgrade
def dies(*_):
    os.kill(os.getpid(), signal.SIGKILL)
match sys.argv[2]:
    case "while copying":
        upgrade.seal = dies
    case "before the store":
        Path.replace = dies
    case "before CURRENT":
        layout.Layout.publish = dies
    case "after CURRENT":
        upgrade.ArticleWriter.set_published = dies
upgrade.upgrade(Path(sys.argv[1]), Settings(index=sys.argv[1]))
"""


@pytest.mark.parametrize(
    "point", ["while copying", "before the store", "before CURRENT", "after CURRENT"]
)
def test_an_upgrade_killed_at_any_point_can_be_run_again(old, settings, point):
    command = [sys.executable, "-c", CRASH, str(old), point]
    crash = subprocess.run(command, check=False, env=os.environ)
    assert crash.returncode == -signal.SIGKILL
    upgrade(old, settings)
    assert check(old) == []
    with LocalReader(old) as reader:
        assert sorted(reader.ids()) == LIVE


@pytest.mark.parametrize("name", ["CURRENT", "articles.sqlite", "generations/5/manifest.json"])
def test_a_damaged_first_version_is_refused_in_one_line(old, settings, name):
    (old / name).write_bytes(b"\xff\xfe damaged")
    with pytest.raises(IndexFormatError) as refused:
        upgrade(old, settings)
    assert str(old) in str(refused.value)


def test_other_keyword_fields_are_brought_forward(old, settings):
    upgrade(old, settings)
    manifest = old / "commits" / "6" / "manifest.json"
    manifest.write_text(
        manifest.read_text().replace(f'"keyword_schema": {KEYWORD_SCHEMA}', '"keyword_schema": 1')
    )
    repair(old, settings)  # the manifest is not what its checksum says
    upgrade(old, settings)
    assert check(old) == []
    with LocalReader(old) as reader:
        assert sorted(reader.ids()) == LIVE
