"""A closed meeting is opened again by two persons, until its result leaves the house; what it resolved is not lost."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from models.ballot import Meeting, Resolution
from models.event import Event
from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import Act, Outcome, PaperKind, Role, Stage
from selection.committee import actions, queries
from selection.database import db, transaction
from selection.documents import actions as documents
from selection.documents import queries as papers
from selection.errors import Refused
from selection.nominations import actions as nominations
from selection.proposals import actions as proposals
from selection.publicity import actions as publicity
from selection.rules.standing import Actor
from tests.browsers import Browser
from tests.committee.casting import candidates, places, resolved
from tests.world import World

WHY = "CANARY监票时漏看一张票"


@pytest.fixture
def made(world: World) -> list[Nomination]:
    """Four candidates for two places."""
    places(world, 0, 2)
    return candidates(world, 4)


@pytest.fixture
def meeting(world: World, made: list[Nomination]) -> Meeting:
    """The first two were chosen by all three."""
    return resolved(world, [made[:2]] * 3)


def stages(made: list[Nomination]) -> list[Stage]:
    db.session.expire_all()
    return [db.session.get_one(Nomination, each.id).stage for each in made]


def chosen() -> set[int]:
    return set(db.session.scalars(select(Resolution.nomination_id).filter_by(outcome=Outcome.CHOSEN)))


def reopen(world: World, meeting: Meeting) -> None:
    proposal = actions.propose_meeting(meeting, world.actor(Role.CITY_OFFICER), reason=WHY, now=world.now)
    proposals.approve(proposal, world.actor(Role.SUPERVISOR), now=world.now)


def vote_for(world: World, meeting: Meeting, wanted: list[Nomination]) -> None:
    """The first round is voided, and everybody votes for these."""
    city = world.actor(Role.CITY_OFFICER)
    actions.void_round({"round_id": queries.rounds(meeting.id)[0].id}, city, world.now)
    actions.open_round(meeting, city, now=world.now)
    for juror in queries.jurors():
        voter = Actor(juror.id, juror.name, Role.JUROR, world.city.id, world.city.name, world.city.level)
        actions.cast(meeting, voter, in_favour=[each.id for each in wanted], now=world.now)
    actions.close_round(meeting, city, now=world.now)
    actions.close(meeting, city, now=world.now + timedelta(hours=1))


def test_two_persons_open_it_again_and_it_is_voted_and_closed_with_another_result(
    world: World, made: list[Nomination], meeting: Meeting, new_client: Callable[[], Browser]
) -> None:
    officer = new_client().sign_in(world.members[Role.CITY_OFFICER])
    supervisor = new_client().sign_in(world.members[Role.SUPERVISOR])
    unit = new_client().sign_in(world.members[Role.UNIT_OFFICER])
    address = f"/committee/meetings/{meeting.id}"
    offered = officer.get(f"{address}/result").text

    silent = officer.post(f"{address}/reopening", data={"reason": " "})
    asked = officer.post(f"{address}/reopening", data={"reason": WHY})
    alone = officer.post(f"{asked.location}/approval")
    agreed = supervisor.post(f"{asked.location}/approval")

    assert "提请复会" in offered
    assert (silent.status_code, asked.status_code, alone.status_code, agreed.status_code) == (422, 303, 409, 303)
    assert stages(made) == [Stage.SCORED] * 4
    assert db.session.scalar(select(func.count(Resolution.nomination_id))) == 0
    kept = db.session.scalars(select(Event).filter_by(act=Act.RECONSIDER).order_by(Event.nomination_id)).all()
    assert {each.nomination_id for each in kept if each.facts["outcome"] == "chosen"} == {each.id for each in made[:2]}
    assert officer.get(f"{address}/result").status_code == 303
    assert f"当时的结果作废。理由：{WHY}" in officer.get(address).text
    told = [unit.get(f"/nominations/{each.id}").text for each in made]
    assert [(WHY in page, "重新票决" in page, "拟表彰" in page) for page in told] == [(False, True, False)] * 4
    vote_for(world, db.session.get_one(Meeting, meeting.id), made[2:])
    assert stages(made) == [Stage.RESOLVED] * 4
    assert chosen() == {each.id for each in made[2:]}
    assert "复会以后的结果" in officer.get(f"{address}/result").text
    assert "这份文件取代复会以前的" in officer.get(f"{address}/minutes").text


def test_who_withdrew_meanwhile_stays_out_and_what_was_resolved_of_him_is_known(
    world: World, made: list[Nomination], meeting: Meeting
) -> None:
    nominations.withdraw(made[0], world.actor(Role.UNIT_OFFICER), reason="本人放弃", now=world.now)
    reopen(world, meeting)
    actions.close(db.session.get_one(Meeting, meeting.id), world.actor(Role.CITY_OFFICER), now=world.now)

    assert stages(made) == [Stage.WITHDRAWN] + [Stage.RESOLVED] * 3
    assert made[0].id not in set(db.session.scalars(select(Resolution.nomination_id)))
    event = db.session.scalars(select(Event).filter_by(act=Act.RECONSIDER, nomination_id=made[0].id)).one()
    assert (event.facts["outcome"], event.from_stage, event.to_stage) == ("chosen", None, None)


def test_once_a_notice_was_released_or_anybody_has_left_it_stays_closed(
    world: World, made: list[Nomination], meeting: Meeting
) -> None:
    city, supervisor = world.actor(Role.CITY_OFFICER), world.actor(Role.SUPERVISOR)
    waiting = actions.propose_meeting(meeting, city, reason=WHY, now=world.now)
    publicity.drop_out(made[1], city, reason="本人书面提出退出", now=world.now)
    with pytest.raises(Refused, match=f"有 1 名候选人的结果已经办到下一步：{made[1].name}（公示后退出）"):
        proposals.approve(waiting, supervisor, now=world.now)

    notice = publicity.publish(world.cycle, city, now=world.now, at=world.now + timedelta(hours=2))
    with pytest.raises(Refused, match="票决结果的公示已经发布，或者预定了发布"):
        proposals.approve(waiting, supervisor, now=world.now)
    publicity.call_off(notice, city, reason="名单还要核对", now=world.now)
    with pytest.raises(Refused) as told:
        proposals.approve(waiting, supervisor, now=world.now)

    assert [each.why[:5] for each in told.value.reasons] == ["有 1 名"], "what was called off nobody has read"
    assert stages(made)[0] is Stage.RESOLVED
    assert db.session.get_one(Meeting, meeting.id).closed_at is not None


def test_a_notice_called_off_before_its_second_keeps_no_meeting_closed(world: World, meeting: Meeting) -> None:
    city = world.actor(Role.CITY_OFFICER)
    notice = publicity.publish(world.cycle, city, now=world.now, at=world.now + timedelta(hours=2))
    publicity.call_off(notice, city, reason="票数要重新核对", now=world.now)

    reopen(world, meeting)

    assert db.session.get_one(Meeting, meeting.id).closed_at is None


def test_another_house_an_open_meeting_and_an_old_proposal_are_refused(world: World, meeting: Meeting) -> None:
    city, supervisor = world.actor(Role.CITY_OFFICER), world.actor(Role.SUPERVISOR)
    union = Actor(city.user_id, "", Role.CITY_OFFICER, world.union.id, "", world.union.level)
    with pytest.raises(Refused, match="另一家工会主办"):
        actions.propose_meeting(meeting, union, reason=WHY, now=world.now)
    stale = {"meeting_id": meeting.id, "closed_at": (world.now - timedelta(days=1)).isoformat(), "reason": WHY}
    with pytest.raises(Refused, match="评审会又复会并重新结束过"):
        actions.reopen(stale, supervisor, world.now)
    reopen(world, meeting)

    with pytest.raises(Refused, match="票决还没有结束"):
        actions.propose_meeting(meeting, city, reason=WHY, now=world.now)


def test_minutes_made_before_are_superseded_by_new_ones(world: World, made: list[Nomination], meeting: Meeting) -> None:
    city, later = world.actor(Role.CITY_OFFICER), world.now + timedelta(hours=2)
    first = documents.make(world.cycle, PaperKind.MINUTES, meeting.id, city, now=world.now)
    reopen(world, meeting)
    assert PaperKind.MINUTES not in {each.kind for each in papers.makeable(world.cycle, city, later)}
    vote_for(world, db.session.get_one(Meeting, meeting.id), made[2:])

    second = documents.make(world.cycle, PaperKind.MINUTES, meeting.id, city, now=later)

    assert (first.edition, first.title, first.about) == (1, "评审会纪要", "")
    assert (second.edition, second.title, second.about) == (2, "评审会纪要（复会）", "复会以后第 2 份，取代以前的纪要")
    assert "本纪要记载复会以后的结果，取代复会以前的纪要。" in str(second.content)
    assert PaperKind.MINUTES not in {each.kind for each in papers.makeable(world.cycle, city, later)}


@pytest.mark.parametrize("first", ["reopening", "publication"])
def test_of_opening_again_and_publishing_at_once_the_second_waits_and_is_refused(
    app: Flask, world: World, meeting: Meeting, first: str
) -> None:
    supervisor, city, now = world.actor(Role.SUPERVISOR), world.actor(Role.CITY_OFFICER), world.now
    closed_at = meeting.closed_at
    assert closed_at is not None
    payload = {"meeting_id": meeting.id, "closed_at": closed_at.isoformat(), "reason": WHY}
    cycle_id, told = world.cycle.id, []

    def again() -> None:
        actions.reopen(payload, supervisor, now)

    def publish() -> None:
        publicity.publish(db.session.get_one(Cycle, cycle_id), city, now=now)

    def elsewhere(act: Callable[[], None]) -> None:
        with app.app_context():
            try:
                act()
            except Refused as refusal:
                told.append(refusal.reasons[0].why)
            finally:
                db.session.remove()

    one, other = (again, publish) if first == "reopening" else (publish, again)
    beside = Thread(target=elsewhere, args=(other,))
    with transaction() as session:
        one()
        session.flush()
        beside.start()
        beside.join(0.2)
        assert beside.is_alive(), "it waits for the cycle"
    beside.join(20)

    late = "没有等待公示的拟表彰人选" if first == "reopening" else "票决结果的公示已经发布，或者预定了发布"
    assert told == [late]
