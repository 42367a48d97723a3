"""Whole addresses of the archive's own pages: never out of what a visitor's request claims."""

from flask import Flask, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.base.settings import Settings


class AbsoluteAddresses:
    """Makes whole addresses.

    They begin with the setting `base_url`; without one, with what a trusted proxy says of itself
    (setting `proxies`); without any, with the address that the server listens on.

    Args:
        settings: which of these.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self, endpoint: str, **values: object) -> str:
        """Return the whole address of an endpoint, given as to Flask's `url_for`."""
        path = url_for(endpoint, **values, _external=False)  # type: ignore[arg-type]
        return self.base() + path.removeprefix(request.script_root)

    def base(self) -> str:
        """Return the address of the front page, without a slash at its end."""
        if self._settings.base_url:
            return self._settings.base_url.rstrip("/")
        if self._settings.proxies:
            return request.url_root.rstrip("/")
        host = self._settings.host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{request.environ['SERVER_PORT']}"


def trust_proxies(app: Flask, count: int) -> None:
    """Believe the last so many proxies in front of an application what they say of the visitor."""
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_port=count, x_prefix=count
        )
