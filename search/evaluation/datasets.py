"""Retrieval test sets in BEIR's layout: corpus.jsonl(.gz), queries.jsonl, qrels/test.tsv."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.base.errors import PageError

Qrels = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A retrieval test set.

    Attributes:
        queries: text by query id, the judged ones.
        query_languages: language by query id; empty string where the set doesn't say.
        document_languages: language by document id, likewise.
        qrels: grade by document id, by query id.
    """

    queries: Mapping[str, str]
    query_languages: Mapping[str, str]
    document_languages: Mapping[str, str]
    qrels: Qrels

    def answered(self, query: str) -> str:
        """Tell in which languages a query is answered: `own`, `other` (any) or `both`.

        Where articles are graded, a language answers that has two of the highest grade, 2; where
        not both do, the one counts that has more.
        """
        own = self.query_languages[query]
        grades = self.qrels[query]
        if max(grades.values()) > 1:
            best = [self.document_languages.get(d, "") == own for d, g in grades.items() if g > 1]
            in_own, in_other = sum(best), len(best) - sum(best)
            if min(in_own, in_other) > 1:
                return "both"
            return "own" if in_own >= in_other else "other"
        found = {
            self.document_languages.get(document, "") == own
            for document, grade in self.qrels[query].items()
            if grade > 0
        }
        return "both" if len(found) == 2 else "own" if True in found else "other"


def corpus_file(folder: Path) -> Path:
    """Return the corpus of a set.

    Raises:
        PageError: the folder holds none.
    """
    for name in ("corpus.jsonl", "corpus.jsonl.gz"):
        if (folder / name).exists():
            return folder / name
    raise PageError(
        "there is no corpus.jsonl or corpus.jsonl.gz",
        str(folder),
        "Name a folder in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/test.tsv",
    )


def corpus_mark(corpus: Path) -> str:
    """Return what tells a corpus from another, and from an older state of itself."""
    state = corpus.stat()
    text = f"{corpus.resolve()}\n{state.st_size}\n{state.st_mtime_ns}"
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def read_dataset(folder: Path) -> Dataset:
    """Read a set in BEIR's layout.

    Raises:
        PageError: a file is missing or can't be read; names the file and the line.
    """
    qrels = _qrels(folder / "qrels" / "test.tsv")
    queries = {str(q["_id"]): q for q in _records(folder / "queries.jsonl")}
    if missing := [query for query in qrels if query not in queries]:
        raise PageError(
            f"{len(missing)} judged queries have no text, the first is {missing[0]!r}",
            str(folder / "queries.jsonl"),
            "Add them or take them out of qrels/test.tsv",
        )
    languages = {str(d["_id"]): str(d.get("language", "")) for d in _records(corpus_file(folder))}
    return Dataset(
        queries={query: str(queries[query]["text"]) for query in qrels},
        query_languages={query: str(queries[query].get("language", "")) for query in qrels},
        document_languages=languages,
        qrels=qrels,
    )


def write_language_subset(folder: Path, language: str, into: Path) -> None:
    """Write the set of one language: its documents, and its queries that they answer.

    Args:
        folder: a mixed set in BEIR's layout.
        language: of the documents and of the queries.
        into: folder for the smaller set; made, its files are replaced.

    Raises:
        PageError: a file is missing or can't be read.
    """
    corpus = [d for d in _records(corpus_file(folder)) if d.get("language") == language]
    kept = {str(document["_id"]) for document in corpus}
    asked = [q for q in _records(folder / "queries.jsonl") if q.get("language") == language]
    qrels = _qrels(folder / "qrels" / "test.tsv")
    judged = [
        f"{query['_id']}\t{document}\t{grade}"
        for query in asked
        for document, grade in qrels.get(str(query["_id"]), {}).items()
        if document in kept
    ]
    (into / "qrels").mkdir(parents=True, exist_ok=True)
    _write(into / "queries.jsonl", map(_line, asked))
    _write(into / "qrels" / "test.tsv", ["query-id\tcorpus-id\tscore", *judged])
    _write(into / "corpus.jsonl", map(_line, corpus))


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


def _write(file: Path, lines: Iterable[str]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in lines)


def _qrels(file: Path) -> Qrels:
    qrels: Qrels = {}
    for number, line in enumerate(_lines(file), 1):
        parts = line.split("\t")
        if number == 1 and parts[-1].strip() == "score":
            continue
        try:
            query, document, grade = parts
            qrels.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise PageError(
                "not a query, a document and a whole number, apart by tabs",
                f"{file}:{number}",
                "Mend the line",
            ) from error
    return qrels


def _records(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(file), 1):
        try:
            record = json.loads(line)
            record["_id"]
        except (ValueError, KeyError, TypeError) as error:
            raise PageError(
                "not a JSON object with _id", f"{file}:{number}", "Mend the line"
            ) from error
        yield record


def _lines(file: Path) -> Iterable[str]:
    try:
        with (
            gzip.open(file, "rt", encoding="utf-8")
            if file.suffix == ".gz"
            else file.open(encoding="utf-8") as text
        ):
            yield from (line.rstrip("\n") for line in text if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise PageError(f"can't be read: {error}", str(file), "Check the path") from error
