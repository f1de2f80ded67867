"""`make shots`: pictures of every place in the menu of each role, in 1440 and 390 pixels, and those
of the README (docs/pictures/).

A demonstration is filled into a folder of its own, so nothing of the installation is touched.
"""

import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from flask import Flask, url_for
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import select
from waitress.server import create_server

from config import ROOT, Config
from models.honour import Certificate
from models.people import Membership, SignIn, User
from models.vocabulary import Role
from scripts import chromium
from scripts.serve import HOST, SERVER, commands_of
from selection import clock, create_app, storage
from selection.access import digest
from selection.database import db, transaction
from selection.pages import PLACES
from selection.showcase.accounts import PLAIN
from selection.showcase.cast import DOMAIN

SIZES: dict[str, ViewportSize] = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
PAPER = 1200
TARGET = ROOT / "screenshots"
README = ROOT / "docs" / "pictures"


@dataclass(frozen=True)
class Shot:
    """A picture of the README: who goes where, what he clicks there, on which screen."""

    name: str
    role: Role | None
    path: str
    clicks: Sequence[str] = ()
    width: int = PAPER

    @property
    def size(self) -> ViewportSize:
        return {"width": self.width, "height": 800}


SHOTS = (
    Shot("unit_officer", Role.UNIT_OFFICER, "/nominations/?stage=drafted", ("main td a", "text=继续填报")),
    Shot("unit_head", Role.UNIT_HEAD, "/desk", ("main .todo a:has-text('签章')",)),
    Shot("nominee", Role.NOMINEE, "/nominations/", ("main td a",)),
    Shot("union_officer", Role.UNION_OFFICER, "/recommendations/", ("main .todo a",)),
    Shot("union_head", Role.UNION_HEAD, "/desk", ("main .todo a:has-text('上报')",)),
    Shot("city_officer", Role.CITY_OFFICER, "/cycles/overview"),
    Shot("expert", Role.EXPERT, "/review/desk", ("main td .btn",)),
    Shot("juror", Role.JUROR, "/desk", ("main .todo a:has-text('投票')",)),
    Shot("supervisor", Role.SUPERVISOR, "/trail/"),
    Shot("admin", Role.ADMIN, "/people/"),
    Shot("phone", Role.UNION_OFFICER, "/recommendations/", ("main .todo a",), 390),
)


def main() -> int:
    TARGET.mkdir(exist_ok=True)
    README.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var:
        os.environ["SELECTION_VAR"] = var
        app = create_app(Config.from_environment())
        command = commands_of(app)
        command("db", "upgrade")
        command("showcase", "fill")
        with served(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=chromium.SWITCHES)
            for role in Role:
                for name, path in places(app, role):
                    for size in SIZES:
                        with window(browser, address, cookie(app, role), SIZES[size]) as page:
                            page.goto(path)
                            page.screenshot(path=TARGET / f"{role}-{name}-{size}.png", full_page=True)
            for shot in SHOTS:
                with window(browser, address, cookie(app, shot.role), shot.size) as page:
                    take(page, shot)
            browser.close()
        draw_certificate(app)
    return 0


@contextmanager
def served(app: Flask) -> Iterator[str]:
    with socket.create_server((HOST, 0)) as listening:
        server = create_server(app, sockets=[listening], **SERVER)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://{HOST}:{listening.getsockname()[1]}"
        server.close()


def places(app: Flask, role: Role) -> list[tuple[str, str]]:
    """The name and the path of every page to look at."""
    with app.test_request_context():
        return [(endpoint, url_for(endpoint)) for _, endpoint in PLACES[role]]


def cookie(app: Flask, role: Role | None) -> str:
    """The cookie of the role's account in the demonstration, who has just signed in; empty for the public."""
    if role is None:
        return ""
    client, token, now = app.test_client(), os.urandom(24).hex(), clock.now()
    with app.app_context(), transaction() as session:
        held = select(Membership).join(User).where(User.account == f"{PLAIN[role]}@{DOMAIN}", Membership.role == role)
        member = session.scalars(held).one()
        sign_in = SignIn(token_hash=digest(token), user_id=member.user_id, membership_id=member.id)
        sign_in.began_at = sign_in.seen_at = now
        session.add(sign_in)
    with client.session_transaction() as content:
        content.update({"_user_id": token, "_fresh": True})
    kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    return kept.value if kept else ""


@contextmanager
def window(browser: Browser, address: str, session: str, size: ViewportSize) -> Iterator[Page]:
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=address)
    if session:
        context.add_cookies([{"name": "session", "value": session, "url": address}])
    yield context.new_page()
    context.close()


def take(page: Page, shot: Shot) -> None:
    page.goto(shot.path)
    for what in shot.clicks:
        page.locator(what).first.click()
        page.wait_for_load_state()
    keep(Image.open(BytesIO(page.screenshot())), shot.name)


def keep(picture: Image.Image, name: str) -> None:
    """As a PNG small enough for a page that shows eight of them."""
    small = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
    small.save(README / f"{name}.png", optimize=True)


def draw_certificate(app: Flask) -> None:
    with app.app_context():
        issued = select(Certificate).where(Certificate.file_key.is_not(None)).order_by(Certificate.number).limit(1)
        content = storage.read(str(db.session.scalars(issued).one().file_key))
    command = ["pdftoppm", "-png", "-singlefile", "-scale-to-x", "1000", "-scale-to-y", "-1", "-"]
    drawn = subprocess.run(command, input=content, capture_output=True, check=True)
    keep(Image.open(BytesIO(drawn.stdout)), "certificate")


if __name__ == "__main__":
    sys.exit(main())
