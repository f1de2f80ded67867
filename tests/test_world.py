"""The cast itself must be as real as the rows the actions write."""

import pytest

from models.nomination import Nomination
from models.vocabulary import Stage
from selection.database import db
from tests.world import World


@pytest.mark.parametrize("stage", list(Stage))
def test_a_nomination_can_stand_at_every_stage(world: World, stage: Stage) -> None:
    made = world.nomination(stage)

    db.session.expire_all()
    assert db.session.get_one(Nomination, made.id).stage == stage
