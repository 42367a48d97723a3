"""Runs in TREC's format: which documents a search found for each query, best first."""

from pathlib import Path

from indexer.base.errors import PageError

Run = dict[str, dict[str, float]]
"""By query, then by document: a score that falls with the rank."""


def write_run(run: Run, file: Path, tag: str) -> None:
    """Write a run: query, Q0, document, rank, score, tag."""
    with file.open("w", encoding="utf-8") as out:
        for query, found in run.items():
            for rank, (document, score) in enumerate(found.items(), 1):
                out.write(f"{query} Q0 {document} {rank} {score:g} {tag}\n")


def read_run(file: Path) -> Run:
    """Read a run, of this search or of any other.

    Raises:
        PageError: the file or a line of it can't be read.
    """
    run: Run = {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PageError(f"can't be read: {error}", str(file), "Check the path") from error
    for number, line in enumerate(lines, 1):
        try:
            query, _, document, _, score, _ = line.split()
            run.setdefault(query, {})[document] = float(score)
        except ValueError as error:
            raise PageError(
                "not a query, Q0, a document, a rank, a score and a tag, apart by spaces",
                f"{file}:{number}",
                "Name a run in TREC's format, such as `kashshaf eval --run` writes",
            ) from error
    return run
