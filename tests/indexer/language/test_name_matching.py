"""Names found in the vocabulary of the other script."""

from bisect import bisect_left

import pytest

from indexer.language.folding import fold
from indexer.language.name_matching import certainty, matches, spellings
from indexer.language.transliteration import letters


class Words:
    """A vocabulary in which every word has one article, and small letters are told."""

    def __init__(self, *words: str) -> None:
        self._small = {word for word in words if word[0].islower()}
        self._words = sorted(fold(word) for word in words)

    def beginning_with(self, start: str, limit: int) -> list[tuple[str, int]]:
        at = bisect_left(self._words, start)
        return [(word, 1) for word in self._words[at:] if word.startswith(start)][:limit]

    def is_capitalised(self, word: str) -> bool:
        return word not in self._small


ENGLISH = Words("Putin", "Zelensky", "Clinton", "church", "Church", "minister", "torch", "London")
ARABIC = Words("بوتين", "زيلينسكي", "الشارة", "كلينتون", "القذافي", "صالح", "المدينة", "وزير")


@pytest.mark.parametrize(
    ("name", "word"),
    [("بوتين", "putin"), ("زيلينسكي", "zelensky"), ("كلينتون", "clinton")],
)
def test_an_arabic_name_finds_its_latin_spelling(name, word):
    assert [match.word for match in spellings(fold(name), ENGLISH)] == [word]


@pytest.mark.parametrize(
    ("name", "word"),
    [("putin", "بوتين"), ("zelenskyy", "زيلينسكي"), ("qaddafi", "القذافي"), ("saleh", "صالح")],
)
def test_a_latin_name_finds_its_arabic_spelling(name, word):
    assert fold(word) in [match.word for match in spellings(name, ARABIC)]


@pytest.mark.parametrize("word", ["شركة", "الشرطة", "من", "وزير", "تكون", "بلاده"])
def test_a_common_arabic_word_spells_no_name(word):
    assert spellings(fold(word), ENGLISH) == []


@pytest.mark.parametrize("word", ["church", "minister"])
def test_a_word_in_small_letters_spells_no_name(word):
    words = Words(word, "الشارة", "المنستير")
    assert spellings(word, words) == []


@pytest.mark.parametrize("word", ["march", "sunday", "usd", "bbc", "nsd", "a", ""])
def test_months_departments_and_scraps_spell_no_name(word):
    assert spellings(word, Words("مارش", "صندي", "نسد")) == []


def test_forms_of_one_word_are_one_match():
    (match,) = [m for m in matches("putin", Words("بوتين", "بوتن", "البوتين")) if m.stem == "بوتين"]
    assert match.frequency == 2


def test_names_are_found_among_thousands(shared):
    lines = (shared / "data/language/name_pairs.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    pairs = [pair for arabic, latin in rows if all(pair := (letters(arabic), letters(latin)))]
    for asked, other in ((0, 1), (1, 0)):
        vocabulary = Sorted({pair[other] for pair in pairs})
        right: dict[str, set[str]] = {}
        for pair in pairs:
            right.setdefault(pair[asked], set()).add(pair[other])
        chosen = [pair[asked] for pair in pairs[:: len(pairs) // 150]]
        found = [[letters(match.word) for match in matches(name, vocabulary)] for name in chosen]
        first = sum(
            bool(few) and few[0] in right[name] for name, few in zip(chosen, found, strict=True)
        )
        ten = sum(
            bool(right[name].intersection(few)) for name, few in zip(chosen, found, strict=True)
        )
        assert first / len(chosen) >= 0.6
        assert ten / len(chosen) >= 0.85


class Sorted:
    """A large vocabulary."""

    def __init__(self, words: set[str]) -> None:
        self._words = sorted(words)

    def beginning_with(self, start: str, limit: int) -> list[tuple[str, int]]:
        first = bisect_left(self._words, start)
        end = bisect_left(self._words, start + "\U0010ffff", first)
        return [(word, 1) for word in self._words[first:end][:limit]]

    def is_capitalised(self, word: str) -> bool:
        return bool(word)


def test_a_name_is_not_taken_for_an_inflected_word_that_it_only_looks_like():
    assert [match.word for match in spellings("كالديرا", Words("Caldera", "London"))] == ["caldera"]


def test_a_common_word_is_no_name_in_any_inflection():
    assert spellings("وحرب", Words("Harb", "Wharb")) == []


def test_the_article_speaks_against_a_name_that_has_none():
    assert spellings("floyd", Words("الفلوجة")) == []


def test_the_nearer_spelling_is_the_surer_one():
    near, far = (
        certainty("colbert", match)
        for word in ("كولبيرت", "كولبر")
        for match in spellings("colbert", Words(word))
    )
    assert 0 <= far < near <= 1
