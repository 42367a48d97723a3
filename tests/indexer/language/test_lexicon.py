"""The lexicon of attested words: the same wherever it is kept."""

import pytest

from indexer.base.errors import SettingsError
from indexer.base.settings import Settings
from indexer.language import options
from indexer.language.lexicon import lexicon


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """An empty cache folder; the process's own lexicon is put back afterwards."""
    monkeypatch.setenv("KASHSHAF_CACHE", str(tmp_path / "cache"))
    options.forget()
    lexicon.cache_clear()
    yield tmp_path / "cache"
    options.forget()
    lexicon.cache_clear()


def test_frequent_words_outweigh_rare_and_unknown_ones():
    known = lexicon()
    assert known.frequency("وزير") > known.frequency("زير") > known.frequency("ضصثق") == 0


def test_spelling_variants_are_counted_together():
    assert lexicon().frequency("ايران") > 0
    assert lexicon().frequency("إيران") == 0


def test_it_is_compiled_once_and_mapped_afterwards(elsewhere):
    first = lexicon().frequency("كتاب")
    (path,) = elsewhere.iterdir()
    written = path.stat().st_mtime_ns
    lexicon.cache_clear()
    assert lexicon().frequency("كتاب") == first
    assert path.stat().st_mtime_ns == written


def test_a_torn_file_is_compiled_again(elsewhere):
    whole = lexicon().frequency("كتاب")
    (path,) = elsewhere.iterdir()
    lexicon.cache_clear()
    path.write_bytes(b"torn")
    assert lexicon().frequency("كتاب") == whole


def test_where_nothing_can_be_written_it_is_kept_in_memory(elsewhere):
    elsewhere.write_text("a file stands where the folder would", encoding="utf-8")
    assert lexicon().frequency("كتاب") > 0
    assert elsewhere.is_file()


def test_another_release_of_the_word_list_is_refused(elsewhere, monkeypatch):
    monkeypatch.setattr("importlib.metadata.version", lambda _: "0.0")
    with pytest.raises(SettingsError, match="Install wordfreq"):
        lexicon()
    assert not elsewhere.exists()


def test_it_lies_in_the_folder_of_the_settings(elsewhere, tmp_path):
    options.choose(Settings(cache=str(tmp_path / "settings")))
    assert lexicon().frequency("كتاب") > 0
    assert [file.suffix for file in (tmp_path / "settings").iterdir()] == [".lexicon"]
    assert not elsewhere.exists()


@pytest.mark.parametrize(
    ("folded", "written"),
    [("طاءره", "طاءرة"), ("مستشفي", "مستشفى"), ("كرسي", "كرسي"), ("وجه", "وجه"), ("كتاب", "كتاب")],
)
def test_it_knows_how_the_last_letter_is_mostly_written(folded, written):
    assert lexicon().spelled(folded) == written
