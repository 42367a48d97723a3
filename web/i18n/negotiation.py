"""Which language a visitor sees the interface in."""

from flask import Request

LANGUAGES = ("ar", "en")


def choose_language(request: Request) -> str:
    """Return `ar` or `en`: what the url asks for, else the cookie, else the browser.

    A browser that asks for other languages alone gets English, the likelier second language of
    its reader; one that asks for none gets Arabic.
    """
    for said in (request.args.get("ui"), request.cookies.get("ui")):
        if said in LANGUAGES:
            return said
    if not request.accept_languages:
        return "ar"
    # Werkzeug's own best match prefers an `en` far down to an `ar-LB` on top.
    asked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((language for language in asked if language in LANGUAGES), "en")
