"""A ballot wanted by many hands at once."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from models.ballot import Ballot
from models.event import Event
from models.vocabulary import Act, Role
from selection.committee import actions
from selection.database import db
from tests.committee.casting import candidates, convened
from tests.committee.race_ballots import PROCESSES, Arena, race
from tests.world import World


@pytest.mark.race
@pytest.mark.xdist_group("race")
def test_sixteen_processes_that_vote_twice_cast_one_ballot(app: Flask, world: World, engine_url: str) -> None:
    made = candidates(world, 4)
    meeting, _ = convened(world, 1)
    juror = world.actor(Role.JUROR)
    actions.attend(meeting, juror, now=world.now)
    choices = tuple(each.id for each in made)
    arena = Arena(engine_url, Path(app.config["VAR"]), (meeting.id,), juror, choices, world.now)
    db.session.remove()

    told = Counter(race(arena))

    assert told == {"cast": 1, "您已经投过票": 2 * PROCESSES - 1}
    assert db.session.query(Ballot).count() == 1
    assert db.session.query(Event).filter_by(act=Act.VOTE).count() == 1
