"""Every route, as everybody, under everything a browser would never send: an answer in Chinese, and nothing changed.

`make fuzz` sends all of it; the suite sends a part, drawn with a fixed seed. ``FUZZ`` is how many requests, 0 for all.
"""

import json
import logging
import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from models.vocabulary import Role
from tests.browsers import Browser
from tests.faults.battery import Case, drawn, whole
from tests.faults.crawling import Page, crawl
from tests.faults.filled import Filled, fill
from tests.faults.hostile import SCRIPT
from tests.faults.undoing import UNTOLD, Snapshot, Writes, watched
from tests.world import World

REQUESTS = int(os.environ.get("FUZZ", "300"))
SEED = int(os.environ.get("FUZZ_SEED", "2026"))
PAGES_OF_A_KIND = 1 if REQUESTS else 8
HAN = re.compile(r"[\u4e00-\u9fff]{4}")
LEAKS = re.compile(
    r"Traceback \(most recent|File \"|site-packages|sqlite3\.|psycopg|sqlalchemy|werkzeug|\bSELECT .{1,80} FROM\b|"
    r"INSERT INTO|Not a valid|This field is required|Invalid |/selection/\w+/\w+\.py",
)
KEEPS_WHAT_IS_WRONG = {
    "nominations.keeping",
    "nominations.answers",
    "review.sheet",
    "programmes.keeping",
    "programmes.answers",
}
"""Drafts: what was typed is kept, right or wrong, and the 422 tells what is wrong (or the 409 keeps it aside)."""


@dataclass
class Walk:
    """A crowd of browsers before one application, and what went wrong."""

    app: Flask
    browsers: dict[str, Browser]
    snapshot: Snapshot
    writes: Writes
    logged: list[str]
    cookies: dict[str, dict[str, Any]]
    faults: list[str] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)

    def send(self, case: Case) -> None:
        """One request, and everything that has to be true of its answer."""
        browser = self.browsers[case.who]
        try:
            answer = browser.open(case.url, method=case.method, **case.sent())
            body = answer.get_data()
        except Exception as crash:
            self.faults.append(f"{case}: {type(crash).__name__}: {str(crash)[:300]}")
            self.logged.clear()
            self._undo()
            return
        self.answers[answer.status_code] = self.answers.get(answer.status_code, 0) + 1
        text = body.decode(errors="replace") if answer.mimetype == "text/html" else ""
        if body and answer.mimetype == "application/json":
            text = json.dumps(json.loads(body), ensure_ascii=False)
        for fault in self._wrong(case, answer, text):
            self.faults.append(f"{case}: {answer.status_code} {fault}")
        answer.close()
        if "Set-Cookie" in answer.headers:
            self._return_cookie(case.who)
        self._undo(case, answer.status_code)

    def _return_cookie(self, who: str) -> None:
        """Whoever was signed out, or made somebody else, is himself again."""
        with self.browsers[who].session_transaction() as cookie:
            cookie.clear()
            cookie.update(self.cookies[who])

    def _wrong(self, case: Case, answer: Any, text: str) -> Iterator[str]:
        status = answer.status_code
        if status >= 500 or self.logged:
            yield f"trouble: {self.logged[:1]}"
            self.logged.clear()
        if found := LEAKS.search(text):
            yield f"tells {found[0]!r}"
        if SCRIPT in text and answer.mimetype == "text/html":
            yield "carries a script"
        if "\nset-cookie: x" in str(answer.headers).lower() or not _is_ours(answer.location or ""):
            yield f"is led astray: {answer.location}"
        if status >= 400 and case.method != "HEAD" and not HAN.search(text):
            yield f"says nothing in Chinese: {text[:80]!r}"
        if (
            status == 422
            and case.method == "POST"
            and answer.mimetype == "text/html"
            and 'role="alert"' not in text
            and "error-text" not in text
        ):
            yield "does not say what is wrong"

    def _undo(self, case: Case | None = None, status: int = 0) -> None:
        everything = self.writes.look()
        written = everything - UNTOLD
        if case and written and status >= 400 and case.endpoint not in KEEPS_WHAT_IS_WRONG:
            self.faults.append(f"{case}: {status}, but wrote {sorted(written)}")
        if case and written and case.method in ("GET", "HEAD"):
            self.faults.append(f"{case}: looked, and wrote {sorted(written)}")
        if everything:
            self.snapshot.restore()
            self.writes.look()


def _is_ours(location: str) -> bool:
    """Whether a redirect stays with us."""
    return urlsplit(location).netloc in ("", "localhost") and not location.startswith(("//", "/\\"))


def cookies_of(browsers: dict[str, Browser]) -> dict[str, dict[str, Any]]:
    """What each browser carries."""
    held = {}
    for who, browser in browsers.items():
        with browser.session_transaction() as cookie:
            held[who] = dict(cookie)
    return held


class Ear(logging.Handler):
    """Hears what the application logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record)[-600:])


@contextmanager
def listening(app: Flask) -> Iterator[list[str]]:
    """While this lasts, the log of the application is heard."""
    ear = Ear()
    app.logger.addHandler(ear)
    try:
        yield ear.heard
    finally:
        app.logger.removeHandler(ear)


def crowd(app: Flask, filled: Filled) -> dict[str, Browser]:
    """A browser for each role, for nobody, and for two of another unit and another union."""
    people: dict[str, Any] = {"nobody": None, **{str(role): filled.world.members[role] for role in Role}}
    people |= {name: filled.members[name] for name in ("other_unit", "other_union", "juror") if name in filled.members}
    browsers = {}
    for name, membership in people.items():
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browsers[name] = browser.sign_in(membership) if membership else browser
    return browsers


def reached(app: Flask, filled: Filled, browsers: dict[str, Browser], *, at_most: int) -> list[Page]:
    """What the crowd reaches."""
    links = [f"/consent/{filled.tokens['consent']}"]
    return [page for who, browser in browsers.items() for page in crawl(app, who, browser, at_most=at_most, also=links)]


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_route_breaks_and_what_is_refused_changes_nothing(app: Flask, world: World) -> None:
    filled, dice = fill(world), random.Random(SEED)
    browsers = crowd(app, filled)
    with watched() as writes, listening(app) as logged:
        snapshot = Snapshot(Path(app.config["VAR"]))
        walk = Walk(app, browsers, snapshot, writes, logged, cookies_of(browsers))
        try:
            pages = reached(app, filled, browsers, at_most=PAGES_OF_A_KIND)
            walk.faults += [f"{page.who} {page.url}: {page.status}" for page in pages if page.status >= 500]
            cases = whole(app, pages, dice)
            for case in drawn(cases, REQUESTS or len(cases), dice):
                walk.send(case)
        finally:
            snapshot.drop()

    assert _served(app) - {case.endpoint for case in cases} == set()
    assert walk.faults == [], "\n".join(walk.faults)
    assert walk.answers[404] > 0
    assert walk.answers[422] > 0


def _served(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()) or rule.arguments}
