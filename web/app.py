"""The web application: an engine and settings go in, a WSGI application comes out."""

from flask import Flask, g, request
from jinja2 import StrictUndefined

from indexer.base.settings import Settings
from search.engine import SearchEngine
from web.absolute import AbsoluteAddresses, trust_proxies
from web.api import api_blueprint
from web.assets import asset_addresses
from web.errors import register_errors
from web.headers import finish
from web.i18n import Interface, choose_language, direction
from web.identifiers import IdConverter
from web.links import outside, switched
from web.pages import pages_blueprint
from web.serialize import marked


def create_app(engine: SearchEngine, settings: Settings) -> Flask:
    """Return the application that serves one archive, as pages and as JSON.

    Args:
        engine: answers the queries; shared by all threads.
        settings: page size, time zone, order of day and month.
    """
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.merge_slashes = False  # an id may be a url
    app.url_map.converters["id"] = IdConverter
    app.register_blueprint(pages_blueprint(engine, settings))
    app.register_blueprint(api_blueprint(engine, settings), url_prefix="/api/v1")
    trust_proxies(app, settings.proxies)
    app.jinja_env.globals.update(
        absolute=AbsoluteAddresses(settings),
        asset=asset_addresses(app),
        direction=direction,
        marked=marked,
        outside=outside,
        switched=switched,
    )
    _speak(app, settings)
    register_errors(app)
    app.after_request(finish)
    return app


def _speak(app: Flask, settings: Settings) -> None:
    """Give every request an interface in the visitor's language, and templates its sentences."""
    interfaces = {
        language: Interface(language, settings.time_zone, day_first=settings.day_first)
        for language in ("ar", "en")
    }

    @app.before_request
    def choose() -> None:
        g.ui = interfaces[choose_language(request)]

    @app.context_processor
    def sentences() -> dict[str, object]:
        return {"ui": g.ui, "t": g.ui.text}
