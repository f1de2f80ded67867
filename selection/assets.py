"""Static files: each address carries the file's own hash, so browsers may keep it for a year and never hold an old one."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

YEAR = 365 * 24 * 3600
"""How long, in seconds, a browser may keep a file whose address names its content."""


def init_app(app: Flask) -> None:
    """Add ``?v=<hash>`` to every ``url_for('static', ...)`` and let browsers keep what is so addressed."""
    folder = Path(app.static_folder or "")
    known: dict[str, tuple[float, str]] = {}

    def version(filename: str) -> str | None:
        """The first 12 hexadecimal digits of the file's SHA-256; None if there is no such file."""
        path = folder / filename
        try:
            changed = path.stat().st_mtime
        except OSError:
            return None
        if filename not in known or known[filename][0] != changed:
            known[filename] = changed, hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        return known[filename][1]

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values.setdefault("v", version(values["filename"]))

    @app.after_request
    def let_keep(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code not in (200, 304):
            return response
        named = request.args.get("v")
        response.cache_control.clear()
        if named and named == version((request.view_args or {})["filename"]):
            response.cache_control.public = True
            response.cache_control.max_age = YEAR
            response.cache_control.immutable = True
        else:
            response.cache_control.no_cache = True
        return response
