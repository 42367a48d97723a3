"""docs/query-language.md names all there is, and its examples behave as it says."""

import re
from pathlib import Path

import pytest

from indexer.base.errors import QueryError
from search.query import parse_query
from search.query.fields import FIELDS
from search.query.marks import OPERATORS, QUOTES, SIGNS
from search.query.relative import CALENDAR, relative_days

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = (ROOT / "docs" / "query-language.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", REFERENCE, re.MULTILINE))
EXAMPLES_FIRST = ("Words", "Phrases", "Demanding and excluding", "Parts of words", "Dates")


def rows(section: str) -> list[list[str]]:
    """The cells of a section's tables, without their heads."""
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("|")]
    cells = [
        [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in lines
    ]
    heads = {at - 1 for at, line in enumerate(lines) if line.startswith("|---")}
    return [row for at, row in enumerate(cells) if at not in heads and "---" not in row[0]]


def quoted(cell: str) -> list[str]:
    return re.findall("`([^`]+)`", cell)


def examples() -> list[str]:
    """All queries that the page gives as good ones."""
    found = [query for name in EXAMPLES_FIRST for row in rows(name) for query in quoted(row[0])]
    found += [query for row in rows("Demanding and excluding") for query in quoted(row[1])]
    found += [query for row in rows("Fields") for query in quoted(row[2])]
    return found


@pytest.mark.parametrize("query", examples())
def test_example_is_read(query: str) -> None:
    parsed = parse_query(query)
    assert parsed.node or parsed.filters


@pytest.mark.parametrize("query", [quoted(row[0])[0] for row in rows("Mistakes")])
def test_mistake_on_the_page_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        parse_query(query)


def test_tables_of_the_page_are_found() -> None:
    assert len(examples()) > 60
    assert len(rows("Mistakes")) > 10


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_field_and_its_other_names_are_documented_with_an_example(field) -> None:
    (row,) = [row for row in rows("Fields") if row[0] == f"`{field.name}:`"]
    assert quoted(row[1]) == [f"{alias}:" for alias in field.aliases]
    assert re.match(rf"(?:{field.name}|{'|'.join(field.aliases)}):.", quoted(row[2])[0])


@pytest.mark.parametrize("operator", [*OPERATORS, *SIGNS])
def test_operator_is_documented(operator: str) -> None:
    section = SECTIONS["Demanding and excluding"].replace(r"\|", "|")
    assert operator in section


@pytest.mark.parametrize("sign", ["~", "*", "?", "(", ")", "..", *"".join(QUOTES[1:])])
def test_sign_is_documented(sign: str) -> None:
    assert any(sign in example for example in (*examples(), *quoted(SECTIONS["Phrases"])))


@pytest.mark.parametrize("span", CALENDAR)
def test_span_of_days_is_documented(span: str) -> None:
    assert f"`{span}`" in SECTIONS["Dates"]


def test_two_languages_of_an_operator_ask_the_same() -> None:
    for row in rows("Demanding and excluding"):
        english, arabic = (parse_query(quoted(cell)[0]) for cell in row[:2])
        assert english.demanding == arabic.demanding
        assert type(english.node) is type(arabic.node)
        assert type(english.must) is type(arabic.must)


def test_every_documented_span_is_understood() -> None:
    from datetime import date

    spans = [span for row in rows("Dates") if "`today`" in row[0] or "week" in row[0]
             for cell in row[:2] for span in quoted(cell) if ":" not in span]  # fmt: skip
    assert len(spans) > 10
    for span in spans:
        assert relative_days(span, date(2024, 6, 12)), span
