"""How often a query's name is met in an archive that writes it otherwise, and how often no name is.

    python -m benchmarks.name_precision [--names N] [--words N] [--articles N] [--show]

An archive is made of running news, and of one sentence more for each of N drawn names, in which it
stands once. Each name is asked in the other script; printed is how often what the query's expansion
adds first, or at all (four words at most), is that name. In the same archive N common words of each
language are asked, drawn from the words of running news that stand in small letters (English) or in
the dictionary of word frequencies (Arabic); printed is how many get a name. News and names lie in
$KASHSHAF_SHARED/data.
"""

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.evaluate import set_folder
from benchmarks.lexicon_coverage import NO_NEWS
from indexer.article import Article
from indexer.base.errors import KashshafError
from indexer.base.settings import Settings
from indexer.language.analyzer import analyze
from indexer.language.folding import fold
from indexer.language.paradigms import function_words
from indexer.storage import open_reader, open_writer
from indexer.storage.backend import IndexReader
from search.expansion.expander import Expander
from search.expansion.synonyms import Synonyms
from search.query import parse_query

SEED = 11
EVERY = 29  # of the articles, so that all sources are met
LETTERS = 3_000  # of each article
FREQUENT = 5  # articles that a common word is in at least
SENTENCES = {
    "ar": (
        "وقال {} للصحفيين إن المحادثات ستستمر غدا.",
        "ووصل {} إلى المدينة صباح اليوم برفقة وفد كبير.",
        "وكان {} قد رفض التعليق على هذه الأنباء.",
    ),
    "en": (
        "Reporters were told by {} that the talks would go on.",
        "It was {} who came to the city this morning with a large delegation.",
        "Earlier {} had declined to comment on the report.",
    ),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A name in both scripts, folded."""

    arabic: str
    latin: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the archive, ask, print; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        data = set_folder(None).parent
        pairs = _pairs(data / "language" / "name_pairs.tsv", options.names)
        news = list(_news(data / "news" / "articles.jsonl.gz", options.articles))
    except (KashshafError, OSError) as error:
        print(f"name_precision: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        settings = Settings(index=str(index), model="none")
        with open_writer(index, settings) as writer:
            writer.put([*news, *_sentences(pairs)])
            writer.commit()
        with open_reader(index) as reader:
            ask = _Asking(Expander(Synonyms(None)), reader)
            _print_names(ask, pairs, options.show)
            _print_words(ask, news, options.words, options.show)
    return 0


class _Asking:
    """Tells what an archive is searched for beside a word, as far as it is a name."""

    def __init__(self, expander: Expander, reader: IndexReader) -> None:
        self._expander = expander
        self._vocabulary = expander.vocabulary(reader)

    def __call__(self, word: str) -> list[str]:
        expanded = self._expander.expand(self._vocabulary, parse_query(word))
        return [
            other
            for one in expanded.additions
            if one.kind in ("name", "spelling")
            for other in one.others
            if other.isascii() != word.isascii()
        ]


def _print_names(ask: _Asking, pairs: Sequence[Pair], show: bool) -> None:
    directions = {
        "Arabic asked, Latin held": [(pair.arabic, pair.latin) for pair in pairs],
        "Latin asked, Arabic held": [(pair.latin, pair.arabic) for pair in pairs],
    }
    for direction, asked in directions.items():
        first = met = 0
        missed = []
        for name, right in asked:
            found = [_plain(one) for one in ask(name)]
            first += found[:1] == [_plain(right)]
            met += _plain(right) in found
            if _plain(right) not in found:
                missed.append(f"{name}={right}:{','.join(found)}")
        count = len(asked)
        print(f"{direction}: {count} names, first {first / count:.3f}, met {met / count:.3f}")
        if show:
            print("   ", "  ".join(missed))


def _plain(name: str) -> str:
    """Return a name as its stem has it, since that is what is searched."""
    return analyze(fold(name))[0].stem


def _print_words(ask: _Asking, news: Sequence[Article], count: int, show: bool) -> None:
    for language in ("ar", "en"):
        words = _common_words(news, language)
        drawn = random.Random(SEED).sample(words, min(count, len(words)))
        named = {word: found for word in drawn if (found := ask(word))}
        print(f"common words, {language}: {len(named)} of {len(drawn)} get a name")
        if show:
            print("   ", "  ".join(f"{word}:{','.join(found)}" for word, found in named.items()))


def _common_words(news: Sequence[Article], language: str) -> list[str]:
    """Return the words that several articles have, and that look like no names."""
    held: dict[str, int] = {}
    for article in news:
        if article.language == language:
            text = article.body
            for word in {text[token.start : token.end] for token in analyze(text)}:
                held[word] = held.get(word, 0) + 1
    return sorted(
        word
        for word, articles in held.items()
        if articles >= FREQUENT and word.isalpha() and len(word) > 2 and _is_common(word, held)
    )


def _is_common(word: str, held: dict[str, int]) -> bool:
    if word.isascii():
        return word.islower() and held.get(word.title(), 0) < held[word] / 2
    return fold(word) not in function_words() and "ا" <= word[0] <= "ي"


def _pairs(table: Path, count: int) -> list[Pair]:
    """Return drawn pairs of names of one word; none twice in either script."""
    lines = [
        line.split("\t")
        for line in table.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    drawn: dict[str, Pair] = {}
    latin: set[str] = set()
    random.Random(SEED).shuffle(lines)
    for arabic, name, *_ in lines:
        if arabic.isalpha() and name.isalpha() and arabic not in drawn and name not in latin:
            latin.add(name)
            drawn[arabic] = Pair(arabic, name)
        if len(drawn) == count:
            break
    return list(drawn.values())


def _news(file: Path, count: int) -> Iterator[Article]:
    """Yield articles of running news, as many of each language."""
    taken = {"ar": 0, "en": 0}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            article = json.loads(line)
            language = article["language"]
            if number % EVERY or article["source"] in NO_NEWS or taken[language] >= count:
                continue
            taken[language] += 1
            body = article["body"][:LETTERS]
            yield Article(f"news:{number}", "", body, language=language)


def _sentences(pairs: Sequence[Pair]) -> Iterator[Article]:
    """Yield an article for each name and script, in which it stands once."""
    for number, pair in enumerate(pairs):
        for language, name in (("ar", pair.arabic), ("en", pair.latin.title())):
            sentences = SENTENCES[language]
            body = sentences[number % len(sentences)].format(name)
            yield Article(f"name:{language}:{number}", "", body, language=language)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--names", type=int, default=600)
    parser.add_argument("--words", type=int, default=200, help="of each language")
    parser.add_argument("--articles", type=int, default=2_000, help="of each language")
    parser.add_argument("--show", action="store_true", help="print what is missed, and wrong")
    return parser


if __name__ == "__main__":
    sys.exit(main())
