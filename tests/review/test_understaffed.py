"""A dossier that too few experts read is told to the office and the supervisor, and gets another reader."""

from collections.abc import Callable

import pytest

from models.expert import ExpertProfile
from models.nomination import Nomination
from models.people import Membership
from models.review import Assignment, PanelMember, ReviewFile
from models.vocabulary import Act, Role, Stage
from selection.audit import queries as audit
from selection.database import db, transaction
from selection.errors import Refused
from selection.review import actions, understaffed
from tests.browsers import Browser
from tests.experts.test_conflicts import tie
from tests.review.test_actions import hand_in, work_of
from tests.world import World


@pytest.fixture
def made(world: World) -> list[Nomination]:
    return [world.nomination(Stage.ASSIGNED, name=name) for name in ("郁青禾", "卫知远")]


@pytest.fixture
def tasks(world: World, made: list[Nomination]) -> list[Assignment]:
    """As many experts as the definition asks for read both; one steps back from the first."""
    given = world.assigned(*made, experts=world.programme.scoring.sheets)
    first = next(each for each in given if each.expert_id == world.members[Role.EXPERT].user_id)
    actions.recuse(work_of(first, world), world.actor(Role.EXPERT), reason="师徒", now=world.now)
    return given


def newcomer(world: World, name: str, *, cap: int | None = None) -> Membership:
    person = world.member(Role.EXPERT, world.city, name)
    with transaction() as session:
        session.add(ExpertProfile(user_id=person.user_id, load_cap=cap, saved_at=world.now))
    return person


def number_of(nomination: Nomination) -> str:
    return f"K-{db.session.get_one(ReviewFile, nomination.id).blind_number:03d}"


def test_the_office_and_the_supervisor_are_told_and_another_expert_is_assigned(
    world: World, made: list[Nomination], tasks: list[Assignment], new_client: Callable[[], Browser]
) -> None:
    wanted, named = world.programme.scoring.sheets, number_of(made[0])
    office = new_client().sign_in(world.members[Role.CITY_OFFICER])
    supervisor = new_client().sign_in(world.members[Role.SUPERVISOR])
    base = f"/review/cycles/{world.cycle.id}"
    told = f"{named} 有 {wanted - 1} 名专家在评，须 {wanted} 名"

    assert f"{named}只有 {wanted - 1} 名专家评审" in office.get("/desk").text
    assert told in office.get(base).text
    assert told in supervisor.get(base).text
    assert "评审人数不足" in supervisor.get(f"/alerts/cycles/{world.cycle.id}").text
    assert f"须 {wanted} 名。" in supervisor.get(f"/alerts/cycles/{world.cycle.id}").text
    assert "没有可派的专家" in office.get(f"{base}/readers").text
    reader = newcomer(world, "温如故")
    assert "温如故，还不在评审组，现评 0 份" in office.get(f"{base}/readers").text
    given = {"nomination": made[0].id, "expert": reader.user_id}
    done, again = office.post(f"{base}/readers", data=given), office.post(f"{base}/readers", data=given)
    wrong = office.post(f"{base}/readers", data={"nomination": "x", "expert": 10**30})

    assert (done.status_code, again.status_code, wrong.status_code) == (303, 409, 422)
    assert "没有人数不足的材料" in office.get(f"{base}/readers").text
    assert f"{named}只有" not in office.get("/desk").text
    assert "评审人数不足</h2>" not in supervisor.get(f"/alerts/cycles/{world.cycle.id}").text
    file = db.session.get_one(ReviewFile, made[0].id)
    assert db.session.query(PanelMember).filter_by(expert_id=reader.user_id).one().panel_id == file.panel_id
    task = db.session.query(Assignment).filter_by(expert_id=reader.user_id).one()
    assert (task.nomination_id, task.panel_id) == (made[0].id, file.panel_id)
    assert audit.trail(audit.Sought(act=Act.DEAL)).rows[0].subject == f"给 {named} 补派温如故"
    for each in [*tasks[1:], task]:
        hand_in(each, world)
    actions.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)
    assert db.session.get_one(ReviewFile, made[0].id).sheets == wanted


def test_nobody_in_conflict_or_without_room_is_offered_or_taken(
    world: World, made: list[Nomination], tasks: list[Assignment]
) -> None:
    city = world.actor(Role.CITY_OFFICER)
    kin, full, fit = newcomer(world, "宁采薇"), newcomer(world, "骆闻笛", cap=1), newcomer(world, "温如故")
    tie(world, kin, "郁青禾")
    with transaction() as session:
        panel = session.get_one(ReviewFile, made[0].id).panel_id
        session.add(PanelMember(panel_id=panel, expert_id=full.user_id))
        session.add(Assignment(nomination_id=made[1].id, panel_id=panel, expert_id=full.user_id, assigned_at=world.now))

    [short] = understaffed.thin(world.cycle)
    offered = understaffed.offered(world.cycle, [short])

    assert (short.nomination_id, short.readers + 1) == (made[0].id, short.wanted)
    assert [each.user_id for each in offered[made[0].id]] == [fit.user_id]
    for person in (kin, full, world.members[Role.EXPERT]):
        with pytest.raises(Refused, match="须回避这份材料、已经评满，或不在名单里"):
            understaffed.add_reader(
                world.cycle, city, nomination_id=made[0].id, expert_id=person.user_id, now=world.now
            )
    for elsewhere in (made[1].id, 10**9):
        with pytest.raises(Refused, match="专家已经够数，或评审已经结束"):
            understaffed.add_reader(world.cycle, city, nomination_id=elsewhere, expert_id=fit.user_id, now=world.now)
    assert db.session.query(Assignment).filter_by(nomination_id=made[0].id).count() == short.wanted
