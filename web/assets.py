"""Addresses of the static files, each with its content's digest: cached for long, never stale."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from flask import Flask, url_for

MAX_AGE = 30 * 24 * 3600  # seconds


def asset_addresses(app: Flask) -> Callable[[str], str]:
    """Return a function from a static file's name to its address."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = MAX_AGE
    folder = Path(app.static_folder or "")
    digests = {
        path.name: hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=digests[name])

    return asset
