"""How much of running news, and of the test sets' queries, the bilingual lexicon translates.

    python -m benchmarks.lexicon_coverage [--articles N] [--missing N]

Counted are content words: letters only, of three or more; English ones in small letters (capitals
are names or begin a sentence) and not among the most frequent 150 words of the language; Arabic
ones that are no function words. Known names count as covered apart: they are bridged elsewhere.
The news lies in $KASHSHAF_SHARED/data/news.
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
from indexer.language.names import find_names
from indexer.language.paradigms import function_words

FREQUENT = 150
LETTERS = 1_500  # of each article
EVERY = 37  # of the articles, so that all sources are met


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
            else:
                missing[token.folded] += 1
    total = translated + missing.total()
    print(
        f"{name} {language}: {len(texts):,} texts, {total:,} content words, "
        f"{translated / max(total, 1):.1%} translated ({named:,} known names beside)"
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
        return written.islower() and written not in _frequent()
    return token.folded not in function_words() and token.stem not in function_words()


@cache
def _frequent() -> frozenset[str]:
    from wordfreq import top_n_list

    return frozenset(top_n_list("en", FREQUENT))


if __name__ == "__main__":
    sys.exit(main())
