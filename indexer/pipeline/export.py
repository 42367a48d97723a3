"""Writes the articles of an archive as JSON Lines, which make the same archive elsewhere."""

import json
from collections.abc import Iterator

from indexer.exchange import to_record
from indexer.storage.backend import IndexReader

_BATCH = 200


def exported(reader: IndexReader) -> Iterator[str]:
    """Give a line, without its end, for each article, in the archive's order.

    Args:
        reader: of the archive; no article that is deleted, suppressed or forgotten is in it.
    """
    ids = reader.ids()
    for start in range(0, len(ids), _BATCH):
        for stored in reader.find(ids[start : start + _BATCH]):
            if stored is not None:
                yield json.dumps(to_record(stored.article), ensure_ascii=False)
