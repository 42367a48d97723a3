"""An analysis as people see it in a terminal: a table of words, and the query as an outline."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from search.query.analysis import TextAnalysis
from web.analysis import analysis_as_dict
from web.cli.safe_console import SafeConsole

GROUPS = {"and": "all of", "or": "any of", "not": "none of"}
"""What stands above the parts of a node."""
_DEFAULTS: Mapping[str, object] = {"field": "any", "slop": 0, "boost": 1.0, "distance": 1}


def print_analysis(analysis: TextAnalysis) -> None:
    """Print an analysis."""
    found = analysis_as_dict(analysis)
    console = SafeConsole(file=sys.stdout, highlight=False)
    console.print(_tokens(found["tokens"], analysis.text))
    for line in (f"language: {found['language']}", *_dates(found), *_names(found)):
        console.print(Text(line), soft_wrap=True)
    console.print(Text(f"as a query (language: {found['query']['language']}):", style="bold"))
    _print_query(console, found["query"])


def _tokens(tokens: Sequence[Mapping[str, Any]], text: str) -> Table:
    """Return the words with their layers; what would be highlighted of each is marked."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "place", "word", "exact", "folded", "stem"):
        table.add_column(heading, overflow="fold")
    for token in tokens:
        start, end = token["mark_start"], token["mark_end"]
        word = Text(text[token["start"] : start])
        word.append(text[start:end], style="bold yellow").append(text[end : token["end"]])
        place = f"{token['start']}–{token['end']}"
        marked = f" [{token['marked']}]" if token["marked"] != token["text"] else ""
        layers = (token["exact"], token["folded"], token["stem"])
        table.add_row(str(token["position"]), place, word.append(marked), *map(Text, layers))
    return table


def _dates(found: Mapping[str, Any]) -> list[str]:
    lines = []
    for date in found["dates"]:
        facts = [date["value"], date["precision"]]
        facts += ["Hijri"] if date["calendar"] == "hijri" else []
        facts += ["the weekday is wrong"] if date["weekday_agrees"] is False else []
        lines.append(f"date: {date['text']} = {', '.join(facts)}")
    return lines


def _names(found: Mapping[str, Any]) -> list[str]:
    return [f"name: {name['text']} = {', '.join(name['counterparts'])}" for name in found["names"]]


def _print_query(console: Console, query: Mapping[str, Any]) -> None:
    error = query["error"]
    if error:
        what = f"{error['where']}: {error['message']}. {error['remedy']}"
        console.print(Text(what, style="red"), soft_wrap=True)
        return
    for notice in query["notices"]:
        console.print(Text(notice, style="yellow"), soft_wrap=True)
    for name, value in query["filters"].items():
        shown = ", ".join(value) if isinstance(value, list) else value
        console.print(Text(f"filter: {name} {shown}"), soft_wrap=True)
    if query["node"]:
        console.print(_tree(query["node"]), soft_wrap=True)
    else:
        console.print("no word to search for")
    if query["must"] and query["must"] != query["node"]:
        console.print("what every article of the result set must match:")
        console.print(_tree(query["must"]), soft_wrap=True)


def _tree(node: Mapping[str, Any], role: str = "") -> Tree:
    """Return a node with its parts below it."""
    if node["kind"] == "boolean":
        tree = Tree(Text(f"{role}what must match, ranked higher by what should"))
        tree.add(_tree(node["must"], "must: "))
        tree.add(_tree(node["should"], "should: "))
        return tree
    if node["kind"] in GROUPS:
        tree = Tree(Text(role + GROUPS[node["kind"]]))
        for part in node.get("nodes") or [node["node"]]:
            tree.add(_tree(part))
        return tree
    return Tree(Text(role + _leaf(node)))


def _leaf(node: Mapping[str, Any]) -> str:
    """Return a word, phrase or pattern in one line: what is searched, in which layer, where."""
    facts = []
    for name, value in node.items():
        if name == "kind" or value is None or _DEFAULTS.get(name) == value:
            continue
        shown = " ".join(value) if isinstance(value, list) else value
        facts.append(str(shown) if name in {"text", "words", "pattern"} else f"{name} {shown}")
    return f"{node['kind'].replace('_', ' ')}: {' · '.join(facts)}"
