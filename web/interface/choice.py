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
    return request.accept_languages.best_match(LANGUAGES, default="en") or "en"
