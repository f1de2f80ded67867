"""The tally says at every moment how many nominations stand where, whatever is done to them in whatever order."""

from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, delete, func, insert, literal_column, select, update

from models.nomination import Nomination
from models.tally import Tally
from models.vocabulary import Role, Stage
from selection.database import db, transaction
from selection.nominations import queries
from selection.nominations.actions import fold
from selection.nominations.queries.listing import Wanted, listed
from tests.world import World, make_world

TABLE: Any = Nomination.__table__
STAGES = (Stage.SUBMITTED, Stage.RECOMMENDED, Stage.QUALIFIED)
KINDS = ("draft", "submit", "move", "regroup", "delete", "fold", "undo")
ACTS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 4), st.sampled_from(STAGES)), max_size=12)
COUNTED = (Nomination.cycle_id, Nomination.union_id, Nomination.stage, Nomination.submitted_at.is_not(None))
TALLIED = (Tally.cycle_id, Tally.union_id, Tally.stage, Tally.is_submitted)


def change(world: World, kind: str, number: int, stage: Stage) -> Any:
    """One statement as actions, bulk inserts and repairs by hand send them."""
    some = select(Nomination.id).order_by(-Nomination.id).limit(number)
    drafts = some.where(Nomination.submitted_at.is_(None))
    risen = some.where(Nomination.submitted_at.is_not(None))
    if kind == "draft":
        row = {"cycle_id": world.cycle.id, "union_id": world.union.id, "unit_id": world.unit.id, "channel": "unit"}
        times = dict.fromkeys(("stage_since", "opened_at", "saved_at"), world.now)
        return insert(TABLE).values([{**row, **times, "applied_title": "skilled", "search_text": "甲"}] * number)
    if kind == "submit":
        key: ColumnElement[str] = literal_column("'N' || id")
        values = {"stage": stage, "submitted_at": world.now, "receipt": key, "claimed_key": key}
        return update(TABLE).where(Nomination.id.in_(drafts)).values(values)
    if kind == "move":
        return update(TABLE).where(Nomination.id.in_(risen)).values(stage=stage)
    if kind == "regroup":
        union = (world.union, world.other_union)[number % 2]
        return update(TABLE).where(Nomination.id.in_(some)).values(union_id=union.id)
    return delete(TABLE).where(Nomination.id.in_(some))


class Undone(Exception):
    """A change that was given up before it was complete."""


def stored_and_counted() -> tuple[dict[Any, int], dict[Any, int]]:
    tallied = db.session.execute(select(*TALLIED, func.sum(Tally.number)).group_by(*TALLIED))
    counted = db.session.execute(select(*COUNTED, func.count()).group_by(*COUNTED))
    return (
        {tuple(key): number for *key, number in tallied if number},
        {(*key, bool(is_submitted)): number for *key, is_submitted, number in counted},
    )


def test_the_tally_is_the_count_after_any_acts(app: Flask) -> None:
    world = make_world()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts=ACTS)
    def holds(acts: list[tuple[str, int, Stage]]) -> None:
        for kind, number, stage in acts:
            if kind == "fold":
                fold()
            elif kind == "undo":
                with suppress(Undone), transaction() as session:
                    session.execute(change(world, "draft", number, stage))
                    raise Undone
            else:
                with transaction() as session:
                    session.execute(change(world, kind, number, stage))
            stored, counted = stored_and_counted()
            assert stored == counted

    holds()


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.UNION_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR])
def test_a_list_says_how_many_there_are(world: World, role: Role) -> None:
    for stage in (Stage.DRAFTED, Stage.SUBMITTED, Stage.SUBMITTED, Stage.FORWARDED, Stage.EXPIRED):
        world.nomination(stage)
    world.nomination(Stage.SUBMITTED, union=world.other_union, unit=world.other_unit)
    actor = world.actor(role)

    for wanted in (Wanted(), Wanted(stage=Stage.SUBMITTED), Wanted(cycle_id=world.cycle.id), Wanted(cycle_id=999)):
        seen = db.session.scalars(queries.visible_to(actor)).all()
        fitting = [
            each for each in seen if wanted.stage in (None, each.stage) and wanted.cycle_id in (None, each.cycle_id)
        ]
        assert listed(actor, wanted).total == len(fitting)


def test_folding_leaves_one_line_of_each_kind(world: World) -> None:
    for stage in (Stage.DRAFTED, Stage.SUBMITTED, Stage.SUBMITTED):
        world.nomination(stage)

    fold()

    lines = db.session.execute(select(Tally.stage, Tally.number)).all()
    assert sorted((stage, number) for stage, number in lines) == [(Stage.DRAFTED, 1), (Stage.SUBMITTED, 2)]
    assert fold() == 0
