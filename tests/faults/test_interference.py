"""Two worlds that differ only in what other experts gave: nobody below the city, and no expert, is answered otherwise.

Every route that an expert, a unit or a union can reach by a link, and every other one with true numbers in it, is asked
in both, at one and the same moment: status, headers (ETags among them) and bytes are the same, tokens and the moment
in a workbook aside. So are the answers to what an expert saves and hands in himself, and the letters that go out.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from os import environ
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models.job import Job
from models.programme import Cycle, Deadline
from models.review import Assignment, Recusal, ScoreSheet
from models.vocabulary import Phase, Role
from selection import clock
from selection.database import db, transaction
from selection.review import actions, queries
from selection.rules.standing import Actor
from tests.browsers import Browser
from tests.faults.battery import address, values
from tests.faults.crawling import crawl
from tests.faults.filled import Filled, fill
from tests.faults.undoing import Snapshot
from tests.world import World

WATCHING = (Role.EXPERT, Role.UNIT_OFFICER, Role.UNION_HEAD)
ALSO = (Role.UNIT_HEAD, Role.NOMINEE, Role.UNION_OFFICER, "other_unit", "other_union", "nobody")
""" These as well in `make interference`."""
TOKEN = re.compile(
    rb'((?:name="(?:csrf_token|attempt)"(?: type="hidden")? value=|csrf-token" content=|"csrf_token":)")[^"]+'
)
UNTOLD = {"Date", "Set-Cookie"}
Answers = dict[tuple[str, str], tuple[int, list[tuple[str, str]], bytes]]


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A clock that stands."""
    moment = clock.now()

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    monkeypatch.setattr("selection.clock.datetime", Standing)
    return moment


class Watchers:
    """Those who must not notice, each at a browser of his own, and the addresses they ask for."""

    def __init__(self, app: Flask, filled: Filled) -> None:
        members = {str(role): member for role, member in filled.world.members.items()} | filled.members
        self.browsers: dict[str, Browser] = {}
        for who in (*WATCHING, *(ALSO if "INTERFERENCE" in environ else ())):
            browser = app.test_client()
            assert isinstance(browser, Browser)
            self.browsers[str(who)] = browser.sign_in(members[str(who)]) if str(who) in members else browser
        self.asked = sorted(set(_asked(app, self.browsers)))

    def look(self, mine: int, sheet: dict[str, str]) -> Answers:
        """Everything they are answered; the expert saves a draft and hands his sheet in at the end."""
        found: Answers = {}
        for who, url in self.asked:
            found[who, url] = _told(self.browsers[who].get(url))
        expert, here = self.browsers[str(Role.EXPERT)], f"/review/sheets/{mine}"
        body = {"revision": "0", "answers": sheet}
        found["expert", "saves"] = _told(expert.post(f"{here}/draft", json=body))
        found["expert", "hands in half"] = _told(expert.post(here, data={}))
        found["expert", "hands in"] = _told(expert.post(here, data=sheet))
        found["expert", "reads that it is in"] = _told(expert.get("/review/desk"))
        return found


def _asked(app: Flask, browsers: dict[str, Browser]) -> Iterator[tuple[str, str]]:
    """What each reaches by links, and with true numbers whatever else serves his role."""
    pages = [page for who, browser in browsers.items() for page in crawl(app, who, browser, at_most=1)]
    known = values(app, pages)
    linked = {(page.who, page.endpoint): page.url for page in reversed(pages)}
    yield from ((who, url) for (who, _), url in linked.items())
    for rule in app.url_map.iter_rules():
        serves: Any = getattr(app.view_functions[rule.endpoint], "serves", None)
        for who in browsers if "GET" in (rule.methods or ()) and isinstance(serves, frozenset) else ():
            if who in serves and (who, rule.endpoint) not in linked:
                yield who, address(app, rule, known)


def _told(answer: Any) -> tuple[int, list[tuple[str, str]], bytes]:
    body = _timeless(answer.get_data())
    aside = UNTOLD | ({"Content-Length"} if body != answer.get_data() else set())
    headers = sorted((name, value) for name, value in answer.headers if name not in aside)
    answer.close()
    return answer.status_code, headers, TOKEN.sub(rb"\1", body)


def _timeless(body: bytes) -> bytes:
    """A workbook without the moment it was written at."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist() if name != "docProps/core.xml")


def letters() -> list[tuple[str, object]]:
    """What is to be done after the commits, letters among it."""
    return [(kind, payload) for kind, payload in db.session.execute(select(Job.kind, Job.payload).order_by(Job.id))]


Task = tuple[int, int]
"""An assignment and its expert. Nothing of the database is held while worlds are exchanged."""


class Reviewers:
    """The experts of the open cycle; the first is watching, the others make the two worlds differ."""

    def __init__(self, world: World) -> None:
        self.criteria, self.cycle_id = world.programme.criteria, world.cycle.id
        self.officer, self.city_id = world.actor(Role.CITY_OFFICER), world.city.id
        me = world.members[Role.EXPERT].user_id
        rows = db.session.execute(select(Assignment.id, Assignment.expert_id).order_by(Assignment.id))
        found = [(row.id, row.expert_id) for row in rows]
        self.mine = [each for each in found if each[1] == me]
        self.others = [each for each in found if each[1] != me]

    def hand_in(self, tasks: list[Task], share: Callable[[int], str]) -> None:
        """Sheets by the action behind the page, so that whatever it touches is touched."""
        for place, (task, expert) in enumerate(tasks):
            actor = Actor(expert, "专家", Role.EXPERT, self.city_id, "", None)
            work = queries.work(actor, task)
            assert work is not None
            points = {each.key: (each.points * Decimal(share(place))).quantize(Decimal(1)) for each in self.criteria}
            actions.hand_in(work, actor, points=points, comment=f"另一位专家的评语{place}", now=clock.now())

    def differ(self) -> None:
        """The second expert gives otherwise everywhere, the third has taken his sheets back to nothing."""
        second = self.others[0][1]
        with transaction() as session:
            for task, expert in self.others:
                if expert != second:
                    session.delete(session.get_one(ScoreSheet, task))
        self.hand_in([each for each in self.others if each[1] == second], lambda place: ("1", "0.1", "0.5")[place % 3])

    def close(self, share: Callable[[int], str]) -> None:
        self.hand_in(self.mine, lambda _: "0.8")
        self.hand_in(self.others, share)
        actions.close(db.session.get_one(Cycle, self.cycle_id), self.officer, now=clock.now())


@pytest.mark.database("sqlite")
def test_nobody_notices_what_another_expert_gave(app: Flask, world: World, standing: datetime) -> None:
    filled = fill(world)
    with transaction() as session:
        session.query(Deadline).filter_by(
            cycle_id=world.cycle.id, phase=Phase.REVIEW
        ).one().closes_at = standing.replace(year=standing.year + 1)
        session.query(Assignment).update({"conflict": ""})  # everybody scores everything
        session.query(Recusal).delete()
    reviewers, watchers = Reviewers(world), Watchers(app, filled)
    mine, _ = reviewers.mine[0]
    sheet = {each.key: "8" for each in world.programme.criteria} | {"comment": "我的评语"}
    reviewers.hand_in(reviewers.mine, lambda _: "0.7")  # from now on he only changes what he gave
    snapshot = Snapshot(Path(app.config["VAR"]))
    try:
        one, sent = watchers.look(mine, sheet), letters()
        snapshot.restore()
        reviewers.differ()
        other, sent_otherwise = watchers.look(mine, sheet), letters()
        assert _differing(one, other) == []
        assert sent == sent_otherwise

        snapshot.restore()
        reviewers.close(lambda _: "0.9")
        closed, sent = watchers.look(mine, sheet), letters()
        snapshot.restore()
        reviewers.close(lambda place: ("0.3", "1", "0.6", "0")[place % 4])
        closed_otherwise, sent_otherwise = watchers.look(mine, sheet), letters()
        assert _differing(closed, closed_otherwise) == []
        assert sent == sent_otherwise
    finally:
        snapshot.drop()

    seen = [url for (who, url), (status, _, _) in one.items() if who == "expert" and status == 200]
    assert f"/review/sheets/{mine}" in seen
    assert "/review/desk" in seen
    assert one["expert", "hands in"][0] == 303
    assert closed["expert", "hands in"][0] == 404


def _differing(one: Answers, other: Answers) -> list[str]:
    """Where the two worlds are told apart, and from where on."""
    assert one.keys() == other.keys()
    return [f"{who} {what}: {_from(*map(str, (one[who, what], other[who, what])))}" for who, what in one
            if one[who, what] != other[who, what]]  # fmt: skip


def _from(one: str, other: str) -> str:
    place = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    return f"{one[max(0, place - 80) : place + 40]} | {other[place : place + 40]}"
