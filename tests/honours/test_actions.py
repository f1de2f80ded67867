"""The decision: everything it does, and everything that stops it whole."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.event import Event
from models.honour import Certificate, Decision, Honour
from models.job import Letter
from models.nomination import Nomination
from models.programme import Cycle, Series
from models.vocabulary import Act, Basis, Role, Stage
from selection import clock
from selection.certificates.facts import CertificateFacts
from selection.database import db, transaction
from selection.errors import Refused
from selection.honours import actions, queries
from tests.honours.ceremony import Statements, ceremony, decide, listed, publish, resolve
from tests.world import World


def everything() -> tuple[int, ...]:
    db.session.expire_all()
    return tuple(db.session.query(model).count() for model in (Decision, Honour, Certificate, Series, Event, Letter))


def why(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.why for reason in refusal.value.reasons]


def test_a_decision_honours_everybody_on_the_list_at_once(world: World) -> None:
    publish(world)
    second = listed(world, "郁青禾", "master", 2)
    first = listed(world, "卫知远", "master", 1)
    best = listed(world, "周启明", "outstanding", 1)

    decision = decide(world)

    today = clock.on(world.now)
    assert decision.number == f"沪工总〔{today.year}〕1号"
    assert decision.title == "上海市总工会关于授予2026年上海市杰出技术能手、上海市技术能手荣誉称号的决定"
    assert "授予周启明同志“上海市杰出技术能手”荣誉称号，授予卫知远等 2 名同志“上海市技术能手”荣誉称号" in decision.body
    assert db.session.get_one(Cycle, world.cycle.id).naming_on == today
    rows = db.session.execute(
        select(Honour.nomination_id, Honour.title_name, Certificate.number).join(Certificate).order_by(Honour.id)
    )
    assert [tuple(row) for row in rows] == [
        (best.id, "上海市杰出技术能手", "JCNS-2026-001"),
        (first.id, "上海市技术能手", "JSNS-2026-001"),
        (second.id, "上海市技术能手", "JSNS-2026-002"),
    ]
    honour = db.session.scalars(select(Honour).where(Honour.nomination_id == best.id)).one()
    assert (honour.batch_year, honour.named_on, honour.basis, honour.unit_name, honour.decision_id) == (
        2026,
        today,
        Basis.SELECTION,
        world.unit.name,
        decision.id,
    )
    stages = db.session.scalars(select(Nomination.stage)).all()
    assert list(stages) == [Stage.HONOURED] * 3
    acts = db.session.scalars(select(Event.act).order_by(Event.id)).all()
    assert list(acts) == [Act.HONOUR] * 3 + [Act.DECIDE]


def test_the_list_stands_by_strokes_and_certificates_count_in_the_order_of_the_committee(world: World) -> None:
    publish(world)
    listed(world, "郁青禾", "master", 1)
    listed(world, "李明", "master", 2)
    listed(world, "卫知远", "master", 3)

    decision = decide(world)

    numbers = db.session.execute(
        select(Nomination.name, Certificate.number)
        .join(Honour, Honour.nomination_id == Nomination.id)
        .join(Certificate, Certificate.honour_id == Honour.id)
        .order_by(Certificate.number)
    )
    assert [row.name for row in queries.roll(decision.id)] == ["卫知远", "李明", "郁青禾"]
    assert [tuple(row) for row in numbers] == [
        ("郁青禾", "JSNS-2026-001"),
        ("李明", "JSNS-2026-002"),
        ("卫知远", "JSNS-2026-003"),
    ]
    assert "授予卫知远等 3 名同志“上海市技术能手”荣誉称号" in decision.body


def test_the_facts_of_a_certificate_are_frozen_as_they_are_printed(world: World) -> None:
    ceremony(world)

    stored = db.session.scalars(select(Certificate).order_by(Certificate.id)).first()

    assert stored is not None
    facts = CertificateFacts.from_json(stored.facts)
    assert facts.text == (
        "周启明同志：",
        "在2026年上海市技术能手评选表彰中，被授予“上海市杰出技术能手”荣誉称号。",
        "特发此证。",
    )
    assert (facts.number, facts.code, facts.design) == (stored.number, stored.code, "outstanding")
    assert facts.verify_url.partition("#")[0] == f"http://127.0.0.1:8000/verify/{stored.code}"
    assert len(stored.code) == 27


def test_who_dropped_out_is_not_honoured_and_his_place_stays_unused(world: World) -> None:
    publish(world)
    stays = listed(world, "郁青禾", "master", 2)
    gone = world.nomination(Stage.DROPPED, name="卫知远")
    resolve(world, gone, "master", 1)

    decide(world)

    assert [each.nomination_id for each in db.session.scalars(select(Honour))] == [stays.id]
    assert db.session.get_one(Nomination, gone.id).stage == Stage.DROPPED


def test_the_reserve_list_ends_with_the_decision_and_its_people_are_told(world: World) -> None:
    publish(world)
    listed(world, "郁青禾")
    waiting = world.nomination(Stage.RESERVED, name="卫知远")
    resolve(world, waiting, None, 1)

    decide(world)

    assert db.session.get_one(Nomination, waiting.id).stage == Stage.UNCHOSEN
    told = db.session.scalars(select(Letter).where(Letter.nomination_id == waiting.id)).all()
    assert {letter.subject for letter in told} == {"卫知远未递补入选"}
    unit = {world.members[Role.UNIT_OFFICER].user_id, world.members[Role.UNIT_HEAD].user_id}
    assert {letter.user_id for letter in told} == unit


def test_unit_union_and_the_worker_himself_are_told_once_each(world: World) -> None:
    publish(world)
    own = listed(world, "郁青禾", "master", 1)
    listed(world, "卫知远", "master", 2)
    with transaction():
        db.session.get_one(Nomination, own.id).opened_by = world.members[Role.NOMINEE].user_id

    decide(world)

    told = db.session.scalars(select(Letter).order_by(Letter.user_id)).all()
    roles = (Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.NOMINEE, Role.UNION_OFFICER, Role.UNION_HEAD)
    assert [letter.user_id for letter in told] == sorted(world.members[role].user_id for role in roles)
    to_worker = next(letter for letter in told if letter.user_id == world.members[Role.NOMINEE].user_id)
    assert "郁青禾，上海市技术能手，证书编号 JSNS-2026-001" in to_worker.body
    assert "卫知远" not in to_worker.body
    to_union = next(letter for letter in told if letter.user_id == world.members[Role.UNION_HEAD].user_id)
    assert ("郁青禾" in to_union.body, "卫知远" in to_union.body) == (True, True)


@pytest.mark.parametrize("ends_in", [0, 3])
def test_nothing_is_decided_before_the_last_working_day_has_passed(world: World, ends_in: int) -> None:
    publish(world, ends_on=clock.on(world.now) + timedelta(days=ends_in))
    listed(world, "郁青禾")
    before = everything()

    with pytest.raises(Refused) as refusal:
        decide(world)

    assert [each.startswith("公示到") for each in why(refusal)] == [True]
    assert everything() == before


def test_a_second_version_of_the_notice_begins_its_own_time(world: World) -> None:
    publish(world)
    publish(world, version=2, ends_on=clock.on(world.now) + timedelta(days=2))
    listed(world, "郁青禾")

    with pytest.raises(Refused):
        decide(world)


def test_all_that_is_missing_is_told_together(world: World) -> None:
    listed(world, "郁青禾")
    moved_up = world.nomination(Stage.RESOLVED, name="卫知远")
    resolve(world, moved_up, "master", 2)
    untitled = world.nomination(Stage.PUBLICISED, name="何敬之")

    with pytest.raises(Refused) as refusal:
        decide(world)

    assert why(refusal) == [
        "拟表彰名单还没有公示",
        "有 1 人拟表彰而没有公示：卫知远",
        "有 1 人没有评议的称号：何敬之",
    ]
    assert db.session.get_one(Nomination, untitled.id).stage == Stage.PUBLICISED


def test_the_date_lies_after_the_notice_and_not_after_today(world: World) -> None:
    publish(world)
    listed(world, "郁青禾")
    today = clock.on(world.now)

    for day in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            decide(world, day)
        assert len(why(refusal)) == 1

    assert everything()[:4] == (0, 0, 0, 0)


def test_another_list_than_the_one_that_was_read_is_refused(world: World) -> None:
    publish(world)
    listed(world, "郁青禾")
    today = clock.on(world.now)
    seen = queries.draft(world.cycle, None, on=today, today=today).digest
    listed(world, "卫知远", "master", 2)

    with pytest.raises(Refused) as refusal:
        actions.decide(world.cycle, world.actor(Role.CITY_OFFICER), decided_on=today, seen=seen, now=world.now)

    assert why(refusal) == ["名单在您看过以后有变化"]
    assert everything()[:4] == (0, 0, 0, 0)


def test_a_cycle_is_decided_once(world: World) -> None:
    ceremony(world)
    before = everything()

    with pytest.raises(Refused) as refusal:
        decide(world)

    assert why(refusal) == ["本届的表彰决定已经作出"]
    assert everything() == before


def test_who_holds_the_same_title_of_the_same_year_stops_the_decision(world: World) -> None:
    publish(world)
    nomination = listed(world, "郁青禾")
    with transaction() as session:
        assert nomination.person_id is not None
        session.add(
            Honour(
                person_id=nomination.person_id,
                title_name="上海市技术能手",
                batch_year=2026,
                basis=Basis.CONTEST,
                unit_name="",
            )
        )

    with pytest.raises(Refused) as refusal:
        decide(world)

    assert why(refusal) == ["郁青禾已有2026年上海市技术能手称号"]


def test_a_refused_decision_gives_its_numbers_back(world: World) -> None:
    publish(world)
    listed(world, "郁青禾")

    def decide_in_vain() -> None:
        with transaction():
            decide(world)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        decide_in_vain()

    decision = decide(world)

    assert decision.number.endswith("〕1号")
    assert list(db.session.scalars(select(Certificate.number))) == ["JSNS-2026-001"]


def test_the_statements_of_a_decision_do_not_grow_with_the_list(world: World) -> None:
    publish(world)
    for place in range(3):
        listed(world, f"周启{'一二三'[place]}", "master", place + 1)
    today = clock.on(world.now)
    assert world.cycle.id
    with Statements() as for_three:
        queries.draft(world.cycle, None, on=today, today=today)
    for place in range(3, 6):
        listed(world, f"周启{'一二三四五六'[place]}", "master", place + 1)
    assert world.cycle.id
    with Statements() as for_six:
        queries.draft(world.cycle, None, on=today, today=today)

    assert (len(for_three), len(for_six)) == (6, 6)
