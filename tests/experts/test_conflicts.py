"""Conflicts found after dealing: before reading, at handing in, after closing; what is voided stays to be seen."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import event

from models.expert import ExpertProfile, VoidedScore
from models.nomination import Nomination
from models.people import Affiliation, Membership, Organisation, Person
from models.proposal import Proposal
from models.register import RegisterEntry
from models.review import Assignment, Recusal, ReviewFile, ScoreSheet
from models.vocabulary import EntryKind, Level, Role, Stage, UnionKind
from selection.committee import actions as committee
from selection.database import db, transaction
from selection.errors import Refused
from selection.experts import actions as experts
from selection.experts import checking, facts
from selection.experts.pairing import pair
from selection.proposals import actions as proposals
from selection.review import actions, voiding
from tests.browsers import Browser
from tests.review.test_actions import hand_in, work_of
from tests.world import World


@pytest.fixture
def tasks(world: World) -> list[Assignment]:
    """Two dossiers before three experts; the first expert is the role's own account."""
    return world.assigned(world.nomination(Stage.ASSIGNED), world.nomination(Stage.ASSIGNED, name="卫知远"))


def tie(world: World, member: Membership, name: str = "郁青禾") -> None:
    experts.save(
        member.user,
        world.actor(Role.CITY_OFFICER),
        title="",
        trades=[],
        unit_name="",
        person_id=None,
        load_cap=None,
        away=(None, None),
        ties={"kin": [name]},
        now=world.now,
    )


def test_a_dossier_of_ones_kin_is_not_opened_nor_scored(world: World, tasks: list[Assignment], client: Browser) -> None:
    client.sign_in(world.members[Role.EXPERT])
    work = work_of(tasks[0], world)
    tie(world, world.members[Role.EXPERT])

    page = client.get(f"/review/sheets/{tasks[0].id}")

    assert "您登记的亲属里有与申报人同名的人" in page.text
    assert "先进操作法" not in page.text
    assert "评分表" not in page.text
    with pytest.raises(Refused, match="您登记的亲属里有与申报人同名的人"):
        actions.keep_draft(work, typed={}, comment="", now=world.now)
    assert client.get(f"/review/sheets/{tasks[3].id}").status_code == 200
    assert client.post(f"/review/sheets/{tasks[0].id}/recusal", data={"reason": "亲属"}).status_code == 303
    assert client.get(f"/review/sheets/{tasks[0].id}").status_code == 404


def one_studio(world: World, task: Assignment) -> None:
    """The register learns that expert and nominee work in one studio."""
    with transaction() as session:
        people = [Person(name="某人甲"), Person(name="某人乙")]
        session.add_all(people)
        session.flush()
        for each in people:
            told = {"title": "某某首席技师工作室", "source": "名单", "entered_at": world.now}
            session.add(RegisterEntry(person_id=each.id, kind=EntryKind.STUDIO, **told))
        known = session.get(ExpertProfile, task.expert_id) or ExpertProfile(user_id=task.expert_id, saved_at=world.now)
        known.person_id = people[0].id
        session.add(known)
        session.get_one(Nomination, task.nomination_id).person_id = people[1].id


def test_a_studio_shared_since_the_dossier_was_opened_stops_the_handing_in_and_keeps_the_sheet(
    world: World, tasks: list[Assignment], client: Browser, new_client: Callable[[], Browser]
) -> None:
    sheet, points = f"/review/sheets/{tasks[0].id}", {each.key: "5" for each in world.programme.criteria}
    given = {**points, "comment": "技艺过硬"}
    client.sign_in(world.members[Role.EXPERT])
    opened = client.get(sheet)
    one_studio(world, tasks[0])

    typing = client.post(f"{sheet}/draft", json={"answers": {"mastery": "17"}})
    refused = client.post(sheet, data=given)

    assert (opened.status_code, typing.status_code, refused.status_code) == (200, 200, 409)
    assert "您与申报人在同一个工作室" in refused.text
    db.session.expire_all()
    left = db.session.get_one(ScoreSheet, tasks[0].id)
    assert (left.handed_in_at, left.points, left.comment) == (None, points, "技艺过硬")
    assert "在同一个工作室" in client.get(sheet).text
    office = new_client().sign_in(world.members[Role.CITY_OFFICER])
    assert "在同一个工作室" in office.get(f"/experts/cycles/{world.cycle.id}/recusals").text
    assert client.post(f"/review/sheets/{tasks[3].id}", data=given).status_code == 303


def test_a_conflict_that_arises_behind_a_sheet_is_found_at_the_closing_and_stops_any_change(
    world: World, tasks: list[Assignment]
) -> None:
    hand_in(tasks[0], world, share="0.8")
    one_studio(world, tasks[0])
    with transaction():
        assert checking.look_again_at_all(world.cycle.id) == 1

    with pytest.raises(Refused, match="您与申报人在同一个工作室"):
        hand_in(tasks[0], world, share="0.9")

    db.session.expire_all()
    left = db.session.get_one(ScoreSheet, tasks[0].id)
    assert (left.total, left.handed_in_at is None) == (Decimal(80), False)


def test_two_statements_at_most_tell_of_a_pair_what_the_lists_tell_of_everybody(
    world: World, tasks: list[Assignment]
) -> None:
    tie(world, world.members[Role.EXPERT])
    one_studio(world, tasks[0])
    with transaction() as session:
        session.add(ExpertProfile(user_id=tasks[1].expert_id, unit_id=world.other_unit.id, saved_at=world.now))
        group = Organisation(level=Level.UNION, name="某某集团工会", short_name="某某集团", founded_at=world.now)
        group.union_kind = UnionKind.GROUP
        session.add(group)
        session.flush()
        for each in (world.unit, world.other_unit):
            session.query(Affiliation).filter_by(unit_id=each.id, until=None).one().union_id = group.id
    listed = facts.experts(sorted({each.expert_id for each in tasks}))
    dossiers = {each.nomination_id: each for each in facts.dossiers([each.nomination for each in tasks])}
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    found = [pair(each.id) for each in tasks]

    assert len([each for each in statements if not each.startswith("BEGIN")]) <= 2 * len(tasks)
    for task, (expert, dossier) in zip(tasks, found, strict=True):
        assert (expert, dossier) == (listed[task.expert_id], dossiers[task.nomination_id])
    assert found[1][0].unit_group_id == found[1][1].unit_group_id == group.id
    assert found[0][0].studio_keys & found[0][1].studio_keys == {"某某首席技师工作室"}
    assert [each.kin_keys for each, _ in found[:3]] == [frozenset({"郁青禾"}), frozenset(), frozenset()]


def test_a_review_is_not_closed_over_a_conflict_until_it_is_settled(
    world: World, tasks: list[Assignment], client: Browser
) -> None:
    for each in tasks:
        hand_in(each, world)
    tie(world, world.members[Role.EXPERT])
    city = world.actor(Role.CITY_OFFICER)
    with pytest.raises(Refused, match="有 1 处专家与申报人须回避"):
        actions.close(world.cycle, city, now=world.now)
    client.sign_in(world.members[Role.CITY_OFFICER])
    base = f"/experts/cycles/{world.cycle.id}"
    assert "1 处须处理" in client.get(f"{base}/recusals").text

    assert client.post(f"{base}/findings/{tasks[0].id}/clearance").status_code == 303

    actions.close(world.cycle, city, now=world.now)
    assert db.session.get_one(ReviewFile, tasks[0].nomination_id).sheets == 3
    assert db.session.get(Recusal, tasks[0].id) is None


def test_a_score_voided_before_closing_keeps_what_there_was_with_it(world: World, tasks: list[Assignment]) -> None:
    for each, share in zip(tasks, ("1", "0.8", "0.8", "0.9", "0.9", "0.9"), strict=True):
        hand_in(each, world, share=share)
    city = world.actor(Role.CITY_OFFICER)

    assert voiding.void(tasks[0], city, reason="师徒", now=world.now) is None
    actions.close(world.cycle, city, now=world.now)

    kept = db.session.get_one(VoidedScore, tasks[0].id)
    file = db.session.get_one(ReviewFile, tasks[0].nomination_id)
    assert (file.sheets, file.total, file.rank) == (2, Decimal(80), 2)
    assert (kept.total_without, kept.rank_without) == (Decimal(80), 2)
    assert (kept.total_with, kept.rank_with) == (_trimmed(world), 2)
    assert db.session.get_one(ScoreSheet, tasks[0].id).total == Decimal(100)


def _trimmed(world: World) -> Decimal:
    """100, 80, 80 by the definition: the highest and the lowest may be left out."""
    return Decimal(80) if world.programme.scoring.trim else Decimal("86.6667")


def test_a_score_voided_after_closing_takes_two_and_ranks_anew(
    world: World, tasks: list[Assignment], client: Browser
) -> None:
    for each, share in zip(tasks, ("1", "1", "0.8", "0.9", "0.9", "0.9"), strict=True):
        hand_in(each, world, share=share)
    city = world.actor(Role.CITY_OFFICER)
    actions.recuse(work_of(tasks[1], world), city, reason="同事", now=world.now)
    actions.close(world.cycle, city, now=world.now)
    files = [db.session.get_one(ReviewFile, each.nomination_id) for each in (tasks[0], tasks[3])]
    assert [each.total for each in files] == [Decimal(90), Decimal(89)]
    client.sign_in(world.members[Role.CITY_OFFICER])
    number = files[0].blind_number
    given = {"expert": str(tasks[0].expert_id), "number": str(number), "reason": "亲属"}

    assert client.post(f"/experts/cycles/{world.cycle.id}/recusals", data=given).status_code == 303

    proposal = db.session.query(Proposal).one()
    assert db.session.get_one(ReviewFile, tasks[0].nomination_id).sheets == 2
    second = world.member(Role.CITY_OFFICER, world.city)
    proposals.approve(proposal, world.acting(second), now=world.now)
    files = [db.session.get_one(ReviewFile, each.nomination_id) for each in (tasks[0], tasks[3])]
    assert [(each.total, each.rank) for each in files] == [(Decimal(80), 2), (Decimal(89), 1)]
    kept = db.session.get_one(VoidedScore, tasks[0].id)
    assert (kept.total_with, kept.rank_with, kept.total_without) == (Decimal(90), 1, Decimal(80))
    page = client.get(f"/experts/cycles/{world.cycle.id}/recusals").text
    assert page.count("第 2 名") >= 1


def test_no_score_is_voided_once_the_committee_is_called(world: World, tasks: list[Assignment]) -> None:
    for each in tasks:
        hand_in(each, world)
    city = world.actor(Role.CITY_OFFICER)
    actions.close(world.cycle, city, now=world.now)
    committee.convene(world.cycle, city, name="评审会", now=world.now)

    with pytest.raises(Refused, match="评审会已经召开"):
        voiding.void(tasks[0], city, reason="亲属", now=world.now)

    assert db.session.query(Proposal).count() == 0
