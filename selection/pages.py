"""Every blueprint, and what every page carries: headers, places of the menu, addresses of static files."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request, url_for
from flask_login import current_user

from models.vocabulary import Role
from selection import clock

BLUEPRINTS: Sequence[Blueprint] = ()

PLACES: dict[Role, Sequence[tuple[str, str]]] = {}
"""The menu of each role: label and endpoint, at most seven."""

PUBLIC_PLACES: Sequence[tuple[str, str]] = ()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


@lru_cache(maxsize=256)
def _version(folder: str, filename: str) -> str:
    """The first digits of a static file's hash, so that it may be cached for ever."""
    file = Path(folder) / filename
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else ""


def protect(response: Response) -> Response:
    """The headers of every answer, errors and files included."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _menu() -> list[tuple[str, str, bool]]:
    role = current_user.role if current_user.is_authenticated else None
    places = PLACES.get(role, ()) if role else PUBLIC_PLACES
    here = (request.endpoint or "").partition(".")[0]
    return [(label, url_for(endpoint), endpoint.partition(".")[0] == here) for label, endpoint in places]


def prepare(app: Flask) -> None:
    """Headers after every answer; the menu, the clock and versioned static files in every page."""
    app.after_request(protect)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, str]) -> None:
        if endpoint == "static" and "filename" in values and (version := _version(str(app.static_folder), values["filename"])):
            values["v"] = version

    @app.context_processor
    def carry() -> dict[str, object]:
        return {"places": _menu(), "now": clock.now()}
