"""What goes wrong, told in the shape that was asked for: one JSON envelope, or a page."""

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from indexer.base.errors import IndexFormatError, KashshafError, ModelUnavailable, QueryError
from web.parameters import ParameterError
from web.serialize import error_as_dict

REFERENCE = "docs/http-api.md lists the endpoints and their parameters"
_CODES: tuple[tuple[type[KashshafError], str, HTTPStatus], ...] = (
    (ParameterError, "bad_parameter", HTTPStatus.BAD_REQUEST),
    (QueryError, "bad_query", HTTPStatus.BAD_REQUEST),
    (ModelUnavailable, "model_unavailable", HTTPStatus.SERVICE_UNAVAILABLE),
    (IndexFormatError, "index_unavailable", HTTPStatus.SERVICE_UNAVAILABLE),
    (KashshafError, "internal_server_error", HTTPStatus.INTERNAL_SERVER_ERROR),
)
_PAGES = frozenset({400, 404, 405, 500, 503})


def register_errors(app: Flask) -> None:
    """Let the application answer every error in one of the two shapes."""
    app.register_error_handler(KashshafError, _known)
    app.register_error_handler(HTTPException, _http)


def code_of(error: KashshafError) -> tuple[str, HTTPStatus]:
    """Return an error's code in the envelope, and its status."""
    return next((code, status) for kind, code, status in _CODES if isinstance(error, kind))


def envelope(
    code: str, message: str, where: str = "", remedy: str = "", position: int = -1
) -> dict[str, Any]:
    """Return the one shape of all errors; `position` counts characters of the query from 0."""
    return {"error": error_as_dict(code, message, where, remedy, position)}


def _known(error: KashshafError) -> tuple[Response, int]:
    code, status = code_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s %s: %s", request.method, request.path, error)
    if not _wants_json():
        return _page(status), status
    position = error.position if isinstance(error, QueryError) else -1
    return jsonify(envelope(code, error.what, error.where, error.remedy, position)), status


def _http(error: HTTPException) -> BaseResponse | HTTPException:
    """Answer what Flask and its router raise; redirects pass, headers such as Allow stay."""
    status = error.code or int(HTTPStatus.INTERNAL_SERVER_ERROR)
    if status < HTTPStatus.BAD_REQUEST:
        return error
    if _wants_json():
        body = jsonify(envelope(_snake(status), _message(error), request.path, REFERENCE))
    else:
        body = _page(status)
    answer = error.get_response(request.environ)
    answer.set_data(body.get_data())
    answer.content_type = body.content_type
    return answer


def _page(status: int) -> Response:
    nearest = 400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500
    shown = status if status in _PAGES else nearest
    return Response(render_template("error.html", status=shown), status)


def _message(error: HTTPException) -> str:
    return (error.description or error.name).rstrip(".")


def _snake(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.path == "/healthz"
