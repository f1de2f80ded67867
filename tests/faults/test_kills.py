"""The server is killed at any moment: what it acknowledged is there, and nothing stands half done.

``KILLS`` is how many times; the campaign of `make kills` is 200. The database server lives on: what a power cut does to
it is its own affair, and SQLite's is settled by `synchronous=FULL`.
"""

import itertools
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from models.nomination import Nomination
from models.people import Affiliation, Organisation
from models.programme import Deadline
from models.vocabulary import Level, Role, Stage
from selection.database import db, transaction
from selection.places import actions as places
from tests.browsers import Browser
from tests.faults.filled import attach
from tests.faults.killing import Server, Work, lost, person, unsound, work_until_killed
from tests.world import World, credit_code, id_number

KILLS = int(os.environ.get("KILLS", "3"))
AT_ONCE = 12
FRESH = 5
SERIALS = itertools.count(1)


def further(world: World, stage: Stage, number: int) -> list[int]:
    """So many nominations of the first unit, ready for their next step."""
    made = []
    for _ in range(number):
        unit, serial = _unit(world, stage), next(SERIALS)
        # Even, as women's are; the day keeps them apart where the three digits do not.
        identity = id_number(serial * 2, born=f"198304{serial // 500 % 28 + 1:02d}")
        answers = world.answers(started_on="2005-07")
        nomination = world.nomination(stage, answers=answers, unit=unit, number=identity)
        attach(nomination, world, "photo", "skill_proof", "id_card")
        made.append(nomination.id)
    return made


def _unit(world: World, stage: Stage) -> Organisation | None:
    """Those to be recommended come from a unit each: of one unit only two may be."""
    if stage != Stage.SUBMITTED:
        return None
    world.made += 1
    with transaction() as session:
        unit = Organisation(
            level=Level.UNIT,
            name=f"东浦第{world.made}机械厂",
            short_name=f"东浦第{world.made}厂",
            credit_code=credit_code(world.made),
            founded_at=world.now,
        )
        session.add(unit)
        session.flush()
        session.add(Affiliation(unit_id=unit.id, union_id=world.union.id, since=world.now.date()))
    return unit


@pytest.fixture
def work(world: World, app: Flask) -> Work:
    with transaction() as session:
        session.execute(update(Deadline).values(closes_at=world.now + timedelta(days=30)))
    wanted = {union.id: 5_000 for union in (world.union, world.other_union)}
    places.grant(world.cycle, wanted, world.actor(Role.CITY_OFFICER), reason="演练分配", now=world.now)
    people = {}
    for name, role in (("unit", Role.UNIT_OFFICER), ("union", Role.UNION_OFFICER), ("expert", Role.EXPERT)):
        browser = app.test_client()
        assert isinstance(browser, Browser)
        people[name] = person(browser.sign_in(world.members[role]))
    assigned = [world.nomination(Stage.ASSIGNED, unit=world.other_unit) for _ in range(2)]
    sheets = [each.id for each in world.assigned(*assigned, experts=1)]
    return Work(people, further(world, Stage.DRAFTED, 3), [], [], sheets)


@pytest.mark.xdist_group("kills")
def test_what_was_acknowledged_survives_a_kill_and_nothing_stands_half_done(
    app: Flask, world: World, work: Work, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server(app, Path(app.config["VAR"]))
    try:
        for number in range(KILLS):
            if number % FRESH == FRESH - 1:  # a draft takes 20 files of a kind, and then refuses
                work.drafts = further(world, Stage.DRAFTED, 3)
            work.signed += further(world, Stage.SIGNED, AT_ONCE - len(work.signed))
            work.submitted += further(world, Stage.SUBMITTED, AT_ONCE - len(work.submitted))
            db.session.rollback()
            server.start()
            work_until_killed(server, work, seed=number)
            assert lost(work) == []
            assert unsound(work, world.cycle.id) == []
    finally:
        server.kill()

    with capsys.disabled():
        acknowledged = sum(number for said, number in work.answers.items() if said.split()[1] in ("200", "201", "303"))
        sys.stdout.write(f"\n{db.engine.dialect.name}: {KILLS} kills, {acknowledged} acts: {dict(work.answers)}\n")
    assert len(work.acknowledged) > 0
    refused = [said for said in work.answers if said.split()[1] not in ("200", "201", "303")]
    assert refused == [], server.trouble()
    assert db.session.scalar(select(func.count(Nomination.id)).where(Nomination.submitted_at.is_not(None)))
