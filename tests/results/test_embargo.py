"""Between the vote and its publication nobody outside the house can tell who was chosen: not by page, export or mail.

Two worlds differ in nothing but the ballots. Everything that a unit, a union, an expert or anybody can ask for is the
same to the byte, after the vote, once the meeting is opened again and closed again, after it was proposed for
publication, and while the notice waits for its second.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from models.ballot import Meeting
from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import Role
from selection import clock
from selection.committee import actions as committee
from selection.committee import queries
from selection.database import db
from selection.proposals import actions as proposals
from selection.publicity import actions as publicity
from selection.publicity import releasing
from selection.rules.standing import Actor
from tests.browsers import Browser
from tests.committee.casting import by_name, candidates, places
from tests.faults.test_interference import Answers, _asked, _differing, _told, letters, standing
from tests.faults.undoing import Snapshot
from tests.world import World

__all__ = ["standing"]
OUTSIDE = (Role.UNIT_OFFICER, Role.UNION_HEAD, Role.NOMINEE, None)


def look(browsers: dict[str, Browser], asked: Sequence[tuple[str, str]]) -> Answers:
    return {(who, url): _told(browsers[who].get(url)) for who, url in asked}


def open_again(cycle_id: int, city: Actor, second: Actor, *, now: datetime) -> None:
    """Two persons open the meeting again."""
    meeting = queries.of_cycle(cycle_id)
    assert meeting is not None
    proposals.approve(committee.propose_meeting(meeting, city, reason="再议一次", now=now), second, now=now)


def settle(cycle_id: int, city: Actor, juror: Actor, chosen: Sequence[int], *, now: datetime) -> None:
    """The committee votes by name for these two; the rest of them in reserve or out."""
    meeting = committee.convene(db.session.get_one(Cycle, cycle_id), city, name="评审会", now=now)
    committee.attend(meeting, juror, now=now)
    committee.open_round(meeting, city, now=now)
    committee.cast(meeting, juror, in_favour=chosen, now=now)
    committee.close_round(meeting, city, now=now)
    committee.close(meeting, city, now=now)


@pytest.mark.database("sqlite")
def test_nobody_outside_learns_what_was_resolved_before_it_is_published(
    app: Flask, world: World, standing: datetime
) -> None:
    places(world, 1, 1)
    by_name(world)
    made = [each.id for each in candidates(world, 5)]
    second = world.acting(world.member(Role.CITY_OFFICER, world.city))
    city, juror, cycle_id = world.actor(Role.CITY_OFFICER), world.actor(Role.JUROR), world.cycle.id
    browsers: dict[str, Browser] = {}
    for role in OUTSIDE:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browsers[str(role)] = browser.sign_in(world.members[role]) if role else browser
    known = [
        *(f"/nominations/{each}" for each in made),
        "/notices/1",
        "/results/cycles/1",
        "/committee/meetings/1/result",
    ]
    asked = sorted({*_asked(app, browsers), *((who, url) for who in browsers for url in known)})
    snapshot = Snapshot(Path(app.config["VAR"]))
    seen = []
    try:
        for chosen in (made[:2], made[3:]):
            snapshot.restore()
            settle(cycle_id, city, juror, chosen, now=clock.now())
            after_the_vote = look(browsers, asked), letters()
            open_again(cycle_id, city, second, now=clock.now())
            reopened = look(browsers, asked)
            committee.close(db.session.query(Meeting).one(), city, now=clock.now())
            ahead = clock.now() + timedelta(hours=3)
            cycle = db.session.get_one(Cycle, cycle_id)
            proposal = releasing.ask(cycle, city, at=ahead, now=clock.now())
            proposals.approve(proposal, second, now=clock.now())
            scheduled = look(browsers, asked)
            seen.append((after_the_vote, reopened, scheduled))
        sent_so_far, published = letters(), db.session.get_one(Nomination, made[4]).stage
        publicity.appear({"notice": 1}, clock.now() + timedelta(hours=4))
        told = len(letters()) > len(sent_so_far)
    finally:
        snapshot.drop()

    (one, sent), one_reopened, one_scheduled = seen[0]
    (other, sent_otherwise), other_reopened, other_scheduled = seen[1]
    assert _differing(one, other) == []
    assert _differing(one_reopened, other_reopened) == []
    assert _differing(one, one_reopened) != [], "that the meeting goes on, everybody is told"
    assert _differing(one_scheduled, other_scheduled) == []
    assert sent == sent_otherwise
    assert {"/nominations/export", "/nominations/"} <= {url for _, url in one}
    assert published == "resolved"
    assert told, "once it is published, letters go out that tell it"
