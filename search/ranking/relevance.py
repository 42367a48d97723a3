"""From which similarity on an article answers a query by its meaning alone."""

from indexer.storage.records import Manifest

THRESHOLD_DEVIATIONS = 1.5  # above unrelated articles: where a dense-only answer begins


def relevance_threshold(manifest: Manifest, *, unmatched: bool = False) -> float:
    """Return the similarity that a dense-only article must reach.

    Args:
        manifest: of the index, whose calibration counts.
        unmatched: whether no word of the query is found anywhere in the archive: then an article
            must be nearer than gibberish comes to the nearest one.
    """
    assert manifest.vectors is not None
    calibration = manifest.vectors.space.calibration
    usual = calibration.mean + THRESHOLD_DEVIATIONS * calibration.deviation
    return max(usual, calibration.gibberish) if unmatched else usual
