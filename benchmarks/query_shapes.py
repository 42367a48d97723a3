"""Queries of every shape, for `benchmarks.query_cost`: known bad ones, and a grammar.

The grammar draws from an archive's own words, so that what it makes finds articles: cost comes from
what matches. Equal seeds over equal words give equal queries.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.storage.query import DateHistogram, Filters, TermsAggregation
from search.request import SearchRequest

LONGEST_TYPED = 4_000  # characters of a query in an address
LONGEST_POSTED = 20_000  # characters of a text that is posted
_FUNCTION = ("the", "of", "to", "in", "a", "and", "على", "في", "من", "أن", "و", "إلى", "التي")
_ARABIZI = (
    "7amas",
    "3arab",
    "2al",
    "mo7amed",
    "5aled",
    "9adr",
    "7izb",
    "3amman",
    "misayarat",
    "irania",
    "hujum",
)
_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0301\u0308\u0327\u0489\u20dd\u0640"
_SCRIPTS = ((0x41, 0x5A), (0x621, 0x64A), (0x400, 0x44F), (0x4E00, 0x4FFF), (0x1F300, 0x1F5FF),
            (0x30, 0x39), (0x660, 0x669), (0xFB50, 0xFDFF), (0x2000, 0x206F),
            (0x20, 0x7E))  # fmt: skip
_FIELDS = ("title", "body", "source", "author", "عنوان", "نص", "vocalised", "مصدر")
_DATES = ("after:2015-05", "before:2018", "published:2016..2018", 'since:"20 أيار 2014"',
          "بعد 20 أيار 2014", "published:last-week", 'نشر:"رمضان 1436"', "until:3/4/2017",
          "20 أيار 2014", "May 2015")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A search to be measured, and what it is called in the table."""

    name: str
    request: SearchRequest


def known(words: Sequence[str]) -> Iterator[Case]:
    """Yield the shapes that were once expensive, and pasted texts of every kind."""
    chance = random.Random(1)
    sixes = ("".join(chance.choice("abcdefghij") for _ in range(6)) for _ in range(570))
    typed = {
        "one word repeated": "drone " * 660,
        "400 words": " ".join(words[:400]),
        "many unknown words": " ".join(sixes),
        "wildcards": "*a* " * 300,
        "different wildcards": " ".join(f"*{a}{b}*" for a in "aeiou" for b in "abcdefghijklmnopq"),
        "one-letter prefixes": " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"),
        "Arabic prefixes": " ".join(f"{letter}*" for letter in "ابتثجحخدرسشصعغفقكلمنهوي"),
        "question marks": " ".join(f"{letter}???e??" for letter in "abcdefghijklmnopq"),
        "stars in a word": " ".join("*".join("aeiou" * 8) + f"*{n}*" for n in range(30)),
        "proximities": '"the of to"~50 ' * 5,
        "one wide proximity": '"the of to"~50',
        "different proximities": " ".join(f'"{a} {b}"~50' for a in _FUNCTION for b in _FUNCTION),
        "long proximity": '"the of to in a and the of"~4',
        "long word": "a" * 250,
        "longest word": "قسطنطين" * 570,
        "long words": " ".join("abcdefghij" * 24 + str(n) for n in range(16)),
        "arabizi": "7amas 3arab " * 300,
        "different arabizi": " ".join(f"{a}{b}" for a in _ARABIZI for b in "abdfhjklmnrstyz"),
        "long arabizi": " ".join(f"7{'amas3arab' * 5}{n}" for n in range(60)),
        "real words": " ".join(words[:8] * 60),
        "fuzzy words": " ".join(f"{word}~2" for word in words[:400]),
        "short fuzzy words": " ".join(f"{a}{b}~2" for a in "aeiou" for b in "bcdfghjklmnp"),
        "quoted phrase": f'"{" ".join(words[:500])}"'[: LONGEST_TYPED - 1] + '"',
        "many phrases": " ".join(f'"{a} {b}"' for a, b in pairwise(words[:300])),
        "phrases of common words": " ".join(f'"{a} {b} {a}"' for a in _FUNCTION for b in _FUNCTION),
        "ORs": " OR ".join(words[:400]),
        "ANDs": " AND ".join(words[:400]),
        "negations": " ".join(f"-{word}" for word in words[:400]),
        "brackets": "(" * 20 + "iran" + ")" * 20,
        "brackets side by side": " ".join(f"({a} AND {b})" for a, b in pairwise(words[:150])),
        "too many brackets": "(" * 3_990,
        "fields": " ".join(f"title:{word}" for word in words[:400]),
        "languages": "language:" + ",".join(["ar", "en"] * 600),
        "categories": "category:" + ",".join(words[:400]),
        "dates": "after:2015-05 " * 280,
        "dates in words": "20 أيار 2014 " * 300,
        "combining marks": "e" + "\u0301" * 3_900,
        "harakat": "عَلِمَ " * 500,
        "vocalised": " ".join(f"مشكول:{word}" for word in ("عَلِمَ", "كَشَّاف", "كُتُب") * 120),
        "quotes": '"' * 4_000,
        "signs": "+-~*?:()&|!/\\" * 300,
        "addresses": "https://example.org/a?b=c " * 150,
        "punctuation in a word": ".".join("abcdefghij" * 190),
        "tildes": "a~" * 2_000,
        "colons": "a:" * 2_000,
        "digits": "1234567890" * 400,
    }  # fmt: skip
    for name, text in typed.items():
        yield Case(name, SearchRequest(text[:LONGEST_TYPED]))
    posted = {
        "one word": "drone " * 3_400,
        "one long word": "drone" * 4_000,
        "combining marks": "\u0301\u064e" * 10_000,
        "marks on letters": "e\u0301\u064e\u0308" * 5_000,
        "quotes": '"' * LONGEST_POSTED,
        "guillemets": "«»" * 10_000,
        "Arabic without spaces": "والمسيراتالإيرانية" * 1_200,
        "random unicode": _noise(chance, LONGEST_POSTED),
        "random Arabic": "".join(chance.choice("ابتثجحخدرسشصعغفقكلمنهوي ") for _ in range(20_000)),
        "random Latin": "".join(chance.choice("abcdefghijklmnop ") for _ in range(20_000)),
        "digits": "1234567890" * 2_000,
        "numbers": " ".join(str(n) for n in range(4_000)),
        "dates": "20 May 2014, 21 أيار 2015, " * 800,
        "words": " ".join(words),
        "words without spaces": "".join(words),
        "frequent words": " ".join(_FUNCTION) * 500,
        "hyphens": "-".join(words),
        "dots": ".".join(words),
        "ligatures": "\ufdfa" * LONGEST_POSTED,
        "tatweel": "ع" + "\u0640" * 19_999,
        "surrogates and controls": "\u202b\u202c\u200f\ufeff" * 5_000,
        "spaces": " \t\n\u3000" * 5_000,
        "ORs": " OR ".join(words),
        "operators": "AND OR NOT " * 1_800,
        "brackets": "(a" * 10_000,
        "wildcards": "*a* " * 5_000,
    }
    for name, text in posted.items():
        yield Case(f"posted: {name}", SearchRequest(text[:LONGEST_POSTED]))
        yield Case(f"posted, plain: {name}", SearchRequest(text[:LONGEST_POSTED], plain=True))


def generated(words: Sequence[str], count: int, seed: int) -> Iterator[Case]:
    """Yield searches that the grammar makes.

    Args:
        words: of the archive, the most frequent first.
        count: how many.
        seed: of the generator.
    """
    chance = random.Random(seed)
    grammar = _Grammar(chance, words)
    facets = (TermsAggregation("source"), DateHistogram("month"), TermsAggregation("author"))
    for number in range(count):
        shape, text = grammar.query()
        longest = LONGEST_POSTED if chance.random() < 0.1 else LONGEST_TYPED
        request = SearchRequest(
            text[:longest],
            mode=chance.choice(("hybrid",) * 6 + ("lexical", "dense")),
            filters=chance.choice((Filters(),) * 4 + (Filters(languages=("ar",)),)),
            limit=chance.choice((10, 10, 10, 100)),
            offset=chance.choice((0, 0, 0, 9_900)),
            plain=chance.random() < 0.1,
            collapse=chance.random() < 0.9,
            explain=chance.random() < 0.3,
            aggregations=facets if chance.random() < 0.3 else (),
        )
        yield Case(f"{number}: {shape}", request)


class _Grammar:
    """Expands the symbols of a context-free grammar at random.

    query  = atoms | same | repeated | tree | ors | all | none | near | noise
    atoms  = atom {" " atom};  same: atoms by one rule;  repeated: one atom again and again
    tree   = atom | "(" tree {op tree} ")" | "-" tree | "+" tree
    atom   = word | frequent | wildcard | prefix | fuzzy | phrase | proximity | long | arabizi
           | marked | mixed | field | date | gibberish
    """

    def __init__(self, chance: random.Random, words: Sequence[str]) -> None:
        self._chance, self._words = chance, words
        self._atoms: dict[str, Callable[[], str]] = {
            "word": self._word,
            "frequent": lambda: self._pick((*_FUNCTION, *words[:60])),
            "wildcard": self._wildcard,
            "prefix": lambda: f"{self._word()[: self._size(1, 4)]}*",
            "fuzzy": lambda: f"{self._word()[: self._size(1, 12)]}~{self._pick(('', '1', '2'))}",
            "phrase": lambda: self._quoted(self._size(1, 300)),
            "proximity": lambda: f"{self._quoted(self._size(2, 9))}~{self._size(1, 50)}",
            "long": lambda: "".join(self._word() for _ in range(self._size(2, 300))),
            "arabizi": lambda: self._pick(_ARABIZI) + self._pick(("ab", "de", "li", "no", "ra")),
            "marked": lambda: "".join(letter + self._pick(_MARKS) for letter in self._word()),
            "mixed": lambda: self._word() + self._pick(("-", ".", "/", "ـ", "'")) + self._word(),
            "field": self._field,
            "date": lambda: self._pick(_DATES),
            "gibberish": lambda: "".join(self._chance.choices("abcdefghijk", k=self._size(1, 40))),
        }  # fmt: skip
        self._queries: dict[str, Callable[[], str]] = {
            "atoms": lambda: " ".join(self._any() for _ in range(self._size(1, 400))),
            "same": self._same,
            "repeated": self._repeated,
            "tree": lambda: self._tree(self._size(1, 22)),
            "ors": lambda: self._joined(" OR "),
            "all": lambda: self._joined(self._pick((" AND ", " && ", " +", " /و/ "))),
            "none": lambda: self._joined(self._pick((" -", " NOT "))),
            "near": self._near,
            "noise": lambda: _noise(self._chance, self._size(1, LONGEST_TYPED)),
        }

    def query(self) -> tuple[str, str]:
        """Return the name of a rule and what it makes."""
        rule = self._pick(tuple(self._queries))
        return rule, self._queries[rule]()

    def _pick(self, choices: Sequence[str]) -> str:
        return self._chance.choice(choices)

    def _size(self, least: int, most: int) -> int:
        """Return a number between both; each order of magnitude is as likely as the others."""
        return min(int(least * (most / least + 1) ** self._chance.random()), most)

    def _word(self) -> str:
        place = self._size(1, len(self._words))
        return self._words[place - 1]

    def _atom(self, rule: str) -> str:
        return self._atoms[rule]()

    def _field(self) -> str:
        rule = self._pick(("word", "phrase", "prefix", "marked"))
        return f"{self._pick(_FIELDS)}:{self._atom(rule)}"

    def _any(self) -> str:
        return self._atom(self._pick(tuple(self._atoms)))

    def _same(self) -> str:
        rule = self._pick(tuple(self._atoms))
        return " ".join(self._atom(rule) for _ in range(self._size(2, 400)))

    def _repeated(self) -> str:
        again = " ".join(self._any() for _ in range(self._size(1, 4)))
        return " ".join([again] * self._size(2, 1_000))

    def _wildcard(self) -> str:
        word = self._word()
        at = self._chance.randrange(len(word))
        return self._pick(
            (f"*{word[at:]}*", f"{word[:at]}*{word[at + 1 :]}", f"*{word[at]}*", f"*{word[at:]}",
             f"{word[:1]}{'?' * self._size(1, 8)}{word[-1:]}", "*".join(word) + "*")
        )  # fmt: skip

    def _quoted(self, length: int) -> str:
        frequent = self._chance.random() < 0.5
        words = (self._atom("frequent" if frequent else "word") for _ in range(length))
        return f'"{" ".join(words)}"'

    def _tree(self, depth: int) -> str:
        if depth <= 0 or self._chance.random() < 0.1:
            return self._any()
        operator = self._pick((" ", " AND ", " OR ", " -", " +", " NOT ", " /أو/ "))
        parts = [self._tree(depth - 1)]
        beside = range(self._chance.randint(0, 3))
        parts += [self._tree(min(self._chance.randint(0, 2), depth - 1)) for _ in beside]
        return f"{self._pick(('', '', '+', '-', 'title:'))}({operator.join(parts)})"

    def _joined(self, operator: str) -> str:
        rule = self._pick((*self._atoms, "word", "word"))
        return operator.join(self._atom(rule) for _ in range(self._size(2, 500)))

    def _near(self) -> str:
        """Words that differ by a letter or a clitic."""
        word = self._word()
        ends = ("", "s", "ed", "ing", "ها", "هم", "ات", "ون", "ية")
        starts = ("", "ال", "و", "بال", "لل", "فال", "un", "re")
        return " ".join(
            f"{self._pick(starts)}{word}{self._pick(ends)}{self._pick('abcdefghijابتثجح')}"
            for _ in range(self._size(2, 500))
        )


def _noise(chance: random.Random, length: int) -> str:
    spans = (chance.choice(_SCRIPTS) for _ in range(length))
    return "".join(chr(chance.randint(*span)) for span in spans)
