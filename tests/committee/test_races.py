"""A ballot wanted by many hands at once. ``RACE_ROUNDS`` sets the length; the campaign of `make races` is 1,000."""

import os
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from models.ballot import Ballot, Envelope, Meeting, SealedBallot
from models.event import Event
from models.vocabulary import Act, Role
from selection.committee import actions, queries
from selection.database import db
from tests.committee.casting import by_name, candidates, keyed, seated, secretly
from tests.committee.race_ballots import PROCESSES, Arena, race
from tests.world import World

WANTED = int(os.environ.get("RACE_ROUNDS", "2"))
ROUNDS = min(WANTED, 100)
"""Rounds of one meeting: it reads all it has held, so many meetings are quicker than a long one."""

MEETINGS = range(WANTED // ROUNDS)
KINDS = ["secret", "named"] if WANTED > ROUNDS else ["secret"]


@pytest.mark.race
@pytest.mark.xdist_group("race")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", MEETINGS)
def test_processes_that_vote_twice_at_once_cast_one_ballot(
    app: Flask, world: World, engine_url: str, kind: str, number: int
) -> None:
    made = candidates(world, 4)
    if kind == "secret":
        secretly(world, by_title=False, rounds=1, tellers=2, needed=2)
    else:
        by_name(world)
    meeting, jurors = seated(world, 2)
    if kind == "secret":
        keyed(world, meeting, jurors)
    juror, city = world.actor(Role.JUROR), world.actor(Role.CITY_OFFICER)
    choices = tuple(each.id for each in made)
    arena = Arena(engine_url, Path(app.config["VAR"]), meeting.id, juror, choices, world.now)
    votes = Envelope if kind == "secret" else Ballot
    meeting_id = meeting.id
    wrong: list[tuple[object, ...]] = []

    def between(told: list[str]) -> None:
        here = db.session.get_one(Meeting, meeting_id)
        [round_] = [each for each in queries.rounds(here.id) if each.voided_at is None]
        stored = db.session.query(votes).filter_by(round_id=round_.id).count()
        inside = db.session.query(SealedBallot).count()
        if Counter(told) != {"cast": 1, "您已经投过票": 2 * PROCESSES - 1} or stored != 1:
            wrong.append((round_.number, Counter(told), stored))
        if inside != (1 if kind == "secret" else 0):
            wrong.append((round_.number, inside))
        actions.void_round({"round_id": round_.id}, city, world.now)
        actions.open_round(here, city, now=world.now)
        db.session.remove()

    actions.open_round(meeting, city, now=world.now)
    db.session.remove()

    race(arena, ROUNDS, between)

    assert wrong == []
    assert db.session.query(votes).count() == ROUNDS
    assert db.session.query(Event).filter_by(act=Act.VOTE).count() == ROUNDS
