"""`make shots`: pictures of what each role sees first and of every place in its menu, in 1440 and 390 pixels.

A demonstration is filled into a folder of its own, so nothing of the installation is touched.
"""

import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, url_for
from playwright.sync_api import Browser, ViewportSize, sync_playwright
from sqlalchemy import select
from waitress.server import create_server

from config import ROOT, Config
from models.people import Membership, SignIn
from models.vocabulary import Role
from scripts.serve import HOST, commands_of
from selection import clock, create_app
from selection.access import digest
from selection.database import db, transaction
from selection.pages import PLACES

CHROMIUM = Path("/usr/bin/chromium")
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES: dict[str, ViewportSize] = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
TARGET = ROOT / "screenshots"


def main() -> int:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as var:
        os.environ["SELECTION_VAR"] = var
        app = create_app(Config.from_environment())
        command = commands_of(app)
        command("db", "upgrade")
        command("showcase", "fill")
        with served(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
            for role in Role:
                for name, path in places(app, role):
                    for size in SIZES:
                        picture(browser, address + path, cookie(app, role), size, f"{role}-{name}-{size}")
            browser.close()
    return 0


@contextmanager
def served(app: Flask) -> Iterator[str]:
    with socket.create_server((HOST, 0)) as listening:
        server = create_server(app, sockets=[listening], threads=4)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://{HOST}:{listening.getsockname()[1]}"
        server.close()


def places(app: Flask, role: Role) -> list[tuple[str, str]]:
    """The name and the path of every page to look at."""
    with app.test_request_context():
        return [("first", "/"), *((endpoint, url_for(endpoint)) for _, endpoint in PLACES.get(role, ()))]


def cookie(app: Flask, role: Role) -> str:
    """The cookie of somebody who has just signed in and acts in this role; empty if nobody holds it."""
    client, token, now = app.test_client(), os.urandom(24).hex(), clock.now()
    with app.app_context():
        held = select(Membership).where(Membership.role == role, Membership.withdrawn_at.is_(None))
        member = db.session.scalars(held.order_by(Membership.id).limit(1)).one_or_none()
        if member is None:
            return ""
        with transaction() as session:
            session.add(
                SignIn(
                    token_hash=digest(token),
                    user_id=member.user_id,
                    membership_id=member.id,
                    began_at=now,
                    seen_at=now,
                )
            )
    with client.session_transaction() as content:
        content.update({"_user_id": token, "_fresh": True})
    kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    return kept.value if kept else ""


def picture(browser: Browser, address: str, session: str, size: str, name: str) -> None:
    context = browser.new_context(viewport=SIZES[size], locale="zh-CN", timezone_id="Asia/Shanghai")
    if session:
        context.add_cookies([{"name": "session", "value": session, "url": address}])
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=TARGET / f"{name}.png", full_page=True)
    context.close()
    print(f"{name}.png", flush=True)


if __name__ == "__main__":
    sys.exit(main())
