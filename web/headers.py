"""What every answer carries: security headers, and the cookie of the interface's language."""

from flask import Response, g, request

from web.i18n import LANGUAGES

YEAR = 365 * 24 * 3600  # seconds
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, no script at all, nothing from elsewhere, and no page within another's frame."""


def finish(response: Response) -> Response:
    """Add the headers to an answer."""
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    # What a reader searched for is nobody's business: other sites learn nothing of the address.
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if response.mimetype == "text/html":
        _about_language(response)
    return response


def _about_language(response: Response) -> None:
    """Say which language a page is in and what it hangs on; remember a choice."""
    ui = g.get("ui")
    if ui is not None:
        response.headers["Content-Language"] = ui.language
    response.vary.update(["Accept-Language", "Cookie"])
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    if request.args.get("ui") in LANGUAGES:
        response.set_cookie(
            "ui",
            request.args["ui"],
            max_age=YEAR,
            path="/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
