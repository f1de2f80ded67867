"""Opening a cycle, changing its timetable, closing it; and the overview."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from models.event import Event
from models.honour import Honour
from models.job import Letter
from models.people import Organisation
from models.programme import Allocation, Cycle, Deadline, Extension, NumberLetters
from models.proposal import Proposal
from models.vocabulary import Act, Level, Phase, Role, Stage, UnionKind
from selection import clock, timetable
from selection.certificates.actions.drawing import draw_up
from selection.cycles import actions, progress, queries
from selection.database import db, transaction
from selection.errors import Refused
from selection.honours.queries.deciding import organ_of
from selection.places.queries import accounts
from selection.rules.definition import canonical, digest
from selection.taxonomies import in_force
from selection.todo import told
from tests.browsers import Browser
from tests.recommendations.test_views import statements
from tests.world import World, id_number, programme


def closes(world: World, **changes: datetime) -> dict[Phase, datetime]:
    times = {phase: world.now + timedelta(days=10 * place) for place, phase in enumerate(Phase, start=1)}
    return times | {Phase(key): value for key, value in changes.items()}


def test_opening_a_cycle_freezes_the_definition_and_gives_every_union_an_account(world: World) -> None:
    craftsman = programme("shanghai-craftsman")

    cycle = actions.open_cycle(
        craftsman,
        world.actor(Role.CITY_OFFICER),
        name="2026年上海工匠选树",
        batch_year=2026,
        closes=closes(world),
        now=world.now,
    )

    frozen = canonical(replace(craftsman, taxonomies=in_force(clock.on(world.now))))
    assert (cycle.definition, cycle.definition_sha256) == (frozen, digest(frozen))
    assert [(each.union, each.granted, each.ceiling) for each in accounts(cycle.id)] == [
        ("东浦区总工会", 0, 0),
        ("西塘区总工会", 0, 0),
    ]
    assert [step.closes_at for step in queries.steps_of(cycle)] == [closes(world)[phase] for phase in craftsman.phases]
    event = db.session.scalars(select(Event).where(Event.act == Act.OPEN_CYCLE)).one()
    assert event.facts["definition_sha256"] == cycle.definition_sha256


def test_phases_that_do_not_follow_each_other_are_refused_with_both_times(world: World) -> None:
    with pytest.raises(Refused) as refused:
        actions.open_cycle(
            programme("shanghai-craftsman"),
            world.actor(Role.CITY_OFFICER),
            name="2026年上海工匠选树",
            batch_year=2026,
            closes=closes(world, unit=world.now + timedelta(days=10), fill=world.now - timedelta(days=1)),
            now=world.now,
        )

    assert len(refused.value.reasons) == 1
    times = closes(world, unit=world.now + timedelta(days=10))
    with pytest.raises(Refused) as refused:
        actions.set_deadlines(world.cycle, world.actor(Role.CITY_OFFICER), closes=times, reason="调整", now=world.now)
    assert refused.value.reasons[0].cure == "请把“单位公示”改到“填报”之后。"
    assert db.session.scalar(select(func.count()).select_from(Cycle)) == 1


def test_a_changed_timetable_is_enforced_recorded_and_told(world: World) -> None:
    later = world.now + timedelta(days=35)
    stands = {row.phase: row.closes_at for row in db.session.scalars(select(Deadline))}

    changed = actions.set_deadlines(
        world.cycle,
        world.actor(Role.CITY_OFFICER),
        closes=stands | {Phase.UNION: later},
        reason="节假日顺延",
        now=world.now,
    )

    assert changed == [Phase.UNION]
    assert timetable.closes_at(world.cycle.id, Phase.UNION) == later
    event = db.session.scalars(select(Event).where(Event.act == Act.SET_DEADLINE)).one()
    assert (event.why, event.facts["after"]) == ("节假日顺延", {"union": later.isoformat()})
    readers = set(db.session.scalars(select(Letter.user_id)))
    assert readers == {world.members[role].user_id for role in (Role.UNION_OFFICER, Role.UNION_HEAD)}


def test_a_deadline_cannot_be_moved_into_the_past(world: World) -> None:
    with pytest.raises(Refused, match="已经过去"):
        actions.set_deadlines(
            world.cycle,
            world.actor(Role.CITY_OFFICER),
            closes=closes(world, fill=world.now - timedelta(minutes=1)),
            reason="提前结束",
            now=world.now,
        )


def test_an_extension_is_for_one_union_and_can_be_made_longer(world: World) -> None:
    city = world.actor(Role.CITY_OFFICER)
    for days in (33, 36):
        actions.extend(
            world.cycle,
            world.union,
            city,
            phase=Phase.UNION,
            until=world.now + timedelta(days=days),
            reason="台风停工",
            now=world.now,
        )

    mine = timetable.closes_at(world.cycle.id, Phase.UNION, world.union.id)
    others = timetable.closes_at(world.cycle.id, Phase.UNION, world.other_union.id)
    assert (mine, others) == (world.now + timedelta(days=36), world.now + timedelta(days=30))
    assert db.session.scalar(select(func.count()).select_from(Extension)) == 1


def test_an_extension_that_extends_nothing_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="不晚于原定"):
        actions.extend(
            world.cycle,
            world.union,
            world.actor(Role.CITY_OFFICER),
            phase=Phase.UNION,
            until=world.now + timedelta(days=30),
            reason="没有必要",
            now=world.now,
        )


def test_a_cycle_with_nominations_on_their_way_is_not_closed(world: World) -> None:
    city = world.actor(Role.CITY_OFFICER)
    world.nomination(Stage.QUALIFIED)
    world.nomination(Stage.HONOURED)

    with pytest.raises(Refused) as refused:
        actions.close(world.cycle, city, now=world.now)

    assert [reason.why for reason in refused.value.reasons] == ["还有 1 份申报是“资格审查合格”"]
    assert world.cycle.closed_at is None


def test_a_finished_cycle_is_closed_once(world: World) -> None:
    city = world.actor(Role.CITY_OFFICER)
    world.nomination(Stage.HONOURED)

    actions.close(world.cycle, city, now=world.now)

    assert world.cycle.closed_at == world.now
    assert queries.running(world.now) == []
    with pytest.raises(Refused, match="结束"):
        actions.close(world.cycle, city, now=world.now)


def test_the_running_cycles_show_the_phase_that_is_on(world: World) -> None:
    (running,) = queries.running(world.now + timedelta(days=15))

    assert running.present is not None
    assert running.present.phase is Phase.UNIT
    assert [step.phase for step in running.steps] == list(world.programme.phases)


def test_the_overview_counts_everybody_where_he_has_come(world: World) -> None:
    for stage in (Stage.DRAFTED, Stage.SUBMITTED, Stage.RECOMMENDED, Stage.FORWARDED, Stage.QUALIFIED, Stage.HONOURED):
        world.nomination(stage)

    view = progress.overview(world.cycle, accounts(world.cycle.id), world.now)

    assert [(rung.name, rung.people) for rung in view.funnel] == [
        ("申报", 5),
        ("工会推荐", 4),
        ("上报市总", 3),
        ("资格合格", 2),
        ("专家评审", 1),
        ("评委票决", 1),
        ("表彰", 1),
    ]
    assert [(line.account.union, line.recommended, line.forwarded, line.waiting) for line in view.unions] == [
        ("西塘区总工会", 0, 0, 0),
        ("东浦区总工会", 1, 3, 1),
    ]
    frontline = view.shares[0]
    assert (frontline.people, frontline.percent, frontline.is_met) == (4, 100.0, True)


def test_the_overview_begins_with_the_cycle_that_has_most_on_its_way(client: Browser, world: World) -> None:
    officer = world.actor(Role.CITY_OFFICER)
    newer = actions.open_cycle(
        programme("shanghai-craftsman"),
        officer,
        name="2026年上海工匠选树",
        batch_year=2026,
        closes=closes(world),
        now=world.now,
    )
    assert queries.under_way(officer) == [newer, world.cycle]

    world.nomination(Stage.HONOURED)
    assert queries.under_way(officer) == [newer, world.cycle], "who is honoured is on no way any more"

    world.nomination(Stage.SUBMITTED)
    assert queries.under_way(officer) == [world.cycle, newer]
    page = client.sign_in(world.members[Role.CITY_OFFICER]).get("/cycles/overview").text
    assert f'aria-current="true">{world.cycle.name}' in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_overview_takes_six_statements(client: Browser, world: World, people: int) -> None:
    for _ in range(people):
        world.nomination(Stage.RECOMMENDED)
    client.sign_in(world.members[Role.CITY_OFFICER])
    client.get("/cycles/overview")

    with statements() as sent:
        page = client.get("/cycles/overview")

    assert page.status_code == 200
    assert len(sent) == 6, "\n".join(sent)


def test_a_shipped_award_is_opened_by_two_persons(client: Browser, world: World) -> None:
    first, second = world.members[Role.CITY_OFFICER], world.member(Role.CITY_OFFICER, world.city)
    client.sign_in(first)
    assert "准备开启" in client.get("/cycles/").text
    begun = client.post("/programmes/drafts", data={"source": "file:shanghai-craftsman"})
    data = {"name": "2099年上海工匠选树", "batch_year": "2099", "reason": "经办公会研究同意"}
    data |= {phase.value: f"2099-01-{place + 1:02d}T17:00" for place, phase in enumerate(Phase)}

    proposed = client.post(f"{begun.location}/opening", data=data)
    proposal = db.session.scalars(select(Proposal)).one()
    alone = client.post(f"/proposals/{proposal.id}/approval")
    before = db.session.scalar(select(func.count()).select_from(Cycle).where(Cycle.batch_year == 2099))
    client.sign_in(second)
    agreed = client.post(f"/proposals/{proposal.id}/approval")

    assert (begun.status_code, proposed.status_code, alone.status_code, before) == (303, 303, 409, 0)
    assert agreed.status_code == 303, agreed.text
    opened = db.session.scalars(select(Cycle).where(Cycle.batch_year == 2099)).one()
    fill = select(Deadline.closes_at).where(Deadline.cycle_id == opened.id, Deadline.phase == Phase.FILL)
    assert db.session.scalars(fill).one().isoformat() == "2099-01-01T09:00:00+00:00"


@pytest.mark.parametrize("typed", ["", "明天", "2026-13-01T00:00", "9999-12-31T23:59", "\x00"])
def test_a_time_that_cannot_be_read_is_told_beside_its_field(client: Browser, world: World, typed: str) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])

    answer = client.post(f"/cycles/{world.cycle.id}/deadlines", data={"reason": "", "fill": typed})

    assert answer.status_code == 422
    for sentence in ("请写明理由", "请填日期和时间，如 2026-12-11 17:00（北京时间）"):
        assert sentence in answer.text


def test_the_timetable_and_its_extensions_are_open_to_everybody(client: Browser, world: World) -> None:
    actions.extend(
        world.cycle,
        world.union,
        world.actor(Role.CITY_OFFICER),
        phase=Phase.UNION,
        until=world.now + timedelta(days=33),
        reason="台风停工三天",
        now=world.now,
    )

    for role in (Role.UNIT_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.EXPERT):
        client.sign_in(world.members[role])
        page = client.get(f"/cycles/{world.cycle.id}")
        assert page.status_code == 200
        assert "台风停工三天" in page.text


def test_the_forms_of_the_timetable_change_it(client: Browser, world: World) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])
    times = {
        step.phase.value: f"{step.closes_at.astimezone():%Y-%m-%dT%H:%M}" for step in queries.steps_of(world.cycle)
    }
    assert client.get(f"/cycles/{world.cycle.id}/deadlines").status_code == 200

    without_reason = client.post(f"/cycles/{world.cycle.id}/deadlines", data=times)
    extended = client.post(
        f"/cycles/{world.cycle.id}/extensions",
        data={"union": world.union.id, "phase": "union", "until": "2099-01-01T17:00", "reason": "台风停工"},
    )
    nobody = client.post(f"/cycles/{world.cycle.id}/extensions", data={"union": "99999999999999999999", "phase": "x"})

    assert without_reason.status_code == 422
    assert extended.status_code == 303
    assert nobody.status_code == 422


@pytest.mark.parametrize("path", ["/cycles/", "/cycles/overview"])
def test_the_cycles_are_the_citys(client: Browser, world: World, path: str) -> None:
    client.sign_in(world.members[Role.UNION_HEAD])

    assert client.get(path).status_code == 403


def test_the_supervisor_reads_and_changes_nothing(client: Browser, world: World) -> None:
    client.sign_in(world.members[Role.SUPERVISOR])

    assert client.get("/cycles/overview").status_code == 200
    assert client.get("/cycles/").status_code == 200
    assert client.post("/programmes/drafts", data={"source": "file:skill-master"}).status_code == 403
    assert client.post(f"/cycles/{world.cycle.id}/closure").status_code == 403


def test_the_city_is_asked_to_grant_places(world: World) -> None:
    city = world.actor(Role.CITY_OFFICER)
    assert told(queries.todos(city, world.now)) == []

    with transaction() as session:
        session.add(Organisation(level=Level.UNIT, name="x", short_name="x", credit_code="x", founded_at=world.now))
    cycle = actions.open_cycle(
        programme("shanghai-craftsman"),
        city,
        name="2026年上海工匠选树",
        batch_year=2026,
        closes=closes(world),
        now=world.now,
    )

    (todo,) = told(queries.todos(city, world.now))
    assert (todo.what, todo.endpoint, todo.values) == ("向各工会分配名额", "places.grants", {"cycle_id": cycle.id})
    assert db.session.scalar(select(func.count()).select_from(Allocation)) == 4


def test_unions_with_the_same_award_in_one_year_number_each_for_itself(world: World) -> None:
    district = programme("district-craftsman")
    award = replace(district, certificate=replace(district.certificate, text="{name}：{edition}{title}"))
    with transaction() as session:
        namesake = Organisation(
            level=Level.UNION,
            name="定平区总工会",
            short_name="定平",
            union_kind=UnionKind.DISTRICT,
            founded_at=world.now,
        )
        session.add(namesake)
    drawn = []

    for serial, union in enumerate((world.union, world.other_union, namesake), start=1):
        cycle = actions.open_cycle(
            award,
            world.acting(world.member(Role.CITY_OFFICER, union)),
            name="2026年区级工匠选树",
            batch_year=2026,
            closes=closes(world),
            now=world.now,
        )
        honour = world.honour(name="郁青禾", number=id_number(serial), title="区级工匠", year=2026)
        with transaction() as session:
            held = session.get_one(Honour, honour.id)
            held.title_key, held.named_on = "full", world.now.date()
            drawn += draw_up(cycle, [(held, "郁青禾")])

    assert [each.number for each in drawn] == ["DPQGJ-2026-001", "XTQGJ-2026-001", "DPAQGJ-2026-001"]
    assert {json.loads(each.facts)["text"][0] for each in drawn} == {f"郁青禾：第一届{award.titles[0].name}"}
    assert [organ_of(cycle) for cycle in queries.open_cycles()] == ["定总工", "西总工", "东总工", "沪工总"]


def test_letters_that_number_another_award_are_refused(world: World) -> None:
    officer = world.actor(Role.CITY_OFFICER)
    opening: dict[str, Any] = {"batch_year": 2026, "closes": closes(world), "now": world.now}
    first = programme("shanghai-craftsman")
    actions.open_cycle(first, officer, name="2026年上海工匠选树", **opening)

    with pytest.raises(Refused) as refused:
        actions.open_cycle(replace(first, key="other"), officer, name="另一个项目", **opening)

    assert refused.value.reasons[0].why.endswith(f"编号字头 {min(first.certificate.code.values())} 已由另一个项目使用")
    assert db.session.scalar(select(func.count()).select_from(NumberLetters)) == 1 + len(first.titles)
