"""Precision and recall of near-duplicate groups on planted edits: `near_duplicates.py FILE`.

FILE is JSON lines, plain or gzipped, with `title` and `body`. Articles that resemble another one of
the sample from the start are left out. Of each other one several edits are planted: reprints, as
newsrooms make them, which belong to its group; and, where it has three numbers, a report written to
its template, with other numbers and one word in twenty another, which doesn't. Precision is the
share of joined pairs that should be, recall the share of those that should be and are.
"""

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations, islice
from pathlib import Path

from indexer.pipeline.near_duplicates import components, signature

Edit = Callable[[str, random.Random], str]
LONG = 60  # words of an article of the sample at least
NUMBERS = 3  # that an article must have for another report to be told from it


def headline_and_byline(text: str, _: random.Random) -> str:
    """Sign it, as an agency's client does."""
    return f"By our correspondent, agencies\n\n{text}\n\nAll rights reserved."


def typos(text: str, chance: random.Random) -> str:
    """Swap two letters in one word of a hundred."""
    words = text.split(" ")
    for place in chance.sample(range(len(words)), max(1, len(words) // 100)):
        word = words[place]
        words[place] = word[1:2] + word[:1] + word[2:]
    return " ".join(words)


def cut_end(text: str, chance: random.Random) -> str:
    """Leave out the last tenth to quarter."""
    words = text.split(" ")
    return " ".join(words[: int(len(words) * chance.uniform(0.75, 0.9))])


def dropped_sentence(text: str, chance: random.Random) -> str:
    """Leave a sentence out."""
    sentences = re.split(r"(?<=[.!؟?])\s+", text)
    if len(sentences) > 4:
        del sentences[chance.randrange(len(sentences))]
    return " ".join(sentences)


def respelt(text: str, _: random.Random) -> str:
    """Write without hamza, or in small letters."""
    return text.translate(str.maketrans("أإآىة", "اااية")).lower()


def other_facts(text: str, chance: random.Random) -> str:
    """Keep the sentences, change every number and one word in twenty: another report."""
    changed = re.sub(r"\d+", lambda _: str(chance.randrange(1, 999)), text)
    words = changed.split(" ")
    for place in chance.sample(range(len(words)), len(words) // 20):
        words[place] = f"{words[place][::-1]}x"
    return " ".join(words)


REPRINTS: tuple[Edit, ...] = (headline_and_byline, typos, cut_end, dropped_sentence, respelt)


def sample(path: Path, count: int) -> dict[str, str]:
    """Return the bodies of long articles that resemble no other one of the sample."""
    bodies: dict[str, str] = {}
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(islice(lines, count * 3)):
            body = str(json.loads(line).get("body") or "")
            if len(body.split()) >= LONG:
                bodies[f"{number:06}"] = body
    chosen = random.Random(0).sample(sorted(bodies), min(count, len(bodies)))
    signed = {key: signature("", bodies[key]) for key in chosen}
    alone = [group[0] for group in components(signed) if len(group) == 1]
    print(f"{len(chosen):,} articles, {len(chosen) - len(alone):,} of them resemble another one")
    return {key: bodies[key] for key in alone}


def planted(bodies: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield all texts under the names `article/edit`."""
    for key, body in bodies.items():
        chance = random.Random(key)
        yield f"{key}/original", body
        for edit in REPRINTS:
            yield f"{key}/{edit.__name__}", edit(body, chance)
        if len(re.findall(r"\d+", body)) >= NUMBERS:
            yield f"{key}+/{other_facts.__name__}", other_facts(body, chance)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=3_000)
    arguments = parser.parse_args()
    texts = dict(planted(sample(arguments.file, arguments.articles)))
    began = time.perf_counter()
    groups = components({name: signature("", text) for name, text in texts.items()})
    took = time.perf_counter() - began
    right = wrong = 0
    found: Counter[str] = Counter()
    for group in groups:
        for one, other in combinations(group, 2):
            if one.partition("/")[0] == other.partition("/")[0]:
                right += 1
                found.update(n.partition("/")[2] for n in (one, other) if "original" in one + other)
            else:
                wrong += 1
    originals = sum(name.endswith("/original") for name in texts)
    every = originals * (len(REPRINTS) + 1) * len(REPRINTS) // 2
    print(f"{len(texts):,} texts, {len(texts) / took:,.0f}/s")
    print(
        f"precision {right / (right + wrong):.4f} ({wrong} wrong pairs), recall {right / every:.4f}"
    )
    for edit in REPRINTS:
        print(
            f"  {edit.__name__:22} {found[edit.__name__] / originals:.4f} joined with the original"
        )


if __name__ == "__main__":
    main()
