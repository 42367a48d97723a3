import logging
import re
from pathlib import Path

import msgspec
import pytest

from indexer.base.errors import SettingsError
from indexer.base.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[3]
NAMES = [field.name for field in msgspec.structs.fields(Settings)]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_without_any_source_the_defaults_hold():
    assert load_settings(environment={}) == Settings()


def test_a_flag_beats_a_variable_beats_the_file(tmp_path):
    (tmp_path / "kashshaf.toml").write_text("port = 1\nthreads = 2\npage_size = 3\n")
    environment = {"KASHSHAF_THREADS": "4", "KASHSHAF_PAGE_SIZE": "5"}
    settings = load_settings(environment=environment, page_size=6)
    assert (settings.port, settings.threads, settings.page_size) == (1, 4, 6)


def test_a_flag_that_was_not_given_changes_nothing():
    assert load_settings(environment={"KASHSHAF_PORT": "81"}, port=None).port == 81


def test_field_names_come_from_file_and_from_a_variable(tmp_path):
    (tmp_path / "kashshaf.toml").write_text('[field_names]\ntitle = ["headline"]\n')
    assert load_settings(environment={}).field_names == {"title": ["headline"]}
    variable = {"KASHSHAF_FIELD_NAMES": '{"body": ["story"]}'}
    assert load_settings(environment=variable).field_names == {"body": ["story"]}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 1", "colour"),
        ("port = 99999", "port"),
        ("threads = 0", "threads"),
        ('keyword_engine = "sphinx"', "keyword_engine"),
        ('time_zone = "Asia/Atlantis"', "Asia/Atlantis"),
        ("port = ]", "line 1"),
    ],
)
def test_a_wrong_setting_is_an_error_that_names_it(tmp_path, text, named):
    (tmp_path / "kashshaf.toml").write_text(text)
    with pytest.raises(SettingsError, match=named):
        load_settings(environment={})


def test_a_settings_file_that_is_named_must_exist(tmp_path):
    with pytest.raises(SettingsError, match="no such settings file"):
        load_settings(tmp_path / "other.toml", environment={})


def test_a_variable_that_is_no_setting_is_said_and_ignored(caplog):
    with caplog.at_level(logging.WARNING):
        assert load_settings(environment={"KASHSHAF_COLOUR": "red"}) == Settings()
    assert "KASHSHAF_COLOUR" in caplog.text


def test_a_variable_that_should_be_json_and_is_not_is_an_error():
    with pytest.raises(SettingsError, match="KASHSHAF_FIELD_NAMES"):
        load_settings(environment={"KASHSHAF_FIELD_NAMES": "title=headline"})


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_documented(name):
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{name}` \|", page, re.MULTILINE)


def test_every_documented_setting_exists():
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(NAMES)
