"""What all endpoints share: only known parameters, and answers that needn't be sent twice."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from flask import Response, json, jsonify, request
from werkzeug.datastructures import MultiDict

from web.parameters import ParameterError


def given() -> "MultiDict[str, str]":
    """Return the parameters: of the address, and of the body where one is posted.

    Raises:
        ParameterError: the body is JSON, and no object of texts, numbers and lists of them.
    """
    if request.method != "POST":
        return request.args
    if not request.is_json:
        return MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)])
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ParameterError("the body is no JSON object", "body", 'Post {"q": "…"}')
    values = MultiDict(list(request.args.items(multi=True)))
    for name, value in body.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict | list) or one is None:
                raise ParameterError(f"{name} is no text or number", name, 'Post {"q": "…"}')
            values.add(name, str(int(one)) if isinstance(one, bool) else str(one))
    return values


def check_names(known: Collection[str], repeated: Collection[str] = ()) -> None:
    """Refuse parameters that the endpoint doesn't know, and a second value where one is due.

    Raises:
        ParameterError: naming the parameters that can be used.
    """
    values = given()
    for name in values:
        if name not in known:
            names = ", ".join(known) if known else "none"
            raise ParameterError(f"there is no parameter {name!r}", name, f"Known here: {names}")
        if name not in repeated and len(values.getlist(name)) > 1:
            raise ParameterError(f"{name} is given more than once", name, "Give it once")


def answer(content: Mapping[str, Any], changing: Collection[str] = ()) -> Response:
    """Return content as JSON with a validator; 304 where the caller has it already.

    Args:
        content: what JSON can carry.
        changing: keys that differ every time and are left out of the validator.
    """
    response = jsonify(content)
    stable = {k: v for k, v in content.items() if k not in changing}
    digest = hashlib.blake2b(json.dumps(stable).encode(), digest_size=12).hexdigest()
    response.set_etag(digest, weak=bool(changing))
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
