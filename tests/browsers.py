"""A browser without a window: Flask's test client, behaving as far from the test as a real one."""

import contextvars
import secrets
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from models.people import Membership, SignIn
from selection import clock
from selection.access import digest
from selection.database import db, transaction

SAFE = {"GET", "HEAD", "OPTIONS"}


class Browser(FlaskClient):
    """Each request runs as in a server: in a context of its own, with none of the test's session, user or locks.

    What the test has read is read anew afterwards. Protection against forged requests stays switched on: the token
    that a page would carry is sent with every changing request, unless the test says ``forged=True``.
    """

    def sign_in(self, membership: Membership) -> "Browser":
        """Act as somebody from now on, without going through the sign-in page."""
        token, now = secrets.token_urlsafe(32), clock.now()
        with transaction() as session:
            session.add(
                SignIn(
                    token_hash=digest(token),
                    user_id=membership.user_id,
                    membership_id=membership.id,
                    began_at=now,
                    seen_at=now,
                )
            )
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie.update({"_user_id": token, "_fresh": True})
        return self

    def open(self, *args: Any, forged: bool = False, **kwargs: Any) -> Any:
        """Send one request; everything the test has arranged must be committed by now."""
        assert not db.session.new, "arranged but not committed"
        assert not db.session.dirty, "changed but not committed"
        db.session.rollback()
        db.session.expire_all()
        if kwargs.get("method", "GET") not in SAFE and not forged:
            kwargs["headers"] = {**dict(kwargs.get("headers") or {}), "X-CSRFToken": self._token()}
        return contextvars.Context().run(super().open, *args, **kwargs)

    def _token(self) -> str:
        with self.session_transaction() as cookie:
            secret = cookie.setdefault("csrf_token", secrets.token_hex(20))
        signer = URLSafeTimedSerializer(self.application.config["SECRET_KEY"], salt="wtf-csrf-token")
        return str(signer.dumps(secret))
