"""From the committee's choice to the public, and what happens when somebody leaves."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from models.ballot import Resolution
from models.event import Event
from models.job import Letter
from models.nomination import Consent, Nomination
from models.people import User
from models.programme import CalendarDay
from models.publicity import Notice
from models.vocabulary import Act, ConsentKind, Outcome, Role, Stage
from selection import clock
from selection.database import db, transaction
from selection.errors import Refused
from selection.publicity import actions, queries
from selection.rules.workdays import Calendar
from tests.committee.casting import candidates, places, resolved
from tests.world import World


def whys(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.why for reason in refusal.value.reasons]


def stages(nominations: list[Nomination]) -> list[Stage]:
    db.session.expire_all()
    return [db.session.get_one(Nomination, each.id).stage for each in nominations]


def chosen(world: World) -> list[Nomination]:
    """Four candidates with two votes of four each: the first two are chosen by their rank, the others in reserve."""
    places(world, 0, 2)
    made = candidates(world, 4)
    resolved(world, [made[:2], made[:2], made[2:], made[2:]])
    return made


def publish(world: World) -> Notice:
    return actions.publish(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)


def test_everybody_chosen_is_published_and_nobody_else(world: World) -> None:
    made = chosen(world)

    notice = publish(world)

    assert stages(made) == [Stage.PUBLICISED, Stage.PUBLICISED, Stage.RESERVED, Stage.RESERVED]
    assert [line["name"] for line in notice.lines] == ["丁望海", "卫知远"]
    assert (notice.version, len(notice.sha256)) == (1, 64)


def test_what_follows_a_notice_that_was_called_off_is_still_the_first(world: World) -> None:
    made, officer = chosen(world), world.actor(Role.CITY_OFFICER)
    early = actions.publish(world.cycle, officer, now=world.now, at=world.now + timedelta(hours=2))
    actions.call_off(early, officer, reason="联系方式有误", now=world.now)
    with pytest.raises(Refused, match="公示还没有发布"):
        actions.move_up(world.cycle, officer, title_key="skilled", position=1, now=world.now)

    notice = publish(world)

    assert (early.version, notice.version) == (1, 2)
    assert "递补" not in notice.title + notice.body
    told = db.session.scalars(select(Letter.subject)).all()
    assert all(any(each.name in subject for subject in told) for each in made), "of those not chosen as well"


def test_a_line_tells_name_unit_occupation_and_title_and_nothing_else(world: World) -> None:
    chosen(world)

    notice = publish(world)

    assert notice.lines[0] == {
        "name": "丁望海",
        "unit": "海棠生物制药（上海）有限公司",
        "occupation": "药物制剂工",
        "title": "上海市技术能手",
    }
    private = db.session.query(Nomination).first()
    assert private is not None
    assert private.private_answers is not None
    assert private.private_answers["id_number"] not in json.dumps(notice.lines) + notice.body


def test_names_stand_under_their_titles_by_strokes(world: World) -> None:
    places(world, 1, 3)
    made = candidates(world, 4, title="outstanding")
    resolved(world, [made])

    notice = publish(world)

    assert [(line["title"], line["name"]) for line in notice.lines] == [
        ("上海市杰出技术能手", "丁望海"),
        ("上海市技术能手", "卫知远"),
        ("上海市技术能手", "马守一"),
        ("上海市技术能手", "王砚秋"),
    ]
    assert "同一称号的人选按姓氏笔画为序。" in notice.body


def test_an_unsettled_order_stops_no_notice_and_is_the_same_each_time(world: World) -> None:
    places(world, 0, 3)
    made = candidates(world, 3)
    with transaction() as session:
        for nomination, name in zip(made, ("𠮷一平", "末一平", "未一平"), strict=True):
            session.get_one(Nomination, nomination.id).name = name
    resolved(world, [made])
    waiting = queries.settled(world.cycle.id)

    drafted = [actions.lines_of(named, world.programme) for named in (waiting, waiting[::-1])]

    names = ["末一平", "未一平", "𠮷一平"]
    assert [[line["name"] for line in lines] for lines in drafted] == [names, names]
    assert [line["name"] for line in publish(world).lines] == names


def test_the_period_takes_its_working_days_around_a_holiday(world: World) -> None:
    chosen(world)
    today = clock.on(world.now)
    free = Calendar().add_workdays(today, 1)
    with transaction() as session:
        session.add(CalendarDay(on=free, is_workday=False, name="假日"))

    notice = publish(world)

    assert notice.ends_on == Calendar(days_off=frozenset({free})).publicity_ends(today, 5)
    assert notice.ends_on > Calendar().publicity_ends(today, 5)


@pytest.mark.parametrize("leak", ["31011519830412123X", "310115********123X", "13800138000", "１３８００１３８０００"])
def test_nothing_is_published_while_a_figure_of_a_person_stands_in_it(world: World, leak: str) -> None:
    made = chosen(world)
    with transaction() as session:
        session.get_one(Nomination, made[0].id).occupation = f"焊工{leak}"

    with pytest.raises(Refused) as refusal:
        publish(world)

    assert len(whys(refusal)) == 1
    assert whys(refusal)[0].startswith("丁望海的岗位或工种里有")
    assert leak not in str(refusal.value)
    assert stages(made)[0] == Stage.RESOLVED
    assert db.session.query(Notice).count() == 0


def test_nobody_is_published_who_did_not_agree(world: World) -> None:
    made = chosen(world)
    with transaction() as session:
        session.execute(
            update(Consent)
            .where(Consent.nomination_id == made[1].id, Consent.kind == ConsentKind.PUBLICITY)
            .values(is_given=False)
        )

    with pytest.raises(Refused) as refusal:
        publish(world)

    assert whys(refusal) == ["卫知远没有同意公示"]
    assert stages(made)[:2] == [Stage.RESOLVED, Stage.RESOLVED]


def test_a_notice_without_names_is_refused(world: World) -> None:
    chosen(world)
    publish(world)

    with pytest.raises(Refused) as refusal:
        publish(world)

    assert whys(refusal) == ["没有等待公示的拟表彰人选"]
    assert db.session.query(Notice).count() == 1


def test_only_the_city_publishes(world: World) -> None:
    made = chosen(world)

    with pytest.raises(Refused):
        actions.publish(world.cycle, world.actor(Role.SUPERVISOR), now=world.now)

    assert stages(made)[0] == Stage.RESOLVED
    assert (db.session.query(Notice).count(), db.session.query(Letter).count()) == (0, 0)


def test_the_database_changes_no_notice(world: World) -> None:
    chosen(world)
    notice = publish(world)

    for change in (update(Notice).values(title="改"), delete(Notice)):
        with pytest.raises(DBAPIError, match="written once"), transaction() as session:
            session.execute(change)

    assert db.session.get_one(Notice, notice.id).title == notice.title


def test_with_the_notice_units_learn_their_own_outcome_and_unions_all_of_theirs(world: World) -> None:
    made = chosen(world)
    assert db.session.query(Letter).count() == 0

    publish(world)

    rows = db.session.query(User.account, Letter.subject, Letter.body).join(User, User.id == Letter.user_id).all()
    account = db.session.get_one(User, world.members[Role.UNIT_HEAD].user_id).account
    subjects = [row.subject for row in rows if row.account == account]
    assert sorted(subjects) == sorted(
        ["丁望海的评选结果：拟表彰", "卫知远的评选结果：拟表彰", "马守一的评选结果：递补", "王砚秋的评选结果：递补"]
    )
    union = db.session.get_one(User, world.members[Role.UNION_OFFICER].user_id).account
    [letter] = [row for row in rows if row.account == union]
    assert letter.subject == "本届评选结果：4 人中 2 人拟表彰"
    assert [each.name in letter.body for each in made] == [True] * 4
    assert not any("13900000000" in row.body for row in rows)


def test_the_notice_lets_the_stage_tell_and_gives_the_reason(world: World) -> None:
    made = chosen(world)

    publish(world)

    event = db.session.query(Event).filter_by(act=Act.RESERVE, nomination_id=made[2].id).one()
    assert event.why == db.session.get_one(Resolution, made[2].id).reason


def test_nobody_moves_up_before_the_notice(world: World) -> None:
    made = chosen(world)
    city = world.actor(Role.CITY_OFFICER)
    actions.drop_out(made[0], city, reason="本人书面提出退出", now=world.now)

    with pytest.raises(Refused) as refusal:
        actions.move_up(world.cycle, city, title_key="master", position=1, now=world.now)

    assert whys(refusal) == ["公示还没有发布"]


def test_who_was_not_chosen_cannot_drop_out(world: World) -> None:
    made = chosen(world)

    with pytest.raises(Refused) as refusal:
        actions.drop_out(made[2], world.actor(Role.CITY_OFFICER), reason="本人书面提出退出", now=world.now)

    assert whys(refusal) == [f"{made[2].name}不在拟表彰名单里"]
    assert stages(made)[2] == Stage.RESOLVED


def test_who_drops_out_frees_his_place_and_is_told(world: World) -> None:
    made = chosen(world)
    publish(world)
    before = db.session.query(Letter).count()

    actions.drop_out(made[0], world.actor(Role.CITY_OFFICER), reason="本人书面提出退出", now=world.now)

    assert stages(made)[0] == Stage.DROPPED
    event = db.session.query(Event).filter_by(act=Act.DROP_OUT).one()
    assert (event.why, event.from_stage) == ("本人书面提出退出", Stage.PUBLICISED)
    assert db.session.query(Letter).count() > before
    [free] = queries.free_places(world.programme, queries.settled(world.cycle.id))
    assert (free.title.key, free.position) == ("master", 1)
    assert free.successor is not None
    assert free.successor.member.id == made[2].id


def test_the_first_of_the_reserve_moves_up_and_needs_a_notice_of_his_own(world: World) -> None:
    made = chosen(world)
    first = publish(world)
    city = world.actor(Role.CITY_OFFICER)
    actions.drop_out(made[0], city, reason="本人书面提出退出", now=world.now)

    moved = actions.move_up(world.cycle, city, title_key="master", position=1, now=world.now)
    held_back = stages([moved])[0]
    later = world.now + timedelta(days=3)
    second = actions.publish(world.cycle, city, now=later)

    assert (moved.id, held_back) == (made[2].id, Stage.RESOLVED)
    assert stages(made) == [Stage.DROPPED, Stage.PUBLICISED, Stage.PUBLICISED, Stage.RESERVED]
    resolution = db.session.get_one(Resolution, moved.id)
    assert (resolution.outcome, resolution.title_key, resolution.position) == (Outcome.CHOSEN, "master", 1)
    assert resolution.reason.endswith("；上海市技术能手第 1 位空出，由递补第 1 位递补。")
    assert (second.version, [line["name"] for line in second.lines]) == (2, ["马守一"])
    assert second.ends_on == Calendar().publicity_ends(clock.on(later), 5)
    assert db.session.get_one(Notice, first.id).lines == first.lines


def test_one_place_is_taken_once(world: World) -> None:
    made = chosen(world)
    publish(world)
    city = world.actor(Role.CITY_OFFICER)
    actions.drop_out(made[0], city, reason="本人书面提出退出", now=world.now)
    actions.move_up(world.cycle, city, title_key="master", position=1, now=world.now)

    with pytest.raises(Refused) as refusal:
        actions.move_up(world.cycle, city, title_key="master", position=1, now=world.now)

    assert whys(refusal) == ["这个名额没有空出来，或者已经递补"]
    assert stages(made)[3] == Stage.RESERVED
