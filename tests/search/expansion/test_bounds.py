"""How much is looked up for the names of a query, whatever it holds."""

import pytest

from indexer.storage import open_reader
from search.expansion.expander import Expander
from search.expansion.spellings import MOST_NAMES
from search.expansion.suggestion import _MOST_TRIED, suggest
from search.expansion.synonyms import Synonyms
from search.query import parse_query


class RecordingReader:
    """Remembers which beginnings of words are asked for."""

    def __init__(self, reader):
        self._reader = reader
        self.manifest = reader.manifest
        self.asked = []

    def __getattr__(self, name):
        return getattr(self._reader, name)

    def complete(self, prefixes):
        self.asked += [one.prefix for one in prefixes]
        return self._reader.complete(prefixes)


@pytest.fixture
def reader(sample_report, sample_settings):  # noqa: ARG001
    with open_reader(sample_settings.index_path) as opened:
        yield RecordingReader(opened)


def asked_for(reader, query):
    """Return how many beginnings are asked for, to expand a query and to word it otherwise."""
    expander = Expander(Synonyms(None))
    vocabulary = expander.vocabulary(reader)
    parsed = parse_query(query)
    expander.expand(vocabulary, parsed)
    suggest(parsed.text, vocabulary)
    return len(set(reader.asked))


LETTERS = "bdfhjklmnrst"
NAMES = [f"{a}a{b}i{c}uq" for a in LETTERS for b in LETTERS for c in "dr"]
ARABIC = [f"{a}{b}ا{c}ضوغ" for a in "بتثجحخدرس" for b in "شصطعفق" for c in "نم"]


@pytest.mark.parametrize("names", [NAMES, ARABIC], ids=["Latin", "Arabic"])
def test_of_many_names_few_are_looked_up(reader, names):
    some = asked_for(reader, " ".join(names[: min(MOST_NAMES, _MOST_TRIED)]))
    assert some
    reader.asked.clear()
    assert asked_for(reader, " ".join(names[:40])) <= 2 * some


@pytest.mark.parametrize("word", ["7amas3arab" * 25, "abcdefghij" * 24, "قسطنطين" * 30])
def test_a_word_too_long_for_a_name_is_not_looked_up(reader, word):
    assert asked_for(reader, word) == 0
