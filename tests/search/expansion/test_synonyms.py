import logging
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.base.settings import Settings
from search.expansion.synonyms import LOOK_SECONDS, MAX_BYTES, FoundSynonym, Synonyms, read_groups

ROOT = Path(__file__).resolve().parents[3]
GROUP = "drone = UAV، طائرة مسيّرة"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    def pass_by(self):
        self.now += LOOK_SECONDS


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "synonyms.txt"


@pytest.fixture
def synonyms(file, clock):
    """Makes the synonyms of a text."""

    def make(text):
        file.write_text(text, encoding="utf-8")
        return Synonyms(file, clock)

    return make


def others(synonyms, text):
    return [found.others for found in synonyms.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("drone", ("UAV", "طائرة مسيّرة")),
        ("Drones!", ("UAV", "طائرة مسيّرة")),
        ("uav", ("drone", "طائرة مسيّرة")),
        ("طائرة مسيرة", ("drone", "UAV")),
        ("بالطائرات المسيّرة", ("drone", "UAV")),
    ],
)
def test_a_member_finds_the_others_in_any_inflection(synonyms, text, expected):
    assert others(synonyms(GROUP), text) == [expected]


def test_places_count_code_points_and_leave_clitics_out(synonyms):
    text = "الجيش بالطائرات المسيّرة قصف"
    (found,) = synonyms(GROUP).find(text)
    assert isinstance(found, FoundSynonym)
    assert text[found.start : found.end] == "الطائرات المسيّرة"


def test_the_longest_member_counts(synonyms):
    two = synonyms("مسيّرة = march\nطائرة مسيّرة = drone")
    assert others(two, "طائرة مسيّرة") == [("drone",)]
    assert others(two, "مسيّرة") == [("march",)]


def test_an_arrow_leads_one_way(synonyms):
    one_way = synonyms("vaccine, jab => Pfizer، لقاح")
    assert others(one_way, "jab") == [("Pfizer", "لقاح")]
    assert others(one_way, "Pfizer") == []


def test_several_lines_of_one_member_add_up_and_are_not_chained(synonyms):
    found = synonyms("a1 = b1\nb1 = c1\n")
    assert others(found, "b1") == [("a1", "c1")]
    assert others(found, "a1") == [("b1",)]


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("C# = sharp # the language", "C#", ("sharp",)),
        ("#a = b", "a", None),
        ("1,000 = thousand", "1000", ("thousand",)),
        ("\ufeffoil = نفط", "oil", ("نفط",)),
        ("  oil   field ,  حقل  ", "oil fields", ("حقل",)),
        ("oil, oil, نفط", "oil", ("نفط",)),
        ("oil, Oils => نفط، النفط", "oil", ("نفط",)),
    ],
)
def test_lines_are_read_as_people_type_them(synonyms, line, text, expected):
    assert others(synonyms(line), text) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("oil", "nothing that it stands for"),
        ("oil = Oils", "nothing that it stands for"),
        ("oil => oils", "nothing that it stands for"),
        ("oil =", "a member is empty"),
        ("oil = …", "'…' holds no word"),
        ("a => b => c", "two arrows"),
        ("=> oil", "a member is empty"),
        ("a b c d e f g h i = oil", "9 words"),
    ],
)
def test_a_line_that_can_not_be_taken_is_named_and_the_rest_holds(
    synonyms, file, caplog, line, what
):
    with caplog.at_level(logging.WARNING):
        found = synonyms(f"{GROUP}\n{line}\nwheat = قمح\n")
        assert len(others(found, "drone wheat oil")) == 2
    (problem,) = found.problems
    assert problem.startswith(f"{file}:2: ")
    assert what in problem
    assert re.search(r"\. (Write|Take) ", problem)
    assert problem in caplog.text


def test_a_change_is_seen_without_a_restart(synonyms, file, clock):
    found = synonyms("oil = نفط")
    assert others(found, "oil wheat") == [("نفط",)]
    file.write_text("wheat = قمح, حنطة", encoding="utf-8")
    assert others(found, "oil wheat") == [("نفط",)]
    clock.pass_by()
    assert others(found, "oil wheat") == [("قمح", "حنطة")]


def test_a_change_of_the_same_length_is_seen_by_its_time(synonyms, file, clock):
    found = synonyms("oil = ab")
    assert others(found, "oil") == [("ab",)]
    file.write_text("oil = xy", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    clock.pass_by()
    assert others(found, "oil") == [("xy",)]


@pytest.mark.parametrize("broken", [None, b"\xe3\xd1 = oil", b"#" * (MAX_BYTES + 1)])
def test_a_file_that_can_not_be_read_leaves_what_was_read_last(
    synonyms, file, clock, caplog, broken
):
    found = synonyms("oil = نفط")
    assert found.problems == ()
    file.unlink()
    if broken:
        file.write_bytes(broken)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            clock.pass_by()
            assert others(found, "oil") == [("نفط",)]
    assert caplog.text.count(str(file)) == 1
    (problem,) = found.problems
    assert "stays in force" in problem
    file.write_text("oil = بترول", encoding="utf-8")
    clock.pass_by()
    assert others(found, "oil") == [("بترول",)]
    assert found.problems == ()


def test_a_file_may_come_later(file, clock, caplog):
    found = Synonyms(file, clock)
    assert found.find("oil") == []
    assert "No such file" in caplog.text
    file.write_text("oil = نفط", encoding="utf-8")
    clock.pass_by()
    assert others(found, "oil") == [("نفط",)]


def test_without_a_file_there_are_none():
    assert Settings().synonyms_path is None
    found = Synonyms(Settings().synonyms_path)
    assert (found.find("drone"), found.problems) == ([], ())


def test_a_relative_path_counts_from_the_working_folder():
    assert Settings(synonyms="s.txt").synonyms_path == Path("s.txt")


def test_threads_see_whole_groups_while_the_file_changes(synonyms, file, clock):
    found = synonyms("oil = نفط")

    def change(number):
        clock.pass_by()
        if number % 3 == 0:
            file.write_text("oil = نفط" + " # x" * (number % 5), encoding="utf-8")
        return others(found, "oil")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(change, range(200)))
    assert all(answer in ([("نفط",)], []) for answer in answers)
    assert [("نفط",)] in answers


def test_the_sample_in_the_documentation_is_taken_whole():
    page = (ROOT / "docs" / "query-language.md").read_text(encoding="utf-8")
    section = page.partition("## Synonyms")[2].partition("\n## ")[0]
    sample = section.split("```")[1]
    groups = read_groups(sample)
    assert groups.problems == ()
    assert len(groups.others) > 8
