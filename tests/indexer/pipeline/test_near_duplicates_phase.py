"""SynonymGroups of near-duplicates grow, shrink and join as articles come, change and go."""

import random

import pytest

from indexer.article import Article
from indexer.pipeline.near_duplicates_phase import NearDuplicatesPhase
from indexer.pipeline.phases import Run
from indexer.pipeline.report import Report, Silent
from indexer.storage.memory import MemoryIndex, MemoryReader, MemoryWriter
from tests.indexer.pipeline.test_near_duplicates import chain, edited, story


def article(key, text):
    return Article(id=key, title=key, body=text, language="en")


TEXTS = {f"s{n}": story(n) for n in range(6)}
TEXTS |= {f"s{n}x{k}": edited(story(n), k) for n in range(4) for k in range(3)}
TEXTS |= chain(5)


@pytest.fixture
def index():
    return MemoryIndex()


def put(index, texts):
    with MemoryWriter(index) as writer:
        writer.put([article(key, text) for key, text in texts.items()])
        writer.commit()
        return grouped(writer)


def remove(index, *ids):
    with MemoryWriter(index) as writer:
        writer.delete(ids)
        writer.commit()
        return grouped(writer)


def grouped(writer):
    run = Run(writer, Report(), Silent())
    NearDuplicatesPhase().run(run)
    run.commit()
    return run.report


def groups(index):
    """Return the groups of two and more."""
    found: dict[int, set[str]] = {}
    with MemoryReader(index) as reader:
        for one in reader.find(reader.ids()):
            found.setdefault(one.group, set()).add(one.article.id)
    return sorted(sorted(group) for group in found.values() if len(group) > 1)


def expected(texts):
    index = MemoryIndex()
    put(index, texts)
    return groups(index)


@pytest.mark.parametrize("seed", range(4))
def test_groups_do_not_depend_on_the_order_or_the_runs(index, seed):
    chosen, keys = random.Random(seed), list(TEXTS)
    chosen.shuffle(keys)
    while keys:
        part = [keys.pop() for _ in range(min(chosen.randrange(1, 8), len(keys)))]
        put(index, {key: TEXTS[key] for key in part})
    assert groups(index) == expected(TEXTS)
    assert ["s0", "s0x0", "s0x1", "s0x2"] in groups(index)


def test_a_bridge_that_goes_leaves_two_groups(index):
    put(index, chain(5))
    assert groups(index) == [["c0", "c1", "c2", "c3", "c4"]]
    remove(index, "c2")
    assert groups(index) == [["c0", "c1"], ["c3", "c4"]]
    put(index, {"c1": story(50)})
    assert groups(index) == [["c3", "c4"]]
    remove(index, "c3")
    assert groups(index) == []


def test_a_changed_article_leaves_its_group_and_joins_another(index):
    put(index, TEXTS)
    put(index, {"s0x1": edited(story(1), 7)})
    changed = TEXTS | {"s0x1": edited(story(1), 7)}
    assert groups(index) == expected(changed)
    assert ["s0", "s0x0", "s0x2"] in groups(index)


def test_a_run_without_changes_signs_nothing(index):
    put(index, TEXTS)
    with MemoryWriter(index) as writer:
        assert grouped(writer).groups == 0


@pytest.mark.parametrize("seed", range(3))
def test_random_lives_end_in_the_groups_of_what_is_left(index, seed):
    chosen, live = random.Random(seed), {}
    for _ in range(12):
        key = chosen.choice(list(TEXTS))
        if key in live and chosen.random() < 0.4:
            remove(index, key)
            del live[key]
            continue
        live[key] = chosen.choice(list(TEXTS.values()))
        put(index, {key: live[key]})
    assert groups(index) == expected(live)
