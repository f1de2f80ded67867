"""Alerts on a page: the supervisor sees them, nobody else can reach them, and they name real sheets."""

from decimal import Decimal

import pytest
from sqlalchemy import event

from models.people import Membership
from models.review import Assignment, Recusal, ScoreSheet
from models.vocabulary import Level, Role, Stage
from selection.database import db, transaction
from selection.rules.alerts import Kind
from tests.browsers import Browser
from tests.world import World

DOSSIERS = 7


def scored(world: World) -> list[Assignment]:
    """Seven dossiers before three experts; the third gives thirty points less, all sheets alike."""
    made = [world.nomination(Stage.ASSIGNED, unit=world.other_unit if place < 3 else None) for place in range(DOSSIERS)]
    tasks = world.assigned(*made)
    keys = [each.key for each in world.programme.criteria]
    with transaction() as session:
        for number, task in enumerate(tasks):
            place, judge = divmod(number, 3)
            points = ["10", "10", "10", "10"] if judge == 2 else ["20", f"{16 + place}", "15", f"{18 + judge}"]
            session.add(
                ScoreSheet(
                    assignment_id=task.id,
                    points=dict(zip(keys, points, strict=True)),
                    total=sum(map(Decimal, points), start=Decimal(0)),
                    saved_at=world.now,
                    handed_in_at=world.now,
                )
            )
    return tasks


def test_the_supervisor_reads_what_is_to_be_looked_at(world: World, client: Browser) -> None:
    tasks = scored(world)
    client.sign_in(world.members[Role.SUPERVISOR])

    page = client.get(f"/alerts/cycles/{world.cycle.id}").text
    his = client.get(f"/alerts/cycles/{world.cycle.id}/experts/{tasks[2].expert_id}").text

    assert Kind.FAR.label in page
    assert "已交 7 份，其中 7 份每一项的分数都相同。" in page
    assert his.index("-32.5") < his.index("-29.5")
    assert client.get("/alerts/").location == f"/alerts/cycles/{world.cycle.id}"
    assert client.get(f"/alerts/cycles/{world.cycle.id}/experts/999999").status_code == 404


def test_a_recused_experts_sheets_are_left_out_and_his_dossiers_told_as_short_of_a_reader(
    world: World, client: Browser
) -> None:
    tasks = scored(world)
    with transaction() as session:
        for task in tasks[2::3]:
            session.add(Recusal(assignment_id=task.id, reason="师徒", declared_by=None, at=world.now))
    client.sign_in(world.members[Role.SUPERVISOR])

    page = client.get(f"/alerts/cycles/{world.cycle.id}").text
    assert [f'<h2 id="{each}">' in page for each in ("thin", *Kind)] == [True, False, False, False, False]
    assert page.count(f"有 2 名专家在评，须 {world.programme.scoring.sheets} 名。") == 7
    assert client.get(f"/alerts/cycles/{world.cycle.id}/experts/{tasks[2].expert_id}").status_code == 404


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("role", [each for each in Role if each is not Role.SUPERVISOR])
def test_nobody_else_reaches_them(world: World, client: Browser, role: Role) -> None:
    scored(world)
    client.sign_in(world.members[role])
    paths = ("/alerts/", f"/alerts/cycles/{world.cycle.id}", f"/alerts/cycles/{world.cycle.id}/experts/1")

    assert [client.get(path).status_code for path in paths] == [403] * 3


def test_the_page_asks_the_same_however_much_there_is(world: World, client: Browser) -> None:
    scored(world)
    client.sign_in(world.members[Role.SUPERVISOR])
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    assert client.get(f"/alerts/cycles/{world.cycle.id}").status_code == 200

    assert len([each for each in statements if not each.startswith("BEGIN")]) == 6


def test_home_is_the_union_of_ones_unit(world: World, client: Browser) -> None:
    tasks = scored(world)
    with transaction() as session:
        person = session.get_one(Membership, world.members[Role.EXPERT].id).user
        session.add(Membership(user=person, organisation=world.other_unit, role=Role.UNIT_HEAD, since_at=world.now))
        for place, task in enumerate(tasks[::3]):
            sheet = session.get_one(ScoreSheet, task.id)
            sheet.total = (sheet.total or Decimal(0)) + (9 if place < 3 else 0)
        for each in tasks:
            if each.nomination.unit_id == world.other_unit.id:
                each.nomination.union_id = world.other_union.id
    assert world.other_unit.level == Level.UNIT
    client.sign_in(world.members[Role.SUPERVISOR])

    page = client.get(f"/alerts/cycles/{world.cycle.id}").text

    assert "所属工会推荐的 3 份，与同评专家相比，比其余 4 份多给 7.2 分；置换检验，纯属偶然的可能性 2.9%。" in page
