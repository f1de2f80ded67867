"""What was typed survives the end of a session: a refused form is carried through the sign-in page and shown again.

Only forms of our own pages are carried (the browser says where a form came from), never passwords, never files.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

LIMIT = 400_000
"""Characters of text carried at most; the longest form of a programme has about a tenth of that."""

LASTS = 12 * 3600
NAME = "kept"


@dataclass(frozen=True)
class Kept:
    """A form as it was posted: where to, and its fields in order."""

    url: str
    fields: Sequence[tuple[str, str]]
    had_files: bool

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The fields a reader recognises: texts, rather than the codes of what was chosen."""
        return [(name, value) for name, value in self.fields if any(each > "\u3000" for each in value)]

    def sealed(self) -> str:
        """The same as one signed text for a hidden field."""
        return _serializer().dumps([self.url, list(self.fields), self.had_files])


def from_request() -> Kept | None:
    """The form posted now, if it is one of ours that can be carried."""
    if request.method != "POST" or request.headers.get("HX-Request") or not _is_from_our_page():
        return None
    if request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", NAME)]
    if any("password" in name for name, _ in fields) or sum(len(name) + len(value) for name, value in fields) > LIMIT:
        return None
    return Kept(request.full_path.rstrip("?"), fields, had_files=any(file.filename for file in request.files.values()))


def from_form() -> Kept | None:
    """What an earlier page of ours carries in its hidden field."""
    try:
        url, fields, had_files = _serializer().loads(request.form.get(NAME, ""), max_age=LASTS)
    except BadData:
        return None
    return Kept(url, [(name, value) for name, value in fields], had_files)


def _is_from_our_page() -> bool:
    """Whether the browser names a page of ours as the origin of the form; silence counts as no."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.host


def _serializer() -> URLSafeTimedSerializer:
    signer = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept-form", signer_kwargs=signer)
