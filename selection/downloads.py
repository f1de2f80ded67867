"""A download under a Chinese name: headers are Latin-1, and a server that is given anything else breaks off."""

from urllib.parse import quote

from flask import Response


def under(name: str, answer: Response) -> Response:
    """Let a browser keep this answer as a file of this name (RFC 6266), and never open it as a page."""
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer
