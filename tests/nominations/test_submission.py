"""Submission: everything at once, one dossier however often it is pressed, one living claim on a person."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models.event import Event
from models.nomination import Dossier
from models.people import Person
from models.programme import Allocation
from models.sealed import keyring
from models.vocabulary import Act, Level, Role, Stage
from selection.database import db, transaction
from selection.errors import Refused
from selection.nominations import actions, queries
from selection.rules.sealing import canonical, digest
from tests.nominations import steps
from tests.world import World, id_number


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_signed_nomination_is_sealed_with_a_receipt_and_a_claim(world: World) -> None:
    nomination, now = steps.signed(world)

    dossier = actions.submit(nomination, world.actor(Role.UNIT_OFFICER), attempt="press-1", now=now)

    assert nomination.stage == Stage.SUBMITTED
    assert nomination.receipt == f"{world.programme.code}2026-0001"
    assert nomination.claimed_key == nomination.person_key == keyring.index(id_number(2))
    assert dossier.version == 1
    assert dossier.sha256 == digest(dossier.content)
    assert dossier.content == canonical(json.loads(dossier.content))
    person = db.session.get_one(Person, nomination.person_id)
    assert (person.id_key, person.name) == (nomination.person_key, "郁青禾")


def test_no_private_answer_stands_in_the_sealed_text_or_in_an_event(world: World) -> None:
    nomination, now = steps.signed(world)

    dossier = actions.submit(nomination, world.actor(Role.UNIT_OFFICER), attempt="press-1", now=now)

    written = dossier.content + nomination.search_text + json.dumps(nomination.answers)
    written += "".join(f"{event.why}{event.facts}{event.subject}" for event in db.session.scalars(select(Event)))
    assert id_number(2) not in written
    assert "13900000000" not in written
    assert dossier.private_content["id_number"] == id_number(2)


def test_the_same_press_again_gives_the_same_dossier(world: World) -> None:
    nomination, now = steps.signed(world)
    first = actions.submit(nomination, world.actor(Role.UNIT_OFFICER), attempt="press-1", now=now)

    again = actions.submit(nomination, world.actor(Role.UNIT_OFFICER), attempt="press-1", now=now)

    assert again.id == first.id
    assert count(Dossier) == 1
    assert count(Event) == db.session.scalar(select(func.max(Event.id)))


def test_an_empty_draft_is_told_every_problem_at_once(world: World) -> None:
    nomination = steps.opened(world)
    required = [field for field in world.programme.fields() if field.required]
    files = [kind for kind in world.programme.attachments if kind.at_least]

    with pytest.raises(Refused) as refusal:
        actions.submit(nomination, world.actor(Role.UNIT_OFFICER), attempt="press-1", now=world.now)

    whys = [reason.why for reason in refusal.value.reasons]
    # The stage; each field and file; two consents; congress; publicity; signature.
    assert len(whys) == 1 + len(required) + len(files) + 2 + 1 + 1
    assert whys[0].endswith("现在是“填报中”，不能申报")
    assert nomination.stage == Stage.DRAFTED
    assert count(Dossier) == 0


def test_a_person_claimed_already_is_refused_without_telling_by_whom(world: World) -> None:
    other = world.nomination(
        Stage.SUBMITTED, number=id_number(2), unit=world.other_unit, union=world.other_union, name="沈若谷"
    )
    nomination = steps.opened(world)
    actions.save(nomination, world.actor(Role.UNIT_OFFICER), typed=steps.typed(world), revision=0, now=world.now)

    found = queries.obstacles(nomination, Act.POST, now=world.now)

    whys = "".join(f"{each.why}{each.cure}" for each in found)
    assert "该身份证号在本届已有申报" in whys
    assert world.other_unit.name not in whys
    assert world.other_union.name not in whys
    assert str(other.receipt) not in whys
    assert other.name not in whys


SPELLINGS = [
    lambda n: n,
    lambda n: n.lower(),
    " ".join,
    lambda n: "".join(chr(ord(c) + 0xFEE0) for c in n),
    lambda n: f"\u200b{n[:6]}\u3000{n[6:]}\n",
    lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}",
    lambda n: f"\ufeff{n}\u00a0",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_person_has_one_key_however_his_number_is_written(world: World, spelling: Callable[[str], str]) -> None:
    nomination = steps.opened(world)

    written = {"id_number": spelling(id_number(2))}
    actions.save(nomination, world.actor(Role.UNIT_OFFICER), typed=written, revision=0, now=world.now)

    assert nomination.person_key == keyring.index(id_number(2))


def test_of_two_submissions_for_one_person_the_second_is_refused(world: World) -> None:
    nomination, now = steps.signed(world)
    officer = world.actor(Role.UNIT_OFFICER)
    rival = world.nomination(Stage.SIGNED, number=id_number(2), unit=world.other_unit, union=world.other_union)
    actions.submit(nomination, officer, attempt="press-1", now=now)

    with transaction():
        rival.receipt, rival.submitted_at = "JN2026-9999", now
        rival.claimed_key = rival.person_key
        with pytest.raises(IntegrityError, match="claimed_key"):
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize(("late", "goes_through"), [(timedelta(), True), (timedelta(milliseconds=1), False)])
def test_the_closing_moment_itself_is_in_time_and_a_millisecond_later_is_not(
    world: World, late: timedelta, goes_through: bool
) -> None:
    nomination, now = steps.signed(world)
    closes = world.now + timedelta(days=20)
    assert now < closes

    if goes_through:
        actions.submit(nomination, world.actor(Role.UNIT_OFFICER), attempt="press-1", now=closes + late)
    else:
        with pytest.raises(Refused, match="“单位公示”环节已于"):
            actions.submit(nomination, world.actor(Role.UNIT_OFFICER), attempt="press-1", now=closes + late)

    assert (nomination.stage == Stage.SUBMITTED) is goes_through


def test_a_return_reopens_the_named_fields_only_and_is_answered_by_the_next_version(world: World) -> None:
    officer, union = world.actor(Role.UNIT_OFFICER), world.actor(Role.UNION_OFFICER)
    nomination, now = steps.signed(world)
    actions.submit(nomination, officer, attempt="press-1", now=now)
    actions.send_back(
        nomination,
        union,
        level=Level.UNION,
        fields=["expertise", "skill_proof"],
        reason="技能证书缺第 2 页",
        due_at=now + timedelta(days=3),
        now=now,
    )

    with pytest.raises(Refused, match="已经固定"):
        actions.save(nomination, officer, typed={"mastery": "改动"}, revision=9, now=now)
    actions.save(nomination, officer, typed={"expertise": "补写的工艺专长"}, revision=9, now=now)
    second = actions.resubmit(nomination, officer, attempt="press-2", now=now + timedelta(days=3))

    assert nomination.stage == Stage.SUBMITTED
    assert second.version == 2
    assert queries.open_return(nomination) is None
    changed = queries.changes(nomination)
    assert [(change.label, change.after) for change in changed] == [("工艺专长", "补写的工艺专长")]


def test_after_the_return_is_due_it_can_no_longer_be_answered_and_expires(world: World) -> None:
    officer, union = world.actor(Role.UNIT_OFFICER), world.actor(Role.UNION_OFFICER)
    nomination, now = steps.signed(world)
    actions.submit(nomination, officer, attempt="press-1", now=now)
    due = now + timedelta(days=3)
    actions.send_back(nomination, union, level=Level.UNION, fields=["expertise"], reason="请补充", due_at=due, now=now)
    late = due + timedelta(milliseconds=1)

    with pytest.raises(Refused, match="补正期限已于"):
        actions.resubmit(nomination, officer, attempt="press-2", now=late)
    assert actions.expire_due(due) == 0
    assert actions.expire_due(late) == 1

    assert nomination.stage == Stage.EXPIRED
    assert nomination.claimed_key is None


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.RECOMMENDED])
def test_what_a_union_leaves_undone_expires_and_its_place_is_free_again(world: World, stage: Stage) -> None:
    nomination = world.nomination(stage)
    closes = world.now + timedelta(days=30)

    assert actions.expire_due(closes) == 0
    assert actions.expire_due(closes + timedelta(milliseconds=1)) == 1

    assert nomination.stage == Stage.EXPIRED
    allocation = db.session.get_one(Allocation, world.allocation.id)
    assert (allocation.reserved, allocation.committed) == (0, 0)
