"""A sheet is put right by two persons before the vote; what stood there is kept, and everybody is ranked again."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from models.result import ScoreCorrection
from models.review import ReviewFile, ScoreSheet
from models.vocabulary import Act, Role, Stage
from selection.audit import queries as audit
from selection.committee import actions as committee
from selection.database import db
from selection.errors import Refused
from selection.proposals import actions as proposals
from selection.results import correcting
from tests.browsers import Browser
from tests.results import building
from tests.world import World


@pytest.fixture
def found(world: World) -> correcting.Sheets:
    """One dossier among two, scored by three, its review closed."""
    building.by_rules(world)
    made = [world.nomination(Stage.ASSIGNED, name=name) for name in ("丁望海", "卫知远")]
    building.score_all(world, made, experts=5)
    sheets = correcting.sheets(made[0].id, world.actor(Role.CITY_OFFICER))
    assert sheets is not None
    return sheets


def wished(found: correcting.Sheets, **points: str) -> dict[str, Decimal | None]:
    return {key: Decimal(points.get(key, text)) for key, text in found.rows[0][1].points.items()}


def test_two_persons_put_a_sheet_right_and_everybody_is_ranked_again(
    world: World, found: correcting.Sheets, client: Browser
):
    officer, second = world.members[Role.CITY_OFFICER], world.member(Role.CITY_OFFICER, world.city)
    # The one in the middle: the highest and the lowest are left out of the total.
    sheet, address = (
        sorted((row for _, row in found.rows), key=lambda row: row.total or Decimal(0))[2],
        f"/results/nominations/{found.nomination.id}/correction",
    )
    before, asked = dict(sheet.points), {**sheet.points, "mastery": "1", "sheet": sheet.assignment_id}
    totals = {row.nomination_id: (row.total or 0, row.rank) for row in db.session.scalars(select(ReviewFile))}
    client.sign_in(officer)

    silent = client.post(address, data={**asked, "reason": ""})
    too_many = client.post(address, data={**asked, "mastery": "26", "reason": "录错"})
    of_another = client.post(address, data={**asked, "sheet": 10**6, "reason": "录错"})
    done = client.post(address, data={**asked, "reason": "录入时看错一行"})
    alone = client.post(f"{done.location}/approval")
    untouched = db.session.get_one(ScoreSheet, sheet.assignment_id).points
    client.sign_in(second)
    agreed = client.post(f"{done.location}/approval")

    assert (silent.status_code, too_many.status_code, of_another.status_code) == (422, 422, 422)
    assert "须在 0 到 25 分之间" in too_many.text
    assert (done.status_code, alone.status_code, untouched, agreed.status_code) == (303, 409, before, 303)
    [kept] = db.session.scalars(select(ScoreCorrection)).all()
    assert (kept.points_before, kept.points_after) == (before, {**before, "mastery": "1"})
    assert (kept.proposed_by, kept.approved_by) == (officer.user_id, second.user_id)
    after = {row.nomination_id: (row.total or 0, row.rank) for row in db.session.scalars(select(ReviewFile))}
    assert after[found.nomination.id][0] < totals[found.nomination.id][0]
    assert [each for each in after if each != found.nomination.id and after[each][0] != totals[each][0]] == []
    events = [each.act for each in audit.trail(audit.Sought(cycle_id=world.cycle.id)).rows]
    assert events[:3] == [Act.CORRECT_SCORE, Act.APPROVE, Act.PROPOSE]


def test_once_the_committee_is_called_no_score_changes(world: World, found: correcting.Sheets):
    officer, second = world.actor(Role.CITY_OFFICER), world.acting(world.member(Role.CITY_OFFICER, world.city))
    task, points = found.rows[0][1].assignment_id, wished(found, mastery="25")
    waiting = correcting.ask(found, officer, assignment_id=task, points=points, reason="录错", now=world.now)
    committee.convene(world.cycle, officer, name="评审会", now=world.now)

    with pytest.raises(Refused):
        proposals.approve(waiting, second, now=world.now)
    with pytest.raises(Refused):
        correcting.ask(found, officer, assignment_id=task, points=points, reason="录错", now=world.now)
    assert db.session.scalars(select(ScoreCorrection)).all() == []


def test_a_correction_that_corrects_nothing_is_refused(world: World, found: correcting.Sheets):
    officer, task = world.actor(Role.CITY_OFFICER), found.rows[0][1].assignment_id

    with pytest.raises(Refused):
        correcting.ask(found, officer, assignment_id=task, points=wished(found), reason="录错", now=world.now)
