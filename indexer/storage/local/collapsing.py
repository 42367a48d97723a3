"""Answers text queries out of a keyword engine's match sets, collapsed by duplicate group."""

from dataclasses import replace

import numpy as np

from indexer.storage.local.groups import DuplicateGroups, Rows
from indexer.storage.local.keyword.port import KeywordReader, MatchSet
from indexer.storage.query import ScoredDocs, TextQuery

_SPARE = 16  # documents beyond the page that are looked at first: most groups have one member
_GROWTH = 4  # times as many are looked at while groups are missing


def answer(keyword: KeywordReader, groups: DuplicateGroups, query: TextQuery) -> ScoredDocs:
    """Answer one query.

    Args:
        keyword: the engine's reader.
        groups: the duplicate groups of the version.
        query: what is asked.
    """
    results = query.results
    added = results.docs if len(results.docs) else None
    matches = keyword.select(results.query, results.filters, added)
    if query.within is not None:
        matches = matches.within(query.within)
    if query.groups is not None:
        matches = matches.within(groups.members(query.groups))
    if query.collapse and len(groups):
        answered = _collapsed(matches, groups, query)
    else:
        found = matches.top(max(query.limit, 0), query.offset, query.sort)
        members = ((),) * len(found.rows) if query.collapse else ()
        of = groups.of(found.rows)
        answered = ScoredDocs(found.rows, found.scores, found.total, of, members)
    if not query.parts:
        return answered
    return replace(answered, parts=keyword.score(query.parts, answered.docs))


def _collapsed(matches: MatchSet, groups: DuplicateGroups, query: TextQuery) -> ScoredDocs:
    """Answer with the first document of each group."""
    duplicates = matches.grouped()
    superfluous = groups.superfluous(duplicates.rows())
    if not superfluous or query.limit <= 0:
        found = matches.top(max(query.limit, 0), query.offset, query.sort)
        return ScoredDocs(
            found.rows,
            found.scores,
            found.total - superfluous,
            groups.of(found.rows),
            ((),) * len(found.rows),
        )
    end = query.offset + query.limit
    asked = end + _SPARE
    while True:
        found = matches.top(asked, 0, query.sort)
        of = groups.of(found.rows)
        _, first = np.unique(of, return_index=True)
        if len(first) >= end or len(found.rows) == found.total:
            break
        asked *= _GROWTH
    page = np.sort(first)[query.offset : end]
    rows = found.rows[page]
    return ScoredDocs(
        rows,
        found.scores[page],
        found.total - superfluous,
        of[page],
        _members(matches, groups, rows, query),
    )


def _members(
    matches: MatchSet, groups: DuplicateGroups, rows: Rows, query: TextQuery
) -> tuple[tuple[int, ...], ...]:
    """Return for each row the other members of its group in the match set, in order."""
    wanted = groups.members(groups.of(rows).tolist())
    if len(wanted) == len(rows):
        return ((),) * len(rows)
    found = matches.within(wanted).top(len(wanted), 0, query.sort).rows
    members: dict[int, list[int]] = {}
    for row, group in zip(found.tolist(), groups.of(found).tolist(), strict=True):
        members.setdefault(group, []).append(row)
    return tuple(
        tuple(other for other in members.get(group, ()) if other != row)
        for row, group in zip(rows.tolist(), groups.of(rows).tolist(), strict=True)
    )
