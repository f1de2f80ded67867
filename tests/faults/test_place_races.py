"""The last place, wanted by many at once. ``RACE_ROUNDS`` sets the length; the campaign of `make races` is 1,000."""

import os
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from models.nomination import Nomination
from models.vocabulary import Stage
from selection.database import db
from tests.faults.race_places import arena_of, race, unit
from tests.world import World

ROUNDS = int(os.environ.get("RACE_ROUNDS", "4"))
WAITING = 10


@pytest.mark.race
@pytest.mark.xdist_group("race")
def test_no_place_is_overrun_and_none_is_lost_whatever_happens_at_once(
    app: Flask, world: World, engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arena = arena_of(world, engine_url, Path(app.config["VAR"]), seed=2026)
    units = [unit(world, serial) for serial in range(200, 240)]

    def replenish() -> None:
        for union in (world.union, world.other_union):
            waits = select(func.count()).where(Nomination.union_id == union.id, Nomination.stage == Stage.SUBMITTED)
            for _ in range(WAITING - (db.session.scalar(waits) or 0)):
                world.nomination(Stage.SUBMITTED, union=union, unit=units[world.made % len(units)])

    outcome = race(arena, ROUNDS, replenish)

    with capsys.disabled():
        sys.stdout.write(f"\n{db.engine.dialect.name}: {outcome}\n")
    assert outcome.trouble == []
    assert outcome.overruns == []
    assert outcome.lost == []
    assert outcome.rounds == ROUNDS
    assert outcome.done["recommend"] > 0
    assert outcome.refused["recommend"] > 0
