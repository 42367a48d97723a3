"""The tables of single words agree with themselves and with the rules."""

from importlib.resources import files

from indexer.language.arabic import stem
from indexer.language.folding import fold
from indexer.language.paradigms import (
    function_words,
    known_names,
    singulars,
    written_function_words,
)


def test_no_plural_is_listed_twice():
    table = (files("indexer.language") / "data/broken_plurals.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    listed = [plural for _, plurals in rows for plural in plurals.split("|")]
    assert len(listed) == len(set(listed)) == len(singulars())


def test_every_broken_plural_meets_its_singular():
    apart = {p: s for p, s in singulars().items() if stem(p).text != stem(s).text}
    assert apart == {}


def test_no_plural_is_a_function_word():
    assert not function_words() & singulars().keys()


def test_tables_are_keyed_by_folded_words():
    for table in (singulars(), known_names()):
        assert all(fold(word) == word for word in table)


def test_spellings_of_one_name_share_a_form():
    names = known_names()
    assert names["جوجل"] == names["غوغل"]
    assert names["اميركا"] == names["امريكي"]


def test_function_words_in_alef_maksura_keep_it():
    assert "على" in written_function_words()
    assert "علي" not in written_function_words()
