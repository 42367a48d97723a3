"""Counts a match set by value and by date."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from heapq import nsmallest

from indexer.storage.local.keyword.port import MatchSet
from indexer.storage.query import (
    Bucket,
    Buckets,
    DateHistogram,
    TermsAggregation,
    filter_key,
    held_key,
)


def spellings(written: Mapping[str, int]) -> dict[str, str]:
    """Return by key how the archive writes each value most often.

    Args:
        written: how often the archive writes each value so, most first.
    """
    shown: dict[str, str] = {}
    for value in written:
        shown.setdefault(filter_key(value), value)
    return shown


def terms(
    matches: MatchSet, asked: TermsAggregation, total: int, shown: Mapping[str, str]
) -> Buckets:
    """Count by the value of a keyword field.

    Args:
        matches: the articles.
        asked: the field, and how many buckets.
        total: how many articles there are in `matches`.
        shown: how each value is written, by its key.
    """
    counts: dict[str, int] = defaultdict(int)
    for value, count in matches.count_values(asked.field).items():
        counts[held_key(value)] += count
    written = [(-count, shown.get(key, key)) for key, count in counts.items()]
    buckets = tuple(Bucket(value, -count) for count, value in nsmallest(asked.limit, written))
    valued = sum(counts.values())
    kept = sum(bucket.count for bucket in buckets)
    return Buckets(buckets, missing=total - valued, other=valued - kept)


def histogram(matches: MatchSet, asked: DateHistogram, total: int) -> Buckets:
    """Count by date.

    Args:
        matches: the articles.
        asked: the interval.
        total: how many articles there are in `matches`.
    """
    counts: dict[str, int] = defaultdict(int)
    if asked.interval == "day":
        for day, count in matches.count_dates("day").items():
            counts[date.fromordinal(day).isoformat()] += count
    else:
        for month, count in matches.count_dates("month").items():
            year = f"{month // 12:04}"
            counts[f"{year}-{month % 12 + 1:02}" if asked.interval == "month" else year] += count
    buckets = tuple(Bucket(value, count) for value, count in sorted(counts.items()))
    return Buckets(buckets, missing=total - sum(counts.values()))
