"""Two persons or nothing: what is proposed, agreed to, refused, withdrawn."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models.event import Event
from models.people import Organisation
from models.proposal import Proposal
from models.vocabulary import Act, ProposalState, Role
from selection.database import db, transaction
from selection.errors import Reason, Refused
from selection.proposals import actions, queries
from selection.proposals.carriers import carries_out
from selection.rules.standing import Actor
from tests.browsers import Browser
from tests.world import World


@carries_out("rename", label="改工会名称", proposers=(Role.CITY_OFFICER,), approvers=(Role.CITY_OFFICER,))
def rename(payload: dict[str, Any], _actor: Actor, _now: datetime) -> None:
    """A deed for these tests."""
    if not payload["name"]:
        raise Refused(Reason("没有新的名称"))
    db.session.get_one(Organisation, payload["union"]).short_name = payload["name"]


def propose(world: World, actor: Actor, name: str = "新名") -> Proposal:
    payload = {"union": world.union.id, "name": name}
    key = f"union:{world.union.id}"
    return actions.propose(
        "rename", actor, payload=payload, title="工会改名", reason="机构更名", key=key, now=world.now
    )


def second(world: World) -> Actor:
    return world.acting(world.member(Role.CITY_OFFICER, world.city))


def test_it_is_done_when_another_person_agrees_and_not_before(world: World) -> None:
    before = world.union.short_name
    proposal = propose(world, world.actor(Role.CITY_OFFICER))
    assert db.session.get_one(Organisation, world.union.id).short_name == before

    actions.approve(proposal, second(world), now=world.now)

    assert db.session.get_one(Organisation, world.union.id).short_name == "新名"
    assert proposal.state == ProposalState.APPROVED
    assert list(db.session.scalars(select(Event.act).order_by(Event.id))) == [Act.PROPOSE, Act.APPROVE]


def test_nobody_agrees_with_himself_whatever_the_code_does(world: World) -> None:
    proposer = world.actor(Role.CITY_OFFICER)
    proposal = propose(world, proposer)

    with pytest.raises(Refused, match="您自己提请"):
        actions.approve(proposal, proposer, now=world.now)
    alone = {"state": ProposalState.APPROVED, "decided_by": proposer.user_id, "decided_at": world.now}
    with pytest.raises(IntegrityError, match="four_eyes"), transaction() as session:
        session.execute(update(Proposal).values(**alone))

    assert db.session.get_one(Proposal, proposal.id).state == ProposalState.OPEN


def test_what_the_deed_refuses_leaves_the_proposal_open(world: World) -> None:
    proposal = propose(world, world.actor(Role.CITY_OFFICER), name="")

    with pytest.raises(Refused, match="没有新的名称"):
        actions.approve(proposal, second(world), now=world.now)

    assert db.session.get_one(Proposal, proposal.id).state == ProposalState.OPEN
    assert list(db.session.scalars(select(Event.act))) == [Act.PROPOSE]


def test_one_thing_waits_once_and_again_after_a_refusal(world: World) -> None:
    proposal = propose(world, world.actor(Role.CITY_OFFICER))
    with pytest.raises(IntegrityError):
        propose(world, world.actor(Role.CITY_OFFICER))

    actions.refuse(db.session.get_one(Proposal, proposal.id), second(world), reason="名称有误", now=world.now)

    assert propose(world, world.actor(Role.CITY_OFFICER)).state == ProposalState.OPEN


def test_only_the_proposer_withdraws_and_only_what_is_open(world: World) -> None:
    proposal = propose(world, world.actor(Role.CITY_OFFICER))
    with pytest.raises(Refused, match="提请"):
        actions.take_back(proposal, second(world), now=world.now)

    actions.take_back(proposal, world.actor(Role.CITY_OFFICER), now=world.now)

    with pytest.raises(Refused, match="不再等待复核"):
        actions.approve(proposal, second(world), now=world.now)


def test_others_neither_see_it_nor_propose(world: World) -> None:
    proposal = propose(world, world.actor(Role.CITY_OFFICER))
    union = world.actor(Role.UNION_HEAD)

    assert queries.get(union, proposal.id) is None
    assert queries.get(world.actor(Role.SUPERVISOR), proposal.id) is not None
    with pytest.raises(Refused, match="不能提请"):
        propose(world, union)


def test_the_pages_lead_from_the_desk_to_the_deed(world: World, client: Browser) -> None:
    proposal = propose(world, world.actor(Role.CITY_OFFICER))
    client.sign_in(world.member(Role.CITY_OFFICER, world.city))

    assert "复核 1 件提请" in client.get("/desk").text
    assert "工会改名" in client.get("/proposals/").text
    assert client.post(f"/proposals/{proposal.id}/refusal", data={"reason": ""}).status_code == 422
    assert "同意办理" in client.get(f"/proposals/{proposal.id}").text
    assert client.post(f"/proposals/{proposal.id}/approval").status_code == 303

    assert db.session.get_one(Proposal, proposal.id, populate_existing=True).state == ProposalState.APPROVED
