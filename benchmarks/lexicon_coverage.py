"""How much of running news, and of the test sets' queries, the bilingual lexicon translates.

    python -m benchmarks.lexicon_coverage [--articles N] [--missing N]

Counted are content words: letters only, of three or more; English ones in small letters (capitals
are names or begin a sentence); neither function words nor, in English, among the most frequent 150
words. Names are counted apart, since they are bridged elsewhere: known ones, and words of the name
list that the lexicon has no translation of. News and names lie in $KASHSHAF_SHARED/data.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from benchmarks.evaluate import chosen, set_folder
from indexer.base.errors import KashshafError
from indexer.language.analyzer import Token, analyze
from indexer.language.bilingual import bilingual_lexicon, entries
from indexer.language.folding import fold
from indexer.language.names import find_names
from indexer.language.paradigms import function_words

FREQUENT = 150
LETTERS = 1_500  # of each article
EVERY = 37  # of the articles, so that all sources are met
NO_NEWS = ("usenet", "مجلة المقتبس (al-Muqtabas)")
"""Sources that are no running news: discussions, and a magazine of a century ago."""

_ENGLISH = """
against between since around both non does each every whether unless upon itself himself
herself themselves myself yourself whom whose others cannot either neither nor none
everybody somebody anybody else per yet ago perhaps though although onto unto amidst amid
thereafter nonetheless altogether whilst didn doesn isn wasn weren aren couldn wouldn
shouldn hasn hadn haven don can ought won ain gonna
"""
"""Function words beyond the most frequent."""
_AUXILIARIES = "تم يتم تتم تمت سيتم ستتم كان كانت كانوا كنت كنا يكون تكون سيكون ستكون يكن تكن"
PROCLITICS = frozenset(("و", "ف", "ب", "ل", "ك", "وب", "ول", "فل", "ال", "وال", "بال", "لل"))
PRONOUNS = ("ه", "ها", "هم", "هما", "نا", "ني", "كم", "ك", "ي")


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, print; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000, help="of each language")
    parser.add_argument("--missing", type=int, default=0, help="frequent missing words to list")
    options = parser.parse_args(arguments)
    lines = list(entries())
    pairs = sum(len(entry.arabic) for entry in lines)
    print(f"{len(lines):,} entries, {pairs:,} pairs")
    try:
        folder = set_folder(None)
        texts = {"news": _news(folder.parent / "news" / "articles.jsonl.gz", options.articles)}
        texts["queries"] = _queries(folder)
    except (KashshafError, OSError) as error:
        print(f"lexicon_coverage: {error}", file=sys.stderr)
        return 2
    for name, found in texts.items():
        for language, some in found.items():
            _print(name, language, some, options.missing)
    return 0


def _news(file: Path, most: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"ar": [], "en": []}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % EVERY == 0:
                article = json.loads(line)
                if article.get("source") in NO_NEWS:
                    continue
                text = (article.get("body") or article.get("text") or "")[:LETTERS]
                texts = found["ar" if _is_arabic(text) else "en"]
                if len(texts) < most:
                    texts.append(text)
    return found


def _queries(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"ar": [], "en": []}
    for one in chosen(folder, [], folder):
        for line in (one / "queries.jsonl").read_text(encoding="utf-8").splitlines():
            text = str(json.loads(line)["text"])
            found["ar" if _is_arabic(text) else "en"].append(text)
    return found


def _is_arabic(text: str) -> bool:
    return sum("\u0620" <= letter <= "\u064a" for letter in text) > len(text) / 4


def _print(name: str, language: str, texts: Sequence[str], most: int) -> None:
    translated = named = 0
    missing: Counter[str] = Counter()
    for text in texts:
        tokens = analyze(text)
        known = _covered(tokens)
        names = find_names(text)
        for number, token in enumerate(tokens):
            if not _is_content(text, token, language):
                continue
            if any(one.start <= token.mark_start < one.end for one in names):
                named += 1
            elif number in known:
                translated += 1
            elif not token.folded.isascii() and token.stem in _listed_names():
                named += 1
            else:
                missing[token.folded] += 1
    total = translated + missing.total()
    print(
        f"{name} {language}: {len(texts):,} texts, {total:,} content words, "
        f"{translated / max(total, 1):.1%} translated ({named:,} names beside)"
    )
    for word, count in missing.most_common(most):
        print(f"    {count:5} {word}")


def _covered(tokens: Sequence[Token]) -> set[int]:
    lexicon = bilingual_lexicon()
    stems = [token.stem for token in tokens]
    found: set[int] = set()
    position = 0
    while position < len(stems):
        length, _ = lexicon.longest_at(stems, position)
        found.update(range(position, position + length))
        position += max(length, 1)
    return found


def _is_content(text: str, token: Token, language: str) -> bool:
    written = text[token.mark_start : token.mark_end]
    if not written.isalpha() or len(written) < 3 or written.isascii() != (language == "en"):
        return False
    if language == "en":
        return written.islower() and written not in _english_function_words()
    return not _bare(token.folded) & _arabic_function_words()


def _bare(folded: str) -> set[str]:
    """Return an Arabic word with its clitics and without: وأنها is أن."""
    without = {folded, *(folded[size:] for size in (1, 2, 3) if folded[:size] in PROCLITICS)}
    ended = {word.removesuffix(ending) for word in without for ending in PRONOUNS}
    return {word for word in without | ended if len(word) > 1}


@cache
def _english_function_words() -> frozenset[str]:
    from wordfreq import top_n_list

    return frozenset((*top_n_list("en", FREQUENT), *_ENGLISH.split()))


@cache
def _arabic_function_words() -> frozenset[str]:
    return function_words() | frozenset(map(fold, _AUXILIARIES.split()))


@cache
def _listed_names() -> frozenset[str]:
    """Return the stems of the words of the name list's Arabic names."""
    table = set_folder(None).parent / "language" / "name_pairs.tsv"
    lines = table.read_text(encoding="utf-8").splitlines()
    return frozenset(token.stem for line in lines for token in analyze(line.split("\t")[0]))


if __name__ == "__main__":
    sys.exit(main())
