"""Article ids in paths: any text may be an id, so a path carries it percent-encoded."""

from urllib.parse import quote, unquote_to_bytes

from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """Takes the rest of a path as an id, slashes and all; writes an id as one encoded segment.

    `https://x.example/a?b` becomes `https%3A%2F%2Fx.example%2Fa%3Fb`; read back, `/` and `%2F`
    are the same. Slashes must not be merged (`url_map.merge_slashes`), or urls as ids break.
    """

    part_isolating = False
    regex = "(?s:.+)"

    def to_url(self, value: str) -> str:
        """Return the id with everything encoded but letters, digits and `_.-~`."""
        return quote(value, safe="")


def ends_in_segment(raw_uri: str | None, segment: str) -> bool | None:
    """Tell whether a request's path, before any decoding, ends in `/segment`.

    After decoding, `/articles/x/related` may be the article `x/related` or what is related to
    `x`. Only the raw request tells: a slash within an id may be written `%2F`, the one before
    the last segment may not.

    Args:
        raw_uri: the request's target as it came in; None where the server doesn't hand it over.
        segment: the last segment, without slashes.

    Returns:
        None where it can't be known.
    """
    if raw_uri is None:
        return None
    path = raw_uri.partition("?")[0].partition("#")[0]
    return unquote_to_bytes(path.rpartition("/")[2]) == segment.encode()
