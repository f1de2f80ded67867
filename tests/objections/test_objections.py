"""Objections: from the public's form to the finding, and what nobody can do to them."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from models.ballot import Resolution
from models.event import Event
from models.job import Letter
from models.nomination import Nomination
from models.people import Membership
from models.programme import Cycle
from models.publicity import Notice, Objection, ObjectionStep
from models.vocabulary import ObjectionStanding, ObjectionWay, Outcome, Role, Stage
from models.vocabulary import ObjectionStepKind as Kind
from selection.database import db, transaction
from selection.errors import Refused
from selection.honours import queries as honours
from selection.objections import actions, queries
from selection.objections.actions import Said
from selection.publicity import actions as publicity
from selection.publicity import queries as notices
from selection.rules import objections as rules
from selection.rules.standing import Actor
from tests.browsers import Browser
from tests.committee.casting import candidates, places, resolved
from tests.committee.casting import rules as run_by_rules
from tests.nominations.steps import document
from tests.world import World

TEXT = "公示中所列的专利由他人完成，本人有当时的项目记录和两位同事可以作证。"
SAID = Said(0, ObjectionStanding.PERSON, "关有声", "", "021-50000000", TEXT)


def published(world: World, seats: int = 2) -> tuple[list[Nomination], Notice]:
    """Four candidates, the first two before the public, the others in reserve."""
    places(world, 0, seats)
    made = candidates(world, 4)
    resolved(world, [made[:2], made[:2], made[2:], made[2:]])
    return made, publicity.publish(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)


def receive(world: World, notice: Notice, said: Said = SAID, salt: str = "s") -> Objection:
    return actions.receive(notice, said, way=ObjectionWay.WEB, taken=None, salt=salt, now=world.now)


def take(world: World, objection: Objection, *kinds: Kind, actor: Actor | None = None) -> None:
    for kind in kinds:
        officer = actor or world.actor(Role.CITY_OFFICER)
        actions.take_step(
            objection, officer, kind=kind, note="已核对项目记录", reply="经调查，答复如下。", now=world.now
        )


def fields(**changes: str) -> dict[str, object]:
    return {
        "place": "0",
        "standing": "person",
        "name": "关有声",
        "contact": "021-50000000",
        "text": TEXT,
        "attempt": "a" * 43,
        **changes,
    }


def test_the_public_objects_and_follows_it_by_its_receipt(world: World, client: Browser) -> None:
    _, notice = published(world)
    path = f"/notices/{notice.id}/objection"

    form = client.get(path)
    given = [client.post(path, data=fields()) for _ in range(2)]

    assert form.status_code == 200
    assert [each.status_code for each in given] == [201, 201]
    [objection] = db.session.query(Objection).all()
    number, digest = objection.number, objection.receipt_hash
    assert all(digest in each.text and number in each.text for each in given)
    asked = {"number": number, "code": digest[:16]}
    assert "已收到，等待受理" in client.post("/objection-receipts", data=asked).text
    take(world, objection, Kind.TAKE_UP, Kind.INVESTIGATE, Kind.DISMISS)
    told = client.post("/objection-receipts", data=asked).text
    assert "异议不成立" in told
    assert "经调查，答复如下。" in told
    assert "已核对项目记录" not in told
    wrong = client.post("/objection-receipts", data={"number": number, "code": "0" * 64})
    assert (wrong.status_code, TEXT in wrong.text) == (404, False)


def test_what_is_missing_is_told_at_once_and_nobody_objects_without_a_name(world: World, client: Browser) -> None:
    _, notice = published(world)
    path = f"/notices/{notice.id}/objection"

    bare = client.post(path, data=fields(name="", text="太短", contact="", place="7"))
    unit = client.post(path, data=fields(standing="unit"))

    assert (bare.status_code, unit.status_code) == (422, 422)
    assert bare.text.count('class="error-text"') == 4
    assert "请上传盖章的书面异议" in unit.text
    assert db.session.query(Objection).count() == 0


def test_a_unit_objects_under_its_seal(world: World, client: Browser, new_client: Callable[[], Browser]) -> None:
    _, notice = published(world)
    content = document()
    sealed = (io.BytesIO(content), "异议书.pdf")

    given = client.post(
        f"/notices/{notice.id}/objection", data=fields(standing="unit", unit="申浦重型机床有限公司") | {"file": sealed}
    )

    assert given.status_code == 201
    [objection] = db.session.query(Objection).all()
    city = new_client().sign_in(world.members[Role.CITY_OFFICER])
    assert city.get(f"/objections/{objection.id}/file").data == content


def test_one_address_cannot_flood_it(world: World, client: Browser) -> None:
    _, notice = published(world)
    path = f"/notices/{notice.id}/objection"

    codes = [client.post(path, data=fields(name="")).status_code for _ in range(queries.MOST["objection"] + 1)]

    assert codes == [422] * queries.MOST["objection"] + [429]


def test_officers_enter_what_came_by_letter_or_telephone(world: World, client: Browser) -> None:
    _, notice = published(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    path = f"/objections/cycles/{world.cycle.id}/notices/{notice.id}/entry"

    without = client.post(path, data=fields(way="letter"))
    told = client.post(path, data=fields(way="phone", place="list"))

    assert (without.status_code, told.status_code) == (422, 303)
    [objection] = db.session.query(Objection).all()
    assert (objection.way, objection.nomination_id) == (ObjectionWay.PHONE, None)
    for page in ("/objections/", f"/objections/{objection.id}", f"/objections/cycles/{world.cycle.id}/report"):
        assert client.get(page).status_code == 200
    assert "关有声" in client.get(f"/objections/{objection.id}").text


def test_content_is_sealed_and_neither_letters_nor_events_repeat_it(world: World) -> None:
    _, notice = published(world)

    objection = receive(world, notice)

    raw = db.session.connection().exec_driver_sql("SELECT content FROM objection").scalar()
    assert isinstance(raw, bytes | memoryview)
    assert "关有声".encode() not in bytes(raw)
    letters = db.session.query(Letter).filter(Letter.subject.contains(objection.number)).all()
    assert letters
    events = db.session.query(Event).filter_by(subject=objection.number).all()
    assert [event.nomination_id for event in events] == [None]
    assert not any(
        "关有声" in text for text in [*(each.body for each in letters), *(str(each.facts) for each in events)]
    )


def test_whom_it_is_against_and_nobody_of_his_unit_sees_it(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    made, notice = published(world)
    receive(world, notice)
    [objection] = db.session.query(Objection).all()
    concerned = world.member(Role.CITY_OFFICER, world.city, "钟有关")
    namesake = world.member(Role.CITY_OFFICER, world.city, str(notice.lines[0]["name"]))
    with transaction() as session:
        session.add(
            Membership(
                user_id=concerned.user_id, organisation_id=world.unit.id, role=Role.UNIT_HEAD, since_at=world.now
            )
        )

    path = f"/objections/{objection.id}"
    seen = {}
    for who in (concerned, namesake, world.members[Role.CITY_OFFICER], world.members[Role.UNIT_HEAD]):
        seen[who.id] = new_client().sign_in(who).get(path).status_code

    assert list(seen.values()) == [404, 404, 200, 403]
    with pytest.raises(Refused):
        take(world, objection, Kind.TAKE_UP, actor=world.acting(concerned))
    assert objection.number not in new_client().sign_in(concerned).get("/objections/").text
    dossier = new_client().sign_in(world.members[Role.UNIT_HEAD]).get(f"/nominations/{objection.nomination_id}").text
    assert objection.number not in dossier
    assert made


def test_one_name_is_held_back_and_no_decision_is_made_meanwhile(world: World) -> None:
    made, notice = published(world)
    objection = receive(world, notice)
    assert queries.suspended(world.cycle.id) == set()

    take(world, objection, Kind.TAKE_UP)

    assert queries.suspended(world.cycle.id) == {objection.nomination_id}
    assert notices.is_public(notice.id, world.now)
    day = (world.now + timedelta(days=20)).date()
    against = [each.why for each in honours.draft(world.cycle, None, on=day, today=day).obstacles]
    assert against == ["还有 1 件异议没有办结"]
    take(world, objection, Kind.INVESTIGATE, Kind.DISMISS)
    assert queries.suspended(world.cycle.id) == set()
    assert list(honours.draft(world.cycle, None, on=day, today=day).obstacles) == []
    assert db.session.get_one(Nomination, made[0].id).stage == Stage.PUBLICISED


def test_upheld_the_next_of_the_reserve_moves_up_and_a_second_notice_names_him(world: World) -> None:
    made, notice = published(world)
    objection = receive(world, notice)

    take(world, objection, Kind.TAKE_UP, Kind.INVESTIGATE, Kind.UPHOLD)

    assert db.session.get_one(Nomination, objection.nomination_id).stage == Stage.DROPPED
    moved = db.session.get_one(Nomination, made[2].id)
    assert (moved.stage, db.session.get_one(Resolution, moved.id).outcome) == (Stage.RESOLVED, Outcome.CHOSEN)
    letters = [each.body for each in db.session.query(Letter).filter(Letter.subject.contains("退出"))]
    assert letters
    assert not any(TEXT in body or "关有声" in body for body in letters)
    second = publicity.publish(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)
    assert (second.version, [line["name"] for line in second.lines]) == (2, [moved.name])


def test_upheld_the_place_stays_empty_where_the_definition_says_so(world: World) -> None:
    run_by_rules(world, forfeits_upheld=True)
    made, notice = published(world)
    objection = receive(world, notice)

    take(world, objection, Kind.TAKE_UP, Kind.INVESTIGATE, Kind.UPHOLD)

    assert db.session.get_one(Nomination, made[2].id).stage == Stage.RESERVED
    place = notices.place_of(objection.nomination_id or 0)
    assert place is not None
    with pytest.raises(Refused) as refusal:
        publicity.move_up(
            db.session.get_one(Cycle, world.cycle.id),
            world.actor(Role.CITY_OFFICER),
            title_key=place[0],
            position=place[1],
            now=world.now,
        )
    assert [each.why for each in refusal.value.reasons] == ["这个名额没有空出来，或者已经递补"]


@pytest.mark.parametrize("kind", [Kind.INVESTIGATE, Kind.UPHOLD, Kind.DISMISS])
def test_nothing_is_found_before_it_was_taken_up_and_looked_into(world: World, kind: Kind) -> None:
    _, notice = published(world)
    objection = receive(world, notice)

    with pytest.raises(Refused):
        take(world, objection, kind)

    take(world, objection, Kind.SET_ASIDE)
    with pytest.raises(Refused):
        take(world, objection, Kind.TAKE_UP)


def test_as_many_as_were_received_stand_in_the_report_and_none_can_be_taken_away(world: World) -> None:
    _, notice = published(world)
    made = [receive(world, notice, salt=str(number)) for number in range(4)]
    take(world, made[0], Kind.TAKE_UP, Kind.INVESTIGATE, Kind.DISMISS)
    take(world, made[1], Kind.SET_ASIDE)
    take(world, made[2], Kind.TAKE_UP)

    for change in (delete(Objection), update(Objection).values(number="x"), delete(ObjectionStep)):
        with pytest.raises(DBAPIError, match="written once"), transaction() as session:
            session.execute(change)

    counts, ways = queries.report(world.cycle.id)
    assert counts == [
        ("收到", 4), ("等待受理", 1), ("正在调查", 1), ("不予受理", 1), ("异议成立", 0), ("异议不成立", 1)
    ]  # fmt: skip
    assert ways == [("网上", 4)]
    assert sum(number for _, number in counts[1:]) == counts[0][1] == db.session.query(Objection).count()
    numbers = [int(re.findall(r"[0-9]+", each.number)[-1]) for each in made]
    assert numbers == [1, 2, 3, 4]


def test_after_the_last_day_only_an_officer_enters_and_only_for_a_while(world: World) -> None:
    _, notice = published(world)
    after = world.now + timedelta(days=12)
    officer = world.actor(Role.CITY_OFFICER)

    with pytest.raises(Refused):
        actions.receive(notice, SAID, way=ObjectionWay.WEB, taken=None, salt="a", now=after)
    actions.receive(notice, SAID, way=ObjectionWay.PHONE, taken=None, salt="b", now=after, officer=officer)
    much_later = world.now + timedelta(days=40)
    with pytest.raises(Refused):
        actions.receive(notice, SAID, way=ObjectionWay.PHONE, taken=None, salt="c", now=much_later, officer=officer)

    assert db.session.query(Objection).count() == 1


def test_the_receipt_proves_every_part_of_what_was_handed_in() -> None:
    content = {"text": "甲", "name": "乙"}
    whole = rules.receipt_hash("n", content, None, "s")

    others = [
        rules.receipt_hash("m", content, None, "s"),
        rules.receipt_hash("n", {**content, "text": "丙"}, None, "s"),
        rules.receipt_hash("n", content, "f", "s"),
        rules.receipt_hash("n", content, None, "t"),
    ]

    assert len({whole, *others}) == 5
    assert rules.receipt_hash("n", dict(reversed(content.items())), None, "s") == whole
