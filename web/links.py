"""Links out of the archive, and from a page's teasers back into it."""

from posixpath import dirname, join, normpath
from urllib.parse import urlencode, urlsplit

from werkzeug.datastructures import MultiDict


def outside(url: str) -> str:
    """Return a url that is safe to link to: http or https with a host; else the empty string.

    An archived page may hold anything, `javascript:` included.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""


def ids_named(url: str, page_id: str) -> tuple[str, ...]:
    """Return the ids under which the archive may keep what an article's page links to.

    Args:
        url: the link as the page has it; a relative one is resolved against the page's id.
        page_id: the id of the article of that page.
    """
    if not url:
        return ()
    target = url.partition("#")[0]
    beside = normpath(join(dirname(page_id), target))
    return tuple(dict.fromkeys((target, beside))) if target else ()


def switched(values: "MultiDict[str, str]", language: str) -> str:
    """Return the address of the same page with the interface in another language."""
    kept = [(name, value) for name, value in values.items(multi=True) if name != "ui"]
    return f"?{urlencode([*kept, ('ui', language)])}"
