"""Writes docs/evaluation.md: what is generated lies between markers, all else stays as it is."""

import os
import platform
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import ACROSS, Alone, Measured, alone
from indexer.base.errors import PageError
from search.evaluation.significance import Comparison

END = "<!-- results end -->"  # a section that the page doesn't have yet is put before it


def update_page(file: Path, sections: dict[str, str]) -> None:
    """Put generated sections into the page, each in the place of its former self.

    Args:
        file: the page.
        sections: Markdown by name.

    Raises:
        PageError: the page isn't there, or has lost the marker that new sections go before.
    """
    page = file.read_text(encoding="utf-8") if file.exists() else ""
    if END not in page:
        raise PageError(f"there is no line {END}", str(file), "Put it where the results shall end")
    for name, text in sections.items():
        begin, end = f"<!-- results: {name} -->", f"<!-- end: {name} -->"
        block = f"{begin}\n\n{text.strip()}\n\n{end}"
        former = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if former.search(page):
            page = former.sub(lambda _, block=block: block, page)  # type: ignore[misc]
        else:
            page = page.replace(END, f"{block}\n\n{END}")
    file.write_text(page, encoding="utf-8")


def machine_section(model: str) -> str:
    """Say what the numbers were measured on."""
    return (
        f"Measured on {len(os.sched_getaffinity(0))} cores of an {_processor()}, "
        f"Python {platform.python_version()}, with the model `{model}` and all settings at their "
        "defaults. No score depends on the machine but for rounding."
    )


def set_section(measured: Sequence[Measured]) -> str:
    """Show one set: over its whole archive first, then over each language alone.

    Args:
        measured: the set's, then `set/ar` and the like.
    """
    mixed, *singles = measured
    parts = [_heading(mixed)]
    across = any(name.endswith(ACROSS) for name in mixed.runs)
    if across:
        parts += ["Filtered to the languages other than the query's:", _table(mixed, ACROSS)]
        parts.append("Over the whole archive:")
    parts.append(_table(mixed, ""))
    for single in singles:
        language = single.name.rpartition("/")[2]
        parts += [f"Over the articles in `{language}` alone:", _table(single, "")]
    set_against = [found for single in singles if (found := alone(mixed, single))]
    if set_against:
        parts += [
            "Queries answered in their own language only: what the other language costs them "
            "(hybrid, nDCG@10).",
            _alone_table(set_against),
        ]
    return "\n\n".join(parts)


def verdicts(measured: Measured) -> list[str]:
    """Say where hybrid is worse than one of its retrievers by more than one standard error."""
    return [
        f"{measured.name} {hybrid}, {part.name} {name}: {found.difference:+.4f} ± "
        f"{found.error:.4f} against {retriever} (p {_p(found)})"
        for hybrid in measured.runs
        if hybrid.startswith("hybrid")
        for retriever, compared in measured.retrievers(hybrid).items()
        for part, name, found in compared
        if found.verdict == "worse"
    ]


def _heading(measured: Measured) -> str:
    dataset = measured.dataset
    languages = Counter(dataset.document_languages.values())
    articles = ", ".join(f"{count:,} {code or '–'}" for code, count in sorted(languages.items()))
    return (
        f"## {measured.name}\n\n{len(dataset.document_languages):,} articles ({articles}), "
        f"{len(dataset.qrels):,} queries."
    )


def _table(measured: Measured, ending: str) -> str:
    """Show each slice's scores in the three modes, and hybrid against either retriever."""
    lines = [
        "| slice | queries | measure | lexical | dense | hybrid | − lexical | − dense |",
        "|---|--:|---|--:|--:|--:|--:|--:|",
    ]
    retrievers = measured.retrievers(f"hybrid{ending}")
    for (part, name, words), (_, _, meaning) in zip(
        retrievers["lexical"], retrievers["dense"], strict=True
    ):
        error = part.errors[name]
        lines.append(
            f"| {part.name} | {part.queries:,} | {name} | {_score(words.second)} "
            f"| {_score(meaning.second)} | **{_score(words.first)}** ± {_score(error)} "
            f"| {_difference(words)} | {_difference(meaning)} |"
        )
    return "\n".join(lines)


def _alone_table(rows: Sequence[Alone]) -> str:
    lines = [
        "| query | queries | mixed archive | its language alone | difference "
        "| strangers among ten |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.language} | {row.comparison.queries:,} | {_score(row.comparison.first)} "
        f"| {_score(row.comparison.second)} | {_difference(row.comparison)} "
        f"| {row.strangers:.1%} |"
        for row in rows
    ]
    return "\n".join(lines)


def _difference(found: Comparison) -> str:
    sign = "+" if found.difference >= 0 else "−"
    mark = {"better": "", "equal": " =", "worse": " ▼"}[found.verdict]
    return f"{sign}{_score(abs(found.difference))} ± {_score(found.error)} (p {_p(found)}){mark}"


def _score(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _p(found: Comparison) -> str:
    return "< .001" if found.p < 0.001 else _score(found.p)


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    named = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return named[1].strip() if named else platform.processor() or platform.machine()
