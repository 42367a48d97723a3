"""What both keyword engines do to files, and what writers and readers see of each other."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from shutil import rmtree

import pytest

from indexer.base.errors import IndexFormatError, IndexLockedError, SettingsError
from indexer.storage.local.keyword import KeywordDocument, KeywordEngine, open_engine
from indexer.storage.query import And, Filters, Or, Phrase, Prefix, PrefixQuery, QueryNode, Term

ROOT = Path(__file__).resolve().parents[5]
EVERYTHING = And(())
NO_FILTERS = Filters()

MakeDocument = Callable[..., KeywordDocument]


def rows_of(engine: KeywordEngine, folder: Path, node: QueryNode = EVERYTHING) -> list[int]:
    with closing(engine.open_reader(folder)) as reader:
        return reader.select(node, NO_FILTERS).rows().tolist()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def linked(engine: KeywordEngine, folder: Path, copy: Path) -> Path:
    copy.mkdir()
    for file in engine.linkable(folder):
        (copy / file.name).hardlink_to(file)
    return copy


def test_a_row_is_deleted_before_and_after_its_commit(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "a"), document(2, "a"))
    with engine.open_writer(folder) as writer:
        writer.add(document(3, "a"))
        writer.add(document(4, "a"))
        writer.delete(1)
        writer.delete(3)
        writer.delete(99)
        writer.commit()
        assert rows_of(engine, folder) == [2, 4]
        writer.delete(4)
        writer.commit()
    assert rows_of(engine, folder) == [2]
    assert rows_of(engine, folder, Term("a", "exact")) == [2]


def test_a_row_is_deleted_and_added_again_in_one_commit(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "a"), document(2, "a"))
    with engine.open_writer(folder) as writer:
        writer.add(document(3, "a"))
        for row in (1, 3):
            writer.delete(row)
            writer.add(document(row, "b", grouped=True))
        writer.delete(1)
        writer.add(document(1, "c", grouped=True))
        writer.commit()
    with closing(engine.open_reader(folder)) as reader:
        assert reader.count == 3
        assert reader.select(EVERYTHING, NO_FILTERS).grouped().rows().tolist() == [1, 3]
    assert rows_of(engine, folder, Term("a", "exact")) == [2]
    assert rows_of(engine, folder, Term("b", "exact")) == [3]
    assert rows_of(engine, folder, Term("c", "exact")) == [1]


def test_closing_twice_does_nothing(engine: KeywordEngine, folder: Path) -> None:
    reader = engine.open_reader(folder)
    reader.close()
    reader.close()


def test_what_was_not_committed_is_abandoned(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "a"))
    with engine.open_writer(folder) as writer:
        writer.add(document(2, "a"))
        writer.delete(1)
    assert rows_of(engine, folder) == [1]


def test_many_commits_leave_only_the_files_of_the_last(
    engine: KeywordEngine, folder: Path, document: MakeDocument
) -> None:
    with engine.open_writer(folder) as writer:
        for row in range(1, 31):
            writer.add(document(row, "a", "b c d"))
            writer.commit()
    needed = {file.name for file in engine.linkable(folder)}
    assert {name for name in contents(folder) if "lock" not in name.lower()} == needed
    assert rows_of(engine, folder) == list(range(1, 31))


def test_a_second_writer_is_refused_until_the_first_closes(
    engine: KeywordEngine, folder: Path
) -> None:
    with engine.open_writer(folder), pytest.raises(IndexLockedError, match=str(folder)):
        engine.open_writer(folder)
    engine.open_writer(folder).close()


# Whoosh leaves a file open that it can't read
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", ["missing", "empty", "torn", "segment"])
def test_a_folder_that_is_no_index_is_refused(
    engine: KeywordEngine,
    folder: Path,
    write: Callable[..., None],
    document: MakeDocument,
    damage: str,
) -> None:
    write(document(1, "a"))
    head, *others = engine.linkable(folder)
    if damage == "torn":
        head.write_bytes(head.read_bytes()[:20])
    elif damage == "segment":
        for file in others:
            file.unlink()
    else:
        rmtree(folder)
        if damage == "empty":
            folder.mkdir()
    with pytest.raises(IndexFormatError, match=str(folder)):
        engine.open_reader(folder)


def test_a_reader_writes_nothing_and_outlives_its_folder(
    engine: KeywordEngine,
    folder: Path,
    write: Callable[..., None],
    document: MakeDocument,
    tmp_path: Path,
) -> None:
    write(*(document(row, "iran drones", "some more words", day=row) for row in range(1, 50)))
    copy = linked(engine, folder, tmp_path / "copy")
    before = contents(copy)
    with closing(engine.open_reader(copy)) as reader:
        assert contents(copy) == before
        rmtree(copy)
        assert reader.select(Phrase(("iran", "drones")), NO_FILTERS).top(100).total == 49
        assert reader.select(Term("more"), Filters(languages=("en",))).top(5).total == 0
        assert reader.select(Prefix("dro"), NO_FILTERS).top(1, sort="newest").rows.tolist() == [49]
        assert reader.complete([PrefixQuery("so", "exact")]) == [[("some", 49)]]


def test_a_reader_keeps_to_the_state_that_it_opened(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(document(1, "a"))
    with closing(engine.open_reader(folder)) as reader:
        with engine.open_writer(folder) as writer:
            writer.delete(1)
            writer.add(document(2, "a"))
            writer.commit()
        assert reader.select(Term("a", "exact"), NO_FILTERS).rows().tolist() == [1]
    assert rows_of(engine, folder) == [2]


def test_a_writer_leaves_the_files_that_it_was_linked_from_as_they_are(
    engine: KeywordEngine,
    folder: Path,
    write: Callable[..., None],
    document: MakeDocument,
    tmp_path: Path,
) -> None:
    for first in (1, 11, 21):
        write(*(document(row, "a", "b c") for row in range(first, first + 10)))
    before = contents(folder)
    copy = linked(engine, folder, tmp_path / "copy")
    with engine.open_writer(copy) as writer:
        for row in range(1, 31, 2):
            writer.delete(row)
        for row in range(31, 40):
            writer.add(document(row, "a", "d"))
            writer.commit()
    assert contents(folder) == before
    assert rows_of(engine, folder) == list(range(1, 31))
    assert rows_of(engine, copy) == [*range(2, 31, 2), *range(31, 40)]


KILLED = """
import sys
from pathlib import Path
from indexer.language.analyzer import LayeredText
from indexer.storage.local.keyword import KeywordDocument, open_engine

text = LayeredText(exact="a b", folded="a b", stem="a b")
writer = open_engine(sys.argv[1]).open_writer(Path(sys.argv[2]))
writer.delete(1)
for row in range(100, 10_000):
    writer.add(KeywordDocument(row, text, text, text, text, "", "", "", "", None))
    if row % 100 == 0:
        writer.commit()
        print(row, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_killed_writer_leaves_the_version_that_it_was_linked_from_whole(
    engine: KeywordEngine,
    folder: Path,
    write: Callable[..., None],
    document: MakeDocument,
    tmp_path: Path,
) -> None:
    write(*(document(row, "a", "b c") for row in range(1, 50)))
    before = contents(folder)
    copy = linked(engine, folder, tmp_path / "copy")
    arguments = [sys.executable, "-c", KILLED, engine.name, str(copy)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        writer.stdout.readline()
        writer.kill()
    assert contents(folder) == before
    assert rows_of(engine, folder) == list(range(1, 50))
    again = linked(engine, folder, tmp_path / "again")
    with engine.open_writer(again) as fresh:
        fresh.add(document(50, "a"))
        fresh.commit()
    assert rows_of(engine, again) == list(range(1, 51))


def test_threads_share_a_reader(
    engine: KeywordEngine, folder: Path, write: Callable[..., None], document: MakeDocument
) -> None:
    write(*(document(row, f"w{row % 7}", "a b c " * (row % 5)) for row in range(1, 100)))
    nodes = [Or((Term(f"w{n % 7}", "exact"), Phrase(("b", "c"), slop=n % 3))) for n in range(60)]
    with closing(engine.open_reader(folder)) as reader, ThreadPoolExecutor(8) as threads:
        alone = [reader.select(node, NO_FILTERS).top(20).rows.tolist() for node in nodes]
        together = list(
            threads.map(lambda node: reader.select(node, NO_FILTERS).top(20).rows.tolist(), nodes)
        )
    assert together == alone


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(SettingsError, match="tantivy, whoosh"):
        open_engine("lucene")
