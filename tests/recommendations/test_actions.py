"""Recommending: what spends a place, what gives it back, what goes up together."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.event import Event
from models.forwarding import Forwarding
from models.job import Letter
from models.nomination import Nomination, Recommendation
from models.people import Organisation
from models.programme import Deadline, Extension, Setting
from models.vocabulary import Act, Level, Phase, Place, Role, Stage
from selection.database import db, transaction
from selection.errors import Refused
from selection.places import ledger
from selection.recommendations import actions, queries
from selection.recommendations.queries import Board
from tests.world import World, credit_code

OPINION = "技艺精湛，带徒有方，在生产一线解决了多项难题，群众评价好，同意推荐，请市总工会审定。"


def further_units(world: World, number: int) -> list[Organisation]:
    with transaction() as session:
        units = [
            Organisation(
                level=Level.UNIT,
                name=f"浦江第{place}机械厂",
                short_name=f"第{place}机械厂",
                credit_code=credit_code(500 + 10 * world.made + place),
                founded_at=world.now,
            )
            for place in range(number)
        ]
        session.add_all(units)
    return units


def board(world: World, role: Role = Role.UNION_OFFICER) -> Board:
    db.session.rollback()
    db.session.expire_all()
    found = queries.board(world.actor(role), world.cycle.id)
    assert found is not None
    return found


def recommended(world: World, *names: str) -> list[Nomination]:
    """These people, each of a unit of his own, recommended in this order."""
    made = [
        world.nomination(Stage.SUBMITTED, name=name, unit=unit)
        for name, unit in zip(names, further_units(world, len(names)), strict=True)
    ]
    for nomination in made:
        actions.recommend(nomination, world.actor(Role.UNION_OFFICER), opinion=OPINION, now=world.now)
    return made


def why(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.why for reason in refused.value.reasons]


def test_a_recommendation_spends_a_place_and_comes_last(world: World) -> None:
    first, second = recommended(world, "周启明", "顾海生")

    found = board(world)

    assert [(each.id, each.rank, each.place) for each in found.prepared] == [
        (first.id, 1, Place.RESERVE),
        (second.id, 2, Place.RESERVE),
    ]
    assert (found.allocation.reserved, found.left) == (2, 10)
    assert second.stage is Stage.RECOMMENDED
    event = db.session.scalars(select(Event).where(Event.act == Act.RECOMMEND).order_by(Event.id.desc())).first()
    assert event is not None
    assert event.facts == {"rank": 2, "opinion": OPINION}


def test_the_place_after_the_last_is_refused(world: World) -> None:
    ledger.forfeit(world.allocation, 9, world.actor(Role.CITY_OFFICER), reason="只留一个", now=world.now)
    recommended(world, "周启明")
    late = world.nomination(Stage.SUBMITTED, name="孙一鸣")

    with pytest.raises(Refused) as refused:
        actions.recommend(late, world.actor(Role.UNION_OFFICER), opinion=OPINION, now=world.now)

    assert why(refused) == ["1 个名额已用完。"]
    assert refused.value.title == "现在不能推荐孙一鸣"
    assert late.stage is Stage.SUBMITTED
    assert ledger.discrepancies() == []


def test_a_third_of_the_same_unit_is_refused_with_the_clause(world: World) -> None:
    for name in ("周启明", "顾海生"):
        nomination = world.nomination(Stage.SUBMITTED, name=name)
        actions.recommend(nomination, world.actor(Role.UNION_OFFICER), opinion=OPINION, now=world.now)

    third = world.nomination(Stage.SUBMITTED, name="孙一鸣")
    with pytest.raises(Refused) as refused:
        actions.recommend(third, world.actor(Role.UNION_OFFICER), opinion=OPINION, now=world.now)

    assert why(refused) == ["海棠生物制药（上海）有限公司已满 2 人（构成要求第八项）。"]


@pytest.mark.parametrize(("length", "is_taken"), [(29, False), (30, True), (200, True), (201, False)])
def test_an_opinion_has_thirty_to_two_hundred_characters(world: World, length: int, is_taken: bool) -> None:
    nomination = world.nomination(Stage.SUBMITTED)
    opinion = "好 " * length

    if is_taken:
        actions.recommend(nomination, world.actor(Role.UNION_OFFICER), opinion=opinion, now=world.now)
        assert nomination.stage is Stage.RECOMMENDED
    else:
        with pytest.raises(Refused) as refused:
            actions.recommend(nomination, world.actor(Role.UNION_OFFICER), opinion=opinion, now=world.now)
        assert why(refused) == [f"推荐意见写了 {length} 字"]


def test_every_reason_is_given_at_once(world: World) -> None:
    ledger.forfeit(world.allocation, 10, world.actor(Role.CITY_OFFICER), reason="全部收回", now=world.now)
    nomination = world.nomination(Stage.SUBMITTED)
    late = world.now + timedelta(days=300)

    with pytest.raises(Refused) as refused:
        actions.recommend(nomination, world.actor(Role.UNIT_OFFICER), opinion="好", now=late)

    assert len(refused.value.reasons) == 4


def test_the_closing_moment_is_still_in_time_and_the_next_second_is_not(world: World) -> None:
    closes = db.session.scalars(
        select(Deadline.closes_at).where(Deadline.cycle_id == world.cycle.id, Deadline.phase == Phase.UNION)
    ).one()
    on_time, too_late = world.nomination(Stage.SUBMITTED), world.nomination(Stage.SUBMITTED)

    actions.recommend(on_time, world.actor(Role.UNION_OFFICER), opinion=OPINION, now=closes)
    with pytest.raises(Refused, match="已于"):
        actions.recommend(too_late, world.actor(Role.UNION_OFFICER), opinion=OPINION, now=closes + timedelta(seconds=1))

    assert (on_time.stage, too_late.stage) == (Stage.RECOMMENDED, Stage.SUBMITTED)


def test_an_extension_of_this_union_gives_it_more_time(world: World) -> None:
    late = world.now + timedelta(days=40)
    with transaction() as session:
        session.add(
            Extension(
                cycle_id=world.cycle.id,
                phase=Phase.UNION,
                union_id=world.union.id,
                closes_at=late,
                reason="台风停工",
                granted_at=world.now,
            )
        )
    nomination = world.nomination(Stage.SUBMITTED)

    actions.recommend(nomination, world.actor(Role.UNION_OFFICER), opinion=OPINION, now=late)

    assert nomination.stage is Stage.RECOMMENDED


def test_another_union_cannot_recommend(world: World) -> None:
    stranger = world.acting(world.member(Role.UNION_OFFICER, world.other_union))
    nomination = world.nomination(Stage.SUBMITTED)

    with pytest.raises(Refused, match="由另一个工会推荐"):
        actions.recommend(nomination, stranger, opinion=OPINION, now=world.now)

    assert ledger.discrepancies() == []


def test_taking_a_recommendation_back_frees_the_place_and_closes_the_gap(world: World) -> None:
    first, second, third = recommended(world, "周启明", "顾海生", "陆文珊")

    actions.unrecommend(second, world.actor(Role.UNION_OFFICER), reason="本人放弃", now=world.now)

    found = board(world)
    assert [(each.id, each.rank) for each in found.prepared] == [(first.id, 1), (third.id, 2)]
    assert found.allocation.reserved == 2
    assert second.stage is Stage.SUBMITTED
    assert queries.recommendation_of(second.id) is None
    assert ledger.discrepancies() == []


def test_a_new_order_is_kept(world: World) -> None:
    first, second, third = recommended(world, "周启明", "顾海生", "陆文珊")
    before = board(world)

    revision = actions.rank(
        before,
        world.actor(Role.UNION_OFFICER),
        order=[third.id, first.id, second.id],
        revision=before.revision,
        now=world.now,
    )

    after = board(world)
    assert [(each.id, each.rank) for each in after.prepared] == [(third.id, 1), (first.id, 2), (second.id, 3)]
    assert after.revision == revision


def test_an_order_made_on_an_old_list_is_refused(world: World) -> None:
    first, second = recommended(world, "周启明", "顾海生")
    seen = board(world)
    actor = world.actor(Role.UNION_OFFICER)
    actions.rank(seen, actor, order=[second.id, first.id], revision=seen.revision, now=world.now)

    with pytest.raises(Refused, match="刚刚有变化"):
        actions.rank(seen, actor, order=[first.id, second.id], revision=seen.revision, now=world.now)

    assert [each.id for each in board(world).prepared] == [second.id, first.id]


def test_an_order_that_leaves_somebody_out_is_refused(world: World) -> None:
    first, _ = recommended(world, "周启明", "顾海生")
    seen = board(world)

    with pytest.raises(Refused, match="刚刚有变化"):
        actions.rank(seen, world.actor(Role.UNION_OFFICER), order=[first.id], revision=seen.revision, now=world.now)


def test_the_head_hands_on_the_whole_list(world: World) -> None:
    made = recommended(world, "周启明", "顾海生", "陆文珊")
    found = board(world)
    officer = world.member(Role.UNIT_OFFICER, db.session.get_one(Organisation, made[0].unit_id))

    number = actions.forward(found, world.actor(Role.UNION_HEAD), revision=found.revision, now=world.now)

    assert number == 3
    assert [each.stage for each in board(world).ranked] == [Stage.FORWARDED] * 3
    rows = db.session.scalars(select(Recommendation).order_by(Recommendation.rank)).all()
    assert [(row.rank, row.place, row.confirmed_at) for row in rows] == [
        (rank, Place.RESERVE, world.now) for rank in (1, 2, 3)
    ]
    assert [row.people for row in db.session.scalars(select(Forwarding))] == [3]
    letters = db.session.scalars(select(Letter).where(Letter.user_id == officer.user_id)).all()
    assert [letter.subject for letter in letters] == ["周启明已由东浦区总工会推荐上报"]


def test_nobody_is_handed_on_if_one_cannot_be(world: World) -> None:
    recommended(world, "周启明", "顾海生")
    found = board(world)
    late = world.now + timedelta(days=31)

    with pytest.raises(Refused, match="推荐"):
        actions.forward(found, world.actor(Role.UNION_HEAD), revision=found.revision, now=late)

    assert [each.stage for each in board(world).ranked] == [Stage.RECOMMENDED] * 2
    assert db.session.scalars(select(Forwarding)).all() == []


def test_the_officer_cannot_hand_on(world: World) -> None:
    recommended(world, "周启明")
    found = board(world)

    with pytest.raises(Refused) as refused:
        actions.forward(found, world.actor(Role.UNION_OFFICER), revision=found.revision, now=world.now)

    assert why(refused)[0] == "上报由区局（产业）工会负责人办理"


def test_what_is_handed_on_is_what_the_head_read(world: World) -> None:
    recommended(world, "周启明")
    read = board(world)
    recommended(world, "顾海生")

    with pytest.raises(Refused, match="刚刚有变化"):
        actions.forward(read, world.actor(Role.UNION_HEAD), revision=read.revision, now=world.now)

    assert [each.stage for each in board(world).ranked] == [Stage.RECOMMENDED] * 2


def test_an_empty_list_is_not_handed_on(world: World) -> None:
    found = board(world)

    with pytest.raises(Refused, match="还没有拟推荐的人"):
        actions.forward(found, world.actor(Role.UNION_HEAD), revision=found.revision, now=world.now)


def test_the_minutes_are_asked_for_where_the_setting_says_so(world: World) -> None:
    with transaction() as session:
        session.add(Setting(key=queries.NEEDS_MINUTES, value="yes"))
    recommended(world, "周启明")
    found = board(world)

    with pytest.raises(Refused, match="还没有上传推荐会议纪要"):
        actions.forward(found, world.actor(Role.UNION_HEAD), revision=found.revision, now=world.now)


def test_a_second_list_ranks_behind_the_first(world: World) -> None:
    recommended(world, "周启明")
    first = board(world)
    actions.forward(first, world.actor(Role.UNION_HEAD), revision=first.revision, now=world.now)
    second = world.nomination(Stage.SUBMITTED, name="顾海生")
    third = world.nomination(Stage.SUBMITTED, name="陆文珊")
    for nomination in (second, third):
        actions.recommend(nomination, world.actor(Role.UNION_OFFICER), opinion=OPINION, now=world.now)
    found = board(world)

    actions.rank(
        found,
        world.actor(Role.UNION_OFFICER),
        order=[third.id, second.id],
        revision=found.revision,
        now=world.now,
    )

    assert [(each.name, each.rank) for each in board(world).ranked] == [("周启明", 1), ("陆文珊", 2), ("顾海生", 3)]
